"""One file per record type: between NetSuite's two shapes (SOAP and REST) and the canonical documents. Pure."""
