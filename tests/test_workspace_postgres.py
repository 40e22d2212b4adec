"""The private PostgreSQL cluster: whose server is used, stale files, a real one killed."""

import os
import signal
import socket
import time

import pytest

from workspace import postgres
from workspace.postgres import Cluster
from workspace.run import WorkspaceError, is_root, run


@pytest.fixture
def no_pg_variables(monkeypatch):
    """An environment in which the user names no server."""
    for name in [name for name in os.environ if name.startswith("PG")]:
        monkeypatch.delenv(name)


def write_pid_file(cluster, pid, port="54399"):
    """Leave a pid file as a server does."""
    cluster.data.mkdir(parents=True)
    lines = [str(pid), str(cluster.data), "1700000000", port, str(cluster.home), "127.0.0.1", ""]
    (cluster.data / "postmaster.pid").write_text("\n".join(lines))


def test_no_pid_file_means_no_server(tmp_path):
    cluster = Cluster(tmp_path)
    assert cluster.pid() is None
    with pytest.raises(WorkspaceError, match="does not run"):
        cluster.settings()


@pytest.mark.parametrize("content", ["", "not a number\n", "\n\n"])
def test_a_damaged_pid_file_means_no_server(tmp_path, content):
    cluster = Cluster(tmp_path)
    write_pid_file(cluster, 1)
    (cluster.data / "postmaster.pid").write_text(content)
    assert cluster.pid() is None


def test_the_pid_of_a_process_that_is_gone_is_stale(tmp_path):
    cluster = Cluster(tmp_path)
    write_pid_file(cluster, 2**22 + 1)
    assert cluster.pid() is None


def test_the_pid_of_another_program_is_stale_and_its_files_are_removed(tmp_path):
    cluster = Cluster(tmp_path)
    write_pid_file(cluster, os.getpid())
    (tmp_path / ".s.PGSQL.54399").touch()
    (tmp_path / ".s.PGSQL.54399.lock").write_text(str(os.getpid()))
    assert cluster.pid() is None
    cluster._remove_stale_files()
    assert [path.name for path in tmp_path.iterdir()] == ["data"]
    assert not list(cluster.data.iterdir())


def test_the_files_of_a_running_server_stay(tmp_path, monkeypatch):
    cluster = Cluster(tmp_path)
    write_pid_file(cluster, os.getpid())
    monkeypatch.chdir(cluster.data)
    assert cluster.pid() == os.getpid()
    cluster._remove_stale_files()
    assert (cluster.data / "postmaster.pid").exists()


def test_the_users_own_server_is_used_when_it_is_named(no_pg_variables, monkeypatch):
    assert not postgres.users_own_server()
    monkeypatch.setenv("PGHOST", "db.test")
    monkeypatch.setenv("PGUSER", "me")
    monkeypatch.setenv("PGDATABASE", "mine")
    monkeypatch.setattr(postgres, "private_cluster", lambda: Cluster(postgres.STATE / "never"))
    assert postgres.ensure() == {"PGHOST": "db.test", "PGUSER": "me"}


def test_our_own_exports_are_not_taken_for_the_users(no_pg_variables, monkeypatch):
    monkeypatch.setenv("PGHOST", str(postgres.private_cluster().home))
    monkeypatch.setenv("PGUSER", postgres.ROLE)
    assert not postgres.users_own_server()


def test_a_deep_checkout_gets_a_short_place_of_its_own(tmp_path, monkeypatch):
    deep = tmp_path / ("d" * 60) / ("e" * 60)
    deep.mkdir(parents=True)
    monkeypatch.setattr(postgres, "STATE", deep / "a")
    first = postgres.private_cluster().home
    monkeypatch.setattr(postgres, "STATE", deep / "b")
    assert first != postgres.private_cluster().home
    assert len(str(first)) < postgres.SOCKET_PATH_MAX


def test_as_root_a_closed_folder_is_avoided(tmp_path, monkeypatch):
    monkeypatch.setattr(postgres, "is_root", lambda: True)
    monkeypatch.setattr(postgres, "STATE", tmp_path / "s")
    monkeypatch.setattr(postgres, "traversable", lambda folder: False)
    assert not postgres.private_cluster().home.is_relative_to(tmp_path)
    monkeypatch.setattr(postgres, "traversable", lambda folder: True)
    monkeypatch.setattr(postgres, "SOCKET_PATH_MAX", 200)
    assert postgres.private_cluster().home == tmp_path / "s" / "pg"


def test_traversable_looks_at_every_folder_above(tmp_path):
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    (tmp_path / "a").chmod(0o700)
    assert not postgres.traversable(inner)


def test_a_taken_port_is_passed_over():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert postgres.free_port(port) > port
    assert postgres.free_port() > 0


def wait_until_gone(pid):
    """Wait for a killed process to be reaped."""
    for _attempt in range(2400):
        if not os.path.exists(f"/proc/{pid}/cwd"):
            return
        time.sleep(0.05)
    pytest.fail(f"process {pid} is still there")


@pytest.fixture
def cluster(monkeypatch, tmp_path, no_pg_variables):
    """A real cluster of the test's own."""
    monkeypatch.setattr(postgres, "STATE", tmp_path)
    made = postgres.private_cluster()
    yield made
    made.remove()
    assert not made.home.exists()


def test_a_real_cluster_lives_through_kill_9_and_keeps_its_data(cluster):
    settings = postgres.ensure()
    env = {**os.environ, **settings}
    run(["createdb", "kept"], env=env)
    pid = cluster.pid()
    os.kill(pid, signal.SIGKILL)
    wait_until_gone(pid)
    (cluster.data / "postmaster.pid").write_text(
        (cluster.data / "postmaster.pid").read_text().replace(str(pid), str(os.getpid()), 1)
    )
    again = postgres.ensure()
    assert again["PGPORT"] == settings["PGPORT"]
    query = [
        "psql",
        "-XAtqc",
        "SELECT rolsuper, rolcreatedb FROM pg_roles WHERE rolname = 'ar_sync'",
    ]
    assert run([*query, "kept"], env={**env, **again}) == "f|t\n"
    over_tcp = {**env, **again, "PGHOST": "127.0.0.1"}
    assert run([*query, "kept"], env=over_tcp) == "f|t\n"
    with pytest.raises(WorkspaceError, match="password authentication failed"):
        run([*query, "kept"], env={**over_tcp, "PGPASSWORD": "wrong"})


def test_a_server_somebody_uses_is_not_stopped(cluster):
    env = {**os.environ, **postgres.ensure()}
    import psycopg2

    with_user = psycopg2.connect(
        host=env["PGHOST"], port=env["PGPORT"], user=env["PGUSER"], dbname="postgres"
    )
    postgres.stop_unless_used()
    assert cluster.pid() is not None
    with_user.close()
    for _attempt in range(1200):
        postgres.stop_unless_used()
        if cluster.pid() is None:
            break
        time.sleep(0.1)
    assert cluster.pid() is None
    postgres.stop_unless_used()


def test_a_cluster_whose_state_was_removed_by_hand_is_made_anew(cluster, tmp_path):
    before = postgres.ensure()
    (tmp_path / "pgpassword").unlink()
    after = postgres.ensure()
    assert after["PGPASSWORD"] != before["PGPASSWORD"]
    run(["psql", "-c", "SELECT 1", "postgres"], env={**os.environ, **after, "PGHOST": "127.0.0.1"})


def test_the_clusters_folder_is_closed_to_other_users(cluster):
    postgres.ensure()
    assert cluster.home.stat().st_mode & 0o777 == 0o700
    assert (cluster.home.stat().st_uid == 0) == (not is_root() and os.geteuid() == 0)
