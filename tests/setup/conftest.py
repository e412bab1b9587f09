# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Clones for the tests of the platform: small, real, thrown away."""

import shutil
import tempfile
from pathlib import Path

import pytest

from tskit import postgres
from tskit.paths import REPOSITORY, Layout


@pytest.fixture
def make_clone():
    """A function giving a new empty clone that uses this one's Python environment.

    It lies beside the tests' own results, where the database server's account can reach it.
    """
    parent = REPOSITORY / ".ts" / "test"
    parent.mkdir(parents=True, exist_ok=True)
    made = []

    def make():
        root = Path(tempfile.mkdtemp(prefix="clone-", dir=parent))
        root.chmod(0o755)
        layout = Layout(root)
        layout.state.mkdir()
        layout.venv.symlink_to(Layout().venv)
        made.append(layout)
        return layout

    yield make
    for layout in made:
        for name in ("demo", "test"):
            postgres.Cluster(layout, name).shut_down()
        shutil.rmtree(layout.root)


@pytest.fixture
def clone(make_clone):
    """One such clone."""
    return make_clone()
