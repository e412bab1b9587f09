# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Our own PostgreSQL servers, for real: started, killed, broken, repaired, side by side."""

import os
import shutil
import signal
import time

import pytest

from tskit import postgres, process
from tskit.database import Databases
from tskit.odoo import Runner, free_port, is_free
from tskit.problem import Problem


@pytest.fixture(autouse=True)
def own_server(monkeypatch):
    """Tests run with the variables of the test server set: these start their own."""
    for name in [name for name in os.environ if name.startswith("PG")]:
        monkeypatch.delenv(name)


def ask(cluster, query):
    return process.run(
        ["psql", "-d", "postgres", "-XAtqc", query], "psql", env=cluster.environment()
    ).strip()


def test_starts_serves_and_stops(clone):
    cluster = postgres.server(clone, "demo")
    assert not cluster.is_running() and cluster.pid() is None
    cluster.start()
    assert ask(cluster, "show fsync") == "on"
    assert ask(cluster, "show listen_addresses") == ""
    assert ask(cluster, "select current_user") == "odoo"
    assert cluster.pid()
    cluster.stop()
    assert not cluster.is_running() and cluster.pid() is None


def test_data_are_closed_to_others(clone):
    cluster = postgres.Cluster(clone, "test")
    cluster.start()
    assert ask(cluster, "show fsync") == "off"
    for folder in (cluster.data, cluster.socket):
        assert folder.stat().st_mode & 0o077 == 0
        assert folder.stat().st_uid != 0
    cluster.stop()


def test_server_killed_by_force_starts_again(clone):
    cluster = postgres.Cluster(clone, "demo")
    cluster.start()
    ask(cluster, "create table kept (x int)")
    os.kill(cluster.pid(), signal.SIGKILL)
    while cluster.pid():
        time.sleep(0.05)
    assert (cluster.data / "postmaster.pid").exists()
    time.sleep(0.5)  # its children leave the shared memory
    again = postgres.Cluster(clone, "demo")
    again.start()
    assert ask(again, "select count(*) from kept") == "0"
    cluster.users.close()
    again.stop()
    assert not again.is_running()


def test_number_of_a_dead_server_taken_by_another_process(clone):
    cluster = postgres.Cluster(clone, "test")
    cluster.start()
    cluster.stop()
    (cluster.data / "postmaster.pid").write_text(f"{os.getpid()}\n{cluster.data}\n")
    assert cluster.pid() is None
    cluster.start()
    assert ask(cluster, "select 1") == "1"
    cluster.stop()


def test_half_made_data_are_made_anew(clone):
    cluster = postgres.Cluster(clone, "test")
    cluster.data.mkdir(parents=True)
    (cluster.data / "PG_VERSION").write_text("18\n")
    cluster.start()
    assert ask(cluster, "select 1") == "1"
    cluster.stop()


def test_server_stays_while_another_command_uses_it(clone):
    first, second = postgres.Cluster(clone, "test"), postgres.Cluster(clone, "test")
    first.start()
    pid = first.pid()
    second.start()
    assert second.pid() == pid
    first.stop()
    assert second.is_running()
    second.stop()
    assert not second.is_running()


def test_two_clones_side_by_side(make_clone):
    one, two = postgres.Cluster(make_clone(), "test"), postgres.Cluster(make_clone(), "test")
    one.start()
    two.start()
    ask(one, "create database mine")
    assert ask(two, "select count(*) from pg_database where datname = 'mine'") == "0"
    assert one.socket != two.socket and one.pid() != two.pid()
    one.stop()
    assert two.is_running()
    two.stop()


def test_socket_of_a_deep_clone_is_short(make_clone):
    clone = make_clone()
    deep = type(clone)(clone.root / ("d" * 60) / ("e" * 60))
    deep.state.mkdir(parents=True)
    cluster = postgres.Cluster(deep, "test")
    assert len(str(cluster.socket)) < postgres.SOCKET_LIMIT
    assert cluster.socket != postgres.Cluster(deep, "demo").socket


def test_unreachable_clone_is_served_from_elsewhere(clone, tmp_path):
    """As root, a clone under a closed folder; as an ordinary user the account can reach its own."""
    hidden = type(clone)(tmp_path / "hidden")
    hidden.state.mkdir(parents=True)
    hidden.venv.symlink_to(clone.venv)
    tmp_path.chmod(0o700)
    cluster = postgres.Cluster(hidden, "test")
    try:
        cluster.start()
        assert ask(cluster, "select 1") == "1"
        inside = cluster.home == hidden.state / "pg"
        assert inside == (os.geteuid() != 0)
    finally:
        cluster.stop()
        shutil.rmtree(cluster.home)
        shutil.rmtree(cluster.socket, ignore_errors=True)


def test_a_server_of_the_users_is_used(clone, monkeypatch):
    ours = postgres.Cluster(clone, "test")
    ours.start()
    monkeypatch.setenv("PGHOST", str(ours.socket))
    monkeypatch.setenv("PGUSER", "odoo")
    monkeypatch.setenv("PGDATABASE", "nowhere")
    external = postgres.server(clone, "demo")
    assert external.external
    external.start()
    assert "PGDATABASE" not in external.environment()
    assert external.options() == {"db_host": str(ours.socket), "db_user": "odoo"}
    external.stop()
    assert ours.is_running()
    ours.stop()
    with pytest.raises(Problem, match="PGHOST"):
        external.start()


def test_databases_are_copied_renamed_and_guarded(clone):
    from tskit.debian import Odoo

    cluster = postgres.Cluster(clone, "test")
    cluster.start()
    try:
        databases = Databases(Runner(clone, Odoo(clone.root, (), "19.0"), cluster))
        databases.sql("create database one")
        files = databases.runner.filestore("one") / "ab"
        files.mkdir(parents=True)
        (files / "abc").write_text("picture")
        databases.mark("one", "key")
        databases.copy("one", "two")
        copied = databases.runner.filestore("two") / "ab" / "abc"
        assert copied.samefile(files / "abc")
        assert databases.key_of("one") == "key" and databases.key_of("two") is None
        databases.rename("one", "two")
        assert databases.key_of("two") == "key" and not databases.exists("one")
        databases.copy("two", "work")
        (databases.runner.filestore("work") / "ab" / "new").write_text("newer picture")
        databases.mark("work", "newer")
        assert databases.replace("work", "two") == "two_previous"
        assert databases.key_of("two") == "newer" and databases.key_of("two_previous") == "key"
        assert not databases.exists("work") and not databases.runner.filestore("work").exists()
        pictures = {name: {path.name for path in (databases.runner.filestore(name) / "ab").iterdir()}
                    for name in ("two", "two_previous")}
        assert pictures == {"two": {"abc", "new"}, "two_previous": {"abc"}}
        databases.sql("create database foreign_one")
        with pytest.raises(Problem, match="not made by"):
            databases.refuse_foreign("foreign_one")
        databases.sql("create database foreign_one_previous")
        databases.copy("two", "work")
        with pytest.raises(Problem, match="not made by"):
            databases.replace("work", "foreign_one")
        assert databases.exists("foreign_one") and databases.exists("work")
        databases.drop("two")
        databases.drop("two")
        assert not databases.runner.filestore("two").exists()
    finally:
        cluster.stop()


def test_ports():
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert not is_free(port)
        assert free_port(port) > port
