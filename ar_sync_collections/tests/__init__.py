from . import test_stops
