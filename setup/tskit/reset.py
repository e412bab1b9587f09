# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""`setup/ts reset`: stop our servers, remove the demo and the templates; with --all, all of `.ts/`. Nothing
outside. A database that somebody made under a name of his own is never removed without --all."""

from . import guard, postgres, stamp, ui
from .problem import Problem


def run(layout, everything=False):
    """Give what was removed, as a dict."""
    if not layout.state.exists():
        ui.say("Nothing to remove: there is no .ts/ here.")
        return {"removed": []}
    if not everything:
        _refuse_owned(layout)
    removed = []
    with guard.exclusive(layout.state / "setup.lock", "set-up"):
        for name in ("demo", "test"):
            removed += _remove_server(layout, name)
        kept = ("data", "demo", "test", "log")
        for path in [layout.state] if everything else [layout.state / name for name in kept]:
            if path.exists():
                with ui.step(f"Removing {path}"):
                    stamp.remove(path)
                removed.append(str(path))
    return {"removed": removed}


def _remove_server(layout, name):
    """Stop one of our servers and remove its folder; on a server of the user's, our databases."""
    cluster = postgres.Cluster(layout, name)
    _refuse_busy(layout, name)
    removed = []
    if isinstance(postgres.server(layout, name), postgres.External):
        removed += _drop_external(layout, name)
    if cluster.pid():
        with ui.step(f"Stopping PostgreSQL ({name})"):
            cluster.shut_down()
    for folder in (cluster.home / name, cluster.socket):
        if folder.exists():
            stamp.remove(folder)
            removed.append(str(folder))
    if cluster.home != layout.state / "pg" and cluster.home.exists():
        stamp.remove(cluster.home / "programs")
        if not any(cluster.home.iterdir()):
            cluster.home.rmdir()
    return removed


def owned(layout):
    """Names of the databases that a user made for himself: all but the demo's, the templates and the copies."""
    names = (path.name for path in layout.state.glob("data/demo/filestore/*"))
    return sorted(name for name in names if not name.startswith(("ts_", "demo")))


def _refuse_owned(layout):
    """Stop before somebody's own work is removed."""
    names = owned(layout)
    if names:
        raise Problem(
            f"These databases are not the demo's and may hold work: {', '.join(names)}.",
            "save what you need; `setup/ts reset --all` removes them too.",
        )


def _refuse_busy(layout, name):
    """Stop while another command of this clone uses the server."""
    users = guard.Users(layout.state / f"pg-{name}.users")
    try:
        if not users.leave():
            raise Problem(
                f"Another setup/ts of this clone is using the {name} database server.",
                "stop it first (Ctrl-C where `setup/ts serve` runs).",
            )
    finally:
        users.close()


def _drop_external(layout, name):
    """Drop the databases on a server of the user's that this clone made."""
    from . import session

    with session.databases(layout, name) as databases:
        ours = [
            database
            for database in databases.names()
            if database.startswith("ts_")
            and databases.server.suffix in database
            or databases.key_of(database) is not None
        ]
        for database in ours:
            databases.drop(database)
    return ours
