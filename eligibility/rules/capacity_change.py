"""When capacity or age changes while a direct payment runs (SI 2013/1617 regs 4(4), 5(6) to (8); reference 8.6)."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from eligibility.enums import Capacity
from eligibility.rules import answers as read
from eligibility.rules.recipients import REPRESENTATIVE_BASES
from eligibility.rules.results import Problem, Result
from eligibility.rules.telling import incomplete, tell, tool

EVENTS = {
    "LOSES_CAPACITY": "A person who receives the payment loses capacity",
    "GAINS_CAPACITY": "A person whose representative receives it gains or regains capacity",
    "TURNS_16": "A child turns 16",
    "TURNS_18": "A young person turns 18",
}


@tool(
    "capacity_change",
    "direct_payment",
    "event likely_temporary recipient_agrees lets_person_manage person_consents recipient_consents has_capacity "
    "representative_basis",
    aliases="change_of_capacity capacity_and_age dp_capacity_change",
    same={
        "temporary": "likely_temporary",
        "consent": "person_consents",
        "consents": "person_consents",
        "young_person_consents": "person_consents",
        "child_consents": "person_consents",
        "patient_consents": "person_consents",
        "representative_consents": "recipient_consents",
        "nominee_consents": "recipient_consents",
        "representative_or_nominee_consents": "recipient_consents",
        "representative_or_nominee_agrees": "recipient_agrees",
    },
)
def capacity_change(answers: Mapping[str, Any], on: date, rule_set: str) -> Result:
    """MAY_CONTINUE, MUST_STOP, JUDGEMENT_REQUIRED or INCOMPLETE.

    Answers: `event` (EVENTS). LOSES_CAPACITY: `likely_temporary`, `recipient_agrees` (a representative or nominee),
    `lets_person_manage` (in any period of capacity). GAINS_CAPACITY and TURNS_16: `person_consents`,
    `recipient_consents`. TURNS_18: `has_capacity` (or `capacity`), `person_consents`, `representative_basis`.
    facts: `review_needed` (as soon as reasonably possible), `next_route` (R3, R5), `budget_may_go_on` (another way of
    managing it).
    """
    event = read.one_of(answers, "event", EVENTS, {"REGAINS_CAPACITY": "GAINS_CAPACITY"})
    if not event:
        return _ask(rule_set, "DP-CHANGE", {"event": "Choose what has changed."}, answers)
    if event == "LOSES_CAPACITY":
        return _loses(answers, rule_set)
    if event == "TURNS_18":
        return _turns_18(answers, rule_set)
    rule = "DP-REGAINS" if event == "GAINS_CAPACITY" else "DP-TURNS-16"
    person, recipient = read.yes_no(answers, "person_consents"), read.yes_no(answers, "recipient_consents")
    if person is False:
        return _stop(rule_set, rule, "R3")
    if person is None or recipient is None:
        asks = {
            "person_consents": "Ask whether the person consents.",
            "recipient_consents": "Ask whether the representative or nominee consents.",
        }
        return _ask(rule_set, rule, asks, answers)
    if recipient is False:
        # Nobody is left to pay but the person: a new look at route R3.
        return _stop(rule_set, rule, "R3")
    return tell("capacity_change", rule_set, "MAY_CONTINUE", rule, review_needed=True, next_route=None)


def _loses(answers: Mapping[str, Any], rule_set: str) -> Result:
    asks = {
        "likely_temporary": "Judge whether the loss is likely to be temporary.",
        "recipient_agrees": "Ask whether a representative or nominee agrees to receive the payment.",
        "lets_person_manage": "Ask whether the person manages it in any period of capacity.",
    }
    given = {key: read.yes_no(answers, key) for key in asks}
    if False in given.values():
        return _stop(rule_set, "DP-LOSES", "R5")
    if None in given.values():
        return _ask(rule_set, "DP-LOSES", asks, answers)
    return tell("capacity_change", rule_set, "MAY_CONTINUE", "DP-LOSES", review_needed=True, next_route=None)


def _turns_18(answers: Mapping[str, Any], rule_set: str) -> Result:
    capable, basis = _capable(answers), read.one_of(answers, "representative_basis", REPRESENTATIVE_BASES)
    if capable is None:
        return _ask(rule_set, "DP-TURNS-18", {"has_capacity": "Record capacity for this decision."}, answers)
    if capable:
        consents = read.yes_no(answers, "person_consents")
        if consents is None:
            return _ask(rule_set, "DP-TURNS-18", {"person_consents": "Ask whether the person consents."}, answers)
        if not consents:
            return _stop(rule_set, "DP-TURNS-18", "R3")
        return tell("capacity_change", rule_set, "MAY_CONTINUE", "DP-TURNS-18", review_needed=True, next_route="R3")
    if not basis or basis == "PARENTAL_RESPONSIBILITY":
        return _stop(rule_set, "DP-TURNS-18", "R5")
    return tell("capacity_change", rule_set, "MAY_CONTINUE", "DP-TURNS-18", review_needed=True, next_route="R5")


def _capable(answers: Mapping[str, Any]) -> bool | None:
    recorded = read.one_of(answers, "capacity", [code.value for code in Capacity])
    by_code = {Capacity.HAS_CAPACITY.value: True, Capacity.LACKS_CAPACITY.value: False}.get(recorded)
    return by_code if (said := read.yes_no(answers, "has_capacity")) is None else said


def _stop(rule_set: str, rule: str, route: str) -> Result:
    facts: dict[str, Any] = {"review_needed": True, "next_route": route, "budget_may_go_on": True}
    return tell("capacity_change", rule_set, "MUST_STOP", rule, "DP-OTHER-WAY", **facts)


def _ask(rule_set: str, rule: str, asks: Mapping[str, str], answers: Mapping[str, Any]) -> Result:
    missing = [Problem(key, words) for key, words in asks.items() if answers.get(key) is None]
    return incomplete("capacity_change", rule_set, rule, *missing)
