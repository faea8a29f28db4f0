"""Processes are kept running, stopped in order, and leave nothing behind."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from scripts.stack.places import ROOT, Places
from scripts.stack.say import Stop
from scripts.stack.supervisor import Child, Supervisor
from tests.scripts.conftest import alive, processes_naming


def until(ready: Callable[[], bool], seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while not ready():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)


def test_a_dead_child_is_started_again(supervisor: Supervisor) -> None:
    child = supervisor.add(Child("web", ["sleep", "60"]))
    assert child.process
    first = child.process.pid
    os.kill(first, signal.SIGKILL)
    supervisor.wait_for(
        lambda: child.alive and child.process is not None and child.process.pid != first, 5, "not again"
    )
    assert not alive(first)
    assert child.deaths == 1


def test_the_pause_before_another_start_doubles(supervisor: Supervisor) -> None:
    child = supervisor.add(Child("web", ["false"]))
    pauses = []
    for _ in range(3):
        until(lambda: not child.alive)
        supervisor.tend()
        pauses.append(round(child.start_again_at - time.monotonic(), 1))
        child.start_again_at = 0
        supervisor.tend()
    assert pauses == [0.5, 1.0, 2.0]


def test_what_a_dead_child_left_running_is_ended(supervisor: Supervisor, tmp_path: Path) -> None:
    note = tmp_path / "grandchild"
    child = supervisor.add(Child("worker", ["sh", "-c", f"sleep 60 & echo $! > {note}; sleep 60"]))
    until(lambda: note.exists() and note.read_text().strip() != "")
    assert child.process
    os.kill(child.process.pid, signal.SIGKILL)
    until(lambda: not child.alive)
    supervisor.tend()
    until(lambda: not alive(int(note.read_text())))


def test_the_products_processes_stop_before_the_servers_they_need(places: Places) -> None:
    keeper = Supervisor(places.data / "run")
    note = places.data / "order"
    script = "trap 'echo {} >> {}; exit' TERM; echo up >> {}; while :; do sleep 0.05; done"
    for name, tier in (("server", 0), ("web", 1)):
        keeper.add(Child(name, ["bash", "-c", script.format(name, note, note)], tier=tier))
    until(lambda: note.exists() and note.read_text().count("up") == 2)
    keeper.stop()
    assert note.read_text().split() == ["up", "up", "web", "server"]


def test_a_child_that_will_not_stop_is_ended_by_force(places: Places) -> None:
    keeper = Supervisor(places.data / "run")
    child = keeper.add(Child("web", ["bash", "-c", "trap '' TERM; while :; do sleep 0.05; done"], grace=0.5))
    time.sleep(0.3)
    keeper.stop()
    assert child.process
    assert child.process.returncode == -signal.SIGKILL


def test_a_second_copy_in_the_same_place_is_refused(supervisor: Supervisor, places: Places) -> None:
    with pytest.raises(Stop, match=f"running already \\(process {os.getpid()}\\).*PHB_DATA_DIR"):
        Supervisor(places.data / "run")


KEEPER = """
import sys
from pathlib import Path
from scripts.stack.supervisor import Child, Supervisor
keeper = Supervisor(Path(sys.argv[1]))
keeper.listen()
for name in ("web", "worker"):
    keeper.add(Child(name, ["sleep", sys.argv[2]]))
print("up", flush=True)
try:
    keeper.keep_running()
finally:
    keeper.stop()
"""


@pytest.fixture
def keeper_process(places: Places) -> subprocess.Popen:
    process = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(KEEPER), str(places.data / "run"), f"{600}.{os.getpid()}"],
        cwd=ROOT, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout
    assert process.stdout.readline().strip() == "up"
    return process


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_stop_leaves_no_process(keeper_process: subprocess.Popen, sign: signal.Signals) -> None:
    words = f"sleep 600.{os.getpid()}"
    assert len(processes_naming(words)) >= 2
    keeper_process.send_signal(sign)
    assert keeper_process.wait(10) == 0
    assert processes_naming(words) == []


def test_children_of_a_keeper_that_was_killed_stop_too(keeper_process: subprocess.Popen) -> None:
    keeper_process.kill()
    keeper_process.wait(10)
    until(lambda: processes_naming(f"sleep 600.{os.getpid()}") == [])


def test_the_next_start_ends_what_a_killed_keeper_left(places: Places) -> None:
    orphan = subprocess.Popen(["sleep", "600"], start_new_session=True)
    stranger = subprocess.Popen(["sleep", "600"], start_new_session=True)
    born = Path(f"/proc/{orphan.pid}/stat").read_text().rpartition(")")[2].split()[19]
    # The stranger has a number that a child once had, but was born at another time.
    (places.data / "run/children.json").write_text(f'[[{orphan.pid}, "{born}"], [{stranger.pid}, "1"]]')
    keeper = Supervisor(places.data / "run")
    assert orphan.wait(5) == -signal.SIGINT
    assert stranger.poll() is None
    stranger.kill()
    stranger.wait()
    keeper.stop()


def test_a_step_that_fails_says_so_in_one_sentence(supervisor: Supervisor) -> None:
    with pytest.raises(Stop, match="^It did not work$"):
        supervisor.call(["false"], env=dict(os.environ), sentence="It did not work")
    supervisor.call(["true"], env=dict(os.environ), sentence="never said")
