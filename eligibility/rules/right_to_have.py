"""What right to a personal health budget follows from eligibility, and how a request for one is answered."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from eligibility.enums import AT_HOME, Extent, Right, Route, Setting, Way
from eligibility.rules import answers as read
from eligibility.rules.clocks import ask_again_from, may_ask_again_on
from eligibility.rules.loading import because, table
from eligibility.rules.results import Problem, Result
from eligibility.rules.telling import incomplete, tool
from phb.core.errors import RuleBroken
from phb.core.periods import say_date

# NHS England's expectation, not law: new packages at home from 1 April 2019, packages already running by 1 April 2020.
_DEFAULT_NEW = date(2019, 4, 1)
_DEFAULT_ALL = date(2020, 4, 1)


@dataclass(frozen=True, slots=True)
class RightRow:
    """The right that follows from one service, and since when."""

    service: Route
    right: Right
    since: date
    rule: str


def right_on(service: str, day: date) -> RightRow:
    """The row for a service on a day. Raises RuleBroken for a day without one."""
    for row in table("phb_rights"):
        if row["service"] == service and row["from"] <= day and (row["to"] is None or day <= row["to"]):
            return RightRow(Route(row["service"]), Right(row["right"]), row["from"], row["rule"])
    raise RuleBroken(
        f"No right to a personal health budget is held for “{service}” on {say_date(day)}. Check the date.", "service"
    )


def default_expected(service: str, setting: str, day: date, *, fast_track: bool, package_start: date | None) -> bool:
    """Whether a budget is the expected way of working: adult continuing healthcare at home, Fast Track excepted."""
    if service != Route.CHC or setting not in AT_HOME or fast_track:
        return False
    return day >= _DEFAULT_ALL or (day >= _DEFAULT_NEW and (package_start or day) >= _DEFAULT_NEW)


_RIGHTS = (Right.RIGHT_TO_HAVE, Right.RIGHT_TO_ASK)
_SETTINGS = {"HOME": "OWN_HOME", "SHELTERED": "SHELTERED_HOUSING", "SHARED": "SHARED_ACCOMMODATION"}
_ELIGIBLE = frozenset({"ELIGIBLE", "ELIGIBLE_FAST_TRACK", "HAS_CC_NEED", "ENTITLED", "RIGHT_TO_HAVE", "OFFERED"})
_NOT_ELIGIBLE = frozenset({"NOT_ELIGIBLE", "NO_CC_NEED", "NOT_ENTITLED", "NO_RIGHT", "NOT_NOW", "NOT_OFFERED"})
# Groups that come under a local offer, and other names of a service (reference 0.5 and 7.1).
_ALSO = {
    "FAST_TRACK": "CHC",
    "CHC_FAST_TRACK": "CHC",
    "CHILDREN": "CYPCC",
    "SECTION_117": "S117",
    "JOINT": "JOINT_PACKAGE",
    "EOL": "END_OF_LIFE",
} | dict.fromkeys(
    (
        "LEARNING_DISABILITY",
        "AUTISM",
        "BRAIN_INJURY",
        "LEARNING_DISABILITY_OR_AUTISM",
        "ACQUIRED_BRAIN_INJURY",
        "LONG_TERM_CONDITION",
        "LONG_TERM_CONDITIONS",
        "FREQUENT_UNPLANNED_CARE",
        "CARER",
        "CARERS",
        "MENTAL_HEALTH",
        "HOSPITAL_DISCHARGE",
        "CHILDREN_BELOW_CONTINUING_CARE",
    ),
    "LOCAL_OFFER",
)


def _service(answers: Mapping[str, Any]) -> str:
    return read.one_of(answers, "service", [code.value for code in Route], _ALSO)


def _eligible(answers: Mapping[str, Any]) -> bool:
    made = read.one_of(answers, "decision", _ELIGIBLE | _NOT_ELIGIBLE)
    return made in _ELIGIBLE if made else read.yes_no(answers, "eligible") is not False


def _fast_track(answers: Mapping[str, Any]) -> bool:
    named = read.text(answers, "service") in ("FAST_TRACK", "CHC_FAST_TRACK")
    return named or read.text(answers, "decision") == "ELIGIBLE_FAST_TRACK" or bool(read.yes_no(answers, "fast_track"))


@tool(
    "right_to_have",
    "phb_right",
    "service eligible decision fast_track package_start",
    aliases="right phb_right right_to_phb rights",
    same={"cohort": "service", "route": "service", "place": "setting", "person_eligible": "eligible"},
)
def right_to_have(answers: Mapping[str, Any], on: date, rule_set: str) -> Result:
    """RIGHT_TO_HAVE, RIGHT_TO_ASK (2014 only), LOCAL_DISCRETION or NO_RIGHT for a service on a day; INCOMPLETE.

    Answers: `service` (a Route code, FAST_TRACK, or a group of the local offers), `eligible` (true unless said otherwise)
    or `decision` (such as ELIGIBLE, ELIGIBLE_FAST_TRACK, NOT_ELIGIBLE), `setting`, `fast_track`, `package_start`.
    facts: `phb_default_expected`, `flags` (PHB_DEFAULT_EXPECTED among them if so), `since`.
    """
    service = _service(answers)
    if not service:
        return Result(
            "right_to_have",
            "INCOMPLETE",
            (because("RTH-LOCAL"),),
            rule_set,
            problems=(Problem("service", "Choose the service."),),
        )
    if not _eligible(answers):
        return Result(
            "right_to_have",
            Right.LOCAL_DISCRETION,
            (because("RTH-NOT-ELIGIBLE"),),
            rule_set,
            facts={"phb_default_expected": False, "flags": (), "since": None},
        )
    row = right_on(service, on)
    place = read.text(answers, "setting")
    setting = read.one_of({"setting": _SETTINGS.get(place, place)}, "setting", [code.value for code in Setting])
    expected = default_expected(
        service,
        setting,
        on,
        fast_track=_fast_track(answers),
        package_start=read.day(answers, "package_start"),
    )
    reasons = [because(row.rule)]
    if expected:
        reasons.append(because("RTH-DEFAULT"))
    if row.right is Right.RIGHT_TO_HAVE:
        reasons.append(because("RTH-NOT-DP"))
    flags = ("PHB_DEFAULT_EXPECTED",) if expected else ()
    facts: dict[str, Any] = {
        "phb_default_expected": expected,
        "flags": flags,
        "since": row.since if row.right in _RIGHTS else None,
    }
    return Result("right_to_have", row.right, tuple(reasons), rule_set, facts=facts)


@tool(
    "phb_request",
    "phb_right",
    "service eligible decision fast_track package_start appropriate_extent ways reasons last_review_date",
    aliases="request phb_requests",
    same={
        "cohort": "service",
        "person_eligible": "eligible",
        "extent": "appropriate_extent",
        "way": "ways",
        "management": "ways",
        "written_reasons": "reasons",
        "last_review": "last_review_date",
    },
)
def phb_request(answers: Mapping[str, Any], on: date, rule_set: str) -> Result:
    """How a request for a budget is answered under reg 32B, from the body's own decision.

    Answers: `service`, `eligible`, `appropriate_extent` (ALL, PART, NONE), `ways` (codes), `reasons` text,
    `last_review_date`. Outcomes: GRANTED, GRANTED_IN_PART, REFUSED, LOCAL_DISCRETION, INCOMPLETE.
    facts: `ways`, `review_from` (the first day on which a review may be required). There is no national time limit.
    """
    right = right_to_have(answers, on, rule_set)
    if right.outcome == "INCOMPLETE":
        return Result("phb_request", "INCOMPLETE", (because("PHB-INCOMPLETE"),), rule_set, problems=right.problems)
    if right.outcome != Right.RIGHT_TO_HAVE:
        return Result("phb_request", "LOCAL_DISCRETION", right.reasons, rule_set)
    extent = read.one_of(answers, "appropriate_extent", [code.value for code in Extent])
    problems = []
    if not extent:
        problems.append(Problem("appropriate_extent", "Decide how far a budget is appropriate in this person’s case."))
    ways = read.codes(answers, "ways", [code.value for code in Way])
    if extent in (Extent.ALL, Extent.PART) and not ways:
        problems.append(Problem("ways", "Choose at least one way of managing the budget."))
    if extent in (Extent.PART, Extent.NONE) and not read.text(answers, "reasons"):
        problems.append(Problem("reasons", "Write the reasons for refusing, in full or in part."))
    if problems:
        return Result("phb_request", "INCOMPLETE", (because("PHB-INCOMPLETE"),), rule_set, problems=tuple(problems))
    outcome = {Extent.ALL: "GRANTED", Extent.PART: "GRANTED_IN_PART", Extent.NONE: "REFUSED"}[Extent(extent)]
    rules = ["PHB-GRANT", "PHB-REVIEW"] if extent == Extent.ALL else ["PHB-GRANT", "PHB-REASONS", "PHB-REVIEW"]
    last = read.day(answers, "last_review_date")
    facts: dict[str, Any] = {"ways": tuple(ways), "review_from": may_ask_again_on(last, "K13") if last else on}
    return Result("phb_request", outcome, tuple(because(rule) for rule in rules), rule_set, facts=facts)


@tool(
    "phb_review",
    "phb_right",
    "decision_date requested_date last_review_date review_dates",
    aliases="k13 phb_request_review",
    same={"request_date": "requested_date", "reviews": "review_dates"},
)
def phb_review(answers: Mapping[str, Any], on: date, rule_set: str) -> Result:
    """REVIEW_REQUIRED or REVIEW_NOT_REQUIRED of a decision on a budget, or INCOMPLETE: one review in any six months.

    Answers: `decision_date`, `requested_date` (the day of assessment if not given), `last_review_date` or `review_dates`.
    facts["review_from"] is the first day on which a review must be made.
    """
    decided, asked = read.day(answers, "decision_date"), read.day(answers, "requested_date") or on
    if decided is None or decided > asked:
        problem = Problem("decision_date", "Enter the date of the decision, which must be before the request.")
        return incomplete("phb_review", rule_set, "PHB-REVIEW", problem)
    earlier = (*read.days(answers, "review_dates"), *read.days(answers, "last_review_date"))
    review_from = ask_again_from(earlier, asked, "K13") or decided
    outcome = "REVIEW_REQUIRED" if asked >= review_from else "REVIEW_NOT_REQUIRED"
    facts: dict[str, Any] = {"review_from": review_from}
    return Result("phb_review", outcome, (because("PHB-REVIEW"),), rule_set, facts=facts)
