# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Running Odoo's programs: with the right libraries, configuration and log, showing what they do."""

import json
import os
import re
import socket
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

from . import odoo_conf, process, syslibs
from .problem import Problem

INSIDE = Path(__file__).parent / "inside"
PROGRESS = "@progress "
MODULE = re.compile(r"Loading module (\S+) \((\d+)/(\d+)\)")
FIRST_PORT = 8069


class Runner:
    """Odoo with one database server.

    :param odoo: a `debian.Odoo`
    :param server: a started `postgres.Cluster` or `postgres.External`
    """

    def __init__(self, layout, odoo, server):
        self.layout = layout
        self.odoo = odoo
        self.server = server
        self.conf = odoo_conf.write(layout, odoo, server)
        self.logs = layout.state / "log"
        self.logs.mkdir(parents=True, exist_ok=True)

    def environment(self):
        """Variables for a process that runs Odoo."""
        variables = self.server.environment() | syslibs.environment(self.layout)
        for name in ("ODOO_RC", "OPENERP_SERVER", "PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV"):
            variables.pop(name, None)
        return variables | {
            "PYTHONNOUSERSITE": "1",
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONWARNINGS": "ignore::DeprecationWarning",
        }

    def filestore(self, database):
        """Where Odoo keeps the attachments of a database."""
        return odoo_conf.data_dir(self.layout, self.server) / "filestore" / database

    def odoo_command(self, database, *words, conf=None):
        """A command line of the program `odoo`."""
        return [
            self.layout.venv / "bin" / "odoo",
            *words[:1],
            "-c",
            conf or self.conf,
            "-d",
            database,
            *words[1:],
        ]

    def run(self, database, script, options, step, log):
        """Run `inside/<script>.py` in an Odoo process; give the dict it answers.

        :param options: what the script gets; JSON
        :param step: told of the progress
        :param log: name of the log file; kept
        """
        log_file = self.logs / f"{log}.log"
        log_file.unlink(missing_ok=True)
        answer = self.layout.state / f"answer-{os.getpid()}.json"
        answer.unlink(missing_ok=True)
        task = {
            "conf": str(self.conf),
            "database": database,
            "log": str(log_file),
            "answer": str(answer),
            "options": options,
        }
        child = process.spawn(
            [self.layout.python, INSIDE / f"{script}.py", json.dumps(task)],
            env=self.environment(),
            cwd=self.layout.root,
            text=True,
            errors="replace",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        try:
            tail = _follow(child, step)
            if child.wait() or not answer.exists():
                raise Problem(
                    f"{step.title}: failed.\n    " + "\n    ".join(tail[-25:]),
                    f"the whole log is {log_file}",
                )
            return json.loads(answer.read_text())
        finally:
            process.stop(child)
            answer.unlink(missing_ok=True)


def _follow(child, step):
    """Show the progress a child prints; give its other lines."""
    other = []
    for line in child.stdout:
        line = line.rstrip()
        if line.startswith(PROGRESS):
            step.tell(line.removeprefix(PROGRESS))
        else:
            other.append(line)
            module = MODULE.search(line)
            if module:
                step.tell(f"{module[1]} ({module[2]}/{module[3]})")
    return other


class WebServer:
    """Odoo's web server on one database; a context manager.

    :param port: the port wanted; None takes the first free one
    :param proxy: it runs behind a reverse proxy
    """

    def __init__(self, runner, database, port=None, proxy=False):
        self.runner = runner
        self.database = database
        self.wanted = port
        self.proxy = proxy
        self.child = None
        self.port = None
        self.log = runner.logs / f"serve-{database}.log"

    @property
    def url(self):
        """Address of the server, without a final slash."""
        return f"http://127.0.0.1:{self.port}"

    def __enter__(self):
        for _attempt in range(5):
            self.port = self.wanted or free_port()
            if self.wanted and not is_free(self.wanted):
                raise Problem(
                    f"Port {self.wanted} is taken.", "choose another, or leave --port out."
                )
            self._start()
            try:
                if self._wait():
                    return self
            except BaseException:
                self.__exit__()
                raise
        raise Problem("Odoo's web server does not start.", f"read {self.log}")

    def _start(self):
        conf = odoo_conf.write(
            self.runner.layout,
            self.runner.odoo,
            self.runner.server,
            f"serve-{self.port}",
            http_port=self.port,
            proxy_mode=self.proxy,
            dbfilter=f"^{re.escape(self.database)}$",
            logfile=self.log,
        )
        self.log.unlink(missing_ok=True)
        command = self.runner.odoo_command(self.database, "server", conf=conf)
        with open(f"{self.log}.out", "w") as out:
            self.child = process.spawn(
                command,
                env=self.runner.environment(),
                cwd=self.runner.layout.root,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
            )

    def _wait(self):
        """True once a page is served; False if the port was taken meanwhile."""
        end = time.monotonic() + 120
        while time.monotonic() < end:
            if self.child.poll() is not None:
                log = (
                    self.log.read_text()
                    if self.log.exists()
                    else Path(f"{self.log}.out").read_text()
                )
                if "already in use" in log:
                    return False
                raise Problem(
                    "Odoo's web server stopped:\n    " + "\n    ".join(log.splitlines()[-15:]),
                    f"read {self.log}",
                )
            try:
                with urllib.request.urlopen(f"{self.url}/web/login", timeout=60) as page:
                    return page.status == 200
            except urllib.error.HTTPError as error:
                raise Problem(
                    f"Odoo's login page answers with error {error.code}.", f"read {self.log}"
                ) from error
            except OSError:
                time.sleep(0.2)
        raise Problem("Odoo's web server does not answer after two minutes.", f"read {self.log}")

    def wait(self):
        """Until the server ends; its exit code."""
        return self.child.wait()

    def __exit__(self, *_error):
        if self.child:
            process.stop(self.child)
        (self.runner.layout.state / f"odoo-serve-{self.port}.conf").unlink(missing_ok=True)


def is_free(port):
    """True if nothing listens on that port of this machine."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def free_port(first=FIRST_PORT):
    """The first free port from Odoo's usual one on."""
    for port in range(first, first + 200):
        if is_free(port):
            return port
    raise Problem(f"No free port between {first} and {first + 199}.", "give one: --port N")
