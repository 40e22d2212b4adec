"""The command line: ``python3 -m workspace COMMAND``; ``--help`` lists the commands."""

import argparse
import os
import shlex
import sys
from collections.abc import Callable
from typing import NoReturn

from . import clean, config, databases, demo, lint, screenshots, suite
from .paths import ROOT
from .run import WorkspaceError, say


def cmd_setup(options: argparse.Namespace) -> int:
    """Install what is missing and say which Odoo is used."""
    workspace = config.prepare()
    say(str(workspace.odoo))
    return 0


def cmd_env(options: argparse.Namespace) -> int:
    """Print shell exports: eval "$(python3 -m workspace env)"."""
    workspace = config.prepare()
    for key, value in workspace.exports().items():
        print(f"export {key}={shlex.quote(value)}")
    print(f'export PATH={shlex.quote(str(workspace.python.parent))}:"$PATH"')
    print("unset PYTHONDONTWRITEBYTECODE")
    return 0


def cmd_newdb(options: argparse.Namespace) -> int:
    """Make a database: a copy of the base, with addons."""
    workspace = config.prepare()
    databases.new(
        workspace,
        options.name,
        [name for name in options.install.split(",") if name],
        options.copy_of,
    )
    return 0


def cmd_update(options: argparse.Namespace) -> int:
    """Install or update addons in a database."""
    workspace = config.prepare()
    databases.install(workspace, options.name, options.addons.split(","), update=True)
    return 0


def cmd_dropdb(options: argparse.Namespace) -> int:
    """Delete databases."""
    databases.drop(config.prepare(), *options.names)
    return 0


def cmd_odoo(options: argparse.Namespace) -> int:
    """Run Odoo with the generated configuration: odoo -- -d NAME …"""
    workspace = config.prepare()
    return _become(workspace, workspace.odoo_command(*_pass_through(options.args)))


def cmd_python(options: argparse.Namespace) -> int:
    """Run the virtual environment's Python with Odoo importable: python -- -m bench"""
    workspace = config.prepare()
    return _become(workspace, [str(workspace.python), *_pass_through(options.args)])


def cmd_test(options: argparse.Namespace) -> int:
    """Run the whole suite, unit to browser, in one pytest."""
    addons = [name for name in options.addons.split(",") if name]
    return suite.run_tests(config.prepare(), options.args, addons)


def cmd_lint(options: argparse.Namespace) -> int:
    """Run ruff, mypy on the pure rooms, pylint-odoo and Odoo's own lint tests."""
    return lint.run_lint(config.prepare())


def cmd_demo(options: argparse.Namespace) -> int:
    """Start the demonstration and stay up until Ctrl-C."""
    return demo.run_demo()


def cmd_screenshots(options: argparse.Namespace) -> int:
    """Take the pictures of docs/images anew: screenshots [NAME …]"""
    return screenshots.run_screenshots(options.names)


def cmd_shell(options: argparse.Namespace) -> int:
    """Open Odoo's shell on the demonstration's database."""
    workspace = config.prepare()
    demo.database(workspace)
    return _become(workspace, workspace.odoo_command("shell", "-d", demo.DATABASE, "--no-http"))


def cmd_tool(options: argparse.Namespace) -> int:
    """Run a command-line tool of the repository that needs no database: tool bench.matching …"""
    workspace = config.prepare(server=False)
    return _become(workspace, [str(workspace.python), "-m", options.module, *options.args])


def cmd_clean(options: argparse.Namespace) -> int:
    """Remove databases, the private cluster and .workspace; keep the cache of downloads."""
    clean.run_clean()
    return 0


def _become(workspace: config.Workspace, words: list[str]) -> NoReturn:
    """Turn this process into the program, which then gets signals and the terminal directly."""
    os.chdir(ROOT)
    os.execve(words[0], words, workspace.env())


def _pass_through(args: list[str]) -> list[str]:
    return args[1:] if args[:1] == ["--"] else args


def parser() -> argparse.ArgumentParser:
    """All commands; each one's help is its function's first line."""
    top = argparse.ArgumentParser(
        prog="python3 -m workspace", description="Set up and run AR Sync."
    )
    commands = top.add_subparsers(metavar="COMMAND", required=True)

    def command(
        name: str, function: Callable[[argparse.Namespace], int]
    ) -> argparse.ArgumentParser:
        text = (function.__doc__ or "").splitlines()[0]
        added = commands.add_parser(name, help=text.replace("%", "%%"), description=text)
        added.set_defaults(function=function)
        return added

    command("setup", cmd_setup)
    command("env", cmd_env)
    newdb = command("newdb", cmd_newdb)
    newdb.add_argument("name")
    newdb.add_argument("--install", default="", help="addons, separated by commas")
    newdb.add_argument("--copy-of", default="", help="copy this database, not the base")
    update = command("update", cmd_update)
    update.add_argument("name")
    update.add_argument("addons", help="separated by commas")
    command("dropdb", cmd_dropdb).add_argument("names", nargs="+")
    command("odoo", cmd_odoo).add_argument("args", nargs=argparse.REMAINDER)
    command("python", cmd_python).add_argument("args", nargs=argparse.REMAINDER)
    test = command("test", cmd_test)
    test.add_argument("--addons", default="", help="only these, separated by commas")
    test.add_argument("args", nargs="?", default="", help="words for pytest, in one string")
    command("lint", cmd_lint)
    command("demo", cmd_demo)
    command("screenshots", cmd_screenshots).add_argument("names", nargs="*")
    command("shell", cmd_shell)
    tool = command("tool", cmd_tool)
    tool.add_argument("module")
    tool.add_argument("args", nargs=argparse.REMAINDER)
    command("clean", cmd_clean)
    return top


def main() -> int:
    """Run one command; a failed step is told in words, without a traceback."""
    options = parser().parse_args()
    try:
        return int(options.function(options))
    except WorkspaceError as error:
        print(f"workspace: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
