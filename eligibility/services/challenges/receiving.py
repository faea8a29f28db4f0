"""A request is recorded as it was said, however it came."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction

from eligibility.enums import ChallengeKind as K
from eligibility.enums import Grounds, PaymentChange, Received
from eligibility.models import Assessment, Case, Challenge, Decision
from eligibility.rules.disputes import NEEDS_GROUNDS, local_resolution_first, why_closed
from eligibility.rules.registry import rule_set_for
from eligibility.rules.request_limits import Limit, answer_by, limit
from eligibility.selectors import locked_case
from eligibility.selectors.challenges import earlier_days, former_stage, notice_day, questioned, standing_of
from phb.core import moving
from phb.core.actors import Actor
from phb.core.errors import RuleBroken
from phb.core.numbers import next_number
from phb.core.periods import say_date

# What one way alone asks for, by way: kept in `details`.
ASKED: dict[K, tuple[str, ...]] = {
    K.PAST_PERIOD: ("evidence", "lived_at"),
    K.BODIES: ("question", "authority", "procedure", "nhs_position", "la_position", "interim_funder", "interim_from"),
    K.DIRECT_PAYMENT: ("change", "notice_on", "new_evidence", "stops_meanwhile"),
    K.PLAN_SERVICE: ("service", "notice_on", "refused_by"),
    K.COMPLAINT: ("question", "notice_on"),
    K.SEND: ("question",),
}


@transaction.atomic
def receive(
    *,
    case_id: int,
    kind: str,
    requested_on: date,
    requested_by: str,
    how: str,
    words: str,
    on: date,
    by: Actor,
    acts_as: str = "",
    grounds: str = "",
    undue_delay_waiver: bool = False,
    period_from: date | None = None,
    period_to: date | None = None,
    details: Mapping[str, Any] | None = None,
) -> Challenge:
    """Record a request in the person's own words, on the day `on`; its limit and the clock of its answer are worked out.

    `requested_on` is the day the request reached the board. Days of a past period are inclusive.
    A late request is recorded all the same: whether it is accepted is decided on taking it up.
    Raises RuleBroken, with its field, for a way that is not open on this case, grounds that no panel hears,
    or a date that cannot be right.
    """
    case = locked_case(by, case_id)
    try:
        way, came = K(kind), Received(how)
    except ValueError as error:
        raise RuleBroken("Choose how the decision is questioned and how the request came.", "how") from error
    if by.user_id is None:
        raise RuleBroken("A request is recorded by a person, not by the service itself.")
    _check_said(requested_by, words, requested_on, on)
    given = _details(way, details or {})
    _check_open(case, way, waiver=undue_delay_waiver)
    _check_grounds(way, grounds)
    _check_period(case, way, period_from, period_to, requested_on)
    after = None if way is K.INDEPENDENT_REVIEW and undue_delay_waiver else former_stage(case, way)
    about, form = questioned(case, way, after)
    if way is K.DIRECT_PAYMENT and given["change"] != PaymentChange.REFUSE:
        about = None
    notice = _notice(case, way, about, form, after, given)
    if notice is not None and requested_on < notice:
        raise RuleBroken(
            f"The request cannot be earlier than the notice that it questions, of {say_date(notice)}.", "requested_on"
        )
    found = limit(
        way,
        requested_on,
        notice_on=notice,
        waiver=undue_delay_waiver and after is None,
        earlier=earlier_days(case, way, decision=about, details=given),
        change=given.get("change", ""),
    )
    due_on, clock = answer_by(way, requested_on)
    number = next_number(Challenge)
    made = Challenge.objects.create(
        pk=number,
        organisation_id=case.organisation_id,
        person_id=case.person_id,
        case=case,
        reference=f"Q-{requested_on.year}-{number:06d}",
        kind=way,
        about=about,
        about_form=form,
        after=after,
        requested_on=requested_on,
        requested_by=requested_by.strip(),
        acts_as=acts_as.strip(),
        how=came,
        words=words.strip(),
        grounds=grounds if way in NEEDS_GROUNDS else "",
        period_from=period_from if way is K.PAST_PERIOD else None,
        period_to=period_to if way is K.PAST_PERIOD else None,
        notice_on=notice,
        limit_on=found.last,
        undue_delay_waiver=undue_delay_waiver and way is K.INDEPENDENT_REVIEW,
        due_on=due_on,
        due_clock=clock,
        details={**given, **_tools_then(way, period_from, period_to), "limit": _kept(found)},
        received_by_id=by.user_id,
    )
    moving.note(made, "created", by=by, before="", after=made.state)
    return made


def _check_said(requested_by: str, words: str, requested_on: date, on: date) -> None:
    if not requested_by.strip():
        raise RuleBroken("Enter who asks.", "requested_by")
    if not words.strip():
        raise RuleBroken("Write what they said, in their own words.", "words")
    if requested_on > on:
        raise RuleBroken("The day on which the request came cannot be in the future.", "requested_on")


def _check_open(case: Case, way: K, *, waiver: bool) -> None:
    standing = standing_of(case)
    why = why_closed(way, standing)
    if why:
        raise RuleBroken(why, "kind")
    if way is K.INDEPENDENT_REVIEW and (why := local_resolution_first(standing, waiver=waiver)):
        raise RuleBroken(why, "undue_delay_waiver")


def _check_grounds(way: K, grounds: str) -> None:
    if way in NEEDS_GROUNDS and grounds not in set(Grounds):
        raise RuleBroken(
            "Choose the grounds: the procedure, the decision on the primary health need, or both. Anything else goes by a complaint.",
            "grounds",
        )


def _check_period(case: Case, way: K, first: date | None, last: date | None, requested_on: date) -> None:
    if way is not K.PAST_PERIOD:
        return
    if first is None or last is None:
        raise RuleBroken(
            "Enter the first and the last day of the past period.", "period_from" if first is None else "period_to"
        )
    if last < first:
        raise RuleBroken("The period ends before it begins. Check both days.", "period_to")
    if last > requested_on:
        raise RuleBroken("A past period ends before it is asked about. For care now, use a referral.", "period_to")
    if first < case.person.date_of_birth:
        raise RuleBroken(
            f"The period begins before the person was born ({say_date(case.person.date_of_birth)}).", "period_from"
        )


def _details(way: K, given: Mapping[str, Any]) -> dict[str, Any]:
    kept = {key: _plain(given.get(key)) for key in ASKED.get(way, ()) if given.get(key) not in (None, "")}
    if way is K.DIRECT_PAYMENT:
        change = kept.get("change")
        if change not in set(PaymentChange):
            raise RuleBroken("Choose which decision on the direct payment is questioned.", "change")
        if change == PaymentChange.REFUSE and not kept.get("new_evidence"):
            raise RuleBroken(
                "A refusal is looked at again on new evidence. Write what is new, or use a complaint.", "new_evidence"
            )
        if change != PaymentChange.REFUSE and not kept.get("notice_on"):
            raise RuleBroken("Enter the day of the notice that is questioned.", "notice_on")
    if way is K.PLAN_SERVICE and not kept.get("service"):
        raise RuleBroken("Enter the service that was left out of the plan.", "service")
    if way is K.BODIES:
        asked = {
            "question": "Write what the two bodies disagree about.",
            "authority": "Enter the local authority.",
            "procedure": "Name the agreed local procedure that is used. Without one, write that it is being agreed.",
        }
        for key, sentence in asked.items():
            if not kept.get(key):
                raise RuleBroken(sentence, key)
        if kept.get("interim_funder") and not kept.get("interim_from"):
            raise RuleBroken("Enter from which day that body pays.", "interim_from")
    return kept


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return value.strip() if isinstance(value, str) else value


def _notice(
    case: Case,
    way: K,
    about: Decision | None,
    form: Assessment | None,
    after: Challenge | None,
    given: Mapping[str, Any],
) -> date | None:
    if given.get("notice_on"):
        return date.fromisoformat(given["notice_on"])
    return notice_day(case, about, form, after)


def _tools_then(way: K, first: date | None, last: date | None) -> dict[str, Any]:
    """Old assessments are judged with the tools in force at their date: the rule sets of the period's first and last day."""
    if way is not K.PAST_PERIOD or first is None or last is None:
        return {}
    found: list[str] = []
    for day in (first, last):
        try:
            name = rule_set_for("dst", day).name
        except (RuleBroken, LookupError, ValueError):
            name = f"The tools of {day.year} (not kept here)"
        if name not in found:
            found.append(name)
    return {"tools": found}


def _kept(found: Limit) -> dict[str, Any]:
    return {
        "code": found.code,
        "words": found.words,
        "first": found.first.isoformat() if found.first else "",
        "days_late": found.days_late,
        "source": found.source,
        "certainty": found.certainty,
    }
