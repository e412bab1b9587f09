# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The lint layer: each tool is one test."""

import subprocess

# What OCA asks of addons in its own organisation: its name as author, a README built by its tool.
# A model of many lines is split by subject over several files, which pylint-odoo would merge again.
NOT_OURS = (
    "C8101", "C8112", "manifest-required-author", "missing-readme", "consider-merging-classes-inherited"
)  # fmt: skip
# The checkers Odoo runs on its own addons (its addon test_lint), here on ours alone.
CORE_PLUGINS = (
    "_pylint_path_setup",
    "pylint.extensions.bad_builtin",
    "_odoo_checker_sql_injection",
    "_odoo_checker_gettext",
    "_odoo_checker_unlink_override",
)
CORE_CHECKS = (
    "used-before-assignment",
    "undefined-variable",
    "eval-used",
    "unreachable",
    "function-redefined",
    "sql-injection",
    "missing-gettext",
    "gettext-variable",
    "gettext-placeholders",
    "gettext-repr",
    "raise-unlink-override",
)


def commands(layout, paths):
    """{tool: command} for the given files and folders."""
    python = layout.python
    inside_addons = [path for path in paths if layout.addons in (path, *path.parents)]
    addons = sorted({_addon_of(layout, path) for path in inside_addons if path != layout.addons})
    if layout.addons in paths:
        addons = [layout.addons / name for name in layout.addon_names()]
    tools = {"ruff": [python, "-m", "ruff", "check", "--no-cache", *paths]}
    if addons:
        tools["pylint-odoo"] = [
            python, "-m", "pylint", "--rcfile=/dev/null", "--load-plugins=pylint_odoo",
            "--disable=all", "--enable=odoolint", f"--disable={','.join(NOT_OURS)}",
            "--valid-odoo-versions=19.0", "--score=no", "--persistent=no", *addons]  # fmt: skip
        tools["core's checkers"] = [
            python, "-m", "pylint", "--rcfile=/dev/null", f"--load-plugins={','.join(CORE_PLUGINS)}",
            "--disable=all", f"--enable={','.join(CORE_CHECKS)}", "--bad-functions=input",
            "--score=no", "--persistent=no", *addons]  # fmt: skip
    return tools


def _addon_of(layout, path):
    return layout.addons / path.relative_to(layout.addons).parts[0]


def run(layout, odoo, paths, layer, environment):
    """Run the tools; add one test to the layer for each."""
    checkers = odoo.python_path / "odoo" / "addons" / "test_lint" / "tests"
    environment = environment | {"PYTHONPATH": str(checkers)}
    for name, command in commands(layout, paths).items():
        result = subprocess.run(
            [str(word) for word in command],
            cwd=layout.root,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        layer.add(
            name,
            (result.stdout.strip() or f"code {result.returncode}") if result.returncode else "",
        )
