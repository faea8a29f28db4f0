"""Reading JSON by a declaration: each field once, with its words; the reader, the schema and the help all go by it.

All faults are gathered, each with its path, like "assistants[0].rate", so that everything can be mended at once.
"""

import difflib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from eligibility.enums import Coded
from phb.core.errors import MoneyError
from phb.core.money import MAX_POUNDS, check_pounds, parse_pounds

_NUMBER = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,12})?")
_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_FRACTION = re.compile(r"([0-9]{1,9})/([0-9]{1,9})")
_SHOWN = 60
#: Years that can be meant; beyond them a date is a slip of the keyboard.
_FIRST_YEAR, _LAST_YEAR = 1900, 2199


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in what was sent, where, and how to mend it."""

    path: str
    words: str

    def __str__(self) -> str:
        return f"{self.path}: {self.words}" if self.path else self.words


@dataclass(frozen=True, slots=True)
class Field:
    """One field: its kind, its words, other names it goes by, and its limits.

    Kinds: "pounds", "number", "whole", "date", "text", "yes_no", "share", a Coded enum, or an Object; `many` for a list.
    """

    kind: Any
    words: str
    also: tuple[str, ...] = ()
    needed: bool = False
    many: bool = False
    least: Decimal = Decimal(0)
    most: Decimal | None = None
    places: int = 4
    codes: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Object:
    """An object with named fields; others are faults."""

    name: str
    words: str
    fields: Mapping[str, Field]


@dataclass(frozen=True, slots=True)
class Read:
    """What was read: values by field name (None where nothing was given) and where it stood."""

    path: str
    values: Mapping[str, Any]

    def __getitem__(self, name: str) -> Any:
        return self.values[name]


def read(what: Object, given: Any, faults: list[Fault], path: str = "") -> Read:
    """Read an object by its declaration. Faults are added to the list; a field with a fault is None."""
    if not isinstance(given, Mapping):
        faults.append(Fault(path, f"Give {what.words} as an object: {{…}}."))
        return Read(path, dict.fromkeys(what.fields))
    names = {other: name for name, field in what.fields.items() for other in (name, *field.also)}
    found: dict[str, Any] = dict.fromkeys(what.fields)
    seen: dict[str, str] = {}
    for key, value in given.items():
        plain = re.sub(r"[\s-]+", "_", str(key).strip()).lower()
        name, at = names.get(plain), f"{path}.{key}" if path else str(key)
        if name is None:
            faults.append(Fault(at[:120], _unknown(plain, what)))
        elif name in seen:
            faults.append(Fault(at, f"This says the same as “{seen[name]}”. Leave one of them out."))
        else:
            seen[name] = str(key)
            found[name] = _field(what.fields[name], value, faults, at)
            if value is None:
                seen.pop(name)  # nothing was given
    for name, field in what.fields.items():
        if field.needed and name not in seen:
            faults.append(Fault(f"{path}.{name}" if path else name, f"Missing: {field.words}."))
    return Read(path, found)


def _unknown(name: str, what: Object) -> str:
    names = {other: real for real, field in what.fields.items() for other in (real, *field.also)}
    near = difflib.get_close_matches(name, names, 1, 0.6)
    if near:
        return f"Not known here. Is “{names[near[0]]}” meant?"
    return f"Not known here. Known: {', '.join(what.fields)}."


def _field(field: Field, value: Any, faults: list[Fault], at: str) -> Any:
    if value is None:
        return None
    if field.many:
        if not isinstance(value, list):
            faults.append(Fault(at, "Give a list: […]."))
            return None
        return tuple(_one(field, each, faults, f"{at}[{i}]") for i, each in enumerate(value))
    return _one(field, value, faults, at)


def _one(field: Field, value: Any, faults: list[Fault], at: str) -> Any:
    if isinstance(field.kind, Object):
        return read(field.kind, value, faults, at)
    try:
        if isinstance(field.kind, type) and issubclass(field.kind, Coded):
            return _code(field, value)
        return _READERS[field.kind](field, value)
    except (ValueError, MoneyError) as error:
        faults.append(Fault(at, getattr(error, "message", None) or str(error)))
        return None


def _pounds(field: Field, value: Any) -> Decimal:
    _no_float(value)
    if isinstance(value, str):
        amount = parse_pounds(value, negative=field.least < 0)
    elif isinstance(value, int | Decimal):
        if isinstance(value, Decimal) and not value.is_finite():
            raise ValueError("This is not a number.")
        if not -MAX_POUNDS <= Decimal(value) <= MAX_POUNDS:
            raise ValueError("The amount must be no more than £9,999,999,999.99.")
        if isinstance(value, Decimal) and value != value.quantize(Decimal("0.01")):
            raise ValueError(
                "The amount must have no more than 2 digits after the point. Parts of a penny cannot be paid."
            )
        amount = check_pounds(value)
    else:
        raise ValueError("Give pounds as a number or as text, like 13.85.")
    if amount < field.least:
        raise ValueError("The amount must not be less than £0.")
    if field.most is not None and amount > field.most:
        raise ValueError(f"The amount must be no more than £{field.most:,}.")
    return amount


def _number(field: Field, value: Any) -> Decimal:
    _no_float(value)
    number = _digits(field, value)
    if not number.is_finite() or abs(number) >= 10**12:
        raise ValueError("This number is too large.")
    if number != round(number, field.places):
        raise ValueError(f"Give no more than {field.places} digits after the point.")
    if number < field.least:
        raise ValueError(f"This must not be less than {field.least}.")
    if field.most is not None and number > field.most:
        raise ValueError(f"This must be no more than {field.most}.")
    return number


def _digits(field: Field, value: Any) -> Decimal:
    if isinstance(value, str):
        text = value.strip().removesuffix("%").strip() if "percent" in field.words else value.strip()
        if not _NUMBER.fullmatch(text):
            raise ValueError("Give a number, like 32 or 7.5.")
        return Decimal(text)
    if not isinstance(value, int | Decimal):
        raise ValueError("Give a number, like 32 or 7.5.")
    if isinstance(value, int) and abs(value) >= 10**12:
        raise ValueError("This number is too large.")
    return Decimal(value)


def _whole(field: Field, value: Any) -> int:
    number = _number(field, value)
    if number != int(number):
        raise ValueError("Give a whole number.")
    return int(number)


def _share(field: Field, value: Any) -> tuple[int, int]:
    """A proportion as numerator and denominator: "1/3", 2, "33.33"."""
    if isinstance(value, str) and (found := _FRACTION.fullmatch(value.strip())):
        above, below = int(found[1]), int(found[2])
        if not below:
            raise ValueError("A share cannot be divided by 0.")
        return above, below
    number = _number(field, value)
    return number.as_integer_ratio()


def _date(field: Field, value: Any) -> date:
    found = _DAY.fullmatch(value.strip()) if isinstance(value, str) else None
    if isinstance(value, date):
        return value
    if found is None:
        raise ValueError("Give a date like 2026-04-06.")
    year, month, day = (int(part) for part in found.groups())
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise ValueError(f"Give a year from {_FIRST_YEAR} to {_LAST_YEAR}.")
    try:
        return date(year, month, day)
    except ValueError:
        if (month, day) == (2, 29):
            raise ValueError(f"{year} has no 29 February.") from None
        raise ValueError("This day does not exist in the calendar.") from None


def _text(field: Field, value: Any) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str) or not value.strip():
        raise ValueError("Give some text.")
    if len(value) > 200 or not value.isprintable():
        raise ValueError("Give up to 200 letters, without line breaks.")
    return value.strip()


def _yes_no(field: Field, value: Any) -> bool:
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.strip().lower() in ("yes", "no", "true", "false"):
        return value.strip().lower() in ("yes", "true")
    raise ValueError("Give true or false.")


def _code(field: Field, value: Any) -> Any:
    codes = {code.value: code for code in field.kind}
    text = re.sub(r"[\s-]+", "_", value.strip()).lower() if isinstance(value, str) else value
    text = text if not isinstance(text, int) or isinstance(text, bool) else str(text)
    text = (field.codes or {}).get(text, text) if isinstance(text, str) else text
    if not isinstance(text, str) or text not in codes:
        raise ValueError(f"Give one of: {', '.join(codes)}.")
    return codes[text]


def _no_float(value: Any) -> None:
    if isinstance(value, bool):
        raise ValueError("Give a number, not true or false.")
    if isinstance(value, float):
        raise ValueError("This number went through binary fractions and may not be exact. Give it as text.")


_READERS: dict[str, Callable[[Field, Any], Any]] = {
    "pounds": _pounds,
    "number": _number,
    "whole": _whole,
    "share": _share,
    "date": _date,
    "text": _text,
    "yes_no": _yes_no,
}


def schema(what: Object) -> dict[str, Any]:
    """The declaration as a JSON schema (draft 2020-12)."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": what.words, **_schema_of(what)}


def _schema_of(what: Object) -> dict[str, Any]:
    return {
        "type": "object",
        "additionalProperties": False,
        "required": [name for name, field in what.fields.items() if field.needed],
        "properties": {name: _property(field) for name, field in what.fields.items()},
    }


_EXACT = {"type": ["string", "number"]}
_KINDS: dict[str, dict[str, Any]] = {
    "pounds": {**_EXACT, "description": "pounds, at most 2 digits after the point"},
    "number": _EXACT,
    "whole": {"type": ["integer", "string"]},
    "share": {**_EXACT, "description": "a proportion: 60, or 1/3 as text"},
    "date": {"type": "string", "format": "date"},
    "text": {"type": "string", "maxLength": 200},
    "yes_no": {"type": "boolean"},
}


def _property(field: Field) -> dict[str, Any]:
    if isinstance(field.kind, Object):
        inner = _schema_of(field.kind)
    elif isinstance(field.kind, str):
        inner = dict(_KINDS[field.kind])
    else:
        inner = {"enum": [code.value for code in field.kind]}
    whole = {"type": "array", "items": inner} if field.many else inner
    also = f" Also: {', '.join(field.also)}." if field.also else ""
    return {**whole, "description": f"{field.words}.{also}"}
