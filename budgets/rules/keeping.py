"""Values kept as JSON and read back the same: numbers and dates as text, never floats."""

import dataclasses
import types
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints


def plain(value: Any) -> Any:
    """The value as JSON holds it: frozen values as objects, with every field, so that nothing is lost."""
    if isinstance(value, Enum):
        return value.value
    if dataclasses.is_dataclass(value):
        return {field.name: plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {key: plain(each) for key, each in value.items()}
    return [plain(each) for each in value] if isinstance(value, tuple | list) else value


def rebuilt(kind: Any, kept: Any) -> Any:
    """The value again, of a dataclass or what its fields are made of. Fields that were not kept take their default."""
    if kept is None:
        return None
    if get_origin(kind) in (Union, types.UnionType):
        (one,) = (each for each in get_args(kind) if each is not type(None))
        return rebuilt(one, kept)
    if get_origin(kind) is tuple:
        return tuple(rebuilt(get_args(kind)[0], each) for each in kept)
    if dataclasses.is_dataclass(kind):
        hints = _hints(kind)  # type: ignore[arg-type]
        return kind(**{name: rebuilt(hints[name], each) for name, each in kept.items() if name in hints})  # type: ignore[operator]
    if kind is date:
        return date.fromisoformat(kept)
    return kind(kept) if kind is Decimal or (isinstance(kind, type) and issubclass(kind, Enum)) else kept


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)
