# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Keeping what people have entered: backup, restore, upgrade. Each is done wholly or not at all."""

import json
import os
import zipfile

from . import process, session, ui
from .problem import Problem

SERIES = "19.0"
INSTALLED = "select name, latest_version from ir_module_module where state = 'installed'"


def backup(databases, name, path):
    """Save a database and its attachments in one file, as Odoo's own backups are; give what was saved.

    :param path: the file to make; one that is there is never replaced
    """
    _refuse_missing(databases, name)
    if path.exists():
        raise Problem(f"{path} is there already.", "give another name: a backup never replaces another.")
    if not path.parent.is_dir():
        raise Problem(f"There is no folder {path.parent}.", "make it first.")
    partial = path.with_name(f"{path.name}.part")
    partial.unlink(missing_ok=True)
    os.close(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))  # it holds people's data
    try:
        with ui.step(f"Saving the database '{name}'"):
            _odoo_db(databases, "Odoo's backup", "dump", name, partial)
            manifest = read(partial)
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
    return {"database": name, "file": str(path), "bytes": path.stat().st_size, "modules": len(manifest["modules"])}


def restore(databases, path, name, harmless=False):
    """Make a database of a backup; give what was restored.

    :param name: of the new database; one that is there is never replaced
    :param harmless: nothing leaves it: no e-mail, no SMS, no scheduled work
    """
    manifest = read(path)
    _refuse_newer(databases.layout, manifest)
    if databases.exists(name):
        raise Problem(f"There is a database '{name}' already.", "choose another name: -d NAME.")
    work = f"{name}_wip"
    with session.making(databases.layout, databases.server.name):
        databases.drop(work)
        with ui.step(f"Restoring {path.name} as '{name}'"):
            _odoo_db(databases, "Odoo's restore", "load", *(["-n"] if harmless else []), work, path)
        databases.mark(work, "restored")
        databases.rename(work, name)
    return {"database": name, "modules": len(manifest["modules"]), "harmless": harmless}


def upgrade(databases, name):
    """Bring a database to the addons of this clone, on a copy that takes its place when all went well.

    The database as it was stays as ``<name>_previous``, in place of the one an upgrade before has left.
    """
    _refuse_missing(databases, name)
    before = versions(databases, name)
    if not before:
        raise Problem(f"The database '{name}' has none of our addons.", "choose another: -d NAME.")
    work = f"{name}_wip"
    with session.making(databases.layout, databases.server.name):
        databases.copy(name, work)
        with ui.step(f"Upgrading {', '.join(before)}") as step:
            databases.runner.run(work, "upgrade", {"modules": list(before)}, step, f"upgrade-{name}")
        databases.mark(work, "upgraded")
        previous = databases.replace(work, name)
    after = versions(databases, name)
    return {"database": name, "previous": previous,
            "modules": [{"module": module, "from": before[module], "to": after[module]} for module in before]}


def read(path):
    """The manifest of a backup; a file that is none is a Problem."""
    if not path.is_file():
        raise Problem(f"There is no file {path}.")
    try:
        with zipfile.ZipFile(path) as archive:
            manifest = json.loads(archive.read("manifest.json"))
            archive.getinfo("dump.sql")
            damaged = archive.testzip()
    except (zipfile.BadZipFile, KeyError, ValueError) as error:
        raise Problem(f"{path} is not a whole backup of Odoo: {error}", "take another one.") from error
    if damaged:
        raise Problem(f"{path} is damaged: {damaged}.", "take another one.")
    return manifest


def versions(databases, name):
    """``{addon: version}`` of our addons that a database has, sorted."""
    ours = set(databases.layout.addon_names())
    rows = (line.split("|") for line in databases.sql(INSTALLED, name))
    return {module: version for module, version in sorted(rows) if module in ours}


def _refuse_missing(databases, name):
    if not databases.exists(name):
        raise Problem(f"There is no database '{name}'.", "choose one with -d NAME.")


def _refuse_newer(layout, manifest):
    """Stop before a backup is read that another Odoo or newer addons have made."""
    if manifest.get("major_version") != SERIES:
        raise Problem(f"The backup is of Odoo {manifest.get('major_version')}, this is {SERIES}.",
                      "upgrade it there first.")
    for module in layout.addon_names():
        made, here = manifest["modules"].get(module), layout.addon_version(module)
        if made and _numbers(made) > _numbers(here):
            raise Problem(f"The backup has {module} {made}, this clone {here}.", "get the newer clone first.")


def _numbers(version):
    return [int(part) for part in version.split(".")]


def _odoo_db(databases, what, *words):
    """Run Odoo's own ``db`` command."""
    runner = databases.runner
    process.run([runner.layout.venv / "bin" / "odoo", "db", "-c", runner.conf, *words], what,
                "end what uses the database (another `setup/ts serve`?), then run the same command again.",
                env=runner.environment())
