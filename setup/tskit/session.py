# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Everything a command needs, made ready in order, and stopped at the end."""

import contextlib

from . import debian, guard, postgres, syslibs, venv
from .database import Databases
from .odoo import Runner
from .problem import Problem

_in_use = []  # held until this process ends


def prepare(layout):
    """Odoo, Python and libraries; gives the `debian.Odoo`. From then on they stay as they are until
    this process ends: another command cannot replace them under it."""
    layout.state.mkdir(exist_ok=True)
    keep_private(layout)
    with guard.exclusive(layout.state / "setup.lock", "set-up"):
        users = guard.Users(layout.state / "environment.users")
        odoo = debian.find_or_fetch(layout)
        if not venv.is_ready(layout, odoo) and not users.leave():
            raise Problem(
                "The lock, Python or Odoo changed while another setup/ts of this clone runs.",
                "stop it (Ctrl-C where `setup/ts serve` runs), then run this again.",
            )
        venv.ensure(layout, odoo)
        syslibs.ensure(layout)
        users.enter()
        _in_use.append(users)
    return odoo


def keep_private(layout):
    """Attachments, the demo's files and logs are for the user alone; PostgreSQL needs the rest of the path."""
    for name in ("data", "demo", "log"):
        folder = layout.state / name
        folder.mkdir(mode=0o700, exist_ok=True)
        folder.chmod(0o700)


@contextlib.contextmanager
def databases(layout, name):
    """The databases of the server `demo` or `test`, running while the block does."""
    odoo = prepare(layout)
    server = postgres.server(layout, name)
    try:
        server.start()
        yield Databases(Runner(layout, odoo, server))
    finally:
        server.stop()


@contextlib.contextmanager
def making(layout, name):
    """Hold the lock under which databases of a server are made."""
    with guard.exclusive(layout.state / f"databases-{name}.lock", "making a database"):
        yield
