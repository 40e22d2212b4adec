from . import ar_sale_subscription_cancel
from . import ar_sale_subscription_pause
