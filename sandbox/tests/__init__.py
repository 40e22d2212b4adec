"""Tests of the stand-ins: plain pytest, no Odoo."""
