"""When and how much a customer is charged, and what a refusal means. Pure: no Odoo, no network, no clock."""
