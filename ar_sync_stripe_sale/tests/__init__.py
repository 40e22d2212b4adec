from . import test_sale_to_stripe
