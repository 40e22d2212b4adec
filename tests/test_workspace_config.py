"""The generated configuration, the environment of child processes, what a test run holds."""

import configparser

import pytest
from cryptography.fernet import Fernet

from workspace import config, databases, lint, rooms, suite
from workspace.odoo_source import Odoo
from workspace.run import WorkspaceError

PG = {"PGHOST": "/run/here", "PGPORT": "54320", "PGUSER": "ar_sync", "PGPASSWORD": "s3cret"}


@pytest.fixture
def state(tmp_path, monkeypatch):
    """A state folder of the test's own."""
    monkeypatch.setattr(config, "STATE", tmp_path / "state")
    return tmp_path / "state"


@pytest.fixture
def workspace(tmp_path):
    """A workspace whose Odoo has a script."""
    odoo = Odoo("19.0", tmp_path / "odoo", "test", (tmp_path / "addons",), tmp_path / "odoo-bin")
    return config.Workspace(odoo, tmp_path / "venv/bin/python", dict(PG))


def test_the_configuration_names_addons_database_and_key(state, workspace):
    path = workspace.write_conf("odoo.conf")
    parser = configparser.RawConfigParser()
    parser.read(path)
    options = dict(parser["options"])
    assert options["addons_path"].split(",") == [str(workspace.odoo.addons[0]), str(config.ROOT)]
    assert options["db_host"] == "/run/here"
    assert options["list_db"] == "False"
    assert options["http_interface"] == "127.0.0.1"
    assert "ar_sync_stripe_api_base" not in options
    Fernet(options["ar_sync_secret_key"])
    assert path.stat().st_mode & 0o777 == 0o600


def test_the_stand_ins_address_is_only_in_the_demonstrations_configuration(state, workspace):
    workspace.write_conf("odoo.conf")
    demo = workspace.write_conf("demo.conf", ar_sync_stripe_api_base="http://127.0.0.1:1")
    assert "ar_sync_stripe_api_base = http://127.0.0.1:1" in demo.read_text()
    assert "stripe_api_base" not in workspace.write_conf("odoo.conf").read_text()


def test_the_key_is_made_once(state):
    assert config.secret_key() == config.secret_key()


def test_a_server_that_needs_no_password_gets_none(state, workspace):
    text = config.conf_text(workspace.odoo, {"PGHOST": "db.test"}, {})
    assert "db_host = db.test" in text
    assert "db_password" not in text and "db_port" not in text


def test_child_processes_cache_byte_code_and_know_no_other_database(state, workspace, monkeypatch):
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    monkeypatch.setenv("PGDATABASE", "other")
    env = workspace.env(EXTRA="1")
    assert "PYTHONDONTWRITEBYTECODE" not in env and "PGDATABASE" not in env
    assert env["PYTHONPYCACHEPREFIX"].endswith("pycache")
    assert env["PYTHONPATH"].split(":") == [str(workspace.odoo.place), str(config.ROOT)]
    assert env["PATH"].startswith(str(workspace.python.parent) + ":")
    assert env["EXTRA"] == "1" and env["PGHOST"] == "/run/here"


def test_odoo_is_started_by_its_script_with_the_configuration_after_the_command(workspace):
    conf = str(workspace.conf)
    script = str(workspace.odoo.script)
    assert workspace.odoo_command("-d", "x")[1:] == [script, "server", "-c", conf, "-d", "x"]
    shell = workspace.odoo_command("shell", "-d", "x")
    assert shell[1:] == [script, "shell", "-c", conf, "-d", "x"]


def test_odoo_without_a_script_is_started_as_a_module(tmp_path):
    odoo = Odoo("19.0", tmp_path, "test", (tmp_path,))
    command = config.Workspace(odoo, tmp_path / "python", {}).odoo_command("--version")
    assert command[1:4] == ["-m", "odoo", "server"]


def test_a_small_record_survives_and_a_damaged_one_is_named(state):
    assert config.read_state("demo") == {}
    config.write_state("demo", {"suite": "abc"})
    assert config.read_state("demo") == {"suite": "abc"}
    (state / "demo.json").write_text("{")
    with pytest.raises(WorkspaceError, match=r"demo\.json is damaged: delete it"):
        config.read_state("demo")


@pytest.fixture
def repository(tmp_path):
    """A repository with two addons, a pure room, tests and a package without an addon."""
    root = tmp_path / "repo"
    files = (
        "ar_sync/__manifest__.py",
        "ar_sync/models/a.py",
        "ar_sync/matching/engine.py",
        "ar_sync/tests/test_a.py",
        "ar_sync/static/src/x.js",
        "ar_sync/readme/USAGE.md",
        "ar_sync_stripe/__manifest__.py",
        "ar_sync_stripe/payloads/invoice.py",
        "ar_sync_stripe/tests/common.py",
        "sandbox/tests/test_s.py",
        "bench/__init__.py",
        "tests/test_whole.py",
    )
    for name in files:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).touch()
    return root


def test_a_run_holds_doctests_of_rooms_addon_tests_and_whole_system_tests(repository):
    assert suite.default_targets(root=repository) == [
        "tests",
        "ar_sync/tests",
        "sandbox/tests",
        "ar_sync/matching",
        "ar_sync_stripe/payloads",
    ]
    assert suite.default_targets(["ar_sync_stripe"], repository) == ["ar_sync_stripe/payloads"]


def test_files_run_side_by_side_unless_somebody_says_how():
    assert suite.side_by_side(cpus=2)[:4] == ["-n", "2", "--dist", "loadfile"]
    assert suite.side_by_side(cpus=64)[1] == "4"
    assert suite.side_by_side(cpus=1) == suite.side_by_side(["-n", "0"], cpus=8) == []


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ([], False),
        (["-k", "tests"], False),
        (["-x", "-k", "webhook"], False),
        (["tests"], True),
        (["ar_sync/tests/test_a.py::TestX::test_y"], True),
        (["-k", "tests", "ar_sync/tests"], True),
    ],
)
def test_only_a_named_place_replaces_the_whole_suite(repository, words, expected):
    assert suite.names_a_target(words, repository) is expected


def test_addons_are_the_folders_with_a_manifest(repository):
    assert config.addons_in(repository) == ["ar_sync", "ar_sync_stripe"]


def test_a_template_is_keyed_by_what_shapes_a_database(repository, monkeypatch):
    monkeypatch.setattr(databases, "base", lambda workspace: "base_1")

    def key(*addons):
        return databases.suite_key(None, addons or ("ar_sync", "ar_sync_stripe"), repository)

    before = key()
    (repository / "ar_sync/tests/test_a.py").write_text("assert True")
    (repository / "ar_sync/readme/USAGE.md").write_text("words")
    (repository / "ar_sync/__pycache__").mkdir()
    (repository / "ar_sync/__pycache__/a.pyc").write_text("x")
    assert key() == before
    (repository / "ar_sync/static/src/x.js").write_text("// changed")
    changed = key()
    assert changed != before
    (repository / "ar_sync/static/src/x.js").rename(repository / "ar_sync/static/src/y.js")
    assert key() != changed
    assert key("ar_sync_stripe") == key("ar_sync_stripe") != key("ar_sync")


def test_mypy_sees_the_rooms_alone_and_as_they_are_imported(repository, tmp_path):
    door = tmp_path / "door"
    for _again in range(2):
        packages = lint.mypy_packages(door, repository)
    assert packages == ["odoo.addons.ar_sync.matching", "odoo.addons.ar_sync_stripe.payloads"]
    assert (door / "odoo/addons/ar_sync/matching/engine.py").is_file()
    assert not (door / "odoo/addons/ar_sync/models").exists()


def test_rooms_without_code_are_left_out(repository):
    (repository / "ar_sync" / "protocol").mkdir()
    names = [path.name for path in rooms.pure_rooms(repository)]
    assert names == ["matching", "payloads"]
