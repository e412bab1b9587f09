# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What each command of `setup/ts` does. The long ones have a module of their own."""

import contextlib
import signal
import sys
from pathlib import Path

from . import cli, process, session, ui
from .database import FULL
from .odoo import WebServer
from .problem import Problem


def do_demo(arguments, layout):
    """Set up, run the main job once, report, serve."""
    from . import jobs

    with session.databases(layout, "demo") as databases:
        report = jobs.demo(databases, arguments)
        if arguments.no_serve:
            jobs.show(report, arguments.json)
            return jobs.code(report)
        return serve(databases, arguments, lambda url: _show_served(report, url, arguments.json))


def _show_served(report, url, as_json):
    from . import jobs

    jobs.show(report | {"address": f"{url}/odoo"}, as_json)


def do_serve(arguments, layout):
    """Serve a database until stopped."""
    with session.databases(layout, "demo") as databases:
        ready(databases, arguments.database)
        return serve(databases, arguments, lambda url: print(f"{url}/odoo", flush=True))


def serve(databases, arguments, announce):
    """Serve the database of the arguments, `announce(url)`, wait until stopped."""
    with contextlib.ExitStack() as stack:
        with ui.step("Starting the web server"):
            server = stack.enter_context(
                WebServer(databases.runner, arguments.database, arguments.port, arguments.proxy)
            )
        announce(server.url)
        ui.say(f"\nServing the database '{arguments.database}' at {server.url}/odoo")
        ui.say(f"Stop with Ctrl-C. Log: {server.log}")
        try:
            return server.wait()
        except (KeyboardInterrupt, SystemExit):
            ui.say("\nStopping.")
            return 0


def ready(databases, name):
    """Make an empty database of that name unless there is one."""
    if databases.exists(name):
        return
    if name.startswith(FULL):
        raise Problem(f"There is no database {name}.", "choose another name: -d NAME.")
    ui.say(f"  There is no database '{name}' yet: making an empty one.")
    with session.making(databases.layout, databases.server.name):
        databases.make(name)


def do_shell(arguments, layout):
    """Python with `env`, from a file, standard input or by hand."""
    if arguments.file and not Path(arguments.file).is_file():
        raise Problem(f"There is no file {arguments.file}.")
    with session.databases(layout, "demo") as databases:
        ready(databases, arguments.database)
        runner = databases.runner
        command = runner.odoo_command(arguments.database, "shell", "--no-http", "--log-level=warn")
        source = open(arguments.file) if arguments.file else sys.stdin
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the shell
        child = process.spawn(
            command, env=runner.environment() | {"PYTHONSTARTUP": ""}, stdin=source
        )
        try:
            return child.wait()
        finally:
            process.stop(child)


def do_import(arguments, layout):
    """Import spreadsheets through the addon's own importer."""
    from . import jobs

    files = [Path(file).resolve() for file in arguments.files]
    for file in files:
        if not file.is_file():
            raise Problem(f"There is no file {file}.")
    with session.databases(layout, "demo") as databases:
        ready(databases, arguments.database)
        options = {
            "files": [str(file) for file in files],
            "company": arguments.company,
            "dry_run": arguments.dry_run,
        }
        report = jobs.run(
            databases,
            arguments.database,
            layout.jobs / "import_files.py",
            options,
            f"Importing {len(files)} files",
        )
        jobs.show(report, arguments.json)
        return jobs.code(report)


def do_backup(arguments, layout):
    """Save a database in a file."""
    from . import jobs, keeping

    with session.databases(layout, "demo") as databases:
        jobs.show(keeping.backup(databases, arguments.database, Path(arguments.file).resolve()), arguments.json)
    return 0


def do_restore(arguments, layout):
    """Make a database of a backup."""
    from . import jobs, keeping

    with session.databases(layout, "demo") as databases:
        path = Path(arguments.file).resolve()
        jobs.show(keeping.restore(databases, path, arguments.database, arguments.harmless), arguments.json)
    return 0


def do_upgrade(arguments, layout):
    """Bring a database to the addons of this clone."""
    from . import jobs, keeping

    with session.databases(layout, "demo") as databases:
        jobs.show(keeping.upgrade(databases, arguments.database), arguments.json)
    return 0


def do_bench(arguments, layout):
    """Run benchmarks on a copy that is thrown away."""
    from . import jobs

    return jobs.bench(arguments, layout)


def do_screenshots(arguments, layout):
    """Take pictures of a served database."""
    from . import jobs

    return jobs.screenshots(arguments, layout)


def do_test(arguments, layout):
    """Run the tests."""
    from . import testing

    return testing.run(arguments, layout)


def do_doctor(arguments, layout):
    """Say what is there and what is missing."""
    from . import doctor

    report = doctor.examine(layout)
    doctor.show(report)
    if arguments.json:
        cli.print_json(report)
    return 0 if report["ok"] else 1


def do_reset(arguments, layout):
    """Remove databases, or everything."""
    from . import reset

    report = reset.run(layout, everything=arguments.all)
    if arguments.json:
        cli.print_json(report)
    return 0


def do_lock(_arguments, layout):
    """Regenerate the locks."""
    from . import locking

    locking.run(layout)
    return 0
