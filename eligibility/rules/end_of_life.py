"""End of life: which right follows, and whether people are cared for and die where they wish (reference 6)."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from eligibility.enums import Right, Route, Setting
from eligibility.rules import answers as read
from eligibility.rules.local_offer import offered
from eligibility.rules.results import Problem, Result
from eligibility.rules.right_to_have import default_expected, right_on
from eligibility.rules.rule_sets import rule_set_on
from eligibility.rules.telling import incomplete, tell, tool
from phb.core.errors import RuleBroken

PLACES = {
    "HOME": "Home",
    "CARE_HOME": "Care home",
    "HOSPICE": "Hospice",
    "HOSPITAL": "Hospital",
    "OTHER": "Another place",
    "NO_PREFERENCE": "No preference",
    "NOT_DECIDED": "Not yet decided",
    "DID_NOT_WISH_TO_SAY": "Did not wish to say",
    "NOT_ASKED": "Not asked",
}
# Four different answers, none of which is a place; none of them counts in the measure.
NO_PLACE = frozenset({"NO_PREFERENCE", "NOT_DECIDED", "DID_NOT_WISH_TO_SAY", "NOT_ASKED"})
_DECISIONS = ("ELIGIBLE", "ELIGIBLE_FAST_TRACK", "NOT_ELIGIBLE", "RETURNED_FOR_EVIDENCE")
ASKED = {"ppc": "preferred place of care", "ppd": "preferred place of death", "apd": "actual place of death"}
_PLACE_KEYS = (
    "ppc ppd apd asked_date ppc_asked_date ppd_asked_date apd_asked_date ppc_asked_of ppd_asked_of apd_asked_of "
    "reason_not_achieved"
)
_SAME = {
    "reason_if_not": "reason_not_achieved",
    "preferred_place_of_care": "ppc",
    "preferred_place_of_death": "ppd",
} | {"actual_place_of_death": "apd"}


@tool(
    "places",
    "local_offer",
    _PLACE_KEYS,
    aliases="place_of_death preferred_place_of_death ppd end_of_life_places",
    same=_SAME,
)
def places(answers: Mapping[str, Any], on: date, rule_set: str) -> Result:
    """ACHIEVED, NOT_ACHIEVED (with its reason), NO_STATED_PREFERENCE, NOT_KNOWN (no place of death yet) or INCOMPLETE.

    Answers: `ppc`, `ppd`, `apd`, each a code of PLACES, or an object with `value`, `asked_date` and `asked_of`
    (or one `asked_date` for all);
    `reason_not_achieved`. "Not asked", "did not wish to say", "no preference" and "not yet decided" are different answers.
    facts: each place as given, `ppd_achieved` (true, false, or null), `measured` (whether it counts in the measure).
    """
    given = {name: _place(answers, name) for name in ASKED}
    problems = [
        Problem(f"{name}.asked_date", f"Enter the day on which the {words} was asked.")
        for name, words in ASKED.items()
        if name != "apd" and given[name]["value"] not in ("", "NOT_ASKED") and given[name]["asked_date"] is None
    ]
    wanted, actual = given["ppd"]["value"], given["apd"]["value"]
    if actual in NO_PLACE:
        raise RuleBroken("Give the actual place of death as a place, or leave it out.", "apd")
    measured = bool(actual) and bool(wanted) and wanted not in NO_PLACE
    facts: dict[str, Any] = {**given, "ppd_achieved": wanted == actual if measured else None, "measured": measured}
    if not wanted:
        problems.append(Problem("ppd", "Record the preferred place of death, or that it was not asked."))
        return incomplete("places", rule_set, "EOL-PLACES", *problems, **facts)
    if not actual:
        return tell("places", rule_set, "NOT_KNOWN", "EOL-PLACES", problems=problems, **facts)
    if not measured:
        return tell("places", rule_set, "NO_STATED_PREFERENCE", "EOL-PLACES", "EOL-UNSAID", problems=problems, **facts)
    if wanted == actual:
        return tell("places", rule_set, "ACHIEVED", "EOL-PLACES", problems=problems, **facts)
    if not read.text(answers, "reason_not_achieved"):
        problems.append(Problem("reason_not_achieved", "Record why the preferred place was not achieved."))
    return tell("places", rule_set, "NOT_ACHIEVED", "EOL-PLACES", problems=problems, **facts)


def _place(answers: Mapping[str, Any], name: str) -> dict[str, Any]:
    given = answers.get(name)
    row = given if isinstance(given, Mapping) else {"value": given}
    return {
        "value": read.one_of(row, "value", PLACES),
        "asked_date": read.day(row, "asked_date")
        or read.day(answers, f"{name}_asked_date")
        or read.day(answers, "asked_date"),
        "asked_of": read.text(row, "asked_of") or read.text(answers, f"{name}_asked_of"),
    }


@tool(
    "end_of_life",
    "local_offer",
    f"fast_track chc_eligible decision package_start offer offer_id offer_version version criterion_answers received_on option "
    f"amount result reason {_PLACE_KEYS}",
    aliases="eol end_of_life_care",
    same={**_SAME, "chc": "chc_eligible", "fast_track_chc": "fast_track"},
)
def end_of_life(answers: Mapping[str, Any], on: date, rule_set: str) -> Result:
    """RIGHT_TO_HAVE with Fast Track or full continuing healthcare; else LOCAL_DISCRETION, or what the local offer says.

    Answers: `fast_track`, `chc_eligible` (or `decision`), `setting`, `package_start`; outside continuing healthcare the commissioner's
    `offer` with `criterion_answers` (as local_offer); and the places of `places`.
    facts: `phb_default_expected` (at home, Fast Track excepted), `places` (as the tool of that name finds).
    """
    made = read.one_of(answers, "decision", _DECISIONS)
    fast = bool(read.yes_no(answers, "fast_track")) or made == "ELIGIBLE_FAST_TRACK"
    eligible = fast or bool(read.yes_no(answers, "chc_eligible")) or made == "ELIGIBLE"
    facts: dict[str, Any] = {"phb_default_expected": False, "places": None}
    if any(answers.get(name) is not None for name in ASKED):
        found = places(answers, on, rule_set)
        facts["places"] = {"outcome": found.outcome, **found.facts}
    if not eligible:
        if any(answers.get(key) for key in ("offer", "offer_id", "criterion_answers", "result")):
            local = offered("end_of_life", answers, on, rule_set, "RTH-EOL")
            return replace(local, facts={**local.facts, **facts})
        return tell("end_of_life", rule_set, Right.LOCAL_DISCRETION, "RTH-EOL", **facts)
    right = right_on(Route.CHC, on)
    setting = read.one_of(answers, "setting", [code.value for code in Setting])
    expected = default_expected(
        Route.CHC, setting, on, fast_track=fast, package_start=read.day(answers, "package_start")
    )
    rules = [right.rule, *(["EOL-FAST"] if fast else []), *(["RTH-DEFAULT"] if expected else []), "RTH-NOT-DP"]
    facts |= {"phb_default_expected": expected, "since": right.since, "right_rule_set": rule_set_on("phb_right", on).id}
    return tell("end_of_life", rule_set, right.right.value, *rules, **facts)
