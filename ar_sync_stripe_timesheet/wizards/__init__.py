from . import ar_stripe_time_order
