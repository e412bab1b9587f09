# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The start and end of a script that runs inside Odoo's Python. `setup/ts` starts it, see `odoo.Runner.run`."""

import contextlib
import json
import logging
import sys
import time
from pathlib import Path

PROGRESS = "@progress "


def read_task():
    """What `setup/ts` wants: a dict with conf, database, log, answer, options."""
    return json.loads(sys.argv[1])


def answer(task, result):
    """Hand the result back, whole or not at all."""
    path = Path(task["answer"])
    partial = path.with_suffix(".part")
    partial.write_text(json.dumps(result, default=str))
    partial.replace(path)


def configure(task, *words):
    """Read Odoo's configuration and open its log."""
    import odoo.init  # noqa: F401
    from odoo.service import server
    from odoo.tools import config

    config.parse_config(
        [
            "-c",
            task["conf"],
            "-d",
            task["database"],
            f"--logfile={task['log']}",
            "--no-http",
            *words,
        ],
        setup_logging=True,
    )
    show_modules()
    server.load_server_wide_modules()


def show_modules():
    """Print which module is being loaded, so that the waiting user sees it."""

    class Show(logging.Handler):
        """Prints the name of each module being loaded."""
        def emit(self, record):
            """Print the line if it tells of a module."""
            text = record.getMessage()
            if text.startswith("Loading module "):
                print(text, flush=True)

    logging.getLogger("odoo.modules.loading").addHandler(Show())


@contextlib.contextmanager
def environment(task):
    """An `env` of the superuser on the task's database; the caller commits."""
    from odoo import SUPERUSER_ID, api
    from odoo.modules.registry import Registry

    with Registry(task["database"]).cursor() as cr:
        context = api.Environment(cr, SUPERUSER_ID, {})["res.users"].context_get()
        yield api.Environment(cr, SUPERUSER_ID, context)


class Progress:
    """Tells the waiting user how far the work is: `progress("text")`, `progress("text", done, total)`,
    `progress("text", share)` with a share from 0 to 1; several a second are thinned out."""

    def __init__(self):
        self.last = 0.0

    def __call__(self, *parts, done=None, total=None):
        words = [str(part) for part in parts if not isinstance(part, int | float)]
        numbers = [part for part in parts if isinstance(part, int | float)]
        done = done if done is not None else (numbers[0] if numbers else None)
        total = total if total is not None else (numbers[1] if len(numbers) > 1 else None)
        finished = total is not None and done == total
        if total is None and isinstance(done, float):
            done, total = f"{done:.0%}", None
        if not finished and done is not None and time.monotonic() - self.last < 0.2:
            return
        self.last = time.monotonic()
        if done is not None:
            words.append(f"{done}/{total}" if total is not None else str(done))
        print(PROGRESS + " ".join(words).replace("\n", " "), flush=True)
