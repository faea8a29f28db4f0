"""Local offers: does a person meet the commissioner's own dated criteria? Never a right, never a refusal of one."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from eligibility.rules import answers as read
from eligibility.rules.loading import because
from eligibility.rules.results import Problem, Result
from phb.core.errors import RuleBroken


def local_offer(answers: Mapping[str, Any], on: date, rule_set: str) -> Result:
    """OFFERED, NOT_OFFERED, NOT_AVAILABLE_IN_AREA or INCOMPLETE.

    Answers: `offer` (the commissioner's record: `enabled_from`, `enabled_to`, `criteria` each with `id`, `text`, `type`
    boolean, number or document, and `at_least` for a number) and `criterion_answers` by criterion id.
    A person decides in the end: NOT_OFFERED says which criterion is not met, and the case is still considered.
    """
    offer = answers.get("offer")
    if not offer:
        return Result("local_offer", "NOT_AVAILABLE_IN_AREA", (because("LO-NONE"),), rule_set)
    offer = read.mapping(answers, "offer")
    start, end = read.day(offer, "enabled_from"), read.day(offer, "enabled_to")
    if start is None or on < start or (end is not None and end < on):
        return Result("local_offer", "NOT_AVAILABLE_IN_AREA", (because("LO-NONE"),), rule_set)
    given = read.mapping(answers, "criterion_answers")
    met = {
        read.text(criterion, "id"): _met(criterion, given.get(read.text(criterion, "id")))
        for criterion in read.rows(offer, "criteria")
    }
    unmet = tuple(id for id, holds in met.items() if holds is False)
    if unmet:
        return Result("local_offer", "NOT_OFFERED", (because("LO-NOT-OFFERED"),), rule_set, facts={"unmet": unmet})
    missing = tuple(
        Problem(f"criterion_answers.{id}", "Answer this criterion.") for id, holds in met.items() if holds is None
    )
    if missing:
        return Result("local_offer", "INCOMPLETE", (because("LO-INCOMPLETE"),), rule_set, problems=missing)
    return Result("local_offer", "OFFERED", (because("LO-OFFERED"),), rule_set)


def _met(criterion: Mapping[str, Any], answer: Any) -> bool | None:
    if answer is None or answer == "":
        return None
    kind = read.one_of(criterion, "type", ["boolean", "number", "document"])
    if kind == "boolean" and isinstance(answer, bool):
        return answer
    if kind == "document" and isinstance(answer, str):
        return True
    if kind == "number" and not isinstance(answer, bool | float):
        try:
            return Decimal(answer) >= Decimal(str(criterion.get("at_least", 0)))
        except (InvalidOperation, TypeError, ValueError):
            pass
    raise RuleBroken(
        "Answer this criterion as the offer asks: yes or no, a number, or a document’s reference.",
        f"criterion_answers.{criterion.get('id')}",
    )
