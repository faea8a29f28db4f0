"""What the answers on the public page mean: asked of the rules, one service at a time, and put in plain words.

Nothing is read from the database and nothing is kept.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from eligibility.enums import Right, Route
from eligibility.rules import Result, evaluate
from eligibility.rules.loading import table
from phb.core.results import Reason

_HELD_BY_RIGHT = "ENTITLED"


@dataclass(frozen=True, slots=True)
class Finding:
    """What one kind of care means for the right: `kind` is HAVE, ASK, LOCAL, LATER or NONE."""

    care: str
    kind: str
    says: tuple[str, ...]
    next: tuple[str, ...]
    ask: str
    reasons: tuple[Reason, ...]
    since: date | None


def findings(answers: Mapping[str, Any], on: date) -> list[Finding]:
    """What follows for each kind of care that the answers name, rights first. `on` is the day asked about."""
    named = [care for care in answers.get("care", ()) if care != "NONE"]
    named += [part for part in answers.get("parts", ()) if part != "NONE" and part not in named]
    found = [_finding(care, _said(care, answers), answers, on) for care in named]
    order = ["HAVE", "ASK", "LATER", "LOCAL", "NONE"]
    return sorted(found or [_finding("NONE", "ALL", answers, on)], key=lambda one: order.index(one.kind))


def _said(care: str, answers: Mapping[str, Any]) -> str:
    """What was said of one kind of care: the answer to its own question, "ALL" where there is none."""
    key = {"CHC": "chc", "CYPCC": "cypcc", "S117": "s117", "WHEELCHAIR": "chair"}.get(care, "")
    return str(answers.get(key, "ALL"))


def _finding(care: str, said: str, answers: Mapping[str, Any], on: date) -> Finding:
    results = _asked_of_the_rules(care, said, answers, on)
    words, topic = table("plain_words"), f"{care}.{said}"
    last = results[-1]
    reasons = tuple(dict.fromkeys(reason for result in results for reason in result.reasons))
    says = tuple(words["says"][reason.rule] for reason in reasons if reason.rule in words["says"])
    later = words["now"].get(topic)
    return Finding(
        care,
        _kind(last, later),
        says + ((later,) if later else ()),
        tuple(words["next"][words["same"].get(topic, topic)]),
        words["ask"][care],
        reasons,
        last.facts.get("since") if last.outcome == Right.RIGHT_TO_HAVE else None,
    )


def _kind(result: Result, later: str | None) -> str:
    if result.outcome in (Right.RIGHT_TO_HAVE, Right.RIGHT_TO_ASK):
        return {"RIGHT_TO_HAVE": "HAVE", "RIGHT_TO_ASK": "ASK"}[str(result.outcome)]
    if later or result.outcome == "NOT_NOW" or "S117-DETAINED" in result.rules:
        return "LATER"
    not_eligible = "RTH-NOT-ELIGIBLE" in result.rules
    return "NONE" if not_eligible or result.outcome != Right.LOCAL_DISCRETION else "LOCAL"


def _asked_of_the_rules(care: str, said: str, answers: Mapping[str, Any], on: date) -> list[Result]:
    """The rules' results for one kind of care; the last decides."""
    if care == "NONE":
        return [evaluate("right_to_have", {"service": Route.LOCAL_OFFER.value}, on)]
    service = {"service": Route(care).value}
    if said in ("WAITING", "NO", "UNSURE", "NOT_SEEN", "OTHER"):
        return [evaluate("right_to_have", {**service, "eligible": False}, on)]
    if care == Route.CHC:
        more = {"fast_track": True} if said == "FAST_TRACK" else {"setting": answers.get("home", "OTHER")}
        return [evaluate("right_to_have", {**service, **more}, on)]
    if care == Route.S117 and said != "YES":
        return _aftercare(service, said, on)
    if care == Route.WHEELCHAIR:
        chair = evaluate("wheelchair", {"criteria_met": {"accepted": True}, "need_reason": said}, on)
        have = chair.outcome == Right.RIGHT_TO_HAVE
        return [chair, evaluate("right_to_have", service, on)] if have else [chair]
    return [evaluate("right_to_have", service, on)]


def _aftercare(service: dict[str, str], said: str, on: date) -> list[Result]:
    """Section 117 by its own rule, for somebody who knows the section only: any that qualifies stands for all."""
    left = {"ceased_detention": on, "left_hospital": on} if said == "LEFT" else {}
    duty = evaluate("section_117", {"section": "S3", **left}, on)
    return [duty, evaluate("right_to_have", service, on)] if duty.outcome == _HELD_BY_RIGHT else [duty]


@dataclass(frozen=True, slots=True)
class Glance:
    """One line of the table on the first page."""

    care: str
    right: Right
    since: date | None


def at_a_glance(on: date) -> list[Glance]:
    """The right that follows from each service on a day, those with a right first."""
    found = []
    for route in Route:
        result = evaluate("right_to_have", {"service": route.value}, on)
        right = Right(result.outcome)
        found.append(Glance(route.value, right, result.facts.get("since") if right == Right.RIGHT_TO_HAVE else None))
    return sorted(found, key=lambda line: list(Right).index(line.right))
