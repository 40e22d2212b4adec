from . import ar_stripe_billable
from . import crm_lead
