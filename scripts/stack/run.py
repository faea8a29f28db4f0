"""`scripts/run`: everything that the product needs, in the foreground, until Ctrl-C."""

import argparse
import os
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from scripts.stack.places import ROOT, Places, check_port, check_space
from scripts.stack.say import Stop, finish, say
from scripts.stack.secrets import secrets_of
from scripts.stack.supervisor import Child, Supervisor

PROGRAMS = ROOT / ".venv/bin"
LOOPBACK = ("127.0.0.1", "localhost", "::1")


def main(words: list[str]) -> int:
    options = _options(words)
    began = time.monotonic()
    places = Places.usual()
    check_space(places.data, 300)
    places.make()
    # Refuses while this copy runs, and ends what a killed one left, which may hold the port.
    supervisor = Supervisor(places.data / "run", quiet=() if options.verbose else ("postgres", "redis"))
    supervisor.listen()
    try:
        check_port(options.host, options.port)
        if options.reset:
            _reset(places)
        _start(supervisor, places, options)
        say(f"\nStarted in {time.monotonic() - began:.0f} s. Ctrl-C stops everything.\n")
        supervisor.keep_running()
    except KeyboardInterrupt:
        pass
    finally:
        if supervisor.children:
            say("\nStopping…")
        supervisor.stop()
    say("Everything is stopped; the data is kept.")
    return 0


def _options(words: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="scripts/run",
        description="Sets everything up and runs web, worker and scheduler until Ctrl-C.",
        epilog="DATABASE_URL and REDIS_URL, if set, are used instead of servers of its own. "
        "PHB_DATA_DIR says where data is kept (var/).",
    )
    parser.add_argument("--port", type=int, default=os.environ.get("PORT") or 8000, help="port of the web pages (8000)")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (127.0.0.1: this machine only)")
    parser.add_argument("--reset", action="store_true", help="remove the data of last time and start afresh")
    parser.add_argument("--empty", action="store_true", help="do not put in the made-up caseload")
    parser.add_argument("--verbose", action="store_true", help="show the servers' own lines in the log too")
    options = parser.parse_args(words)
    if not 0 < options.port < 65536:
        parser.error("a port is a number from 1 to 65535")
    return options


def _reset(places: Places) -> None:
    """Removes the data of our own servers; asks first where somebody can answer."""
    if os.environ.get("DATABASE_URL"):
        raise Stop(
            "--reset removes data of its own servers only, and DATABASE_URL is set: empty that database by hand."
        )
    if sys.stdin.isatty() and not os.environ.get("CI"):
        answer = input(f"Remove everything in {places.data} and start afresh? Type yes: ")
        if answer.strip().lower() != "yes":
            raise Stop("Nothing was removed.")
    places.empty()
    places.make()


def _start(supervisor: Supervisor, places: Places, options: argparse.Namespace) -> None:
    from scripts.stack.servers import start_stores  # needs the virtual environment

    secrets = secrets_of(places.data)
    say("Starting Postgres and Redis…")
    stores = start_stores(supervisor, places, secrets)
    env = {**_environment(places, options, secrets["secret_key"]), **stores.environment()}
    say("Bringing the database up to date…")
    _migrate(supervisor, env)
    if not options.empty:
        _seed(supervisor, places, env)
    web, *others = _children(options, env)
    supervisor.add(web)
    with subprocess.Popen(  # meanwhile; the web pages take as long to come up
        [str(PROGRAMS / "python"), "manage.py", "demo_accounts"], env=env, stdout=subprocess.PIPE, text=True
    ) as accounts:
        supervisor.wait_for(
            lambda: web.alive and _answers(options), 90, "The web pages do not come up: the log above says why."
        )
        sign_ins = accounts.communicate()[0]
    for child in others:
        supervisor.add(child)
    say(f"\nOpen http://{_shown(options.host)}:{options.port}/\n")
    if not options.empty:
        say(sign_ins)


def _environment(places: Places, options: argparse.Namespace, secret_key: str) -> dict[str, str]:
    """What the product's processes are told; what the user has set wins."""
    hosts = ["localhost", "127.0.0.1", "[::1]"]
    if options.host not in LOOPBACK:
        hosts += [options.host, socket.gethostname(), *_own_addresses()]
    usual = {
        "PHB_ENV": "development",
        "PHB_DEMO": "1",
        "SECRET_KEY": secret_key,
        "ALLOWED_HOSTS": ",".join(dict.fromkeys(hosts)),
        "PYTHONUNBUFFERED": "1",
        # Made-up data on one's own machine: that root runs it is no news to whoever started it as root.
        "PYTHONWARNINGS": "ignore:You're running the worker with superuser",
    }
    return {**usual, **os.environ, "PHB_DATA_DIR": str(places.data)}


def _own_addresses() -> list[str]:
    try:
        return sorted({str(found[4][0]) for found in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)})
    except socket.gaierror:
        return []


def _migrate(supervisor: Supervisor, env: dict[str, str]) -> None:
    # Each start, for it also brings the database's own protections in step with the models.
    supervisor.call(
        [str(PROGRAMS / "python"), "manage.py", "migrate", "--no-input"],
        env=env,
        name="migrate",
        sentence="The database could not be brought up to date: the lines above say why. Nothing else was started.",
    )


def _seed(supervisor: Supervisor, places: Places, env: dict[str, str]) -> None:
    """Puts the made-up caseload in once for each database."""
    from urllib.parse import urlsplit

    parts = urlsplit(env["DATABASE_URL"])
    own = not os.environ.get("DATABASE_URL")
    database = "own" if own else f"{parts.hostname}:{parts.port}{parts.path}"
    done = places.data / "run" / "seeded"
    if done.exists() and database in done.read_text().splitlines():
        return
    say("Putting in a made-up caseload…")
    supervisor.call(
        [str(PROGRAMS / "python"), "manage.py", "seed_demo"],
        env=env,
        name="seed",
        sentence="The made-up caseload could not be put in: the lines above say why.",
    )
    with done.open("a") as file:
        file.write(f"{database}\n")


def _children(options: argparse.Namespace, env: dict[str, str]) -> list[Child]:
    host = f"[{options.host}]" if ":" in options.host else options.host
    shared_memory = ["--worker-tmp-dir", "/dev/shm"] if os.access("/dev/shm", os.W_OK) else []
    web = [
        "gunicorn", "phb.wsgi:application", "--bind", f"{host}:{options.port}", "--workers", "2", "--threads", "4", "--preload",
        "--timeout", "30", "--graceful-timeout", "10", "--no-control-socket", *shared_memory,
    ]  # fmt: skip
    # Their every wake-up is not worth a line; what jobs do is logged by the product itself.
    celery = ["celery", "--quiet", "-A", "phb"]
    worker = [*celery, "worker", "--loglevel", "WARNING", "--concurrency", "2", "--without-gossip", "--without-mingle"]
    scheduler = [*celery, "beat", "--loglevel", "WARNING", "--pidfile="]
    return [
        Child(name, [str(PROGRAMS / command[0]), *command[1:]], env=env, folder=ROOT)
        for name, command in (("web", web), ("worker", worker), ("scheduler", scheduler))
    ]


def _answers(options: argparse.Namespace) -> bool:
    """Whether the web pages answer."""
    try:
        with urllib.request.urlopen(f"http://{_shown(options.host)}:{options.port}/health/live", timeout=10) as answer:
            return answer.status == 200
    except OSError:
        return False


def _shown(host: str) -> str:
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    return f"[{host}]" if ":" in host else host


if __name__ == "__main__":
    os.chdir(Path(ROOT))
    finish(main)
