# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The command line of `setup/ts`."""

import argparse
import json
import os
import signal
import sys
from pathlib import Path

from . import problem, ui
from .paths import Layout

EPILOG = """All state is under .ts/ in this clone. Environment: ODOO_HOME=/path uses an Odoo 19 you have,
PGHOST (PGPORT, PGUSER…) a PostgreSQL you have, TS_DEBIAN_MIRROR another mirror of Debian."""


def _arguments():
    parser = argparse.ArgumentParser(
        prog="setup/ts",
        description="Transport Solidaire on Odoo 19: from a bare machine to a running, "
        "tested suite.",
        epilog=EPILOG,
    )
    command = _command_maker(parser.add_subparsers(dest="command", required=True, metavar="COMMAND"))
    _add_main_commands(command)
    _add_data_commands(command)
    _add_keeping_commands(command)
    _add_upkeep_commands(command)
    return parser


def _command_maker(commands):
    """A function that adds a command with the options all have: `-d NAME`, and `--json` where it reports."""

    def command(name, text, database="demo", report=False):
        """Add one command; give its parser."""
        sub = commands.add_parser(name, help=text, description=text)
        if database:
            sub.add_argument(
                "-d",
                "--database",
                metavar="NAME",
                default=database,
                help=f"the database (default: {database})",
            )
        if report:
            sub.add_argument(
                "--json", action="store_true", help="print one JSON object last, on standard output"
            )
        return sub

    return command


def _add_main_commands(command):
    _add_demo(
        command(
            "demo",
            "set everything up, run the main job on a year of real-shaped data, "
            "then serve the web client",
            report=True,
        )
    )
    _add_test(
        command(
            "test",
            "set up, then run every test: plain, Odoo, browser, lint",
            database="",
            report=True,
        )
    )
    _add_serving(command("serve", "serve the web client on 127.0.0.1"))


def _add_data_commands(command):
    shell = command(
        "shell",
        "run Python with `env` at hand, from FILE or standard input; "
        "nothing is kept unless the script commits",
    )
    shell.add_argument("file", nargs="?", metavar="FILE", help="a Python file")
    imports = command(
        "import", "import spreadsheets: volunteers, beneficiaries, places, rides", report=True
    )
    imports.add_argument("--company", metavar="NAME", help="the association to import into")
    imports.add_argument(
        "--dry-run", action="store_true", help="say what would be done; change nothing"
    )
    imports.add_argument("files", nargs="+", metavar="FILE", help="xlsx, xls or csv")


def _add_keeping_commands(command):
    backup = command("backup", "save a database and its attachments in FILE", report=True)
    backup.add_argument("file", metavar="FILE", help="the zip file to make")
    restore = command("restore", "make a database of a backup", database="", report=True)
    restore.add_argument("-d", "--database", metavar="NAME", required=True, help="the database to make")
    restore.add_argument(
        "--harmless", action="store_true", help="a copy to try things on: it sends nothing to anybody"
    )
    restore.add_argument("file", metavar="FILE", help="a backup")
    command("upgrade", "bring a database to the addons of this clone", report=True)


def _add_upkeep_commands(command):
    bench = command("bench", "measure, on a throw-away database", database="", report=True)
    bench.add_argument(
        "-d", "--database", metavar="NAME", help="copy this database (default: an empty one)"
    )
    bench.add_argument(
        "names", nargs="*", metavar="NAME", help="tests/bench/bench_NAME.py (default: all)"
    )
    shots = command("screenshots", "take the pictures of the documentation", report=True)
    shots.add_argument("names", nargs="*", metavar="NAME", help="only these")
    reset = command("reset", "stop our servers, remove the demo", database="", report=True)
    reset.add_argument(
        "--all", action="store_true", help="remove all of .ts/: the next command starts anew"
    )
    command("doctor", "say what is there, what is missing and the remedy", database="", report=True)
    command(
        "lock",
        "regenerate the requirement locks from setup/requirements/*.in (needs the network)",
        database="",
    )


def _add_serving(parser):
    parser.add_argument(
        "--port", type=int, metavar="N", help="the port (default: first free from 8069)"
    )
    parser.add_argument("--proxy", action="store_true", help="it runs behind a reverse proxy")


def _add_demo(parser):
    parser.add_argument("--no-serve", action="store_true", help="stop after the report")
    parser.add_argument("--size", choices=("small", "union", "region"), default="small")
    parser.add_argument(
        "--seed", type=int, default=1, metavar="N", help="another year of the same kind"
    )
    parser.add_argument(
        "--empty",
        action="store_true",
        help="only an association with its accounts and settings, no people",
    )
    _add_serving(parser)


def _add_test(parser):
    parser.add_argument(
        "what", nargs="*", metavar="ADDON|PATH", help="only these addons, files or folders"
    )
    parser.add_argument(
        "-k", metavar="EXPRESSION", default="", help="only tests whose name matches"
    )


def _command(arguments, layout):
    """Run the command; give its exit code. Imports are late: `--help` stays instant."""
    from . import commands

    return getattr(commands, f"do_{arguments.command}")(arguments, layout)


def _terminate(number, _frame):
    raise SystemExit(128 + number)


def print_json(data):
    """The one JSON object, last, on standard output."""
    print(json.dumps(data, ensure_ascii=False, default=str), flush=True)


def main(words=None, layout=None):
    """Entry point; gives the exit code."""
    arguments = _arguments().parse_args(words)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _terminate)
    os.umask(0o022)
    sys.dont_write_bytecode = True
    wants_json = getattr(arguments, "json", False)
    try:
        return _command(arguments, layout or Layout(Path(__file__).resolve().parents[2]))
    except problem.Problem as error:
        return _fail(error, wants_json)
    except OSError as error:
        known = problem.from_os_error(error)
        if known is None:
            raise
        return _fail(known, wants_json)
    except KeyboardInterrupt:
        ui.say("Stopped. Run the same command again to go on.")
        return 130


def _fail(error, wants_json):
    ui.say(f"\n{error}")
    if wants_json:
        print_json({"ok": False, "error": error.message, "remedy": error.remedy})
    return 1
