from . import account_move_line
from . import ar_stripe_billable
from . import project_project
from . import project_task
