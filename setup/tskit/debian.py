# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Odoo 19, taken from Debian's archive or from where the user says, ready to be imported."""

import os
import re
from dataclasses import dataclass
from pathlib import Path

from . import apt, sources, stamp, ui
from .problem import Problem

SUITE = "sid"
PACKAGE = "odoo-19"
TESTED = "19.0.0+dfsg-1"
WITH_IT = (
    "libjs-jquery",
    "libjs-jquery-form",
    "libjs-underscore",
    "fonts-roboto-unhinted",
    "fonts-montserrat",
    "fonts-inconsolata",
    "fonts-ocr-b",
)
ICONS = "fonts-font-awesome"  # its 4.7 web fonts are in the stable suites only
RECIPE = "3"  # raise when what is done to the unpacked files changes
STAND_IN = "odoo/addons/mail/static/lib/selfie_segmentation/selfie_segmentation.js"
ELSEWHERE = (
    "name an Odoo 19 that you have: ODOO_HOME=/path setup/ts …, or an archive that has it: "
    "TS_DEBIAN_MIRROR=<address of a Debian mirror or snapshot> setup/ts …"
)


@dataclass(frozen=True)
class Odoo:
    """An Odoo 19 on this machine.

    :param python_path: the folder that holds the package `odoo`
    :param addons_paths: folders of core addons outside of it (a source checkout)
    :param version: as its package or its release says
    """

    python_path: Path
    addons_paths: tuple
    version: str


def find_or_fetch(layout):
    """The Odoo to use: `ODOO_HOME`, else Debian's package, unpacked on the first call."""
    home = os.environ.get("ODOO_HOME")
    if home:
        return from_home(Path(home).expanduser().resolve())
    key = stamp.digest(PACKAGE, RECIPE)
    if not stamp.is_ready(layout.odoo, key):
        stamp.make(layout.odoo, key, lambda folder: _fetch(layout, folder))
    package = layout.odoo / "usr/lib/python3/dist-packages"
    return Odoo(package, (), (layout.odoo / "version").read_text().strip())


def from_home(home):
    """An Odoo 19 of the user's: a checkout, or a folder that holds the package `odoo`."""
    candidates = (home, home / "odoo", home / "usr/lib/python3/dist-packages")
    for folder in candidates:
        release = folder / "odoo" / "release.py"
        if release.is_file():
            break
    else:
        raise Problem(
            f"ODOO_HOME={home} holds no Odoo: no odoo/release.py there.",
            "give the folder of an Odoo 19 checkout or install, or unset ODOO_HOME.",
        )
    match = re.search(r"version_info\s*=\s*\(\s*(\d+)\s*,\s*(\d+)", release.read_text())
    version = ".".join(match.groups()) if match else "unknown"
    if version != "19.0":
        raise Problem(
            f"ODOO_HOME={home} holds Odoo {version}; this suite is for 19.0.",
            "give an Odoo 19.0, or unset ODOO_HOME.",
        )
    extra = (folder / "addons",) if (folder / "addons" / "web").is_dir() else ()
    return Odoo(folder, extra, version)


def archive(layout):
    """The Debian entry to fetch from, at the machine's own suite or at `stable`."""
    own = sources.debian_entry(sources.read())
    mirror = os.environ.get("TS_DEBIAN_MIRROR")
    keyring = _keyring(Path("/"))
    if own and mirror:
        return sources.Entry(mirror, own.suite, ("main",), own.signed_by)
    if own:
        return own
    if mirror and keyring:
        return sources.Entry(mirror, "stable", ("main",), keyring)
    return _from_debootstrap(layout, mirror)


def _from_debootstrap(layout, mirror):
    """A machine without Debian in its apt (Ubuntu): its package debootstrap knows Debian's default
    mirror, and debian-archive-keyring its keys."""
    folder = layout.state / "debootstrap"

    def build(work):
        """Unpack debootstrap and the keys of the archive."""
        machine = apt.system_apt(layout)
        machine.update()
        files = machine.download(["debootstrap", "debian-archive-keyring"], work / "debs")
        apt.unpack(files, work)

    with ui.step("Looking up Debian's archive and keys"):
        stamp.make(folder, "1", build)
    match = None
    for script, name in (
        ("share/debootstrap/scripts/sid", "default_mirror "),
        ("sbin/debootstrap", "DEF_MIRROR="),
    ):
        text = (folder / "usr" / script).read_text()
        match = match or re.search(rf'^\s*{name}"?([^\s"]+/debian/?)"?\s*$', text, re.M)
    if not (mirror or match):
        raise Problem("debootstrap names no mirror of Debian.", ELSEWHERE)
    return sources.Entry(mirror or match[1], "stable", ("main",), _keyring(folder))


def _keyring(folder):
    """Path of Debian's keys below `folder`; "" if they are not there."""
    found = sorted((folder / "usr/share/keyrings").glob("debian-archive-keyring.[gp]*"))
    return str(found[0]) if found else ""


def debian_apt(layout):
    """apt on Debian's archive: the suite of Odoo, and a stable one."""
    entry = archive(layout)
    stable = "stable" if entry.suite in sources.MOVING else entry.suite
    return apt.Apt(layout.state / "apt" / "debian", [entry.at(SUITE), entry.at(stable)]), stable


def _fetch(layout, folder):
    """Download, unpack and finish the packages in `folder`."""
    machine, stable = debian_apt(layout)
    with ui.step("Reading Debian's package lists"):
        machine.update()
    version = _choose(machine.versions(PACKAGE))
    names = [f"{PACKAGE}={version}", *(f"{name}/{SUITE}" for name in WITH_IT), f"{ICONS}/{stable}"]
    with ui.step(f"Downloading Odoo {version} from Debian"):
        files = machine.download(names, folder / "debs")
    with ui.step("Unpacking Odoo"):
        apt.unpack(files, folder)
        stamp.remove(folder / "debs")
        finish(folder)
    (folder / "version").write_text(version)


def _choose(offers):
    """The version to take among [(version, line)]: the tested one if there, else the newest 19.0."""
    versions = [version for version, _line in offers]
    if TESTED in versions:
        return TESTED
    usable = [version for version in versions if version.startswith("19.0")]
    if not usable:
        found = f"only {', '.join(versions)}" if versions else "none"
        raise Problem(
            f"Debian {SUITE} has no package {PACKAGE} 19.0 ({found}); tested: {TESTED}.", ELSEWHERE
        )
    ui.say(
        f"    Debian now has {PACKAGE} {usable[0]}; this suite was tested with {TESTED}. "
        f"If something fails: {ELSEWHERE}"
    )
    return usable[0]


def finish(folder):
    """Make the unpacked packages usable where they lie, and small.

    `dist-packages/addons` is a copy of the core addons without data; one library of `mail` is left out
    by Debian and every page of the back end logs an error without it; translations other than French
    are two thirds of the size.
    """
    package = folder / "usr/lib/python3/dist-packages"
    stamp.remove(package / "addons")
    stand_in = package / STAND_IN
    if not stand_in.exists():
        stand_in.parent.mkdir(parents=True, exist_ok=True)
        stand_in.write_text("/* left out by Debian: background blur in video calls only */\n")
    for path in package.glob("odoo/addons/*/i18n*/*.po"):
        if not path.name.startswith("fr"):
            path.unlink()
    _relink(folder)


def _relink(folder):
    """Turn absolute links of the packages (/usr/share/…) into links inside `folder`."""
    for path in folder.rglob("*"):
        if path.is_symlink():
            target = os.readlink(path)
            if target.startswith("/"):
                inside = folder / target.lstrip("/")
                path.unlink()
                path.symlink_to(os.path.relpath(inside, path.parent))
