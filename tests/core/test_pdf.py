"""The engine: the same bytes, limits that hold, and a next document after every failure."""

import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import replace
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from careplans.documents import print_care_plan
from phb.core.pdf import DocumentRefused, DocumentTimedOut, to_html
from phb.core.pdf.engine import MEMORY, Presses
from tests.documents import reading, samples

ROOT = Path(__file__).resolve().parents[2]


def page(body: str, style: str = "") -> str:
    return f'<html lang="en-GB"><head><title>T</title>{style}</head><body data-footer="r">{body}</body></html>'


@pytest.fixture
def quick() -> Presses:
    """Presses that are stopped after four seconds."""
    presses = Presses(seconds=4)
    yield presses
    presses.close()


def test_the_same_document_is_the_same_bytes_in_another_process() -> None:
    script = (
        "import sys; from tests.documents import samples; from careplans.documents import print_care_plan;"
        "sys.stdout.buffer.write(print_care_plan(samples.awkward_plan()).pdf)"
    )
    other = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        capture_output=True,
        check=True,
        env={**os.environ, "PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo"},
    ).stdout
    first = print_care_plan(samples.awkward_plan()).pdf
    print_care_plan(samples.sample_plan())  # another document between must leave no trace
    assert first == print_care_plan(samples.awkward_plan()).pdf == other


def test_the_dates_in_the_file_are_the_documents_own() -> None:
    plan = samples.sample_plan()
    pdf = reading.open_pdf(print_care_plan(plan).pdf)
    assert str(pdf.docinfo["/CreationDate"]).startswith("D:20260701")
    other = replace(plan, stamp=replace(plan.stamp, version=3))
    assert print_care_plan(plan).pdf != print_care_plan(other).pdf


def test_html_is_made_without_django_or_weasyprint() -> None:
    script = (
        "import sys; from tests.documents import samples; from phb.core.pdf import to_html;"
        "to_html('documents/care_plan.html', samples.sample_plan(), title='x');"
        "print([name for name in ('weasyprint', 'django.conf') if name in sys.modules and name == 'weasyprint'])"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


BOMBS = {
    "nested flex": page(
        '<div style="display:flex">' * 14
        + "x"
        + "</div>" * 14
        + '<div style="display:flex">' * 14
        + "word " * 400
        + "</div>" * 14
    ),
    "tiny pages": page("<p>word</p>" * 20_000, "<style>@page tiny { size: 3mm; margin: 0 } p { page: tiny }</style>"),
    "half a million characters": page("<p>" + "<span>word </span>" * 300_000 + "</p>"),
    "a wide table": page("<table><tr>" + "<td>x</td>" * 20_000 + "</tr></table>"),
    "deeply nested": page("<div>" * 20_000 + "</div>" * 20_000),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_stopped_and_the_next_document_is_made(name: str, quick: Presses) -> None:
    quick.print(page("warm"))
    began = time.monotonic()
    with pytest.raises((DocumentTimedOut, DocumentRefused), match=r"Nothing is lost|could not be printed"):
        quick.print(BOMBS[name])
    assert time.monotonic() - began < quick.seconds + 1
    began = time.monotonic()
    assert quick.print(page("<p>next</p>")).pdf.startswith(b"%PDF")
    assert time.monotonic() - began < 10


def test_memory_is_limited() -> None:
    presses = Presses(seconds=30, memory=100 * 1024**2)
    with pytest.raises(DocumentRefused, match="memory"):
        presses.print(page("<p>" + "<span>word </span>" * 300_000 + "</p>"))
    assert presses.print(page("<p>next</p>")).pdf
    presses.close()
    assert MEMORY == 1024**3


def test_a_press_that_is_killed_is_replaced(quick: Presses) -> None:
    quick.print(page("<p>one</p>"))
    killed = quick._idle[0].process.pid
    os.kill(killed, signal.SIGKILL)
    os.waitid(os.P_PID, killed, os.WEXITED | os.WNOWAIT)
    assert quick.print(page("<p>two</p>")).pdf.startswith(b"%PDF")


def test_a_press_killed_while_it_works_is_told_and_replaced(quick: Presses) -> None:
    quick.print(page("<p>one</p>"))
    process = quick._idle[0].process
    threading.Timer(0.3, process.kill).start()
    with pytest.raises(DocumentRefused, match="Nothing is lost"):
        quick.print(BOMBS["half a million characters"])
    assert quick.print(page("<p>two</p>")).pdf


def test_folders_and_processes_do_not_stay_behind(quick: Presses) -> None:
    quick.print(page("<p>one</p>"))
    press = quick._idle[0]
    quick.close()
    assert not Path(press.folder).exists()
    assert press.process.returncode is not None


def test_a_press_ends_and_tidies_up_when_its_parent_dies() -> None:
    script = (
        "import os, signal; from phb.core.pdf.engine import presses;"
        'presses.print(\'<html lang="en"><head><title>T</title></head><body data-footer="r">x</body></html>\');'
        "press = presses._idle[0];"
        "print(press.process.pid, press.folder, flush=True); os.kill(os.getpid(), signal.SIGKILL)"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True)
    child, folder = done.stdout.split()
    until = time.monotonic() + 5
    while Path(folder).exists() or _runs(child):
        assert time.monotonic() < until, "the press outlived its parent, or left its folder"
        time.sleep(0.05)


def _runs(process: str) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().split()[2] != "Z"
    except FileNotFoundError:
        return False


def test_threads_and_forked_workers_have_presses_of_their_own(quick: Presses) -> None:
    expected = quick.print(page("<p>same</p>")).pdf
    results: list[bytes] = []
    threads = [threading.Thread(target=lambda: results.append(quick.print(page("<p>same</p>")).pdf)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [expected] * 4

    before = {press.process.pid for press in quick._idle}
    child = os.fork()
    if child == 0:
        same = quick.print(page("<p>same</p>")).pdf == expected
        own = not before & {press.process.pid for press in quick._idle}
        quick.close()
        os._exit(0 if same and own else 1)
    assert os.waitpid(child, 0)[1] == 0
    assert quick.print(page("<p>same</p>")).pdf == expected


def test_a_worker_that_may_have_no_children_of_multiprocessing_can_print() -> None:
    """Celery's workers are such processes."""

    def work(answer: Connection) -> None:
        answer.send_bytes(print_care_plan(samples.sample_plan()).pdf)

    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe()
    worker = context.Process(target=work, args=(theirs,), daemon=True)
    worker.start()
    assert ours.poll(30)
    assert ours.recv_bytes() == print_care_plan(samples.sample_plan()).pdf
    worker.join(10)


def test_the_press_knows_no_secret_of_ours(quick: Presses, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "do-not-tell")
    quick.print(page("<p>one</p>"))
    environment = Path(f"/proc/{quick._idle[0].process.pid}/environ").read_bytes()
    assert b"do-not-tell" not in environment
    assert b"DATABASE" not in environment


def test_html_that_is_not_well_formed_is_refused(quick: Presses) -> None:
    with pytest.raises(DocumentRefused, match="not well formed"):
        quick.print("<p>one<p>two")


def test_html_beyond_the_size_limit_is_refused_unread(quick: Presses) -> None:
    with pytest.raises(DocumentRefused, match="too large"):
        quick.print("x" * (21 * 1024**2))


def test_a_name_missing_from_the_data_is_an_error() -> None:
    from jinja2 import UndefinedError

    with pytest.raises(UndefinedError):
        to_html("documents/care_plan.html", samples.sample_letter(), title="x")
