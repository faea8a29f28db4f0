"""What the process is told from outside: plain values, or a sentence on what is missing.

Settings read everything from here, so that a wrong deployment stops at start with one
sentence and not later with a stack trace.
"""

import os
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

ENVIRONMENTS = ("production", "development", "test")
SHORTEST_SECRET = 50


def text(name: str, default: str | None = None) -> str:
    """The variable `name`, or the content of the file that `name`_FILE points at."""
    path = os.environ.get(f"{name}_FILE")
    if path:
        try:
            return Path(path).read_text().strip()
        except OSError as error:
            raise ImproperlyConfigured(f"{name}_FILE points at {path}, which cannot be read.") from error
    value = os.environ.get(name, default)
    if value is None:
        raise ImproperlyConfigured(f"Set {name}, or {name}_FILE to a file that holds it.")
    return value


def flag(name: str, default: bool = False) -> bool:
    return os.environ.get(name, "1" if default else "0").lower() in {"1", "true", "yes", "on"}


def words(name: str, default: str = "") -> list[str]:
    return [part.strip() for part in text(name, default).split(",") if part.strip()]


def environment() -> str:
    value = os.environ.get("PHB_ENV", "production")
    if value not in ENVIRONMENTS:
        raise ImproperlyConfigured(f"PHB_ENV is {value!r}; it must be one of {', '.join(ENVIRONMENTS)}.")
    return value


def secret(name: str, *, in_production: bool) -> str:
    """A secret of at least 50 characters; outside production a fixed made-up one will do."""
    if not in_production and name not in os.environ and f"{name}_FILE" not in os.environ:
        return f"made-up-{name.lower()}-for-development-and-tests-only-not-a-secret"
    value = text(name)
    if len(value) < SHORTEST_SECRET or len(set(value)) < 10:
        raise ImproperlyConfigured(
            f"{name} is too weak: give at least {SHORTEST_SECRET} random characters, "
            "for example from `openssl rand -base64 48`."
        )
    if in_production and value.startswith("made-up-"):
        raise ImproperlyConfigured(f"{name} is the made-up one of the development set-up; make your own.")
    return value


def database(name: str) -> dict:
    """Django's settings for the Postgres address in the variable `name`."""
    address = urlsplit(text(name))
    if address.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured(f"{name} must be a postgresql:// address; this product runs on Postgres alone.")
    options = dict(parse_qsl(address.query))
    password = unquote(address.password or "")
    if os.environ.get(f"{name}_PASSWORD_FILE"):
        password = Path(os.environ[f"{name}_PASSWORD_FILE"]).read_text().strip()
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(address.path.lstrip("/")),
        "USER": unquote(address.username or ""),
        "PASSWORD": password,
        "HOST": options.pop("host", "") or address.hostname or "",
        "PORT": str(address.port or ""),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"connect_timeout": 5, **options},
    }
