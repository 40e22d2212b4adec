from . import test_mirror_store
from . import test_mirror_links
from . import test_mirror_apply
from . import test_mirror_rights
from . import test_mirror_random
from . import test_mirror_models
from . import test_mirror_views
