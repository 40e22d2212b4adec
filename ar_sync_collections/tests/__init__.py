from . import test_figures_formulas
from . import test_figures_odoo
from . import test_forecast_backtest
from . import test_forecast_cash
from . import test_forecast_delays
from . import test_forecast_ledger
from . import test_forecast_odoo
from . import test_forecast_tours
