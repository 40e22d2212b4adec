from . import ar_stripe_billable
from . import ar_stripe_billable_invoice
from . import sale_order
from . import sale_order_billable
