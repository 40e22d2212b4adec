"""Packages of the distribution, fetched without touching the system's own package lists.

Odoo 19 is packaged in Debian's unstable suite. It is downloaded by ``apt-get`` with a private state
(own lists, own cache) whose only source is the mirror that this machine already uses, checked by
the keyring that is already installed, and unpacked into a folder without being installed.
"""

import hashlib
import re
import shlex
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from .run import DownloadError, WorkspaceError, retry, run

ROLLING = ("stable", "testing", "unstable", "sid")


@dataclass(frozen=True)
class Source:
    """One package source as apt's files describe it."""

    uris: tuple[str, ...]
    suites: tuple[str, ...]
    signed_by: str = ""


@dataclass(frozen=True)
class Package:
    """One file in the archive, as the signed index describes it."""

    uri: str
    file_name: str
    sha256: str


def parse_deb822(text: str) -> list[Source]:
    """Read a ``.sources`` file; disabled and source-code entries are left out."""
    found = []
    for stanza in re.split(r"\n\s*\n", text):
        lines = [line for line in stanza.splitlines() if not line.startswith("#")]
        folded = re.sub(r"\n[ \t]+", " ", "\n".join(lines))
        fields = {
            key.strip().lower(): value.strip()
            for key, _, value in (
                line.partition(":") for line in folded.splitlines() if ":" in line
            )
        }
        if "deb" not in fields.get("types", "").split() or fields.get("enabled", "yes").lower() in (
            "no",
            "false",
        ):
            continue
        signed_by = fields.get("signed-by", "")
        found.append(
            Source(
                tuple(fields.get("uris", "").split()),
                tuple(fields.get("suites", "").split()),
                signed_by if signed_by.startswith("/") else "",
            )
        )
    return found


def parse_one_line(text: str) -> list[Source]:
    """Read a ``sources.list`` file: ``deb [options] uri suite components``."""
    found = []
    for line in text.splitlines():
        match = re.match(r"deb\s+(?:\[([^]]*)\]\s+)?(\S+)\s+(\S+)", line.strip())
        if match:
            options = dict(
                option.split("=", 1) for option in (match[1] or "").split() if "=" in option
            )
            found.append(Source((match[2],), (match[3],), options.get("signed-by", "")))
    return found


def read_sources(folder: Path = Path("/etc/apt")) -> list[Source]:
    """Every package source this machine has."""
    one_line = [folder / "sources.list", *sorted((folder / "sources.list.d").glob("*.list"))]
    found = [
        source for path in one_line if path.is_file() for source in parse_one_line(path.read_text())
    ]
    for path in sorted((folder / "sources.list.d").glob("*.sources")):
        found += parse_deb822(path.read_text())
    return found


def debian_source(sources: Iterable[Source], codename: str) -> Source:
    """The source this machine gets the distribution itself from.

    :raises WorkspaceError: when there is none.
    """
    wanted = {codename, *ROLLING}
    for source in sources:
        if source.uris and wanted.intersection(source.suites):
            return source
    raise WorkspaceError(
        f"this machine's apt sources name no Debian archive (looked for the suite {codename!r}).\n"
        "  What to do: set ODOO_HOME to a source checkout or an installation of Odoo 19 "
        "and run the command again."
    )


def os_release(path: Path = Path("/etc/os-release")) -> dict[str, str]:
    """What the machine says of its system: ``ID``, ``VERSION_CODENAME`` and others."""
    if not path.is_file():
        return {}
    pairs = (word.partition("=") for word in shlex.split(path.read_text(), comments=True))
    return {key: value for key, _, value in pairs}


def parse_print_uris(text: str) -> Package:
    """Read the line ``'uri' file size SHA256:…`` that ``apt-get download --print-uris`` prints.

    :raises WorkspaceError: when the line or its SHA-256 is missing.
    """
    match = re.search(r"'([^']+)' (\S+) \d+ SHA256:([0-9a-f]{64})", text)
    if not match:
        raise WorkspaceError(f"apt named no file with a SHA-256: {text.strip() or 'no output'}")
    return Package(match[1], match[2], match[3])


def check_sha256(path: Path, expected: str) -> None:
    """Compare a file with its checksum and remove it when they differ.

    :raises WorkspaceError: when they differ.
    """
    digest = hashlib.sha256()
    with open(path, "rb") as handle:
        while chunk := handle.read(1 << 20):
            digest.update(chunk)
    if digest.hexdigest() != expected:
        path.unlink()
        raise WorkspaceError(
            f"{path.name} has SHA-256 {digest.hexdigest()}, the index says {expected}: removed"
        )


class PrivateApt:
    """``apt-get`` with lists and a cache of its own in ``folder``."""

    def __init__(self, folder: Path, source: Source, suites: Sequence[str]):
        self.folder = folder
        self.source = source
        self.suites = suites

    def update(self) -> None:
        """Fetch the suites' package lists.

        :raises DownloadError: when they cannot be had.
        """
        for name in ("lists/partial", "cache/archives/partial", "debs"):
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        option = f" [signed-by={self.source.signed_by}]" if self.source.signed_by else ""
        lines = [f"deb{option} {self.source.uris[0]} {suite} main\n" for suite in self.suites]
        (self.folder / "sources.list").write_text("".join(lines))
        advice = "check the network and this machine's apt sources, or set ODOO_HOME to an Odoo 19."
        retry(
            lambda: self._apt("update", "--error-on=any"),
            f"the package lists of {', '.join(self.suites)}",
            advice,
        )

    def fetch(self, spec: str, advice: str) -> Path:
        """Download ``name``, ``name=version`` or ``name/suite`` and check it by the signed index.

        :raises DownloadError: names the package; ``advice`` says what to do.
        """
        try:
            package = parse_print_uris(self._apt("download", "--print-uris", spec))
        except WorkspaceError as error:
            raise DownloadError(
                f"the package {spec} is not in the archive.\n  {error}\n  What to do: {advice}"
            ) from error
        target = self.folder / "debs" / package.file_name
        if target.is_file():
            check_sha256(target, package.sha256)
            return target

        def download() -> None:
            self._apt("download", spec)
            check_sha256(target, package.sha256)

        retry(download, f"the package {spec}", advice)
        return target

    def _apt(self, *words: str) -> str:
        options = {
            "Dir::State::lists": self.folder / "lists",
            "Dir::Cache": self.folder / "cache",
            "Dir::Etc::sourcelist": self.folder / "sources.list",
            "Dir::Etc::sourceparts": "/dev/null",
            "Acquire::Languages": "none",
            "APT::Sandbox::User": "root",
        }
        flags = [word for key, value in options.items() for word in ("-o", f"{key}={value}")]
        return run(["apt-get", "-q", *flags, *words], cwd=self.folder / "debs")


def unpack(package: Path, folder: Path) -> None:
    """Unpack a package's files into ``folder`` without installing it."""
    run(["dpkg-deb", "-x", package, folder])
