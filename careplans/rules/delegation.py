"""The scheme of delegation as a commissioner writes it: read row by row, refused in words, and said in sentences.

A row is {"measure": "weekly", "limit": "1500.00", "role": "COM"} and, where wanted: "stream" (a funding stream), "kinds"
(only lines of these kinds of service count), "panel" and "second" (true), "from" and "to" (days, both included). The
order of the rows is the order of the roles: a later row stands higher. That drafter, checker and authoriser are three
different people is asked always ("three"), so no row can switch it off.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from careplans.enums import Measure, ServiceKind
from careplans.rules.authorising import PERCENT, ApprovalLimit, kinds_said, written
from phb.core.actors import ROLE_NAMES
from phb.core.errors import MoneyError, RuleBroken
from phb.core.money import parse_pounds
from phb.core.periods import say_date

KNOWN = frozenset({"measure", "limit", "role", "stream", "kinds", "panel", "second", "three", "from", "to"})
AUTHORISERS = frozenset({"COM"})


def read_scheme(
    rows: Any, *, streams: Collection[str] | None = None, roles: Collection[str] | None = None
) -> tuple[ApprovalLimit, ...]:
    """The rows of a scheme, the lower role first. Raises RuleBroken (field "value") naming the row and how to mend it.

    `streams` and `roles`: those there are; None leaves them unchecked, for schemes that were written before.
    """
    if not isinstance(rows, Sequence) or isinstance(rows, str):
        raise _wrong("The scheme is a list of rows. Keep the form of the value that is there.")
    return tuple(_row(number, row, streams, roles) for number, row in enumerate(rows, start=1))


def _row(number: int, row: Any, streams: Collection[str] | None, roles: Collection[str] | None) -> ApprovalLimit:
    here = f"Row {number}: "
    if not isinstance(row, Mapping):
        raise _wrong(
            f"{here}write it as names and values, such as {{“measure”: “weekly”, “limit”: “1500.00”, “role”: “COM”}}."
        )
    if unknown := sorted(set(row) - KNOWN):
        raise _wrong(f"{here}“{unknown[0]}” is not known. Use only: {', '.join(sorted(KNOWN))}.")
    measure = _measure(here, row)
    kinds = _kinds(here, row, measure)
    start, end = _day(here, row, "from") or date.min, _day(here, row, "to")
    if end is not None and end < start:
        raise _wrong(f"{here}“to” is before “from”. Change one of them.")
    for name in ("panel", "second", "three"):
        if not isinstance(row.get(name, True), bool):
            raise _wrong(f"{here}“{name}” is true or false.")
    if row.get("three") is False:
        raise _wrong(f"{here}drafter, checker and authoriser are always three different people. Take “three” out.")
    stream = row.get("stream", "")
    if not isinstance(stream, str) or (stream and streams is not None and stream not in streams):
        raise _wrong(f"{here}there is no funding stream “{stream}”. Use one of: {', '.join(sorted(streams or ()))}.")
    return ApprovalLimit(
        stream, measure, _limit(here, row, measure), _role(here, row, roles), number, start, end,
        panel=row.get("panel", False), second_approver=row.get("second", False), kinds=kinds,
    )  # fmt: skip


def _measure(here: str, row: Mapping[str, Any]) -> Measure:
    if str(row.get("measure")) not in set(Measure):
        raise _wrong(f"{here}“measure” is one of: {', '.join(Measure)}.")
    return Measure(row["measure"])


def _kinds(here: str, row: Mapping[str, Any], measure: Measure) -> frozenset[ServiceKind]:
    kinds = row.get("kinds", [])
    if not isinstance(kinds, list) or not {str(kind) for kind in kinds} <= set(ServiceKind):
        raise _wrong(f"{here}“kinds” is a list of: {', '.join(ServiceKind)}.")
    if kinds and measure in PERCENT:
        raise _wrong(f"{here}a percent is of the whole plan. Take “kinds” out, or measure an amount.")
    return frozenset(ServiceKind(kind) for kind in kinds)


def _limit(here: str, row: Mapping[str, Any], measure: Measure) -> Decimal:
    limit = row.get("limit")
    if isinstance(limit, bool) or not isinstance(limit, str | int | Decimal):
        raise _wrong(f"{here}write “limit” as an amount, such as “1500.00”.")
    try:
        found = parse_pounds(str(limit))
    except MoneyError as error:
        raise _wrong(f"{here}“{limit}” is not an amount. Write it such as “1500.00”.") from error
    if found < 0 or (measure == Measure.PERCENT_BELOW_INDICATIVE and found > 100):
        raise _wrong(f"{here}the limit cannot be {found}. Use a figure from 0{' to 100' if found > 100 else ' up'}.")
    return found


def _role(here: str, row: Mapping[str, Any], roles: Collection[str] | None) -> str:
    role = row.get("role")
    if not isinstance(role, str) or not role:
        raise _wrong(f"{here}say who must authorise, such as “role”: “COM”.")
    if roles is not None and role not in roles:
        named = ROLE_NAMES.get(role, role)
        raise _wrong(
            f"{here}“{named}” cannot authorise, so nobody could decide. Use one of: {', '.join(sorted(roles))}."
        )
    return role


def _day(here: str, row: Mapping[str, Any], name: str) -> date | None:
    written_day = row.get(name)
    if not written_day:
        return None
    try:
        return date.fromisoformat(str(written_day))
    except ValueError as error:
        raise _wrong(f"{here}“{name}” is a day such as 2026-04-01.") from error


def _wrong(words: str) -> RuleBroken:
    return RuleBroken(words, "value")


def who_said(row: ApprovalLimit) -> str:
    """Whom a row asks for, in words."""
    named = ROLE_NAMES.get(row.role, "")
    inside = f"{named[0].lower()}{named[1:]}" if named else row.role
    if row.panel:
        return f"A panel, then {inside}{' and another' if row.second_approver else ''}"
    return f"Two: {inside} and another" if row.second_approver else named or row.role


def row_said(row: ApprovalLimit) -> str:
    """A row as a sentence."""
    what = row.measure.label if not row.kinds else f"{row.measure.label} of {kinds_said(row.kinds)}"
    until = f" until {say_date(row.end)}" if row.end else ""
    since = f" from {say_date(row.start)}" if row.start != date.min else ""
    return f"{what} above {written(row.measure, row.limit)}: {who_said(row)}{since}{until}."
