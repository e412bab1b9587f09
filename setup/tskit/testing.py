# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""`setup/ts test`: plain tests, Odoo tests with browser tours, lint, and Odoo's log."""

import os
import re
import subprocess
import time
from pathlib import Path

from . import chromium, cli, junit, lint, logcheck, odoo_conf, process, session, ui
from .odoo import INSIDE
from .problem import Problem

OUTCOME = re.compile(r"^(\S+::\S+) (PASSED|FAILED|ERROR|SKIPPED)\s+\[\s*(\d+)%\]")
SHOWN = 40  # failures printed in full


def run(arguments, layout):
    """Run the layers that the arguments want; give the exit code."""
    started = time.monotonic()
    paths = chosen_paths(layout, arguments.what)
    with session.databases(layout, "test") as databases:
        run_ = Run(databases, paths, arguments.k)
        run_.everything()
    return conclude(layout, run_.layers, time.monotonic() - started, arguments.json)


def chosen_paths(layout, words):
    """The files and folders to test: addon names are looked up; none means all."""
    if not words:
        return [layout.addons, layout.tests, layout.root / "setup"]
    paths = []
    for word in words:
        name, *node = word.split("::", 1)
        candidates = (Path(name), layout.root / name, layout.addons / name)
        path = next((path.resolve() for path in candidates if path.exists()), None)
        if path is None or layout.root not in path.parents:
            raise Problem(
                f"There is no addon, file or folder {word} here.",
                f"addons: {', '.join(layout.addon_names())}",
            )
        paths.append(Path("::".join([str(path), *node])))
    return paths


class Run:
    """One run of the tests.

    :param databases: a started `database.Databases` of the server `test`
    :param paths: what to test
    :param expression: pytest's -k
    """

    def __init__(self, databases, paths, expression):
        self.databases = databases
        self.layout = databases.layout
        self.runner = databases.runner
        self.expression = expression
        self.paths = paths
        self.results = self.layout.state / "test"
        self.results.mkdir(parents=True, exist_ok=True)
        self.layers = []

    def below(self, folder):
        """The chosen paths in a folder."""
        return [path for path in self.paths if folder in (path, *path.parents)]

    def everything(self):
        """All layers, the quick ones first."""
        if not self.expression:
            self.timed("lint", self.lint)
        in_tests, in_addons = self.below(self.layout.tests), self.below(self.layout.addons)
        if not in_tests and not in_addons:
            return
        browser = chromium.ensure(self.layout)
        with session.making(self.layout, "test"):
            template = self.databases.full()
        self.timed("install", lambda layer: self.install_log(template, layer))
        if in_tests:
            self.timed("plain", lambda layer: self.plain(in_tests, template, browser, layer))
        if in_addons:
            self.timed("odoo", lambda layer: self.odoo(in_addons, template, browser, layer))

    def timed(self, name, work):
        """Run one layer and note how long it took."""
        layer = junit.Layer(name)
        start = time.monotonic()
        work(layer)
        layer.seconds = time.monotonic() - start
        self.layers.append(layer)

    def lint(self, layer):
        """Ruff and pylint-odoo."""
        files = [Path(str(path).split("::")[0]) for path in self.paths]
        with ui.step("Lint"):
            lint.run(self.layout, self.runner.odoo, files, layer, self.runner.environment())
        junit.write(self.results / "lint.xml", layer)

    def install_log(self, template, layer):
        """Installing must not have made Odoo complain."""
        for name in (self.databases.base(), template):
            check_log(self.databases.install_log(name), layer, f"log of {name}")
        junit.write(self.results / "install.xml", layer)

    def environment(self, browser, template):
        """Variables for the tests: the database server, Chromium, what plain tests may copy."""
        variables = self.runner.environment()
        folder = self.results / "bin"
        folder.mkdir(exist_ok=True)
        link = folder / "chromium"
        link.unlink(missing_ok=True)
        link.symlink_to(browser)
        variables["PATH"] = f"{folder}:{variables['PATH']}"
        return variables | {
            "TS_TEST_CONF": str(self.runner.conf),
            "TS_TEST_TEMPLATE": template,
            "TS_TEST_CHROMIUM": str(browser),
        }

    def plain(self, paths, template, browser, layer):
        """pytest in tests/."""
        command = [self.layout.python, "-m", "pytest", *paths]
        self.pytest(command, "plain", self.environment(browser, template), layer)

    def odoo(self, paths, template, browser, layer):
        """Odoo's test classes and browser tours, on a copy of the template."""
        database = f"ts_test_{os.getpid()}"
        log = self.results / "odoo.log"
        log.unlink(missing_ok=True)
        conf = odoo_conf.write(
            self.layout,
            self.runner.odoo,
            self.databases.server,
            "tests",
            db_name=database,
            dbfilter=f"^{database}$",
            logfile=log,
        )
        if self.layout.addons in paths:
            paths = [*paths, INSIDE / "test_core_lint.py"]
        command = [
            self.layout.python,
            "-m",
            "pytest",
            f"--odoo-config={conf}",
            "--odoo-http",
            "--odoo-log-level=info",
            "-o",
            "addopts=",
            *paths,
        ]
        self.databases.copy(template, database)
        try:
            self.pytest(command, "odoo", self.environment(browser, template), layer)
        finally:
            self.databases.drop(database)
        check_log(log, layer, "log of the tests")

    def pytest(self, command, name, environment, layer):
        """Run pytest, show its progress, count its results."""
        report, output = self.results / f"{name}.xml", self.results / f"{name}.out"
        report.unlink(missing_ok=True)
        command = [*command, "-v", "-p", "no:cacheprovider", f"--junitxml={report}"]
        if self.expression:
            command += ["-k", self.expression]
        with ui.step(f"Tests: {name}") as step, open(output, "w") as file:
            child = process.spawn(
                command,
                cwd=self.layout.root,
                env=environment,
                text=True,
                errors="replace",
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
            )
            try:
                for line in child.stdout:
                    file.write(line)
                    match = OUTCOME.match(line)
                    if match:
                        step.tell(f"{match[3]} %  {match[1].rsplit('/', 1)[-1]}")
                code = child.wait()
            finally:
                process.stop(child)
        if report.exists():
            junit.read(report, layer)
        if code not in (0, 1, 5) or (code == 1 and not layer.failures):
            tail = output.read_text().splitlines()[-30:]
            layer.add(f"pytest ended with code {code}", "\n".join(tail))


def check_log(path, layer, name):
    """Count one test: the log holds no unexpected warning or error."""
    if not path.exists():
        layer.add(name, f"{path} is missing")
        return
    found = logcheck.unexpected(path.read_text(errors="replace"))
    layer.add(name, "\n".join(found))


def conclude(layout, layers, seconds, as_json):
    """Print what failed and the totals; give the exit code."""
    failures = [(layer.name, *failure) for layer in layers for failure in layer.failures]
    for layer, name, message in failures[:SHOWN]:
        ui.say(f"\nFAILED [{layer}] {name}\n    " + "\n    ".join(message.splitlines()[:60]))
    if len(failures) > SHOWN:
        ui.say(f"\n… and {len(failures) - SHOWN} more, see {layout.state / 'test'}")
    passed = sum(layer.passed for layer in layers)
    for layer in layers:
        ui.say(
            f"  {layer.name}: {layer.passed} passed, {len(layer.failures)} failed, "
            f"{layer.seconds:.0f} s"
        )
    print(f"{passed} passed, {len(failures)} failed", flush=True)
    if as_json:
        cli.print_json(
            {
                "ok": not failures,
                "passed": passed,
                "failed": len(failures),
                "seconds": round(seconds, 1),
                "junit": str(layout.state / "test"),
                "layers": {
                    layer.name: {
                        "passed": layer.passed,
                        "failed": len(layer.failures),
                        "seconds": round(layer.seconds, 1),
                    }
                    for layer in layers
                },
                "failures": [
                    {"layer": layer, "name": name, "message": message}
                    for layer, name, message in failures
                ],
            }
        )
    return 1 if failures or not passed else 0
