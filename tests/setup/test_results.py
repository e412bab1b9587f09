# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""How `setup/ts test` judges: logs, skipped tests, totals."""

import json
from pathlib import Path

import pytest

from tskit import jobs, junit, lint, logcheck, testing
from tskit.paths import Layout
from tskit.problem import Problem

LOG = """\
2026-11-25 02:53:20,156 218 INFO db odoo.modules.loading: 51 modules loaded
2026-11-25 02:53:20,156 218 WARNING db odoo.addons.x.models.y: strange
2026-11-25 02:53:20,156 218 ERROR db odoo.sql_db: bad query: select
Traceback (most recent call last):
  File "x.py", line 1
2026-11-25 02:53:20,156 218 CRITICAL ? odoo.service.server: dead
"""


def test_warnings_and_errors_are_found_with_their_tracebacks():
    found = logcheck.unexpected(LOG, [])
    assert [entry.split()[0] for entry in found] == ["WARNING", "ERROR", "CRITICAL"]
    assert 'File "x.py"' in found[1] and "dead" not in found[1]


def test_known_lines_pass(tmp_path):
    path = tmp_path / "known.txt"
    path.write_text("# because of this\n^odoo\\.sql_db: bad query\n")
    rules = logcheck.known(path)
    assert rules[0][1] == "because of this"
    assert len(logcheck.unexpected(LOG, rules)) == 2


def test_known_line_without_a_reason_is_refused(tmp_path):
    path = tmp_path / "known.txt"
    path.write_text("# reason\n^one\n^two\n")
    with pytest.raises(ValueError, match="without a reason"):
        logcheck.known(path)


def test_shipped_list_is_short_and_reasoned():
    assert len(logcheck.known()) <= 12


def test_skipped_tests_are_failures(tmp_path):
    path = tmp_path / "junit.xml"
    path.write_text("""<testsuites><testsuite>
        <testcase classname="a" name="good"/>
        <testcase classname="a" name="bad"><failure message="no">text</failure></testcase>
        <testcase classname="a" name="idle"><skipped message="no browser"/></testcase>
        <testcase classname="a" name="good then bad"/>
        <testcase classname="a" name="good then bad"><error message="teardown"/></testcase>
        </testsuite></testsuites>""")
    layer = junit.Layer("x")
    junit.read(path, layer)
    assert layer.passed == 1
    assert [name for name, _ in layer.failures] == ["a::bad", "a::idle", "a::good then bad"]
    assert "no browser" in layer.failures[1][1]


def test_layers_are_written_as_junit(tmp_path):
    layer = junit.Layer("lint")
    layer.add("ruff")
    layer.add("pylint", "bad\nmore")
    junit.write(tmp_path / "lint.xml", layer)
    again = junit.Layer("again")
    junit.read(tmp_path / "lint.xml", again)
    assert again.passed == 1 and len(again.failures) == 1


@pytest.mark.parametrize(("failure", "code"), [("", 0), ("broken", 1)])
def test_totals_and_exit_code(clone, capsys, failure, code):
    layer = junit.Layer("plain")
    layer.add("one")
    layer.add("two", failure)
    assert testing.conclude(clone, [layer], 1.0, as_json=False) == code
    assert capsys.readouterr().out == f"{2 - code} passed, {code} failed\n"


def test_totals_as_data(clone, capsys):
    layer = junit.Layer("plain")
    layer.add("one", "broken")
    testing.conclude(clone, [layer], 1.0, as_json=True)
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "0 passed, 1 failed"
    assert json.loads(lines[-1])["failures"] == [
        {"layer": "plain", "name": "one", "message": "broken"}
    ]


def test_nothing_run_is_no_success(clone):
    assert testing.conclude(clone, [], 1.0, as_json=False) == 1


def test_missing_log_is_a_failure(tmp_path):
    layer = junit.Layer("odoo")
    testing.check_log(tmp_path / "none.log", layer, "log")
    assert layer.passed == 0 and "missing" in layer.failures[0][1]


def test_addons_and_paths_can_be_chosen(monkeypatch):
    layout = Layout()
    monkeypatch.chdir(layout.root)
    chosen = testing.chosen_paths(
        layout, ["transport_solidaire", "tests/setup", f"{__file__}::test_x"]
    )
    assert chosen == [
        layout.addons / "transport_solidaire",
        layout.tests / "setup",
        Path(f"{__file__}::test_x"),
    ]
    with pytest.raises(Problem):
        testing.chosen_paths(layout, ["/etc"])


def test_lint_of_one_addon_checks_it_alone():
    layout = Layout()
    tools = lint.commands(layout, [layout.addons / "transport_solidaire" / "models"])
    assert tools["pylint-odoo"][-1] == layout.addons / "transport_solidaire"
    assert set(lint.commands(layout, [layout.tests])) == {"ruff"}


def test_lint_tool_failure_is_a_failed_test(clone):
    bad = clone.root / "bad.py"
    bad.write_text("import os\n")
    layer = junit.Layer("lint")
    odoo = type("Odoo", (), {"python_path": clone.root})()
    lint.run(clone, odoo, [bad], layer, {"PATH": "/usr/bin:/bin"})
    assert [name for name, _ in layer.failures] == ["ruff"] and "F401" in layer.failures[0][1]


def test_report_of_a_job_is_readable():
    lines = list(
        jobs.readable({"rides": {"done": 3}, "logins": [{"login": "a", "role": "b"}], "km": 2.5})
    )
    assert lines == ["rides:", "  done: 3", "logins: 1", "  a, b", "km: 2.5"]


@pytest.mark.parametrize(("report", "code"), [({}, 0), ({"balanced": False}, 1), ({"ok": True}, 0)])
def test_exit_code_of_a_job(report, code):
    assert jobs.code(report) == code
