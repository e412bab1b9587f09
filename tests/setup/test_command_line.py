# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The command line, run as a user runs it."""

import json
import os
import subprocess
import sys

import pytest

COMMANDS = (
    "demo",
    "test",
    "serve",
    "shell",
    "import",
    "bench",
    "screenshots",
    "reset",
    "doctor",
    "lock",
)


def ts(repository, *words, **more):
    return subprocess.run(
        [sys.executable, repository / "setup" / "ts", *words],
        text=True,
        capture_output=True,
        timeout=60,
        **more,
    )


@pytest.mark.parametrize("command", COMMANDS)
def test_help(repository, command):
    result = ts(repository, command, "--help")
    assert result.returncode == 0
    assert f"setup/ts {command}" in result.stdout
    reports = command in ("demo", "test", "import", "bench", "screenshots", "reset", "doctor")
    assert ("--json" in result.stdout) == reports


def test_help_names_every_command(repository):
    first_words = {line.split()[0] for line in ts(repository, "--help").stdout.splitlines() if line}
    assert set(COMMANDS) <= first_words


def test_unknown_command(repository):
    result = ts(repository, "fly")
    assert result.returncode == 2 and "fly" in result.stderr and "Traceback" not in result.stderr


def test_program_is_executable_and_plain(repository):
    assert os.access(repository / "setup" / "ts", os.X_OK)
    assert (repository / "setup" / "ts").read_text().startswith("#!/usr/bin/env python3\n")


def test_ci_runs_what_a_user_runs(repository):
    lines = (repository / ".ci" / "run").read_text().splitlines()
    assert lines == ["#!/usr/bin/env bash", "exec setup/ts test"]
    assert os.access(repository / ".ci" / "run", os.X_OK)


def test_state_is_ignored_by_git(repository):
    assert "/.ts/" in (repository / ".gitignore").read_text().splitlines()


def test_doctor_as_data(repository):
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    result = ts(repository, "doctor", "--json", env=environment)
    report = json.loads(result.stdout.splitlines()[-1])
    assert result.returncode == 0 and report["ok"] is True
    states = {check["name"]: check["state"] for check in report["checks"]}
    assert states["Odoo"] == states["Python packages"] == states["PostgreSQL (test)"] == "ok"
    assert all(check["detail"] for check in report["checks"])


def test_doctor_names_the_remedy(repository, tmp_path):
    result = ts(repository, "doctor", env=os.environ | {"ODOO_HOME": str(tmp_path)})
    assert result.returncode == 1
    assert "✗ Odoo" in result.stdout and "unset ODOO_HOME" in result.stdout


def test_failure_is_a_message_and_data(repository, tmp_path):
    result = ts(repository, "import", "--json", str(tmp_path / "none.xlsx"))
    assert result.returncode == 1 and "Traceback" not in result.stderr
    answer = json.loads(result.stdout.splitlines()[-1])
    assert answer["ok"] is False and "none.xlsx" in answer["error"]


def test_unknown_addon_to_test(repository):
    result = ts(repository, "test", "no_such_addon")
    assert result.returncode == 1
    assert "no_such_addon" in result.stderr and "transport_solidaire" in result.stderr


def test_wrong_python_is_told(repository):
    source = (repository / "setup" / "ts").read_text()
    check = source.replace("sys.version_info[:2] in SUPPORTED", "False").replace(
        "shutil.which(", "(lambda name: None)("
    )
    result = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True)
    assert result.returncode == 1 and "3.11, 3.12 or 3.13" in result.stderr
    assert "Remedy" in result.stderr
