"""Local offers, maternity among them: does a person meet the commissioner's own dated criteria? Never a right."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from eligibility.enums import Way
from eligibility.rules import answers as read
from eligibility.rules.results import Problem, Result
from eligibility.rules.telling import incomplete, tell, tool
from phb.core.errors import RuleBroken
from phb.core.periods import add_days

RESULTS = {
    "OFFERED": "Offered",
    "NOT_OFFERED": "Not offered, for the reason given",
    "NOT_AVAILABLE_IN_AREA": "Not available in the area",
}
_OFFER_KEYS = (
    "enabled_from enabled_to criteria decision_days management_options cap_amount review_route_text published_url"
)


def _offer_of_its_own(given: dict[str, Any]) -> dict[str, Any]:
    """A case that lays the offer's own fields out beside the answers."""
    flat = {key: given[key] for key in _OFFER_KEYS.split() if key in given}
    if not flat or "offer" in given:
        return given
    return {key: value for key, value in given.items() if key not in flat} | {"offer": flat}


_KEYS = (
    "offer offer_id offer_version version cohort criterion_answers received_on option amount result reason decided_on "
    "top_up provider_has_nhs_contract"
)
_SAME = {"criteria_answers": "criterion_answers", "local_offer": "offer", "way": "option", "reasons": "reason"}


@tool(
    "local_offer",
    "local_offer",
    _KEYS,
    aliases="local_discretion local_offers offer local",
    same=_SAME,
    shape=_offer_of_its_own,
)
def local_offer(answers: Mapping[str, Any], on: date, rule_set: str) -> Result:
    """OFFERED, NOT_OFFERED with facts["reason"], NOT_AVAILABLE_IN_AREA or INCOMPLETE.

    Answers: `offer` (the commissioner's record: `id`, `version`, `enabled_from`, `enabled_to`, `criteria` each with `id`,
    `text`, `type` boolean, number or document, and `at_least` or `at_most` for a number; `decision_days`,
    `management_options`, `cap_amount` in pounds, `review_route_text`, `published_url`), `criterion_answers` by criterion
    id or in their order, `received_on`, `option`, `amount` in pounds, and `result` with `reason`: what a person decided.
    By `offer_id` alone, without the record, the `result` stands, or else plain yes and no to the criteria answer.
    A person decides in the end: NOT_OFFERED says which criterion is not met, and the case is still considered.
    facts: `unmet`, `reason`, `decide_by`, `review_route`, `over_cap`.
    """
    return offered("local_offer", answers, on, rule_set)


@tool(
    "maternity",
    "local_offer",
    _KEYS,
    aliases="maternity_local personal_maternity_care_budget pmcb",
    same=_SAME,
    shape=_offer_of_its_own,
)
def maternity(answers: Mapping[str, Any], on: date, rule_set: str) -> Result:
    """As local_offer, for maternity: a notional budget only, by the commissioner's own offer; no right follows.

    Answers: those of local_offer; an `option` other than NOTIONAL, `top_up` true, or `provider_has_nhs_contract` false are
    NOT_OFFERED with facts["reason"] NOTIONAL_ONLY, NO_TOP_UP or NHS_PROVIDER_ONLY. Local complaints only, no reg 32B review.
    """
    barred = (
        ("NOTIONAL_ONLY", read.one_of(answers, "option", [w.value for w in Way]) not in ("", Way.NOTIONAL)),
        ("NO_TOP_UP", bool(read.yes_no(answers, "top_up"))),
        ("NHS_PROVIDER_ONLY", read.yes_no(answers, "provider_has_nhs_contract") is False),
    )
    found = offered("maternity", answers, on, rule_set, "MAT-1")
    reasons = [code for code, holds in barred if holds]
    if reasons and found.outcome != "NOT_AVAILABLE_IN_AREA":
        facts: dict[str, Any] = {**found.facts, "reason": reasons[0], "reasons": reasons}
        return tell("maternity", rule_set, "NOT_OFFERED", "MAT-NOTIONAL", "MAT-1", **facts)
    return found


def offered(name: str, answers: Mapping[str, Any], on: date, rule_set: str, *rules: str) -> Result:
    """What the commissioner's record says of the answers, under the tool's name; `rules` are added to the trace."""
    facts: dict[str, Any] = {"cohort": "MATERNITY_LOCAL"} if name == "maternity" else {}
    offer = read.mapping(answers, "offer")
    if not offer and any(answers.get(key) for key in ("offer_id", "criterion_answers", "result")):
        return _by_number(name, answers, rule_set, *rules, **facts)
    start, end = read.day(offer, "enabled_from"), read.day(offer, "enabled_to")
    if start is None or on < start or (end is not None and end < on):
        return tell(name, rule_set, "NOT_AVAILABLE_IN_AREA", "LO-NONE", *rules, **facts)
    facts |= _terms(answers, offer)
    given = _answers_by_id(answers, offer)
    met = {
        read.text(criterion, "id"): _met(criterion, given.get(read.text(criterion, "id")))
        for criterion in read.rows(offer, "criteria")
    }
    unmet = tuple(id for id, holds in met.items() if holds is False)
    missing = [
        Problem(f"criterion_answers.{id}", "Answer this criterion.") for id, holds in met.items() if holds is None
    ]
    if missing and not unmet:
        return incomplete(name, rule_set, "LO-INCOMPLETE", *missing, **facts)
    indicated = "NOT_OFFERED" if unmet else "OFFERED"
    facts |= {"unmet": unmet, "reason": "CRITERIA" if unmet else None}
    problems, advice = _as_decided(answers, indicated)
    advice += ["LO-CAP"] if facts["over_cap"] else []
    ways = read.texts(offer, "management_options")
    option = read.text(answers, "option")
    if ways and option and option not in ways:
        problems.append(Problem("option", f"The offer has these ways only: {', '.join(ways)}."))
    trace = ["LO-NOT-OFFERED" if unmet else "LO-OFFERED", *rules, "LO-NOT-A-RIGHT"]
    return tell(name, rule_set, indicated, *trace, problems=problems, warnings=advice, **facts)


def _by_number(name: str, answers: Mapping[str, Any], rule_set: str, *rules: str, **facts: Any) -> Result:
    """The answer by the offer's number alone: what a person decided, held against plain yes and no to its criteria."""
    decided, given = read.one_of(answers, "result", RESULTS), read.by_id(answers, "criterion_answers")
    unmet = tuple(str(id) for id, answer in given.items() if answer is False)
    reason = read.text(answers, "reason")
    if decided == "NOT_AVAILABLE_IN_AREA":
        return tell(name, rule_set, decided, "LO-NONE", *rules, **facts)
    open_ = [id for id, answer in given.items() if not isinstance(answer, bool)]
    if not decided and not unmet and (open_ or not given):
        words = "Give the record of the offer, or a plain yes or no to each of its criteria, or the result."
        return incomplete(name, rule_set, "LO-INCOMPLETE", Problem("offer", words), **facts)
    problems = []
    if decided == "OFFERED" and unmet and not reason:
        problems.append(Problem("reason", f"A criterion is not met ({', '.join(unmet)}). Write why it is offered."))
    if decided == "NOT_OFFERED" and not reason:
        problems.append(Problem("reason", "Write the reasons for this decision."))
    outcome = decided or ("NOT_OFFERED" if unmet else "OFFERED")
    facts |= {"unmet": unmet, "reason": reason or ("CRITERIA" if unmet else None)}
    differs = bool(decided) and bool(given) and not open_ and (decided == "NOT_OFFERED") != bool(unmet)
    trace = [f"LO-{outcome.replace('_', '-')}", *rules, "LO-NOT-A-RIGHT"]
    return tell(name, rule_set, outcome, *trace, problems=problems, warnings=["LO-DEPARTS"] if differs else [], **facts)


def _terms(answers: Mapping[str, Any], offer: Mapping[str, Any]) -> dict[str, Any]:
    received, days = read.day(answers, "received_on"), read.length(offer, "decision_days")
    cap, amount = read.pounds(offer, "cap_amount"), read.pounds(answers, "amount")
    return {
        "decide_by": add_days(received, days) if received and days is not None else None,
        "review_route": read.text(offer, "review_route_text") or None,
        "over_cap": cap is not None and amount is not None and amount > cap,
    }


def _as_decided(answers: Mapping[str, Any], indicated: str) -> tuple[list[Problem], list[str]]:
    """What is still missing from a person's own decision, and a note if it differs from the criteria."""
    decided = read.one_of(answers, "result", RESULTS)
    needs_words = decided == "NOT_OFFERED" or (decided and decided != indicated)
    problems = []
    if needs_words and not read.text(answers, "reason"):
        problems.append(Problem("reason", "Write the reasons for this decision."))
    return problems, ["LO-DEPARTS"] if decided and decided != indicated else []


def _answers_by_id(answers: Mapping[str, Any], offer: Mapping[str, Any]) -> Mapping[str, Any]:
    ids = [read.text(criterion, "id") for criterion in read.rows(offer, "criteria")]
    return read.by_id(answers, "criterion_answers", ids)


def _met(criterion: Mapping[str, Any], answer: Any) -> bool | None:
    if answer is None or answer == "":
        return None
    kind = read.one_of(criterion, "type", ["boolean", "number", "document"])
    if kind == "boolean" and isinstance(answer, bool):
        return answer
    if kind == "document" and isinstance(answer, str | bool):
        return bool(answer)
    if kind == "number" and not isinstance(answer, bool):
        try:
            value, limits = Decimal(str(answer)), [criterion.get("at_least", 0), criterion.get("at_most")]
            least, most = [None if limit is None else Decimal(str(limit)) for limit in limits]
            if value.is_finite():
                return (least is None or least <= value) and (most is None or value <= most)
        except (InvalidOperation, ValueError):
            pass
    raise RuleBroken(
        "Answer this criterion as the offer asks: yes or no, a number, or a document’s reference.",
        f"criterion_answers.{criterion.get('id')}",
    )
