from . import test_planning
from . import test_sending
from . import test_stops
