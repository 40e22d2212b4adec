"""Runs inside Odoo.

Gives the base database a company in the United States with a chart of accounts.
"""

from typing import Any

COMPANY = "Northwind Instruments"


def run(env: Any, **options: str) -> None:
    """Set the company's name, country, currency and chart of accounts, and who administers it."""
    company = env.ref("base.main_company")
    company.write(
        {
            "name": COMPANY,
            "country_id": env.ref("base.us").id,
            "currency_id": env.ref("base.USD").id,
        }
    )
    if not company.chart_template:
        env["account.chart.template"].try_loading("us", company, install_demo=False)
    env.ref("base.user_admin").write({"tz": "America/New_York", "email": "admin@example.com"})
