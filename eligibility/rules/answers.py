"""Reading answers from a form, the API or a file: the same shapes, the same sentences."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from eligibility.rules.loading import plain_name
from phb.core.errors import RuleBroken
from phb.core.money import MoneyError, parse_pounds
from phb.core.periods import LONDON, age_on, say_date

Answers = Mapping[str, Any]
# Anything else is a slip of the pen, and would leave the calendar when months or years are counted from it.
_FIRST_YEAR, _LAST_YEAR = 1850, 2999


def text(answers: Answers, key: str) -> str:
    """The text given, without outer white space; "" if there is none. Raises RuleBroken for another kind of value."""
    value = answers.get(key)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise RuleBroken(f"Give “{key}” as text.", key)
    return value.strip()


def yes_no(answers: Answers, key: str) -> bool | None:
    """True, False, or None if not answered. Raises RuleBroken for another kind of value."""
    value = answers.get(key)
    if value is None or isinstance(value, bool):
        return value
    raise RuleBroken(f"Answer “{key}” with true or false.", key)


def day(answers: Answers, key: str) -> date | None:
    """A date, given as such or as YYYY-MM-DD, or the date in England of an instant (D1); None if not answered.

    Raises RuleBroken for anything else.
    """
    value = answers.get(key)
    if value is None or value == "":
        return None
    if isinstance(value, date) and not isinstance(value, datetime):
        return in_our_times(value, key)
    if isinstance(value, str) and value[4:5] == value[7:8] == "-":
        try:
            if len(value) == 10:
                return in_our_times(date.fromisoformat(value), key)
            value = datetime.fromisoformat(value)
        except ValueError:
            value = None
    if isinstance(value, datetime):
        try:
            return in_our_times((value.astimezone(LONDON) if value.tzinfo else value).date(), key)
        except OverflowError:  # the first or last instants that there are
            pass
    raise RuleBroken(f"Give “{key}” as a date, like 2026-11-22.", key)


def in_our_times(day: date, key: str) -> date:
    """The day, if it can be meant. Raises RuleBroken for a year that cannot."""
    if _FIRST_YEAR <= day.year <= _LAST_YEAR:
        return day
    raise RuleBroken(f"Check “{key}”: the year must be from {_FIRST_YEAR} to {_LAST_YEAR}.", key)


def instant(answers: Answers, key: str) -> datetime | None:
    """An instant, given as such or in ISO form; None if not answered. A text without a zone is local time in England (D1).

    Raises RuleBroken for anything else, and for a local time that the change of the clocks skips or has twice.
    """
    value = answers.get(key)
    if value is None or value == "":
        return None
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            value = None
        if value is not None and value.tzinfo is None:
            local = value.replace(tzinfo=LONDON)
            value = local if local.utcoffset() == local.replace(fold=1).utcoffset() else None
    if isinstance(value, datetime) and value.tzinfo is not None:
        in_our_times(value.date(), key)
        return value
    raise RuleBroken(f"Give “{key}” as a date and time with its zone, like 2026-11-22T09:30:00+00:00.", key)


def number(answers: Answers, key: str) -> int | None:
    """A whole number, or None if not answered. Raises RuleBroken for anything else."""
    value = answers.get(key)
    if value is None or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    raise RuleBroken(f"Give “{key}” as a whole number.", key)


def length(answers: Answers, key: str, *, most: int = 9_999) -> int | None:
    """How many hours, days, weeks, months or years something runs, from 1; None if not answered. Raises RuleBroken for others."""
    value = number(answers, key)
    if value is not None and not 1 <= value <= most:
        raise RuleBroken(f"Give “{key}” as a whole number from 1 to {most:,}.", key)
    return value


def one_of(answers: Answers, key: str, allowed: Any, also: Mapping[str, str] | None = None) -> str:
    """A code out of those allowed, in any case, with spaces or hyphens; "" if not answered. Raises RuleBroken for any other.

    `also` has other names of the codes, in capitals with low lines.
    """
    value = text(answers, key)
    if value and value not in allowed:
        plain = plain_name(value)
        for code in allowed:
            if plain and plain_name(code) == plain:
                return str(code)
        if also and plain.upper() in also:
            return also[plain.upper()]
        raise RuleBroken(f"“{value}” is not a value of “{key}”. Give one of: {', '.join(allowed)}.", key)
    return value


def mapping(answers: Answers, key: str) -> Answers:
    """Answers by domain, {} if none are given. Raises RuleBroken for another kind of value."""
    value = answers.get(key)
    if type(value) is dict:  # as it nearly always is: quicker than asking what else it may be
        return value
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise RuleBroken(f"Give “{key}” as answers by name.", key)
    return value


def rows(answers: Answers, key: str) -> list[Answers]:
    """A list of entries, [] if none are given. Raises RuleBroken for another kind of value."""
    value = answers.get(key)
    if value is None:
        return []
    if not isinstance(value, list | tuple) or not all(isinstance(row, Mapping) for row in value):
        raise RuleBroken(f"Give “{key}” as a list of entries.", key)
    return list(value)


def named_rows(answers: Answers, key: str, name: str) -> list[Answers]:
    """A list of entries, where an entry that is only a text stands for its `name`: ["EX-A"] is [{"code": "EX-A"}]."""
    value = answers.get(key)
    if isinstance(value, str):
        value = [value]
    if isinstance(value, list | tuple):
        value = [{name: row} if isinstance(row, str) else row for row in value]
    return rows({key: value}, key)


def by_id(answers: Answers, key: str, ids: Sequence[str] = (), *, bare: bool = True) -> Answers:
    """Answers by id, {} if none are given: an object; entries each with its `id` and its answer; or, if `bare` answers may
    stand for them, a list in the order of `ids`, or else as 1, 2, 3. Raises RuleBroken for another kind of value.
    """
    given = answers.get(key)
    if not isinstance(given, list | tuple):
        return mapping(answers, key)
    if given and all(isinstance(row, Mapping) for row in given):
        return {str(_first(row, _ID_KEYS) or i): _first(row, _ANSWER_KEYS) for i, row in enumerate(given, start=1)}
    if not bare:
        return mapping(answers, key)
    names = ids or [str(i) for i in range(1, len(given) + 1)]
    return dict(zip(names, given, strict=False))


_ID_KEYS = ("id", "criterion_id", "criterion", "code", "key", "domain", "area", "name")
_ANSWER_KEYS = ("answer", "value", "met", "level", "column", "present", "result")


def _first(row: Answers, keys: Sequence[str]) -> Any:
    return next((row[key] for key in keys if row.get(key) is not None), None)


def texts(answers: Answers, key: str) -> tuple[str, ...]:
    """A list of texts, or one text alone; () if none are given. Raises RuleBroken for another kind of value."""
    value = answers.get(key)
    if value is None or value == "":
        return ()
    value = [value] if isinstance(value, str) else value
    if not isinstance(value, list | tuple) or not all(isinstance(item, str) for item in value):
        raise RuleBroken(f"Give “{key}” as a list of texts.", key)
    return tuple(item.strip() for item in value if item.strip())


def codes(answers: Answers, key: str, allowed: Any) -> tuple[str, ...]:
    """A list of codes out of those allowed, or one alone; () if none are given. Raises RuleBroken for any other."""
    return tuple(one_of({key: code}, key, allowed) for code in texts(answers, key))


def days(answers: Answers, key: str) -> tuple[date, ...]:
    """A list of dates, earliest first; one date alone is a list of one. Raises RuleBroken for anything else."""
    value = answers.get(key)
    if value is None or value == "":
        return ()
    if not isinstance(value, list | tuple):
        value = [value]
    found = [day({key: item}, key) for item in value]
    return tuple(sorted(item for item in found if item is not None))


def happened(answers: Answers, key: str, on: date) -> bool | None:
    """Whether something had happened by a day, from its date or from yes or no. None if not answered."""
    value = answers.get(key)
    if isinstance(value, bool):
        return value
    found = day(answers, key)
    return None if found is None else found <= on


def pounds(answers: Answers, key: str) -> Decimal | None:
    """An amount in pounds, given as text, a whole number or a decimal number; None if not answered.

    Raises RuleBroken for anything else, for a fraction of a penny and for an amount below nothing.
    """
    value = answers.get(key)
    if value is None or value == "":
        return None
    try:
        if isinstance(value, bool):
            raise MoneyError("")
        return parse_pounds(str(value))
    except MoneyError as wrong:
        raise RuleBroken(f"Give “{key}” as an amount in pounds, like 1250.00.", key) from wrong


def age(answers: Answers, on: date) -> int | None:
    """Age in whole years on a day by `date_of_birth`; None if it is not given. Raises RuleBroken for a birth after the day."""
    born = day(answers, "date_of_birth")
    if born is None:
        return None
    if born > on:
        raise RuleBroken(f"The date of birth is after {say_date(on)}. Check both dates.", "date_of_birth")
    return age_on(born, on)
