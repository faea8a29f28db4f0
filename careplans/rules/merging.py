"""Two people on one plan: what each changed is kept, and where both changed the same words, both are shown."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any


@dataclass(frozen=True, slots=True)
class Merged:
    """`take`: what is to be written. `disputed`: fields that both changed, with what the other one wrote."""

    take: dict[str, Any]
    disputed: dict[str, Any]


def merge(now: Mapping[str, Any], sent: Mapping[str, Any], seen: Mapping[str, str] | None) -> Merged:
    """What of `sent` to write over `now`. `seen` holds the mark of each field as the sender's page showed it.

    A field that the sender left as it was shown stays as it is now; one that only the sender changed is taken; one that
    both changed to the same is settled; one that both changed otherwise is disputed. Without `seen`, all is taken.
    """
    changed = {name: value for name, value in sent.items() if mark(value) != mark(now[name])}
    if seen is None:
        return Merged(changed, {})
    take, disputed = {}, {}
    for name, value in changed.items():
        shown = seen.get(name)
        if shown == mark(value):
            continue  # the sender did not touch it; somebody else did
        if shown == mark(now[name]):
            take[name] = value
        else:
            disputed[name] = now[name]
    return Merged(take, disputed)


def marks(values: Mapping[str, Any]) -> dict[str, str]:
    """The mark of each value, for the page to carry."""
    return {name: mark(value) for name, value in values.items()}


def mark(value: Any) -> str:
    """16 hexadecimal digits that tell values apart as a person would: "20.00" is 20, line ends and outer spaces do not count."""
    return hashlib.sha256(_plain(value).encode()).hexdigest()[:16]


def _plain(value: Any) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal | int):
        return f"{Decimal(value).normalize():f}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return "\x1f".join(_plain(each) for each in value)
    if isinstance(value, Mapping):
        return "\x1e".join(f"{key}\x1f{_plain(value[key])}" for key in sorted(value))
    return "\n".join(line.rstrip() for line in str(value).replace("\r\n", "\n").split("\n")).strip()
