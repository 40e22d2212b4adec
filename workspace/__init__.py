"""Sets up and runs all this repository needs: ``python3 -m workspace COMMAND``.

Standard library only, because it is what installs everything else. Each step looks first whether
its work is already done and is then skipped in milliseconds, so every command may be given at any
time and in any order.

What is kept where:

- the *cache* (:func:`workspace.paths.cache_dir`, outside the repository): downloads, the unpacked
  Odoo, the virtual environment and the dump of the base database. ``make clean`` spares it;
- the *state* (``.workspace/`` in the repository, ignored by git): configuration, logs, Odoo's data
  folder and the private PostgreSQL cluster. ``make clean`` removes it.
"""
