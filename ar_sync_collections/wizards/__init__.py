from . import ar_collection_pause
from . import ar_collection_preview
from . import ar_collection_preview_line
