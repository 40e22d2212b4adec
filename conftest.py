"""Settings of every test run: hypothesis makes the same examples each time and everywhere."""

from hypothesis import settings

settings.register_profile("suite", derandomize=True, deadline=None, print_blob=True)
settings.load_profile("suite")
