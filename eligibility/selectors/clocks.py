"""The clocks of a case as they stand on a day, who holds them, and why they run late."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q

from eligibility.enums import Answer, CaseState, ChallengeKind, ChallengeState, Matter, Route, Tool
from eligibility.enums import Decision as Code
from eligibility.models import Case, Challenge, Decision, Delay, Letter
from eligibility.rules.case_clocks import clock_name, legal_words
from eligibility.rules.clocks import clock_rules, hour_clock, may_ask_again_on, target_date
from phb.core import display
from phb.core.periods import Clock, ClockState, Unit, add_months, local_date, reaches_age_on
from phb.core.policies import policy

HELD_BY = {
    CaseState.REFERRAL_RECEIVED: "the care coordinator, to screen",
    CaseState.CHECKLIST: "the care coordinator, to complete the screening",
    CaseState.AWAITING_ASSESSMENT: "the multidisciplinary team, to assess",
    CaseState.ASSESSED: "the commissioner, to decide",
    CaseState.FAST_TRACK_RECEIVED: "the commissioner, to decide",
    CaseState.RETURNED_FOR_EVIDENCE: "the multidisciplinary team, to add evidence",
}
ASSESSORS = "the assessor"
COMMISSIONER_ARRANGES = "the commissioner, to put care in place"
REVIEWER = "the care coordinator, to review"
NATIONAL_BODY = "the national body"
YEARLY = frozenset({"K4", "K11", "FNC2", "CYP2", "AFT"})
_STAGES = {
    ChallengeKind.INDEPENDENT_REVIEW: NATIONAL_BODY,
    ChallengeKind.OMBUDSMAN: "the Ombudsman",
    ChallengeKind.BODIES: "the board and the local authority",
}


@dataclass(frozen=True, slots=True)
class CaseClock:
    """One clock, ready for a page: day of length, due day, days overdue, words when stopped, who holds it.

    `line` and `until` replace the counted days and the due day where a clock counts hours, has no fixed limit, or
    holds something off instead of awaiting it (`limit`). `key` is its number in the national table or a local code.
    """

    name: str
    day: int
    length: int
    due: date | None
    overdue: int
    near: bool
    stopped: str
    held_by: str
    key: str = ""
    legal: str = ""
    line: str = ""
    until: str = ""
    limit: bool = False
    since: date | None = None


def due_soon_days(organisation_id: int, on: date) -> int:
    """How many days before its end a clock is due soon: the commissioner's own setting."""
    return int(policy("due_soon_days", on=on, organisation_id=organisation_id))


def clocks_of(case: Case, on: date, soon: int, *, at: datetime | None = None) -> list[CaseClock]:
    """Every clock of a case on a day: its decision first, then care, reviews, requests, questioned decisions, limits.

    There is no national pause, so none is shown. `at` is the instant now: with it Fast Track's hours are counted.
    A handful of queries, however much there is.
    """
    found = [*_decision(case, on, soon, at)]
    if case.state == CaseState.ELIGIBLE:
        found += [*_reviews(case, on, soon)]
        if case.request_due_on:
            found.append(_request(case, on, soon))
    if case.state in (CaseState.ELIGIBLE, CaseState.NOT_ELIGIBLE, CaseState.CLOSED, CaseState.SCREENED_OUT):
        made = list(case.decisions.order_by("-id"))
        challenges = list(case.challenges.order_by("-id"))
        found += [_challenge(each, on, soon) for each in challenges if each.state in _OPEN and each.due_on]
        if case.state != CaseState.CLOSED:
            found += [*_limits(case, made, challenges, on)]
    return found + [*_nursing(case, on), *_in_principle(case, on)]


_OPEN = Challenge.life_cycle.groups["open"]


def delays_of(case: Case) -> list[Delay]:
    """Why clocks of a case run or ran late, newest first."""
    return list(case.delays.select_related("by").order_by("-id"))


def _decision(case: Case, on: date, soon: int, at: datetime | None) -> Iterator[CaseClock]:
    if not (case.clock_started_on and case.due_on and case.due_clock):
        return
    if case.due_clock == "K2":
        yield _care(case, on, soon, at)
        return
    stopped = case.decided_on if case.state in (CaseState.ELIGIBLE, CaseState.NOT_ELIGIBLE) else None
    if case.state != CaseState.CLOSED or stopped:
        clock = Clock(clock_name(case.due_clock), case.clock_started_on, case.due_on, stopped)
        yield _read(clock, on, soon, _holder(case), key=case.due_clock)


def _holder(case: Case) -> str:
    words = HELD_BY.get(CaseState(case.state), "")
    if case.route == Route.CHC or not words:
        return words
    if case.state in (CaseState.AWAITING_ASSESSMENT, CaseState.RETURNED_FOR_EVIDENCE, CaseState.REFERRAL_RECEIVED):
        return f"{ASSESSORS}, to assess"
    return words


def _care(case: Case, on: date, soon: int, at: datetime | None) -> CaseClock:
    """Fast Track's 48 hours, in hours; stopped when care is in place."""
    name, done = clock_name("K2"), case.care_in_place_at
    assert case.clock_started_on and case.due_on
    if case.care_due_at is None:  # brought in from the past, with days only
        stopped = local_date(done) if done else None
        return _read(
            Clock(name, case.clock_started_on, case.due_on, stopped), on, soon, COMMISSIONER_ARRANGES, key="K2"
        )
    hours = clock_rules()["K2"].length or 48
    started = case.care_due_at - timedelta(hours=hours)
    clock = hour_clock("K2", started, stopped=done)
    instant = at or done or started
    reading = clock.at(instant)
    late = max(0, -(reading.left or 0)) if reading.state is not ClockState.STOPPED else 0
    words = ""
    if reading.state is ClockState.STOPPED:
        tail = f", {display.plural(-(reading.left or 0), 'hour')} late" if reading.late else ""
        words = f"Care in place since {display.moment(done)}, hour {reading.used} of {hours}{tail}"
    until = f"Due {display.moment(case.care_due_at)}"
    if late:
        until = f"Was due {display.moment(case.care_due_at)}, overdue by {display.plural(late, 'hour')}"
    return CaseClock(
        name,
        max(0, reading.used),
        hours,
        case.due_on,
        late,
        reading.state is ClockState.DUE_SOON,
        words,
        "" if words else COMMISSIONER_ARRANGES,
        key="K2",
        legal=legal_words("K2"),
        line=f"Hour {max(0, reading.used)} of {hours}" if at or done else "",
        until=until,
        since=case.clock_started_on,
    )


def _reviews(case: Case, on: date, soon: int) -> Iterator[CaseClock]:
    """The case's own review and that of direct payments, side by side: they start on different days."""
    last = None
    if {case.review_clock, case.payment_review_clock} & YEARLY:
        last = last_review_on(case)
    due, key = case.review_due_on, case.review_clock
    start = _began(key, due, last) or case.decided_on
    if due is None and case.route == Route.CHC and case.decided_on:
        due, key, start = target_date("K3", case.decided_on), "K3", case.decided_on
    if due and start:
        start = min(start, due)
        clock = Clock(clock_name(key), case.decided_on or start if key == "K3" else start, due, unit=Unit.MONTHS)
        yield _read(clock, on, soon, REVIEWER, key=key)
    if case.payments_from and case.payment_review_due_on:
        start = _began(case.payment_review_clock, case.payment_review_due_on, last) or case.payments_from
        clock = Clock(clock_name(case.payment_review_clock), start, case.payment_review_due_on, unit=Unit.MONTHS)
        yield _read(clock, on, soon, REVIEWER, key=case.payment_review_clock)


def _began(key: str, due: date | None, last: date | None) -> date | None:
    """When a yearly clock began: with the last form of a review, or with the review of the plan that moved it later on."""
    if key not in YEARLY or due is None:
        return None
    a_year_before = add_months(due, -12)
    return max(last, a_year_before) if last else a_year_before


def last_review_on(case: Case) -> date | None:
    """The day of the newest completed review of a case."""
    done = case.assessments.filter(tool=Tool.REVIEW, state__in=("COMPLETED", "REPLACED"))
    return done.order_by("-completed_on", "-id").values_list("completed_on", flat=True).first()


def _request(case: Case, on: date, soon: int) -> CaseClock:
    asked = case.assessments.filter(tool=Tool.PHB_REQUEST).exclude(state="DISCARDED").order_by("-id").first()
    start = request_day(asked.answers) if asked else None
    start = start or (asked.received_on or asked.completed_on if asked else None) or case.request_due_on
    assert start is not None
    holder = "the commissioner, to decide" if asked and asked.state == "COMPLETED" else f"{ASSESSORS}, to look at it"
    return _read(
        Clock(clock_name("REQUEST"), min(start, case.request_due_on or start), case.request_due_on),
        on,
        soon,
        holder,
        key="REQUEST",
    )


def request_day(answers: dict[str, object]) -> date | None:
    """The day on which a budget was asked for, as the form says."""
    try:
        return date.fromisoformat(str(answers.get("asked_on") or ""))
    except ValueError:
        return None


def _challenge(row: Challenge, on: date, soon: int) -> CaseClock:
    assert row.due_on is not None
    name = ChallengeKind(row.kind).label
    holder = _STAGES.get(ChallengeKind(row.kind), "the commissioner, to decide")
    clock = Clock(name, min(row.requested_on, row.due_on), row.due_on)
    return _read(clock, on, soon, holder, key=row.due_clock)


def _limits(case: Case, made: list[Decision], challenges: list[Challenge], on: date) -> Iterator[CaseClock]:
    """Until when a decision may be questioned, and from when again: rights of the person, which nobody is late for."""
    newest = next(
        (each for each in made if each.matter == Matter.ELIGIBILITY and each.decision != Code.RETURNED_FOR_EVIDENCE),
        None,
    )
    if case.route == Route.CHC and newest and newest.decision == Code.NOT_ELIGIBLE:
        kinds = {each.kind for each in challenges}
        local = _answered(challenges, ChallengeKind.LOCAL_RESOLUTION)
        if ChallengeKind.LOCAL_RESOLUTION not in kinds:
            yield from _ends("K5", notice_day(newest), on)
        elif local and ChallengeKind.INDEPENDENT_REVIEW not in kinds and local.outcome_on:
            yield from _ends("K7", local.outcome_on, on)
    for matter, kind, key in (
        (Matter.DIRECT_PAYMENT, ChallengeKind.DIRECT_PAYMENT, "K12"),
        (Matter.PHB_REQUEST, ChallengeKind.PHB_REVIEW, "K13"),
    ):
        last = next((each for each in made if each.matter == matter), None)
        if last is None or last.decision in (Answer.PERMITTED, Answer.GRANTED):
            continue
        looked = _answered(challenges, kind)
        if looked and looked.outcome_on and looked.about_id == last.pk:
            yield _begins(key, looked.outcome_on, may_ask_again_on(looked.outcome_on), on)


def notice_day(made: Decision) -> date:
    """The date on the notice of a decision: that of the letter sent, else of the letter written, else the decision's."""
    letter = Letter.objects.filter(decision=made).exclude(state="CANCELLED").order_by("-sent_on", "-id").first()
    return (letter.sent_on or letter.dated) if letter else made.decided_on


def _answered(challenges: list[Challenge], kind: ChallengeKind) -> Challenge | None:
    return next((each for each in challenges if each.kind == kind and each.state == ChallengeState.DECIDED), None)


def _ends(key: str, start: date, on: date) -> Iterator[CaseClock]:
    last = target_date(key, start)
    if last is None:
        return
    words = f"May be asked for until {display.day(last)}"
    if on > last:
        words = f"Could be asked for until {display.day(last)}; later only if the board accepts it"
    yield _limit(key, start, last, words, on)


def _begins(key: str, start: date, first: date, on: date) -> CaseClock:
    words = f"Another may be required from {display.day(first)}" if on < first else "Another may be required now"
    return _limit(key, start, first, words, on)


def _limit(key: str, start: date, due: date, words: str, on: date) -> CaseClock:
    return CaseClock(
        clock_name(key),
        max(0, (on - start).days),
        (due - start).days,
        due,
        0,
        False,
        "",
        "",
        key=key,
        legal=legal_words(key),
        line=words,
        until=f"Counted from {display.day(start)}",
        limit=True,
        since=start,
    )


def _nursing(case: Case, on: date) -> Iterator[CaseClock]:
    """K14: the first day on which a protected high band may become the standard rate."""
    if case.route != Route.FNC or case.state != CaseState.ELIGIBLE:
        return
    row = case.nursing_care.filter(Q(ends__isnull=True) | Q(ends__gte=on), notice_on__isnull=False).first()
    if row is not None and row.notice_on and row.band == "HIGH_PROTECTED":
        first = target_date("K14", row.notice_on)
        assert first is not None
        may = "The standard rate may apply from" if on < first else "The standard rate may apply since"
        yield _limit("K14", row.notice_on, first, f"{may} {display.day(first)}", on)


def _in_principle(case: Case, on: date) -> Iterator[CaseClock]:
    """K15: at 17, adult eligibility is decided in principle as soon as practicable."""
    if case.route not in (Route.CHC, Route.CYPCC) or case.state == CaseState.CLOSED:
        return
    born = case.person.date_of_birth
    start, end = reaches_age_on(born, 17), reaches_age_on(born, 18)
    decided = case.route == Route.CHC and case.decided_on
    if not start <= on < end or decided:
        return
    days = (on - start).days
    yield CaseClock(
        clock_name("K15"),
        days,
        0,
        None,
        0,
        False,
        "",
        "the commissioner, as soon as practicable",
        key="K15",
        legal=legal_words("K15"),
        line=f"Day {days}, no fixed limit",
        until=f"Care can then start on the 18th birthday, {display.day(end)}",
        since=start,
    )


def _read(clock: Clock, on: date, soon: int, held: str, *, key: str = "") -> CaseClock:
    reading = clock.at(on, soon=soon)
    assert clock.target is not None and reading.allowed is not None and reading.left is not None
    stopped = ""
    if reading.state is ClockState.STOPPED:
        late = f", {-reading.left} days late" if reading.left < -1 else ", 1 day late" if reading.left < 0 else ""
        stopped = f"Stopped by the decision on day {reading.used}{late}"
    return CaseClock(
        clock.name,
        max(0, reading.used),
        reading.allowed,
        clock.target,
        max(0, -reading.left) if not stopped else 0,
        reading.state is ClockState.DUE_SOON,
        stopped,
        "" if stopped else held,
        key=key,
        legal=legal_words(key) if key else "",
        since=clock.start,
    )
