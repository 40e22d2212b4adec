from . import res_users
from . import ar_sync_connection
from . import ar_sync_connection_click
from . import ar_collection_decision
from . import ar_collection_reply
from . import ar_sync_drift
from . import ar_sync_operation
