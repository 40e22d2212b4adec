from . import test_charging
from . import test_once
from . import test_planning
from . import test_random_days
from . import test_refusals
from . import test_rights
