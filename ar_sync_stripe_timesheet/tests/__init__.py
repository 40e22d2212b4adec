from . import test_time_to_stripe
