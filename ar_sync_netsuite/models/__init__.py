from . import ar_sync_connection
from . import ar_sync_connection_netsuite
