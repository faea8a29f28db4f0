"""The cache fails safe: without Redis nothing is remembered and nothing breaks."""

from typing import Any

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError


def _safe(name: str, otherwise: Any):
    def call(self, *args: Any, **kwargs: Any) -> Any:
        try:
            return getattr(RedisCache, name)(self, *args, **kwargs)
        except (RedisError, OSError):
            return otherwise(args, kwargs) if callable(otherwise) else otherwise

    return call


class SafeRedisCache(RedisCache):
    """Limits on sign-in tries then hold per process start only; the sign-in itself goes on."""

    get = _safe("get", lambda args, kwargs: args[1] if len(args) > 1 else kwargs.get("default"))
    set = _safe("set", None)
    add = _safe("add", True)
    delete = _safe("delete", False)
    touch = _safe("touch", False)
    incr = _safe("incr", 1)
    has_key = _safe("has_key", False)
    get_many = _safe("get_many", lambda args, kwargs: {})
    set_many = _safe("set_many", lambda args, kwargs: [])
    delete_many = _safe("delete_many", None)
