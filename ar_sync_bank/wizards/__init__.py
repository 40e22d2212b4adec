from . import ar_bank_import
