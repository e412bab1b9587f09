# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""`setup/ts lock`: one requirement lock for Python 3.11 to 3.13, with hashes, from `requirements/*.in`.

uv resolves; it is installed from the network by pip into a folder that is thrown away.
"""

import sys
import tempfile
from pathlib import Path

from . import process, session, ui, wheel
from .venv import INDEX, SOURCE_ONLY, pip_environment

OLDEST = "3.11"
NOT_LISTED = {
    "odoo": "ours: a link to the Odoo that is there",
    "pycairo": "source only; cairocffi stands in for it",
}
HEAD = (
    "# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).\n"
    "# Made by `setup/ts lock` from the *.in files beside it; not edited by hand.\n"
)


def run(layout):
    """Write `build.txt` and `requirements.txt`."""
    odoo = session.prepare(layout)
    folder = layout.requirements
    with ui.step("Resolving the requirements"), tempfile.TemporaryDirectory() as scratch:
        scratch = Path(scratch)
        uv = _install_uv(layout, scratch)
        wheel.write(odoo, scratch / "wheels")
        _compile(uv, scratch, folder / "build.txt", [folder / "build.in"])
        sources = [folder / f"{name}.in" for name in ("odoo", "oca", "run", "test")]
        _compile(
            uv,
            scratch,
            folder / "requirements.txt",
            sources,
            "--constraints",
            folder / "build.txt",
            "--only-binary",
            ":all:",
            "--no-binary",
            SOURCE_ONLY,
            "--no-binary",
            "pycairo",
            *(word for name in NOT_LISTED for word in ("--no-emit-package", name)),
        )


def _install_uv(layout, scratch):
    process.run(
        [layout.python, "-m", "pip", "install", "--target", scratch / "uv", "uv"],
        "Installing uv",
        INDEX,
        env=pip_environment(),
    )
    return scratch / "uv" / "bin" / "uv"


def _compile(uv, scratch, target, sources, *words):
    made = scratch / target.name
    process.run(
        [
            uv,
            "pip",
            "compile",
            "-q",
            "--universal",
            "--generate-hashes",
            "--python-version",
            OLDEST,
            "--python",
            sys.executable,
            "--no-config",
            "--find-links",
            scratch / "wheels",
            "--no-emit-find-links",
            "--no-emit-index-url",
            "--no-header",
            "--no-annotate",
            "-o",
            made,
            *sources,
            *words,
        ],
        f"Resolving {target.name}",
        INDEX,
        env=pip_environment(),
    )
    target.write_text(HEAD + made.read_text())
