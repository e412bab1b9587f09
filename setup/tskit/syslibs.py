# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""System libraries that Python packages load by name; unpacked under `.ts/lib` where the machine has none."""

import os
import shutil
import subprocess
import sys

from . import apt, stamp, ui
from .problem import Problem

WANTED = {
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",
}
FOR_3_13 = {"libcairo.so.2": "libcairo2"}  # pictures of barcodes, see requirements/odoo.in
FONTS = "fonts-dejavu-core"
# Never beside the machine's own: the C library and what every process here has already loaded.
NEVER = {
    "libc6",
    "libc-bin",
    "libgcc-s1",
    "libcrypt1",
    "libstdc++6",
    "gcc-12-base",
    "gcc-13-base",
    "gcc-14-base",
    "gcc-15-base",
    "libgcc1",
    "zlib1g",
    "libzstd1",
    "libexpat1",
    "libselinux1",
    "libpcre2-8-0",
    "libssl3",
    "libssl3t64",
}


def wanted():
    """{file of a library: package} for this Python."""
    return WANTED | (FOR_3_13 if sys.version_info >= (3, 13) else {})


def missing(environment=None):
    """Libraries that a process with `environment` cannot load."""
    script = (
        "import ctypes, sys\nfor name in sys.argv[1:]:\n"
        "    try: ctypes.CDLL(name)\n    except OSError: print(name)"
    )
    result = subprocess.run(
        [sys.executable, "-c", script, *wanted()],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return result.stdout.split()


def has_fonts():
    """True if fontconfig can find at least one font where it usually looks."""
    folders = (
        "/usr/share/fonts",
        "/usr/local/share/fonts",
        os.path.expanduser("~/.local/share/fonts"),
    )
    return any(
        name.lower().endswith((".ttf", ".otf", ".pfb"))
        for folder in folders
        for _, _, names in os.walk(folder)
        for name in names
    )


def ensure(layout):
    """Unpack what is missing. Nothing is asked of the network when nothing is."""
    packages = [wanted()[name] for name in missing()]
    if not has_fonts():
        packages.append(FONTS)
    if not packages:
        return
    key = stamp.digest("2", *sorted(packages))
    if stamp.is_ready(layout.libraries, key):
        return
    with ui.step(f"Unpacking system libraries ({', '.join(packages)})"):
        stamp.make(layout.libraries, key, lambda folder: _fetch(layout, packages, folder))
    still = missing(os.environ | environment(layout))
    if still:
        raise Problem(
            f"These libraries still cannot be loaded: {', '.join(still)}.",
            f"apt-get install {' '.join(wanted()[name] for name in still)}",
        )


def _fetch(layout, packages, folder):
    machine = apt.system_apt(layout)
    machine.update()
    names = set(machine.closure(packages)) - NEVER
    names = {name for name in names if name.startswith(("lib", "font")) or name in packages}
    apt.unpack(machine.download(sorted(names), folder / "debs"), folder)
    stamp.remove(folder / "debs")
    if (folder / "usr/share/fonts").is_dir():
        _write_fontconfig(layout, folder)


def _write_fontconfig(layout, folder):
    """A configuration that names our fonts beside the machine's; paths are those after the rename."""
    fonts = layout.libraries / "usr/share/fonts"
    (folder / "fonts.conf").write_text(
        '<?xml version="1.0"?>\n<!DOCTYPE fontconfig SYSTEM "fonts.dtd">\n<fontconfig>\n'
        f"  <dir>{fonts}</dir>\n  <dir>/usr/share/fonts</dir>\n"
        f"  <cachedir>{layout.state / 'fontcache'}</cachedir>\n</fontconfig>\n"
    )


def environment(layout):
    """Variables that let a process find what was unpacked; empty when nothing was."""
    if not (layout.libraries / stamp.STAMP).exists():
        return {}
    folders = sorted({str(path.parent) for path in layout.libraries.rglob("*.so.*")})
    variables = {}
    if folders:
        before = os.environ.get("LD_LIBRARY_PATH")
        variables["LD_LIBRARY_PATH"] = ":".join([*folders, before] if before else folders)
    if (layout.libraries / "fonts.conf").exists():
        variables["FONTCONFIG_FILE"] = str(layout.libraries / "fonts.conf")
    return variables


def programs(*names):
    """{name: path or None} of programs on PATH, for `doctor`."""
    return {name: shutil.which(name) for name in names}
