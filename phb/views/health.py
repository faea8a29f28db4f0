"""Is the process up, and can it work? True or false only."""

import shutil

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, JsonResponse
from redis import Redis
from redis.exceptions import RedisError

LEAST_FREE_BYTES = 200 * 1024 * 1024


def live(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"ok": True})


def ready(request: HttpRequest) -> JsonResponse:
    """Database with all migrations, broker, disk. 503 when one fails."""
    parts = {"database": _database(), "broker": _broker(), "disk": _disk()}
    ok = all(parts.values())
    return JsonResponse({"ok": ok, **parts}, status=200 if ok else 503)


def _database() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM phb_transition")
            return cursor.fetchone()[0] > 0
    except Exception:
        return False


def _broker() -> bool:
    try:
        return bool(Redis.from_url(settings.REDIS_URL, socket_connect_timeout=1, socket_timeout=1).ping())
    except (RedisError, OSError):
        return False


def _disk() -> bool:
    try:
        return shutil.disk_usage(settings.DATA_DIR).free > LEAST_FREE_BYTES
    except OSError:
        return False
