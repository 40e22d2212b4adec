from . import ar_match_pick
from . import ar_match_pick_line
