from . import outgoing
from . import models
from . import wizards
