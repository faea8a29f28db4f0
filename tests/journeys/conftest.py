"""The whole product at once: a web server, a worker, a broker and a browser, all real.

The days of the journey are days of the past, so that the story can take ten weeks: the web server's clock
is moved from one chapter to the next. The worker's clock, the database's and the browser's are the machine's.
"""

import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
import time_machine
from playwright.sync_api import Browser, sync_playwright

from phb.core.clock import LONDON
from tests.jobs.conftest import point_at
from tests.jobs.ground import Broker, Crew
from tests.journeys.someone import PICTURES, Someone

CHROMIUM = os.environ.get("PHB_CHROMIUM") or "/usr/bin/chromium"
FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()
    os.environ.pop("DJANGO_ALLOW_ASYNC_UNSAFE", None)


@pytest.fixture
def worker(transactional_db, settings, tmp_path) -> Iterator[Crew]:
    """A broker and a worker of this test's own, on its database and its folder of documents."""
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {**settings.STORAGES["default"], "OPTIONS": {"location": tmp_path / "documents", "base_url": None}},
    }
    (tmp_path / "broker").mkdir()
    broker = Broker(tmp_path / "broker")
    broker.start()
    from phb.celery import app

    before = app.conf.broker_url
    point_at(broker.url)
    crew = Crew(broker, tmp_path)
    crew.worker(processes=1)
    yield crew
    crew.kill_all()
    point_at(before)
    broker.kill()
    print(crew.logs())


@pytest.fixture
def calendar() -> Iterator:
    """`calendar("2026-09-07 09:30")`: the web server's clock goes on from that moment, London time."""
    travels: list[time_machine.travel] = []

    def go_to(moment: str) -> None:
        leave()
        travel = time_machine.travel(datetime.fromisoformat(moment).replace(tzinfo=LONDON), tick=True)
        travel.start()
        travels.append(travel)

    def leave() -> None:
        while travels:
            travels.pop().stop()

    yield go_to
    leave()


@pytest.fixture
def someone(chromium, live_server, settings) -> Iterator:
    """`someone(email)`: a browser of that user's own."""
    # A fault shows where it is in the test's output; the browser sees a 500 all the same.
    settings.DEBUG_PROPAGATE_EXCEPTIONS = True
    PICTURES.mkdir(parents=True, exist_ok=True)
    people: list[Someone] = []

    def make(email: str, **how) -> Someone:
        people.append(Someone(chromium, live_server.url, email, **how))
        return people[-1]

    yield make
    for each in people:
        print(each.faults, each.complaints)
        print(f"{each.email} was at {each.path}: {each.words()[:600]}")
        each.close()


@pytest.fixture
def pictures() -> Path:
    PICTURES.mkdir(parents=True, exist_ok=True)
    return PICTURES
