"""The control API: for people and tests on this machine."""
