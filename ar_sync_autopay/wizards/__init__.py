from . import ar_autopay_paper
from . import base_partner_merge
