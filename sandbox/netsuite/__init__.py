"""A stand-in of NetSuite on loopback: SuiteTalk SOAP and the REST record API over one ledger.

Rooms: ``ledger`` holds the books and their rules and knows no transport; ``soap`` and ``rest``
speak to callers; ``suiteql`` answers queries; ``core`` admits requests (credentials, concurrency,
faults); ``control`` is the API for tests; ``scenario`` fills companies.
"""
