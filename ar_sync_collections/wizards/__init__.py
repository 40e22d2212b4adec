from . import ar_collection_as_of
