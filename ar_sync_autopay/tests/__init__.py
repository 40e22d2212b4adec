from . import test_portal_invoice
from . import test_portal_mandate
from . import test_portal_rights
