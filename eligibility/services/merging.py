"""Two people on one form: each field for itself, so that neither's work is lost.

Answers are nested as the rules read them (`domain`: {`breathing`: "A"}); here each leaf is one
field with a dotted name (`domain.breathing`). A page says, by a short digest of each field, what
it showed when it was opened or last saved. A field that the page's owner did not touch is left
alone, one that only they changed is taken, one that both changed is kept in both wordings.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from eligibility.sheets import ROW_FIELDS

Leaf = str | bool | int | None


@dataclass(frozen=True, slots=True)
class Merge:
    """The merged answers, the fields that were taken, and those in which both wrote, with what came second."""

    answers: dict[str, Any]
    taken: tuple[str, ...]
    both: Mapping[str, Leaf]


def flat(answers: Mapping[str, Any]) -> dict[str, Leaf]:
    """Nested answers as dotted names: {"members.0.profession": "NURSE"}."""
    found: dict[str, Leaf] = {}
    for key, value in answers.items():
        inner = dict(enumerate(value)) if isinstance(value, list | tuple) else value
        if isinstance(inner, Mapping):
            found |= {f"{key}.{name}": leaf for name, leaf in flat({str(k): v for k, v in inner.items()}).items()}
        else:
            found[key] = value
    return found


def nested(fields: Mapping[str, Leaf]) -> dict[str, Any]:
    """Dotted names as nested answers; the rows of a form ("members.0.name") become a list."""
    tree: dict[str, Any] = {}
    for name, value in fields.items():
        *path, last = name.split(".")
        place = tree
        for part in path:
            place = place.setdefault(part, {})
        place[last] = value
    return {key: _rows(value) if key in ROW_FIELDS else value for key, value in tree.items()}


def digest(value: Leaf) -> str:
    """Eight characters that tell one value of a field from another."""
    return hashlib.sha256(repr(clean(value)).encode()).hexdigest()[:8]


def clean(value: Leaf) -> Leaf:
    """A leaf as it is compared and stored: line ends alike, nothing and "" the same. No is an answer."""
    if value is None:
        return ""
    return value.replace("\r\n", "\n").replace("\0", "") if isinstance(value, str) else value


def digests(answers: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, str]:
    """What a page that shows these fields has seen."""
    held = flat(answers)
    return {name: digest(held.get(name)) for name in names}


def merge(
    current: Mapping[str, Any], given: Mapping[str, Any], *, up_to_date: bool, seen: Mapping[str, str] | None
) -> Merge:
    """Merge what a page sends into what is stored.

    `up_to_date`: the page was opened at the newest save, so without `seen` everything given is taken.
    Otherwise, without `seen`, only fields that are still empty are taken.
    """
    held = {name: clean(value) for name, value in flat(current).items()}
    merged, taken, both = dict(held), [], {}
    for name, value in flat(given).items():
        sent, stored = clean(value), held.get(name, "")
        if sent == stored and type(sent) is type(stored):
            continue
        base = seen.get(name) if seen is not None else None
        if seen is not None and digest(sent) == base:
            continue  # untouched by this page; the other one changed it
        free = up_to_date if seen is None else digest(stored) == base
        if free or stored == "":
            merged[name] = sent
            taken.append(name)
        else:
            both[name] = sent
    return Merge(nested(merged), tuple(taken), both)


def _rows(value: Any) -> Any:
    """{"0": row, "2": row} as a list of three rows."""
    if not isinstance(value, dict) or not value or not all(key.isdigit() for key in value):
        return value
    return [value.get(str(i), {}) for i in range(max(int(key) for key in value) + 1)]
