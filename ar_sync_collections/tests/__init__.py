from . import test_promise_judged
from . import test_promise_kept
from . import test_promise_rights
from . import test_dispute
from . import test_reply_acts
from . import test_reply_gateway
from . import test_portal_collections
from . import test_timeline
