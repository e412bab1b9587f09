# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What the plain tests share. `setup/ts test` gives them, through the environment, a database server,
a template database and Chromium; run alone, tests that need those fail with a message."""

import importlib.util
import os
import subprocess
import sys
import uuid
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(REPOSITORY / "setup"))

# The base addon's tools are plain Python: they are imported without Odoo, as package ``ts_tools``.
TOOLS = REPOSITORY / "addons" / "transport_solidaire" / "tools"
spec = importlib.util.spec_from_file_location(
    "ts_tools", TOOLS / "__init__.py", submodule_search_locations=[str(TOOLS)])
sys.modules["ts_tools"] = importlib.util.module_from_spec(spec)
spec.loader.exec_module(sys.modules["ts_tools"])


@pytest.fixture(scope="session")
def repository():
    """The folder of this clone."""
    return REPOSITORY


def given(name):
    """A variable that `setup/ts test` sets."""
    if name not in os.environ:
        pytest.fail(f"{name} is not set: run this test through `setup/ts test {Path.cwd().name}`.")
    return os.environ[name]


@pytest.fixture(scope="session")
def chromium():
    """Path of Chromium."""
    return given("TS_TEST_CHROMIUM")


@pytest.fixture
def odoo_database():
    """Name of a fresh database with all our addons, thrown away afterwards."""
    name = f"ts_plain_{uuid.uuid4().hex[:8]}"
    subprocess.run(["createdb", "-T", given("TS_TEST_TEMPLATE"), name], check=True)
    yield name
    subprocess.run(["dropdb", "--force", name], check=True)


@pytest.fixture
def odoo_shell(odoo_database):
    """A function that runs Python source with `env` on the fresh database and gives what it prints."""

    def run(source):
        result = subprocess.run(
            [
                Path(sys.executable).with_name("odoo"),
                "shell",
                "-c",
                given("TS_TEST_CONF"),
                "-d",
                odoo_database,
                "--no-http",
                "--log-level=warn",
            ],
            input=source,
            text=True,
            capture_output=True,
        )
        assert result.returncode == 0, result.stderr[-3000:]
        return result.stdout

    return run
