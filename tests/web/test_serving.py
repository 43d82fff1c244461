"""``genkan serve`` as a site runs it: several workers, a stop that cuts nobody off, one line when refused."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import pytest

from genkan_web import keys, serving

pytestmark = pytest.mark.slow
HANDS = 8


def surroundings(folder: Path, **more: str) -> dict[str, str]:
    """A site of its own in this folder, on SQLite whatever these tests run on."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GENKAN_")}
    return {
        **kept,
        "GENKAN_VAR": str(folder),
        "DJANGO_SETTINGS_MODULE": "genkan_web.settings",
        "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
        "LANG": "C",
        **more,
    }


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as knock:
        knock.bind(("127.0.0.1", 0))
        return int(knock.getsockname()[1])


@contextmanager
def served(folder: Path, *words: str, **more: str) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """The server and its port, from its first answer on; it is gone afterwards."""
    port = free_port()
    command = [sys.executable, "-m", "genkan_web.cli", "serve", "--port", str(port), *words]
    with (folder / "log").open("w") as log:
        server = subprocess.Popen(
            command, env=surroundings(folder / "var", **more), stderr=log, text=True, process_group=0
        )
    try:
        for _ in range(1_200):
            with suppress(OSError, http.client.HTTPException):
                if ask(port, "/ready/")[0] == 204:
                    break
            assert server.poll() is None, (folder / "log").read_text()
            time.sleep(0.05)
        yield server, port
    finally:
        with suppress(ProcessLookupError):
            os.killpg(server.pid, signal.SIGKILL)
        server.wait()


def ask(port: int, path: str, **headers: str) -> tuple[int, http.client.HTTPMessage]:
    """One request on a connection of its own."""
    here = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        here.request("GET", path, headers=headers)
        answer = here.getresponse()
        answer.read()
        return answer.status, answer.headers
    finally:
        here.close()


def asked_until_it_is_gone(port: int, told: Counter[str], keep: bool) -> None:
    """Ask again and again, until nobody listens any more; ``told`` counts what became of each request."""
    while True:
        here = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        try:
            here.connect()
        except ConnectionRefusedError:
            return
        except ConnectionResetError:
            told["no answer: reset"] += 1
            continue
        with suppress(ConnectionError):
            while True:
                try:
                    here.request("GET", "/family/")
                    answer = here.getresponse()
                    told["whole" if answer.read().rstrip().endswith(b"</html>") else "cut"] += 1
                except (OSError, http.client.HTTPException) as problem:
                    told[f"no answer: {type(problem).__name__}"] += 1
                    break
                if not keep or answer.will_close or "close" in answer.getheader("Connection", ""):
                    break
        here.close()


def hands_asking(port: int, told: Counter[str], keep: bool) -> list[threading.Thread]:
    """Eight of them, at it."""
    what = (port, told, keep)
    hands = [threading.Thread(target=asked_until_it_is_gone, args=what) for _ in range(HANDS)]
    for one in hands:
        one.start()
    return hands


@pytest.mark.parametrize("keep", [False, True])
def test_a_stop_cuts_nobody_off(tmp_path: Path, keep: bool) -> None:
    """SIGTERM while eight hands ask for the slowest page: every request begun is answered whole."""
    with served(tmp_path, "--workers", "2") as (server, port):
        told: Counter[str] = Counter()
        hands = hands_asking(port, told, keep)
        time.sleep(2)
        server.send_signal(signal.SIGTERM)
        assert server.wait(serving.GRACE_SECONDS + 5) == 0
        for one in hands:
            one.join()
    assert set(told) == {"whole"}, told
    assert told["whole"] > HANDS


SLOW_TO_LOAD = """from multiprocessing import parent_process
from time import sleep
from genkan_web.settings import *
if parent_process():
    sleep(20)
"""


def test_a_worker_that_still_loads_hears_the_stop(tmp_path: Path) -> None:
    """Else it would go on loading, serve, and be killed amid requests when the grace is over."""
    (tmp_path / "slow_to_load.py").write_text(SLOW_TO_LOAD)
    told = surroundings(tmp_path / "var", DJANGO_SETTINGS_MODULE="slow_to_load")
    told["PYTHONPATH"] = os.pathsep.join((str(tmp_path), told["PYTHONPATH"]))
    command = [sys.executable, "-m", "genkan_web.cli", "serve", "--port", str(free_port()), "--workers", "2"]
    with subprocess.Popen(command, env=told, stderr=subprocess.PIPE, text=True, process_group=0) as server:
        try:
            assert server.stderr is not None
            assert "(processes: 2)" in server.stderr.readline()
            time.sleep(1)
            server.send_signal(signal.SIGTERM)
            assert server.wait(serving.LAST_CALL_SECONDS + 10) == 0
        finally:
            with suppress(ProcessLookupError):
                os.killpg(server.pid, signal.SIGKILL)


def test_the_counting_of_what_was_cut_sees_a_kill(tmp_path: Path) -> None:
    """The control: with kill -9 in place of SIGTERM there are requests without an answer."""
    with served(tmp_path, "--workers", "2") as (server, port):
        told: Counter[str] = Counter()
        hands = hands_asking(port, told, True)
        time.sleep(2)
        os.killpg(server.pid, signal.SIGKILL)
        for one in hands:
            one.join()
    assert any(name.startswith(("no answer", "cut")) for name in told), told


def turns_held(folder: Path) -> Counter[str]:
    """How many processes hold the turn of sweeping, and how many wait for it, as the kernel says."""
    number = (folder / ".turn-sweep").stat().st_ino
    lines = [line for line in Path("/proc/locks").read_text().splitlines() if f":{number} " in line]
    return Counter("waits" if "->" in line else "holds" for line in lines)


def test_one_of_three_workers_sweeps_and_a_killed_one_is_replaced(tmp_path: Path) -> None:
    """One holds the turn, two wait; when that one is killed another goes on, and so do pages."""
    with served(tmp_path, "--workers", "3") as (server, port):
        until(lambda: turns_held(tmp_path / "var") == {"holds": 1, "waits": 2})
        number = (tmp_path / "var" / ".turn-sweep").stat().st_ino
        lines = Path("/proc/locks").read_text().splitlines()
        sweeper = next(int(line.split()[4]) for line in lines if f":{number} " in line and "->" not in line)
        assert sweeper != server.pid
        os.kill(sweeper, signal.SIGKILL)
        until(lambda: turns_held(tmp_path / "var") == {"holds": 1, "waits": 2})
        until(lambda: answers(port))


def answers(port: int) -> bool:
    """Whether the front page comes; what was on its way to a killed process is lost, and asked again."""
    with suppress(ConnectionError):
        return ask(port, "/")[0] == 200
    return False


def until(holds: object, seconds: float = 30) -> None:
    """Wait until something holds; fails after a while."""
    assert callable(holds)
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_what_leaves_the_socket_names_no_server_and_believes_no_stranger(tmp_path: Path) -> None:
    """Through the real server: no banner, forged headers change nothing, the log names patterns only."""
    with served(tmp_path, "--workers", "2", GENKAN_LOG_REQUESTS="1") as (_, port):
        status, headers = ask(port, "/", **{"X-Forwarded-Proto": "https", "X-Forwarded-Host": "evil.example"})
        assert (status, headers["Server"]) == (200, "")
        assert "Strict-Transport-Security" not in headers
        assert ask(port, "/", Host="evil.example")[0] == 400
        assert ask(port, "/reading/mika-who-cannot-sleep/")[0] == 404
        status, headers = ask(port, "/static/help-th.html")
        assert (status, headers["Server"]) == (200, "")
    lines = (tmp_path / "log").read_text().splitlines()
    assert any("INFO genkan.requests 404 GET reading/<str:key>/" in line for line in lines)
    assert not any("mika" in line or "127.0.0.1" in line for line in lines[1:])
    assert not any("evil" in line for line in lines)


def test_two_starts_at_once_prepare_one_after_the_other(tmp_path: Path) -> None:
    """Both succeed on an empty folder, and there is one set of keys and one invented family."""
    command = [sys.executable, "-m", "genkan_web", "--prepare-only"]
    told = surroundings(tmp_path)
    both = [subprocess.Popen(command, env=told, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    assert [one.communicate()[1] for one in both] == ["", ""]
    assert [one.returncode for one in both] == [0, 0]
    with closing(sqlite3.connect(tmp_path / "genkan.sqlite3")) as here:
        assert here.execute("SELECT count(*) FROM genkan_daytable").fetchone() == (1,)
    assert len(keys.read(tmp_path / "keys").keys) == len(keys.FIRST)


def refused(folder: Path, *words: str, **more: str) -> tuple[int, str]:
    """A start that ends by itself: its code and what it said."""
    done = subprocess.run(
        [sys.executable, "-m", "genkan_web.cli", "serve", *words],
        env=surroundings(folder, **more),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def test_what_stands_in_the_way_is_told_in_one_line(tmp_path: Path) -> None:
    """A port that is taken, an address elsewhere, half a certificate; nothing is prepared then."""
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        taken = refused(tmp_path / "a", "--port", str(busy.getsockname()[1]))
    elsewhere = refused(tmp_path / "a", "--host", "192.0.2.1")
    half = refused(tmp_path / "a", "--certificate", str(tmp_path / "none.pem"))
    for code, said in (taken, elsewhere, half):
        assert code == serving.STOPPED
        assert len(said.splitlines()) == 1
    assert "already" in taken[1]
    assert "two readable files" in half[1]
    assert not (tmp_path / "a").exists()


def test_a_start_is_refused_as_ever(tmp_path: Path) -> None:
    """Beyond this computer without HTTPS: the check's own line, before any port is opened."""
    code, said = refused(tmp_path, "--host", "0.0.0.0", "--port", str(free_port()))  # noqa: S104
    assert code == 1
    assert said.startswith("genkan.E012: ")


def test_the_process_that_watches_over_the_workers_stays_small() -> None:
    """It is forked from, so it loads neither Django nor what has threads of its own."""
    ask_modules = (
        "import sys, genkan_web.serving as s; s.surroundings(); "
        "print(sorted({'django', 'numpy', 'polars', 'cryptography'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", ask_modules], capture_output=True, text=True, check=True,
                          env={"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)})  # fmt: skip
    assert done.stdout.strip() == "[]"
