# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""`setup/ts doctor`: what is there, which version, what is missing and the remedy. Changes nothing."""

import os
import platform
import shutil
import subprocess
import sys

from . import chromium, debian, postgres, sources, stamp, syslibs, venv
from .problem import Problem

NEEDED_GB = 3


def examine(layout):
    """A dict: `ok` (nothing stands in the way of a set-up) and `checks`, each with name, state
    ("ok", "later": the set-up will make it, "missing"), detail, remedy."""
    checks = [_python(), _system(), _disk(layout), _apt(), _odoo(layout), _environment(layout)]
    checks += [_libraries(layout), _chromium(layout), *_servers(layout), _addons(layout)]
    return {"ok": all(check["state"] != "missing" for check in checks), "checks": checks}


def show(report):
    """Print it for people."""
    marks = {"ok": "✓", "later": "·", "missing": "✗"}
    for check in report["checks"]:
        print(f"{marks[check['state']]} {check['name']}: {check['detail']}")
        if check["remedy"] and check["state"] != "ok":
            print(f"    {check['remedy']}")
    print("All is well." if report["ok"] else "Something is missing, see ✗ above.")


def _check(name, state, detail, remedy=""):
    return {"name": name, "state": state, "detail": str(detail), "remedy": remedy}


def _python():
    return _check("Python", "ok", f"{platform.python_version()} ({sys.executable})")


def _system():
    release = platform.freedesktop_os_release() if os.path.exists("/etc/os-release") else {}
    who = "root" if os.geteuid() == 0 else "an ordinary user"
    return _check("System", "ok", f"{release.get('PRETTY_NAME', platform.platform())}, as {who}")


def _disk(layout):
    free = shutil.disk_usage(layout.root).free / 1e9
    state = "ok" if free > NEEDED_GB or layout.venv.exists() and free > 0.5 else "missing"
    return _check(
        "Disk", state, f"{free:.1f} GB free", f"a full set-up takes {NEEDED_GB} GB: free some."
    )


def _apt():
    if os.environ.get("ODOO_HOME"):
        return _check("apt", "ok", "not needed: ODOO_HOME is set")
    if not shutil.which("apt-get"):
        return _check("apt", "missing", "no apt-get here", debian.ELSEWHERE)
    entry = sources.debian_entry(sources.read())
    detail = (
        f"Debian's archive at {entry.uri} ({entry.suite})"
        if entry
        else ("no Debian archive in the machine's apt; its address will be read from debootstrap")
    )
    return _check("apt", "ok", detail)


def _odoo(layout):
    home = os.environ.get("ODOO_HOME")
    try:
        if home or (layout.odoo / stamp.STAMP).exists():
            odoo = debian.find_or_fetch(layout)
            newer = (
                "" if home or odoo.version == debian.TESTED else f" (tested with {debian.TESTED})"
            )
            return _check("Odoo", "ok", f"{odoo.version} in {odoo.python_path}{newer}")
    except Problem as problem:
        return _check("Odoo", "missing", problem.message, problem.remedy)
    return _check(
        "Odoo",
        "later",
        f"{debian.PACKAGE} {debian.TESTED} not fetched yet",
        "the next command fetches it.",
    )


def _environment(layout):
    if not (layout.venv / stamp.STAMP).exists():
        return _check(
            "Python packages", "later", "not installed yet", "the next command installs them."
        )
    try:
        current = stamp.is_ready(layout.venv, venv.key(layout, debian.find_or_fetch(layout)))
    except Problem:
        current = False
    if not current:
        return _check(
            "Python packages",
            "later",
            "made for another lock, Python or Odoo",
            "the next command makes them anew.",
        )
    count = len(list(layout.venv.glob("lib/python*/site-packages/*.dist-info")))
    return _check("Python packages", "ok", f"{count} in {layout.venv}")


def _libraries(layout):
    missing = syslibs.missing(os.environ | syslibs.environment(layout))
    if not missing:
        own = ", some under .ts/lib" if syslibs.environment(layout) else ""
        return _check("System libraries", "ok", f"{', '.join(syslibs.wanted())}{own}")
    packages = " ".join(syslibs.wanted()[name] for name in missing)
    state = "later" if shutil.which("apt-get") else "missing"
    return _check(
        "System libraries",
        state,
        f"missing: {', '.join(missing)}",
        f"the next command unpacks them; or: apt-get install {packages}",
    )


def _chromium(layout):
    program = chromium.find(layout)
    if program:
        return _check("Chromium", "ok", f"{chromium.runs(program)} ({program})")
    return _check(
        "Chromium", "later", "none that runs", f"`setup/ts test` fetches it; or {chromium.REMEDY}"
    )


def _servers(layout):
    if isinstance(postgres.server(layout, "demo"), postgres.External):
        where = os.environ.get("PGHOST") or os.environ.get("PGSERVICE")
        return [_check("PostgreSQL", "ok", f"the server PGHOST or PGSERVICE names ({where})")]
    try:
        clusters = [postgres.Cluster(layout, name) for name in ("demo", "test")]
    except Problem as problem:
        return [_check("PostgreSQL", "missing", problem.message, problem.remedy)]
    return [_server(cluster) for cluster in clusters]


def _server(cluster):
    name = f"PostgreSQL ({cluster.name})"
    if not (cluster.bin / "postgres").exists():
        return _check(name, "later", "not installed yet", "the next command installs it.")
    version = subprocess.run(
        [cluster.bin / "postgres", "--version"], text=True, stdout=subprocess.PIPE
    ).stdout.strip()
    running = f"running, process {cluster.pid()}" if cluster.pid() else "not running"
    return _check(name, "ok", f"{version}, {running}, data in {cluster.data}")


def _addons(layout):
    names = layout.addon_names()
    state = "ok" if names else "missing"
    return _check(
        "Addons", state, ", ".join(names) or "none", "get the whole repository (git status)."
    )
