from . import ar_netsuite_comparison
