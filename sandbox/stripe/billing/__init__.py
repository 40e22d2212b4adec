"""Invoice arithmetic: discounts, taxes, rounding. Pure functions."""
