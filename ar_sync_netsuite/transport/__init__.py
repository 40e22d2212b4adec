"""The only code that talks to NetSuite: SuiteTalk SOAP and the REST services, behind one interface. No Odoo in it."""
