from . import test_planning
from . import test_preview
from . import test_races
from . import test_random_days
from . import test_screens
from . import test_segments
from . import test_sending
from . import test_stops
