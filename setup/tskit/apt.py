# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Fetching packages with the machine's apt and folders of our own: no root, no change to the system."""

import os
import re
import shutil
import time
from pathlib import Path

from . import process, sources, ui
from .problem import Problem
from .stamp import digest, remove

FRESH = 24 * 3600  # seconds during which lists are not fetched again
TRIES = 3
NETWORK = (
    "check the network and the machine's apt (`apt-get update`), then run the same command again."
)


class Apt:
    """apt with its own sources, lists and cache in `folder`.

    :param entries: the `sources.Entry` it knows; nothing else is asked
    """

    def __init__(self, folder, entries):
        self.folder = folder
        self.entries = entries
        if not shutil.which("apt-get") or not shutil.which("dpkg-deb"):
            raise Problem(
                "apt-get and dpkg-deb are not there: this machine is neither Debian nor Ubuntu.",
                "install Odoo 19 and name it: ODOO_HOME=/path/to/odoo setup/ts …; system libraries, "
                "Chromium and Python's pip then come from the machine itself.",
            )

    def _configure(self):
        """Write the private configuration. The machine's own is read first (proxy, certificates)."""
        for name in ("state/lists/partial", "cache/archives/partial"):
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        (self.folder / "status").touch()
        (self.folder / "sources.list").write_text(
            "".join(f"{entry.line()}\n" for entry in self.entries)
        )
        options = {
            "Dir::State": self.folder / "state",
            "Dir::State::lists": self.folder / "state/lists",
            "Dir::State::status": self.folder / "status",
            "Dir::Cache": self.folder / "cache",
            "Dir::Etc::sourcelist": self.folder / "sources.list",
            "Dir::Etc::sourceparts": "/dev/null",
            "Dir::Etc::preferences": "/dev/null",
            "Dir::Etc::preferencesparts": "/dev/null",
            "Acquire::Languages": "none",
            "Acquire::Retries": "3",
            "Acquire::http::Timeout": "30",
            "APT::Get::AllowUnauthenticated": "false",
            "Acquire::AllowInsecureRepositories": "false",
            "Debug::NoLocking": "1",
        }
        if os.geteuid() == 0:
            options["APT::Sandbox::User"] = "root"
        text = "#clear APT::Update::Post-Invoke;\n#clear APT::Update::Post-Invoke-Success;\n"
        text += "".join(f'{name} "{value}";\n' for name, value in options.items())
        path = self.folder / "apt.conf"
        path.write_text(text)
        return path

    def _run(self, tool, *words, what, remedy=NETWORK, cwd=None):
        command = [tool, "-c", self.folder / "apt.conf", "-q", *words]
        environment = {**os.environ, "LC_ALL": "C", "DEBIAN_FRONTEND": "noninteractive"}
        return process.run(command, what, remedy, env=environment, cwd=cwd)

    def update(self):
        """Fetch the lists, unless they are of today and for the same sources."""
        self.folder.mkdir(parents=True, exist_ok=True)
        key = digest(*(entry.line() for entry in self.entries))
        fresh = self.folder / f"updated-{key}"
        if fresh.exists() and time.time() - fresh.stat().st_mtime < FRESH:
            return
        remove(self.folder / "state")
        self._configure()
        site = ", ".join(sorted({entry.uri for entry in self.entries}))
        self._retry(
            lambda: self._run(
                "apt-get",
                "update",
                "-o",
                "APT::Update::Error-Mode=any",
                what=f"Reading the package lists of {site}",
            )
        )
        fresh.touch()

    @staticmethod
    def _retry(call):
        for attempt in range(1, TRIES + 1):
            try:
                return call()
            except Problem:
                if attempt == TRIES:
                    raise
                ui.say(f"    the mirror did not answer, trying again ({attempt + 1}/{TRIES})")
                time.sleep(2 * attempt)

    def versions(self, package):
        """Versions on offer with their suite's line, newest first: [(version, line)]."""
        text = self._run("apt-cache", "madison", package, what=f"Looking for {package}")
        rows = [[cell.strip() for cell in line.split("|")] for line in text.splitlines()]
        return [(row[1], row[2]) for row in rows if len(row) == 3]

    def download(self, packages, folder):
        """Download the named packages (`name`, `name/suite` or `name=version`), signature checked
        by apt, into `folder`; give the files."""
        folder.mkdir(parents=True, exist_ok=True)
        before = set(folder.glob("*.deb"))
        try:
            self._retry(
                lambda: self._run(
                    "apt-get",
                    "download",
                    *packages,
                    what=f"Downloading {', '.join(packages[:3])}…",
                    cwd=folder,
                )
            )
        except Problem:
            shutil.rmtree(self.folder / "state", ignore_errors=True)
            for stamp in self.folder.glob("updated-*"):
                stamp.unlink()  # lists may be older than the mirror: read them anew next time
            raise
        return sorted(set(folder.glob("*.deb")) - before)

    def closure(self, packages):
        """Names of `packages` and of everything they depend on."""
        text = self._run(
            "apt-get",
            "install",
            "--print-uris",
            "--yes",
            "--no-install-recommends",
            *packages,
            what=f"Resolving the dependencies of {', '.join(packages)}",
        )
        return sorted({match[1] for match in re.finditer(r"^'\S+' ([^_\s]+)_\S+ \d+", text, re.M)})


def unpack(files, folder):
    """Unpack .deb files into `folder`, without running anything of them."""
    folder.mkdir(parents=True, exist_ok=True)
    for file in files:
        process.run(["dpkg-deb", "-x", file, folder], f"Unpacking {Path(file).name}")


def system_apt(layout):
    """apt on the machine's own Debian or Ubuntu suites."""
    entries = [entry for entry in sources.read() if entry.is_of_system()]
    if not entries:
        raise Problem(
            "The machine's apt knows no archive of Debian or Ubuntu (/etc/apt/sources.list*).",
            "add the distribution's own archive to /etc/apt/sources.list.d.",
        )
    return Apt(layout.state / "apt" / "system", entries)
