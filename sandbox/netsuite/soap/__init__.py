"""SuiteTalk: SOAP requests and replies, valid against the real schema."""
