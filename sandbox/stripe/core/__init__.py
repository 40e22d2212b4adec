"""The machinery of the stand-in: requests, keys, versions, storage, time."""
