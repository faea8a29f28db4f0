"""S02: production refuses to start with a missing or weak secret, and passes the framework's own checks."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

GOOD = "8Qw2zR7t-Vb4nM1xKc9Lp0sYd6Hf3GjUa5EiToWqZrXvBnMlKjHg"
BASE = {
    "PHB_ENV": "production",
    "SECRET_KEY": GOOD,
    "ALLOWED_HOSTS": "phb.example.org",
    "DATABASE_URL": "postgresql://phb_app:secret@db/phb",
    "REDIS_URL": "redis://redis:6379/0",
}


def start(**changes: str | None) -> subprocess.CompletedProcess:
    values = {key: value for key, value in {**BASE, **changes}.items() if value is not None}
    env = {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/tmp"), **values}
    return subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=Path(settings.BASE_DIR),
        env=env,
        capture_output=True,
        text=True,
        timeout=120,
    )


@pytest.mark.S02
def test_a_proper_production_set_up_passes_every_check():
    done = start()
    assert done.returncode == 0, done.stderr[-2000:]


@pytest.mark.S02
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", None),
        ("SECRET_KEY", ""),
        ("SECRET_KEY", "short"),
        ("SECRET_KEY", "a" * 80),
        ("SECRET_KEY", "made-up-secret_key-for-development-and-tests-only-not-a-secret"),
        ("DATABASE_URL", None),
        ("DATABASE_URL", "mysql://x"),
        ("REDIS_URL", None),
    ],
)
def test_it_refuses_to_start_with_words(name, value):
    done = start(**{name: value})
    assert done.returncode != 0
    assert name in done.stderr
    assert (value or "nothing") not in done.stderr.replace(name, "") or value in (None, "", "short", "mysql://x")


@pytest.mark.S02
def test_a_secret_may_come_from_a_file(tmp_path):
    path = tmp_path / "secret"
    path.write_text(GOOD + "\n")
    assert start(SECRET_KEY=None, SECRET_KEY_FILE=str(path)).returncode == 0
    assert "cannot be read" in start(SECRET_KEY=None, SECRET_KEY_FILE="/nowhere").stderr


@pytest.mark.S02
def test_production_has_host_bound_cookies_and_no_demonstration():
    code = (
        "from phb import settings as s; print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.SESSION_COOKIE_SECURE, "
        "s.SESSION_COOKIE_HTTPONLY, s.CSRF_COOKIE_SECURE, s.DEMO, s.FAULTS_ALLOWED, s.DEBUG)"
    )
    env = {"PATH": os.environ["PATH"], **BASE, "PHB_DEMO": "1", "ALLOW_FAULTS": "1"}
    done = subprocess.run([sys.executable, "-c", code], cwd=settings.BASE_DIR, env=env, capture_output=True, text=True)
    assert done.stdout.split() == ["__Host-session", "__Host-csrf", "True", "True", "True", "False", "False", "False"]
