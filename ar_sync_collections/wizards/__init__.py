from . import base_partner_merge
from . import ar_collection_address
from . import ar_collection_call
from . import ar_collection_pause
from . import ar_collection_preview
from . import ar_collection_preview_line
from . import account_move_reversal
from . import ar_collection_as_of
