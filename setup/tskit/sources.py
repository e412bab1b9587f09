# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Reading the machine's apt sources, in both forms, to learn which mirror it uses. Nothing is changed."""

import os
import re
from dataclasses import dataclass, replace
from pathlib import Path

DEBIAN = (
    "buster",
    "bullseye",
    "bookworm",
    "trixie",
    "forky",
    "duke",
    "oldstable",
    "stable",
    "testing",
    "unstable",
    "sid",
)
MOVING = ("forky", "duke", "testing", "unstable", "sid")
ONE_LINE = re.compile(
    r"^deb\s+(?:\[(?P<options>[^\]]*)\]\s+)?(?P<uri>\S+)\s+(?P<suite>\S+)\s+(?P<rest>.+)$"
)


@dataclass(frozen=True)
class Entry:
    """One archive and suite: what one line of a sources.list says.

    :param signed_by: path of the keyring, or "" for the machine's trusted keys
    """

    uri: str
    suite: str
    components: tuple
    signed_by: str = ""

    def line(self):
        """The entry in the one-line form."""
        signed = f"[signed-by={self.signed_by}] " if self.signed_by else ""
        return f"deb {signed}{self.uri} {self.suite} {' '.join(self.components)}"

    def is_debian(self):
        """True for Debian's main archive: not its security one, not a third party's."""
        folder = self.uri.rstrip("/").rsplit("/", 1)[-1].lower()
        named = folder in ("debian", "debian.list") or "debian-archive" in self.signed_by
        return (
            named
            and "security" not in self.uri
            and self.suite in DEBIAN
            and "main" in self.components
        )

    def is_of_system(self):
        """True for the archives of Debian or Ubuntu themselves."""
        folder = self.uri.rstrip("/").rsplit("/", 1)[-1].lower()
        official = "-archive-keyring" in self.signed_by and "main" in self.components
        return (
            official
            or self.is_debian()
            or folder in ("ubuntu", "ubuntu-ports", "debian-security", "debian-security.list")
        )

    def at(self, suite):
        """The same archive at another suite."""
        return replace(self, suite=suite, components=("main",))


def parse_one_line(text):
    """Entries of a `sources.list`."""
    entries = []
    for line in text.splitlines():
        match = ONE_LINE.match(line.split("#")[0].strip())
        if match:
            options = dict(
                word.split("=", 1) for word in (match["options"] or "").split() if "=" in word
            )
            entries.append(
                Entry(
                    match["uri"],
                    match["suite"],
                    tuple(match["rest"].split()),
                    options.get("signed-by", ""),
                )
            )
    return entries


def _stanzas(text):
    """Stanzas of a deb822 file, as dicts with names in lower case."""
    stanza, name = {}, ""
    for line in [*text.splitlines(), ""]:
        if line.startswith("#"):
            continue
        if not line.strip():
            if stanza:
                yield stanza
            stanza = {}
        elif line[0] in " \t":
            stanza[name] = f"{stanza.get(name, '')}\n{line.strip()}"
        elif ":" in line:
            name, value = line.split(":", 1)
            name = name.strip().lower()
            stanza[name] = value.strip()


def parse_deb822(text):
    """Entries of a `*.sources` file. A key given inside the file cannot be named by a path: such a
    stanza is read without it, and apt's trusted keys decide."""
    entries = []
    for stanza in _stanzas(text):
        if stanza.get("enabled", "yes").lower() in ("no", "false", "0"):
            continue
        if "deb" not in stanza.get("types", "").split():
            continue
        signed = stanza.get("signed-by", "")
        signed = signed if signed.startswith("/") and "\n" not in signed else ""
        for uri in stanza.get("uris", "").split():
            for suite in stanza.get("suites", "").split():
                entries.append(
                    Entry(uri, suite, tuple(stanza.get("components", "").split()), signed)
                )
    return entries


def read(folder=Path("/etc/apt")):
    """All entries of the machine's apt, in apt's own order."""
    files = [folder / "sources.list"]
    parts = folder / "sources.list.d"
    if parts.is_dir():
        files += sorted(path for path in parts.iterdir() if path.suffix in (".list", ".sources"))
    entries = []
    for path in files:
        if path.is_file() and os.access(path, os.R_OK):
            parse = parse_deb822 if path.suffix == ".sources" else parse_one_line
            entries += parse(path.read_text(errors="replace"))
    return entries


def debian_entry(entries):
    """The entry of Debian's archive the machine uses, its own suite first; None if it has none."""
    return next((entry for entry in entries if entry.is_debian()), None)
