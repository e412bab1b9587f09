# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Running the jobs of `setup/jobs` and `tests/bench`: files with `run(env, options, progress) -> dict`."""

import json
import os

from . import cli, session, stamp, ui
from .odoo import WebServer
from .problem import Problem


def run(databases, database, file, options, title):
    """Run one job on a database; give its dict."""
    if not file.is_file():
        raise Problem(
            f"{file.relative_to(databases.layout.root)} is missing in this clone.",
            "get the whole repository (git pull, git status).",
        )
    with ui.step(title) as step:
        return databases.runner.run(
            database, "job", {"file": str(file), "options": options}, step, f"job-{file.stem}"
        )


def code(report):
    """The exit code a job's report asks for: 1 when it says that something does not hold."""
    return 0 if all(report.get(name, True) for name in ("ok", "balanced", "payable_agrees")) else 1


def show(report, as_json):
    """Print what a job did: its own text `report`, else its figures; as JSON when asked."""
    figures = {name: value for name, value in report.items() if name != "report"}
    text = report.get("report") or "\n".join(readable(figures))
    if as_json:
        ui.say(text)
        cli.print_json(figures)
    else:
        print(text, flush=True)


def readable(value, indent=""):
    """Lines for people of a dict of figures."""
    for name, item in value.items():
        title = f"{indent}{str(name).replace('_', ' ')}:"
        if isinstance(item, dict):
            yield title
            yield from readable(item, f"{indent}  ")
        elif isinstance(item, list):
            yield f"{title} {len(item)}"
            yield from (f"{indent}  {_one_line(entry)}" for entry in item)
        else:
            yield f"{title} {item}"


def _one_line(entry):
    return ", ".join(f"{value}" for value in entry.values()) if isinstance(entry, dict) else entry


def demo(databases, arguments):
    """The demo database for these options: the one that is there, or a new one by the main job.

    A database of that name with other options or other addons may hold somebody's work: it is kept
    as `<name>_previous`, in place of the one before.
    """
    layout, name = databases.layout, arguments.database
    wanted = {"size": arguments.size, "seed": arguments.seed, "empty": arguments.empty}
    with session.making(layout, databases.server.name):
        databases.refuse_foreign(name)
        key = stamp.digest(
            databases.full_key(), repr(sorted(wanted.items())), stamp.digest_tree(layout.jobs)
        )
        kept = layout.state / "demo" / f"report-{name}-{databases.server.name}.json"
        if databases.key_of(name) == f"demo {key}" and kept.exists():
            ui.say(f"  The database '{name}' is there, with these options: reusing it.")
            return _read(kept)
        return _make_demo(databases, name, wanted, f"demo {key}", kept)


def _make_demo(databases, name, wanted, key, kept):
    layout, work = databases.layout, f"{name}_wip"
    files = layout.state / "demo" / ("files" if name == "demo" else f"files-{name}")
    stamp.remove(files)
    files.mkdir(parents=True)
    databases.copy(databases.full(), work)
    report = run(
        databases,
        work,
        layout.jobs / "demo.py",
        wanted | {"out_dir": str(files)},
        "Running the main job",
    )
    databases.mark(work, key)
    previous = databases.replace(work, name)
    if previous:
        ui.say(f"  The former database '{name}' is kept as '{previous}'.")
    _write(kept, report)
    return report


def _read(path):
    return json.loads(path.read_text())


def _write(path, report):
    partial = path.with_suffix(".part")
    partial.write_text(json.dumps(report, ensure_ascii=False, default=str))
    partial.replace(path)


def bench(arguments, layout):
    """Run benchmarks, each on its own throw-away copy."""
    folder = layout.tests / "bench"
    found = {path.stem.removeprefix("bench_"): path for path in sorted(folder.glob("bench_*.py"))}
    unknown = set(arguments.names) - set(found)
    if unknown or not found:
        raise Problem(
            f"There is no benchmark {', '.join(sorted(unknown)) or 'in tests/bench'}.",
            f"there are: {', '.join(found) or 'none'}",
        )
    results = {}
    with session.databases(layout, "demo") as databases:
        for name in arguments.names or found:
            copy = f"ts_bench_{os.getpid()}"
            with session.making(layout, databases.server.name):
                databases.copy(arguments.database or databases.full(), copy)
            try:
                results[name] = run(databases, copy, found[name], {}, f"Benchmark {name}")
            finally:
                databases.drop(copy)
    show(results, arguments.json)
    return max(map(code, results.values()))


def screenshots(arguments, layout):
    """Serve a throw-away copy of the database and let the job take its pictures."""
    from . import chromium

    with session.databases(layout, "demo") as databases:
        if not databases.exists(arguments.database):
            raise Problem(
                f"There is no database '{arguments.database}' to take pictures of.",
                "run `setup/ts demo --no-serve` first.",
            )
        browser = chromium.ensure(layout)
        copy = f"ts_pictures_{os.getpid()}"
        with session.making(layout, databases.server.name):
            databases.copy(arguments.database, copy)
        try:
            with WebServer(databases.runner, copy) as server:
                options = {
                    "url": server.url,
                    "database": copy,
                    "db": copy,
                    "chromium": str(browser),
                    "names": arguments.names,
                    "out_dir": str(layout.root / "docs" / "images"),
                }
                report = run(
                    databases, copy, layout.jobs / "screenshots.py", options, "Taking pictures"
                )
        finally:
            databases.drop(copy)
    show(report, arguments.json)
    return code(report)
