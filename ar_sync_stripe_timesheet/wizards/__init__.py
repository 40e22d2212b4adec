from . import ar_time_order
