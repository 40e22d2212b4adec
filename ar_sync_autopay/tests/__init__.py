from . import test_charging
from . import test_once
from . import test_portal_invoice
from . import test_portal_mails
from . import test_portal_mandate
from . import test_portal_rights
from . import test_random_days
from . import test_refusals
