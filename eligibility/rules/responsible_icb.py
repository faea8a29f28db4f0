"""Which integrated care board is responsible for an adult's care? (CHC-G6; SI 2022/635)"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from eligibility.rules import answers as read
from eligibility.rules.results import Problem, Result
from eligibility.rules.telling import incomplete, tell, tool

PLACES = {
    "CARE_HOME": "A care home",
    "INDEPENDENT_HOSPITAL": "An independent hospital",
    "OTHER": "Another place",
}


@tool(
    "responsible_icb",
    "responsible_body",
    "gp_icb no_gp_registration placing_icb placed_out_of_area placed_in planned_services",
    aliases="chc_g6 responsible_commissioner",
    same={"gp_registration_icb": "gp_icb", "icb_by_gp": "gp_icb", "placed_by_icb": "placing_icb"},
)
def responsible_icb(answers: Mapping[str, Any], on: date, rule_set: str) -> Result:
    """RESPONSIBLE with facts["icb"] and facts["basis"] (GP_REGISTRATION or PLACING), JUDGEMENT_REQUIRED or INCOMPLETE.

    Answers: `gp_icb` (the board by GP registration) or `no_gp_registration`, `placing_icb` (the board that placed the person),
    `placed_out_of_area`, `placed_in` (CARE_HOME, INDEPENDENT_HOSPITAL, OTHER), `planned_services` (codes of the planned
    services connected to the placement; FNC alone keeps no responsibility with the placing board).
    """
    gp, placing = read.text(answers, "gp_icb"), read.text(answers, "placing_icb")
    services = read.texts(answers, "planned_services")
    place = read.one_of(answers, "placed_in", PLACES)
    away = read.yes_no(answers, "placed_out_of_area")
    placed = bool(placing) if away is None else away
    if placed and not placing:
        return _ask(rule_set, "placing_icb", "Enter the board that placed the person.")
    if placed and not place:
        return _ask(rule_set, "placed_in", "Say where the person was placed.")
    if placed and place != "OTHER":
        if answers.get("planned_services") is None:
            return _ask(rule_set, "planned_services", "List the planned services connected to the placement.")
        if set(services) - {"FNC"}:
            return tell("responsible_icb", rule_set, "RESPONSIBLE", "CHC-G6", icb=placing, basis="PLACING")
    if not gp:
        if read.yes_no(answers, "no_gp_registration"):
            return tell("responsible_icb", rule_set, "JUDGEMENT_REQUIRED", "CHC-G6-NO-GP", code="NO_GP_REGISTRATION")
        return _ask(rule_set, "gp_icb", "Enter the board of the GP practice.")
    rules = ["CHC-G6-GP", *(["CHC-G6-FNC"] if placed and services else [])]
    return tell("responsible_icb", rule_set, "RESPONSIBLE", *rules, icb=gp, basis="GP_REGISTRATION")


def _ask(rule_set: str, field: str, words: str) -> Result:
    return incomplete("responsible_icb", rule_set, "CHC-G6", Problem(field, words))
