# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""`reset` takes away what the demo made and never somebody's own database."""

import os

import pytest

from tskit import reset
from tskit.paths import Layout
from tskit.problem import Problem


@pytest.fixture(autouse=True)
def own_server(monkeypatch):
    """`setup/ts test` names its server in the environment; these clones have none."""
    for name in [name for name in os.environ if name.startswith("PG")]:
        monkeypatch.delenv(name)


@pytest.fixture
def layout(tmp_path):
    for name in ("demo", "demo_previous", "ts_full_1234", "monassociation"):
        (tmp_path / ".ts" / "data" / "demo" / "filestore" / name).mkdir(parents=True)
    return Layout(tmp_path)


def test_only_what_a_user_named_is_his(layout):
    assert reset.owned(layout) == ["monassociation"]


def test_a_users_database_stops_a_plain_reset(layout):
    with pytest.raises(Problem, match="monassociation"):
        reset.run(layout)
    assert (layout.state / "data" / "demo" / "filestore" / "monassociation").is_dir()
    assert (layout.state / "data" / "demo" / "filestore" / "demo").is_dir()


def test_all_takes_everything_and_nothing_beside_it(layout):
    beside = layout.root / "README.md"
    beside.write_text("kept")
    assert reset.run(layout, everything=True)["removed"]
    assert not layout.state.exists()
    assert beside.read_text() == "kept"


def test_nothing_there_is_fine(tmp_path):
    assert reset.run(Layout(tmp_path)) == {"removed": []}
