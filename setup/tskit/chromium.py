# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Chromium for browser tours and pictures: the machine's own, else unpacked under `.ts/`."""

import os
import shutil
import subprocess

from . import apt, process, sources, stamp, ui
from .problem import Problem

NAMES = ("google-chrome", "chromium", "chromium-browser", "google-chrome-stable")
PACKAGE = "chromium"
UBUNTU_STAND_IN = "bookworm"  # Ubuntu's own package only points at a snap; this one runs there
KEEP_OUT = ("libc6", "libc-bin", "base-files", "bash", "dpkg", "perl-base", "debconf")
REMEDY = "install the package `chromium` (apt-get install chromium), then run setup/ts test again."


def runs(program, environment=None):
    """The version it prints, or "" if it does not start (as the stub of a snap)."""
    try:
        result = subprocess.run(
            [str(program), "--version", "--no-sandbox"],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=60,
            text=True,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return result.stdout.strip() if result.returncode == 0 else ""


def find(layout):
    """Path of a Chromium that runs, or None."""
    ours = layout.state / "chromium" / "bin" / "chromium"
    for program in (*(shutil.which(name) for name in NAMES), ours if ours.exists() else None):
        if program and runs(program):
            return program
    return None


def ensure(layout):
    """Path of a Chromium that runs; fetched if the machine has none."""
    found = find(layout)
    if found:
        return found
    folder = layout.state / "chromium"
    try:
        with ui.step("Fetching Chromium") as step:
            stamp.remove(folder)
            stamp.make(folder, "1", lambda work: _fetch(layout, work, step))
    except Problem as problem:
        ui.say(f"    {problem.message}")
    return find(layout) or _install() or _give_up()


def _give_up():
    raise Problem("There is no Chromium that runs here, and browser tests need one.", REMEDY)


def _install():
    """As root, let the machine's apt install the package."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return None
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    try:
        with ui.step("Installing the package chromium"):
            process.run(["apt-get", "update", "-q"], "apt-get update", env=environment)
            process.run(
                ["apt-get", "install", "-y", "-q", "--no-install-recommends", PACKAGE],
                "apt-get install chromium",
                env=environment,
            )
    except Problem:
        return None
    program = shutil.which(PACKAGE)
    return program if program and runs(program) else None


def _machine(layout):
    """apt on suites that have a real Chromium package."""
    from . import debian

    if sources.debian_entry(sources.read()):
        return apt.system_apt(layout)
    entry = debian.archive(layout).at(UBUNTU_STAND_IN)
    return apt.Apt(layout.state / "apt" / "chromium", [entry])


def _fetch(layout, folder, step):
    """Unpack Chromium and all it needs, with a launcher that finds its libraries."""
    machine = _machine(layout)
    machine.update()
    names = [name for name in machine.closure([PACKAGE]) if name not in KEEP_OUT]
    step.tell(f"{len(names)} packages")
    apt.unpack(machine.download(names, folder / "debs"), folder / "root")
    for useless in ("debs", "root/usr/share/doc", "root/usr/share/locale", "root/usr/share/man"):
        stamp.remove(folder / useless)
    root = layout.state / "chromium" / "root"  # where it will be after the rename
    found = {
        path.parent for path in (folder / "root").rglob("*.so*") if "chromium" not in path.parts
    }
    libraries = sorted(str(root / path.relative_to(folder / "root")) for path in found)
    launcher = folder / "bin" / "chromium"
    launcher.parent.mkdir()
    launcher.write_text(
        "#!/bin/sh\n"
        f"export LD_LIBRARY_PATH='{':'.join(libraries)}'\n"
        f"exec '{root}/usr/lib/chromium/chromium' --no-sandbox \"$@\"\n"
    )
    launcher.chmod(0o755)
