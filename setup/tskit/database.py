# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Databases: made from templates, copied in a moment, never lost to an interruption.

Two layers. The base layer is Odoo in French with a French company and all that our addons depend on: slow,
seldom made anew. The full template is a copy of it with our addons. Each is keyed by what it was made of
and takes its final name only when finished.
"""

import ast
import os
import shutil

from . import process, stamp, ui
from .odoo import INSIDE
from .problem import Problem

BASE, FULL, WORK = "ts_base_", "ts_full_", "_wip"


def external_depends(layout):
    """Modules that our addons depend on and that are not ours, sorted."""
    ours = set(layout.addon_names())
    needed = {"base", "web"}
    for name in ours:
        path = layout.addons / name / "__manifest__.py"
        try:
            needed |= set(ast.literal_eval(path.read_text()).get("depends", ()))
        except (SyntaxError, ValueError) as error:
            raise Problem(f"{path} cannot be read: {error}", "correct the manifest.") from error
    return sorted(needed - ours)


class Databases:
    """The databases of one server.

    :param runner: an `odoo.Runner` whose server is started
    """

    def __init__(self, runner):
        self.runner = runner
        self.layout = runner.layout
        self.server = runner.server

    # -- plain operations

    def sql(self, query, database="postgres"):
        """Run SQL with psql; give the lines of the answer."""
        return process.run(
            ["psql", "-d", database, "-X", "-Atqc", query],
            "PostgreSQL's psql",
            env=self.server.environment(),
        ).splitlines()

    def names(self):
        """Names of the databases on the server, templates of PostgreSQL left out."""
        return set(self.sql("select datname from pg_database where not datistemplate"))

    def exists(self, name):
        """Whether there is a database of that name."""
        return name in self.names()

    def drop(self, name):
        """Remove a database and its files; none there is fine."""
        self._run("dropdb", "--if-exists", *([] if self.server.external else ["--force"]), name)
        shutil.rmtree(self.runner.filestore(name), ignore_errors=True)

    def copy(self, source, target):
        """Make `target` a copy of `source`, in a moment: attachments are linked, not copied."""
        self.drop(target)
        self._link_files(source, target)
        self._run("createdb", "-T", source, target)

    def rename(self, old, new):
        """Give a database its other name; it appears whole or not at all."""
        self.drop(new)
        if self.runner.filestore(old).is_dir():
            self.runner.filestore(old).rename(self.runner.filestore(new))
        self.sql(f'alter database "{old}" rename to "{new}"')

    def replace(self, work, name):
        """Put `work` in the place of `name`, which stays as `<name>_previous`, instead of the one before.

        Killed at any moment, a whole database answers to `name`: files are linked first, then both names
        change in one transaction.

        :return: the name under which the former one stays; None if there was none
        """
        if not self.exists(name):
            self.rename(work, name)
            return None
        previous = f"{name}_previous"
        self.refuse_foreign(previous)
        self.drop(previous)
        for source, target in ((name, previous), (work, name)):
            self._link_files(source, target)
        self.sql(
            f'alter database "{name}" rename to "{previous}"; alter database "{work}" rename to "{name}"'
        )
        shutil.rmtree(self.runner.filestore(work), ignore_errors=True)
        return previous

    def _link_files(self, source, target):
        """Give a database the attachments of another as well."""

        def link(old, new):
            if not os.path.exists(new):
                os.link(old, new)

        files = self.runner.filestore(source)
        if files.is_dir():
            shutil.copytree(
                files, self.runner.filestore(target), copy_function=link, dirs_exist_ok=True
            )

    def key_of(self, name):
        """What `mark` noted; None if the database is not there or is somebody else's."""
        lines = self.sql(
            "select shobj_description(oid, 'pg_database') from pg_database "
            f"where datname = {_quote(name)}"
        )
        owner, _, key = (lines[0] if lines else "").partition(" ")
        return key if owner == f"transport-solidaire-{self.layout.key}" else None

    def mark(self, name, key):
        """Note in the database which clone made it, and of what."""
        comment = f"transport-solidaire-{self.layout.key} {key}"
        self.sql(f'comment on database "{name}" is {_quote(comment)}')

    def _run(self, program, *words):
        remedy = (
            "end what uses the database (another `setup/ts serve` or `shell`?) "
            "and run the same command again."
        )
        process.run(
            [program, *words], f"PostgreSQL's {program}", remedy, env=self.server.environment()
        )

    # -- templates

    def base_key(self):
        """What the base layer is made of: Odoo, the locks, our scripts, the modules we depend on."""
        lock = self.layout.requirements / "requirements.txt"
        scripts = [INSIDE / "base_layer.py", INSIDE / "session.py"]
        return stamp.digest(
            "1",
            self.runner.odoo.version,
            str(self.runner.odoo.python_path),
            lock,
            *scripts,
            *external_depends(self.layout),
        )

    def full_key(self):
        """What the full template is made of: the base layer and the contents of our addons."""
        return stamp.digest(
            self.base_key(),
            stamp.digest_tree(self.layout.addons, skip=SKIPPED),
            *self.layout.addon_names(),
        )

    def _name(self, prefix, key):
        return f"{prefix}{key}{self.server.suffix}"

    def install_log(self, template):
        """Odoo's log of the making of a template; kept with it."""
        return self.runner.logs / f"install-{self.server.name}-{template}.log"

    def base(self):
        """The name of the base layer, made if it is not there."""
        name = self._name(BASE, self.base_key())
        if not self.exists(name):
            self._drop_others(BASE, name)
            work = name + WORK
            with ui.step(
                "Installing Odoo, the French accounts and OCA addons in a database"
            ) as step:
                self.drop(work)
                self.runner.run(
                    work,
                    "base_layer",
                    {"modules": external_depends(self.layout)},
                    step,
                    self.install_log(name).stem,
                )
                self.rename(work, name)
        return name

    def full(self):
        """The name of the template with all our addons, made if it is not there."""
        base = self.base()
        name = self._name(FULL, self.full_key())
        if not self.exists(name):
            self._drop_others(FULL, name)
            work = name + WORK
            names = self.layout.addon_names()
            with ui.step(f"Installing {', '.join(names)}") as step:
                self.copy(base, work)
                self.runner.run(
                    work, "install", {"modules": names}, step, self.install_log(name).stem
                )
                self.rename(work, name)
        return name

    def _drop_others(self, prefix, keep):
        """Drop the templates this clone no longer needs, and what an interruption left."""
        for name in self.names():
            if (
                name.startswith(prefix)
                and name != keep
                and name.endswith((self.server.suffix, self.server.suffix + WORK))
            ):
                self.drop(name)
                self.install_log(name).unlink(missing_ok=True)

    def make(self, name):
        """Make an empty database with all our addons under a user's name."""
        self.refuse_foreign(name)
        work = name + WORK
        self.copy(self.full(), work)
        self.mark(work, "empty")
        self.rename(work, name)

    def refuse_foreign(self, name):
        """Stop before a database is replaced that this clone did not make."""
        if self.exists(name) and self.key_of(name) is None:
            raise Problem(
                f"The database {name} was not made by setup/ts of this clone.",
                "choose another name: -d NAME.",
            )


SKIPPED = ("__pycache__", "tests", "README.md", "README.rst", "build", "doc", "docs")


def _quote(text):
    return "'" + text.replace("'", "''") + "'"
