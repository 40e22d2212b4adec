"""The ``/_sandbox/`` control API: time, faults, deliveries, books."""
