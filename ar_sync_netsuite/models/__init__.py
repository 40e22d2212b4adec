from . import ar_netsuite_pace
from . import ar_sync_connection
from . import ar_sync_connection_netsuite
