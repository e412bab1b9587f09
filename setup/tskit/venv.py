# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The virtual environment `.ts/venv`: Odoo's libraries, OCA's addons and the tools, all locked by hash."""

import importlib.util
import os
import sys

from . import apt, process, stamp, ui, wheel
from .problem import Problem

INDEX = "check the network and pip's index, then run the same command again: what is done is kept."
# What pip's own configuration may decide: where to fetch from. What to install is in the lock alone.
WHERE_FROM = (
    "index-url",
    "extra-index-url",
    "find-links",
    "cert",
    "client-cert",
    "proxy",
    "trusted-host",
    "timeout",
    "retries",
    "no-index",
    "cache-dir",
)
SOURCE_ONLY = "docopt"  # pure Python, published without a wheel


def ensure(layout, odoo):
    """Make the environment if its lock, its Python or its Odoo changed."""
    if is_ready(layout, odoo):
        return
    with ui.step("Making the Python environment") as step:
        stamp.make(
            layout.venv,
            key(layout, odoo),
            lambda folder: _build(layout, odoo, folder, step),
            in_place=True,
        )


def is_ready(layout, odoo):
    """True if the environment is there and of this lock, Python and Odoo."""
    return stamp.is_ready(layout.venv, key(layout, odoo))


def key(layout, odoo):
    """What the environment depends on."""
    locks = [layout.requirements / name for name in ("build.txt", "requirements.txt")]
    return stamp.digest(
        sys.version, sys.base_prefix, str(odoo.python_path), odoo.version, str(layout.venv), *locks
    )


def _build(layout, odoo, folder, step):
    step.tell("virtual environment")
    _require_venv()
    process.run(
        [sys.executable, "-m", "venv", "--without-pip", "--clear", folder],
        "Making a virtual environment",
    )
    python = folder / "bin" / "python"
    environment = pip_environment()
    pip = _first_pip(layout, python)
    locks = layout.requirements
    step.tell("pip")
    process.run(
        [*pip, "install", "--require-hashes", "-r", locks / "build.txt"],
        "Installing pip",
        INDEX,
        env=environment,
    )
    install = [python, "-m", "pip", "install", "--no-deps"]
    step.tell("the packages of requirements.txt")
    process.run(
        [
            *install,
            "--require-hashes",
            "--no-build-isolation",
            "--only-binary",
            ":all:",
            "--no-binary",
            SOURCE_ONLY,
            "-r",
            locks / "requirements.txt",
        ],
        "Installing the locked Python packages",
        INDEX,
        env=environment,
    )
    step.tell("odoo")
    made = wheel.write(odoo, folder / "wheels")
    process.run([*install, "--no-index", made], "Installing the link to Odoo", env=environment)
    process.run(
        [python, "-c", "import odoo.init, odoo.addons.queue_job, psycopg2, lxml.etree"],
        "Importing Odoo",
        "run `setup/ts doctor`.",
    )


def _require_venv():
    if not importlib.util.find_spec("venv"):
        raise Problem(
            "This Python has no module `venv`.",
            "install the whole Python (Debian, Ubuntu: apt-get install python3).",
        )


def _first_pip(layout, python):
    """The command of a pip to start with: Python's own, else Debian's wheel of it."""
    if importlib.util.find_spec("ensurepip"):
        try:
            process.run([python, "-m", "ensurepip"], "Installing pip")
            return [python, "-m", "pip"]
        except Problem:
            pass  # Debian's Python has the module, but its wheels only with python3-venv
    folder = layout.state / "pip"

    def fetch(work):
        """Get pip as a wheel out of a Debian package."""
        machine = apt.system_apt(layout)
        machine.update()
        apt.unpack(machine.download(["python3-pip-whl"], work / "debs"), work)

    stamp.make(folder, "1", fetch)
    found = sorted(folder.glob("usr/share/python-wheels/pip-*.whl"))
    if not found:
        raise Problem(
            "The package python3-pip-whl holds no pip.",
            "install pip for this Python (apt-get install python3-venv).",
        )
    return [python, found[-1] / "pip"]


def pip_environment():
    """The environment pip runs in: the machine's index, without its constraints and options."""
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PIP_", "PYTHON", "VIRTUAL_ENV"))
    }
    for name in WHERE_FROM:
        variable = f"PIP_{name.upper().replace('-', '_')}"
        value = os.environ.get(variable) or _configured(name)
        if value:
            environment[variable] = value
    environment |= {
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "PIP_NO_INPUT": "1",
        "PIP_ROOT_USER_ACTION": "ignore",
    }
    return environment


def _configured(name):
    """An option in pip's configuration files, the most particular winning."""
    import configparser

    home = os.path.expanduser("~")
    config_home = os.environ.get("XDG_CONFIG_HOME", f"{home}/.config")
    dirs = os.environ.get("XDG_CONFIG_DIRS", "/etc/xdg").split(":")
    files = [
        "/etc/pip.conf",
        *(f"{folder}/pip/pip.conf" for folder in dirs),
        f"{home}/.pip/pip.conf",
        f"{config_home}/pip/pip.conf",
        os.environ.get("PIP_CONFIG_FILE", ""),
    ]
    parser = configparser.RawConfigParser()
    try:
        parser.read([file for file in files if file])
    except configparser.Error:
        return ""
    for section in ("install", "global"):
        if parser.has_option(section, name):
            return " ".join(parser.get(section, name).split())
    return ""
