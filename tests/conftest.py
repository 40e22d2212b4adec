"""Settings of these tests."""

# Run as a script beside its own folder, never imported: the doctests' collector would try.
collect_ignore = ["plain_worker.py"]
