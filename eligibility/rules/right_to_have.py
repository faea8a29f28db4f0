"""What right to a personal health budget follows from eligibility, and how a request for one is answered."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from eligibility.enums import AT_HOME, Extent, Right, Route, Setting, Way
from eligibility.rules import answers as read
from eligibility.rules.clocks import may_ask_again_on
from eligibility.rules.loading import because, table
from eligibility.rules.results import Problem, Result
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


def right_to_have(answers: Mapping[str, Any], on: date, rule_set: str) -> Result:
    """The right that follows from `service` (a Route code) on a day.

    Answers: `service`, `eligible` (true unless said otherwise), `setting`, `fast_track`, `package_start`.
    """
    service = read.one_of(answers, "service", [code.value for code in Route])
    if not service:
        return Result(
            "right_to_have",
            "INCOMPLETE",
            (because("RTH-LOCAL"),),
            rule_set,
            problems=(Problem("service", "Choose the service."),),
        )
    if read.yes_no(answers, "eligible") is False:
        return Result(
            "right_to_have",
            Right.LOCAL_DISCRETION,
            (because("RTH-NOT-ELIGIBLE"),),
            rule_set,
            facts={"phb_default_expected": False, "since": None},
        )
    row = right_on(service, on)
    setting = read.one_of(answers, "setting", [code.value for code in Setting])
    expected = default_expected(
        service,
        setting,
        on,
        fast_track=bool(read.yes_no(answers, "fast_track")),
        package_start=read.day(answers, "package_start"),
    )
    reasons = [because(row.rule)]
    if expected:
        reasons.append(because("RTH-DEFAULT"))
    if row.right is Right.RIGHT_TO_HAVE:
        reasons.append(because("RTH-NOT-DP"))
    facts = {"phb_default_expected": expected, "since": row.since}
    return Result("right_to_have", row.right, tuple(reasons), rule_set, facts=facts)


def phb_request(answers: Mapping[str, Any], on: date, rule_set: str) -> Result:
    """How a request for a budget is answered under reg 32B, from the body's own decision.

    Answers: `service`, `eligible`, `appropriate_extent` (ALL, PART, NONE), `ways` (codes), `reasons` text,
    `last_review_date`. Outcomes: GRANTED, GRANTED_IN_PART, REFUSED, LOCAL_DISCRETION, INCOMPLETE.
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
    ways = answers.get("ways") or ()
    for way in ways:
        read.one_of({"ways": way}, "ways", [code.value for code in Way])
    if extent in (Extent.ALL, Extent.PART) and not ways:
        problems.append(Problem("ways", "Choose at least one way of managing the budget."))
    if extent in (Extent.PART, Extent.NONE) and not read.text(answers, "reasons"):
        problems.append(Problem("reasons", "Write the reasons for refusing, in full or in part."))
    if problems:
        return Result("phb_request", "INCOMPLETE", (because("PHB-INCOMPLETE"),), rule_set, problems=tuple(problems))
    outcome = {Extent.ALL: "GRANTED", Extent.PART: "GRANTED_IN_PART", Extent.NONE: "REFUSED"}[Extent(extent)]
    rules = ["PHB-GRANT", "PHB-REVIEW"] if extent == Extent.ALL else ["PHB-GRANT", "PHB-REASONS", "PHB-REVIEW"]
    last = read.day(answers, "last_review_date")
    facts = {"ways": tuple(ways), "review_from": may_ask_again_on(last) if last else on}
    return Result("phb_request", outcome, tuple(because(rule) for rule in rules), rule_set, facts=facts)
