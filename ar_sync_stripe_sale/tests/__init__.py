from . import test_sale_to_stripe
from . import test_billable
