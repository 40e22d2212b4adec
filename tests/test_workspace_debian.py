"""Packages of the distribution: who is asked, what is believed, what is said on failure."""

import hashlib
from pathlib import Path

import pytest

from workspace import debian
from workspace.run import DownloadError, WorkspaceError

DEB822 = """\
Types: deb
# a comment
URIs: http://mirror.test/debian
Suites: bookworm
 bookworm-updates
Components: main
Signed-By: /usr/share/keyrings/archive.gpg

Types: deb
URIs: http://mirror.test/debian-security
Suites: bookworm-security

Types: deb-src
URIs: http://mirror.test/sources
Suites: bookworm

Types: deb
Enabled: no
URIs: http://disabled.test/debian
Suites: bookworm
"""

FAKE_APT = """\
#!/bin/sh
echo "$@" >> {calls}
case "$*" in
  *--print-uris*missing*) echo "E: Unable to locate package missing"; exit 100;;
  *--print-uris*) echo "'http://mirror.test/pool/thing_1.deb' thing_1.deb 5 SHA256:{sha256}";;
  *download*)
    echo x >> {tries}
    if [ $(wc -l < {tries}) -le {failures} ]; then {failure}; fi
    printf hello > thing_1.deb;;
  *update*) {update};;
esac
"""


@pytest.fixture
def apt(tmp_path, monkeypatch):
    """A private apt whose ``apt-get`` is a script: ``make(failures=, failure=, update=)``."""

    def make(failures=0, failure="exit 100", update="true", sha256=None):
        program = tmp_path / "bin" / "apt-get"
        program.parent.mkdir()
        (tmp_path / "tries").touch()
        text = FAKE_APT.format(
            calls=tmp_path / "calls",
            tries=tmp_path / "tries",
            failures=failures,
            failure=failure,
            update=update,
            sha256=sha256 or hashlib.sha256(b"hello").hexdigest(),
        )
        program.write_text(text)
        program.chmod(0o755)
        monkeypatch.setenv("PATH", str(program.parent), prepend=":")
        source = debian.Source(("http://mirror.test/debian",), ("bookworm",), "/keyring.gpg")
        private = debian.PrivateApt(tmp_path / "apt", source, ("sid",))
        (tmp_path / "apt" / "debs").mkdir(parents=True)
        return private

    monkeypatch.setattr("workspace.run.time.sleep", lambda seconds: None)
    return make


def test_deb822_reads_folded_fields_and_leaves_out_sources_and_disabled():
    sources = debian.parse_deb822(DEB822)
    assert [source.suites for source in sources] == [
        ("bookworm", "bookworm-updates"),
        ("bookworm-security",),
    ]
    assert sources[0].uris == ("http://mirror.test/debian",)
    assert sources[0].signed_by == "/usr/share/keyrings/archive.gpg"


def test_deb822_with_an_inline_key_names_no_key_file():
    text = "Types: deb\nURIs: http://m.test/debian\nSuites: sid\nSigned-By:\n -----BEGIN-----\n .\n"
    assert debian.parse_deb822(text)[0].signed_by == ""


def test_one_line_format_with_and_without_options():
    text = (
        "# deb http://old.test/debian sid main\n"
        "deb http://a.test/debian bookworm main\n"
        "deb [arch=amd64 signed-by=/k.gpg] http://b.test/debian trixie main contrib\n"
        "deb-src http://c.test/debian bookworm main\n"
    )
    first, second = debian.parse_one_line(text)
    assert (first.uris, first.suites, first.signed_by) == (
        ("http://a.test/debian",),
        ("bookworm",),
        "",
    )
    assert (second.suites, second.signed_by) == (("trixie",), "/k.gpg")


def test_the_machines_files_are_all_read(tmp_path):
    (tmp_path / "sources.list.d").mkdir()
    (tmp_path / "sources.list").write_text("deb http://a.test/debian bookworm main\n")
    (tmp_path / "sources.list.d" / "b.list").write_text("deb http://b.test/x nodistro main\n")
    (tmp_path / "sources.list.d" / "c.sources").write_text(DEB822)
    (tmp_path / "sources.list.d" / "d.sources.disabled").write_text(DEB822)
    assert [source.suites[0] for source in debian.read_sources(tmp_path)] == [
        "bookworm",
        "nodistro",
        "bookworm",
        "bookworm-security",
    ]


def test_the_distributions_own_archive_is_chosen_not_a_third_party_or_security():
    third = debian.Source(("http://vendor.test",), ("nodistro",))
    security = debian.Source(("http://mirror.test/debian-security",), ("bookworm-security",))
    own = debian.Source(("http://mirror.test/debian",), ("bookworm", "bookworm-updates"))
    assert debian.debian_source([third, security, own], "bookworm") is own


def test_no_archive_is_said_with_what_to_do():
    with pytest.raises(WorkspaceError, match=r"jammy(?s:.*)ODOO_HOME"):
        debian.debian_source([debian.Source(("http://vendor.test",), ("nodistro",))], "jammy")


def test_os_release_is_read_with_and_without_quotes(tmp_path):
    path = tmp_path / "os-release"
    path.write_text('PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nVERSION_CODENAME=bookworm\n')
    assert debian.os_release(path)["VERSION_CODENAME"] == "bookworm"
    assert debian.os_release(tmp_path / "absent") == {}


def test_an_index_without_a_checksum_is_refused():
    line = "'http://m.test/a.deb' a_1.deb 10 SHA256:" + "0" * 64
    assert debian.parse_print_uris(line).file_name == "a_1.deb"
    with pytest.raises(WorkspaceError, match="SHA-256"):
        debian.parse_print_uris("'http://m.test/a.deb' a_1.deb 10 MD5Sum:" + "0" * 32)


def test_a_package_is_downloaded_checked_and_kept(apt, tmp_path):
    private = apt()
    path = private.fetch("thing=1", "advice")
    assert path.read_bytes() == b"hello"
    private.fetch("thing=1", "advice")
    assert (tmp_path / "tries").read_text().count("x") == 1


def test_a_failing_download_is_tried_again(apt, tmp_path):
    assert apt(failures=3).fetch("thing=1", "advice").is_file()
    assert (tmp_path / "tries").read_text().count("x") == 4


def test_a_damaged_download_is_removed_and_fetched_again(apt):
    damaged = "printf hellO > thing_1.deb; exit 0"
    assert apt(failures=1, failure=damaged).fetch("thing=1", "advice").read_bytes() == b"hello"


def test_a_wrong_checksum_to_the_end_names_the_package_and_leaves_no_file(apt):
    private = apt(sha256="0" * 64)
    with pytest.raises(DownloadError, match=r"thing=1 in 4 attempts(?s:.*)SHA-256(?s:.*)set ODOO"):
        private.fetch("thing=1", "set ODOO_HOME")
    assert not list((private.folder / "debs").iterdir())


def test_a_package_that_is_gone_is_named_at_once(apt, tmp_path):
    with pytest.raises(DownloadError, match=r"missing is not in the archive(?s:.*)use another"):
        apt().fetch("missing", "use another")
    assert (tmp_path / "calls").read_text().count("\n") == 1


def test_lists_come_from_the_machines_mirror_into_a_private_place(apt, tmp_path):
    private = apt()
    private.update()
    lines = (private.folder / "sources.list").read_text()
    assert lines == "deb [signed-by=/keyring.gpg] http://mirror.test/debian sid main\n"
    call = (tmp_path / "calls").read_text()
    assert f"Dir::State::lists={private.folder}/lists" in call
    assert "Dir::Etc::sourceparts=/dev/null" in call


def test_lists_that_cannot_be_had_are_named(apt):
    with pytest.raises(DownloadError, match="package lists of sid"):
        apt(update="exit 100").update()


def test_an_absent_program_is_named(tmp_path):
    from workspace.run import run

    with pytest.raises(WorkspaceError, match="cannot run"):
        run([Path(tmp_path / "no-such-program")])
