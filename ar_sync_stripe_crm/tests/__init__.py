from . import test_opportunity_to_stripe
