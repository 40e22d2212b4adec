from . import language_model
