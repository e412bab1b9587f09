# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Work interrupted anywhere is done again, and never taken for finished."""

import os
import signal
import subprocess
import sys
import time

import pytest

from tskit import guard, process, stamp
from tskit.paths import SETUP

HEAD = f"import sys, time, pathlib; sys.path.insert(0, {str(SETUP)!r}); from tskit import *\n"


def start(source, *words):
    """Run Python source with our package in another process; wait until it prints a line."""
    child = subprocess.Popen(
        [sys.executable, "-c", HEAD + source, *map(str, words)], stdout=subprocess.PIPE, text=True
    )
    child.stdout.readline()
    return child


SLOW = """
from tskit import stamp
def build(folder):
    (folder / "half").write_text("half")
    print("started", flush=True)
    time.sleep(60)
stamp.make(pathlib.Path(sys.argv[1]), "key", build, in_place=sys.argv[2] == "True")
"""


@pytest.mark.parametrize("in_place", [False, True])
def test_kill_9_in_the_middle_is_repaired(tmp_path, in_place):
    target = tmp_path / "thing"
    child = start(SLOW, target, in_place)
    child.send_signal(signal.SIGKILL)
    child.wait()
    assert not stamp.is_ready(target, "key")
    made = stamp.make(target, "key", lambda folder: (folder / "whole").touch(), in_place)
    assert made and stamp.is_ready(target, "key")
    assert sorted(path.name for path in target.iterdir()) == [".stamp", "whole"]
    assert [path.name for path in tmp_path.iterdir()] == ["thing"]


def test_same_key_is_not_made_again(tmp_path):
    calls = []
    for key in ("one", "one", "two"):
        stamp.make(tmp_path / "thing", key, lambda folder, key=key: calls.append(key))
    assert calls == ["one", "two"]


def test_failure_keeps_the_former_result(tmp_path):
    target = tmp_path / "thing"
    stamp.make(target, "old", lambda folder: (folder / "old").touch())

    def fail(folder):
        raise OSError("full")

    with pytest.raises(OSError, match="full"):
        stamp.make(target, "new", fail)
    assert stamp.is_ready(target, "old") and (target / "old").exists()


def test_half_removed_folder_never_looks_finished(tmp_path, monkeypatch):
    target = tmp_path / "thing"
    stamp.make(target, "key", lambda folder: (folder / "data").touch())
    monkeypatch.setattr(stamp.shutil, "rmtree", lambda path: None)
    stamp.remove(target)
    assert (target / "data").exists() and not stamp.is_ready(target, "key")


def test_digest_tells_contents_names_and_order_apart(tmp_path):
    (tmp_path / "a").write_text("x")
    first = stamp.digest_tree(tmp_path)
    (tmp_path / "a").rename(tmp_path / "b")
    second = stamp.digest_tree(tmp_path)
    (tmp_path / "__pycache__").mkdir()
    (tmp_path / "__pycache__" / "c").touch()
    assert first != second == stamp.digest_tree(tmp_path)
    assert stamp.digest("ab", "c") != stamp.digest("a", "bc")


HOLD = """
from tskit import guard
with guard.exclusive(pathlib.Path(sys.argv[1]), "test"):
    print("held", flush=True)
    time.sleep(60)
"""


def test_lock_waits_for_its_holder_and_survives_kill_9(tmp_path, capfd):
    child = start(HOLD, tmp_path / "lock")
    waiting = start(
        HOLD.replace("time.sleep(60)", "")
        .replace('print("held"', 'print("got it"')
        .replace("with guard", 'print("asking", flush=True)\nwith guard'),
        tmp_path / "lock",
    )
    time.sleep(0.5)
    assert waiting.poll() is None
    child.send_signal(signal.SIGKILL)
    child.wait()
    assert waiting.stdout.read().strip() == "got it"
    assert waiting.wait(10) == 0
    assert "Waiting for another setup/ts" in capfd.readouterr().err


def test_last_user_knows_it_is_the_last(tmp_path):
    first, second = guard.Users(tmp_path / "users"), guard.Users(tmp_path / "users")
    first.enter()
    second.enter()
    assert first.leave() is False
    first.close()
    assert second.leave() is True
    second.close()


def test_children_end_with_a_killed_parent(tmp_path):
    source = (
        "from tskit import process\nchild = process.spawn(['sleep', '60'])\n"
        "print(child.pid, flush=True)\ntime.sleep(60)"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", HEAD + source], stdout=subprocess.PIPE, text=True
    )
    pid = int(parent.stdout.readline())
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    deadline = time.monotonic() + 5
    while _runs(pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not _runs(pid)


def _runs(pid):
    """True for a process that is there and no zombie."""
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def test_failed_program_tells_its_last_lines_and_the_remedy():
    from tskit.problem import Problem

    with pytest.raises(Problem) as caught:
        process.run(["sh", "-c", "echo one; echo two >&2; exit 3"], "The thing", "do this")
    assert "code 3" in str(caught.value) and "two" in str(caught.value)
    assert str(caught.value).endswith("Remedy: do this")


def test_full_disk_is_named():
    from tskit.problem import Problem, from_os_error

    with pytest.raises(Problem, match="full"):
        process.run(["sh", "-c", "echo 'No space left on device'; exit 1"], "The thing")
    error = OSError(28, os.strerror(28), "/some/file")
    assert "disk is full (/some/file)" in str(from_os_error(error))
    assert from_os_error(OSError(2, "not there")) is None
