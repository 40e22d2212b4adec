from . import ar_match_pick
from . import ar_match_pick_line
from . import base_partner_merge
from . import ar_sync_chain
from . import ar_sync_drift_note
from . import ar_erp_mark
