from . import test_sale_to_stripe
from . import test_billable
from . import test_billable_races
from . import test_subscription_sold
from . import test_subscription_life
from . import test_subscription_renewals
from . import test_subscription_crash
from . import test_tours
