"""What every connector shares, as pure Python: states, errors, retries, money, secrets.

Nothing here knows Odoo, the network, the clock or chance. Time and keys are arguments.
"""
