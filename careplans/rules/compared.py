"""What is compared between two versions of a plan, field by field, with the words for each."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from careplans import enums
from careplans.rules.content import PlanContent
from careplans.rules.pricing import plain
from eligibility.enums import Coded
from phb.core.money import format_pounds
from phb.core.periods import say_date

NOUNS = {
    "needs": "Need", "outcomes": "Outcome", "actions": "Action", "stage_goals": "Step", "services": "Service", "risks": "Risk",
    "contingency": "“If… then…”", "tasks": "Health task", "paid_people": "Paid person", "contacts": "Person to reach",
    "other_plans": "Other plan", "decisions": "Decision",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Field:
    """A field as it is compared. Without a `label` the head of the change says what happened (the amount of a service).

    `codes`: the enumeration that its values come from; `part`: the part of the plan that its keys name.
    """

    name: str
    label: str = ""
    codes: type[Coded] | None = None
    part: str = ""


F = Field
_ROWS: dict[str, tuple[Field, ...]] = {
    "needs": (F("domain", "Topic"), F("professionals_view", "The professional's view"), F("code", "Code")),
    "outcomes": (
        F("needs", "Serves", part="needs"), F("measure", "How it is known to be reached"), F("importance", "Importance of 10"),
        F("confidence", "Confidence of 10"), F("status", "Where it stands", enums.GoalStatus), F("levels", "Levels agreed"),
        F("weight", "Weight"), F("agreed_with", "Agreed with"), F("agreed_on", "Agreed on"), F("code", "Code"),
    ),
    "actions": (
        F("outcome", "Works towards", part="outcomes"), F("who", "Who does it"), F("who_role", "Their role"), F("when", "When"),
        F("strategies", "What helps"), F("status", "Where it stands", enums.ActionStatus), F("confidence", "Confidence of 10"),
        F("review_on", "Looked at again on"),
    ),
    "stage_goals": (F("action", "Step of", part="actions"), F("result", "What came of it"), F("status", "Where it stands", enums.GoalStatus)),
    "services": (
        F("weekly"), F("one_off"), F("outcomes", "Works towards", part="outcomes"), F("kind", "Kind", enums.ServiceKind),
        F("provider", "Provider"), F("hours", "Hours a week"), F("rate", "Rate an hour"), F("holding", "How the money is held", enums.HoldingMethod),
        F("frequency", "Paid", enums.PaidEvery), F("funders", "Who pays"), F("one_off_on", "Paid on"), F("life_supporting", "A life depends on it"),
    ),
    "risks": (
        F("kind", "Kind", enums.RiskKind), F("score", "Before the steps, of 25"), F("residual", "What remains, of 25"), F("steps", "Steps"),
        F("procedure", "Agreed way to manage it"), F("agreed_with", "Agreed with"), F("agreed_on", "Agreed on"),
        F("agreement", "Agreement", enums.RiskAgreement), F("what_matters", "What matters about it"), F("who_harmed", "Who could be harmed"),
        F("persons_view", "The person's view"), F("professionals_view", "The professional's view"), F("review_on", "Looked at again on"),
    ),
    "contingency": (
        F("kind", "Kind", enums.ContingencyKind), F("action", "Then"), F("contact", "Call"), F("warning_signs", "Warning signs"),
        F("coping", "What helps"), F("medicines_equipment", "Medicines and equipment"), F("review_on", "Looked at again on"),
    ),
    "tasks": (
        F("service", "Done within", part="services"), F("delegated_by", "Delegated by"), F("registration", "Registration"),
        F("practitioner_employer", "The practitioner's employer"), F("instructions", "Instructions"), F("risk_assessed_on", "Risks assessed on"),
        F("person_content_on", "The person was content on"), F("if_withdrawn", "If it is withdrawn"),
    ),
    "paid_people": (
        F("service", "Works within", part="services"), F("employment", "How they work", enums.Employment), F("relationship", "To the person", enums.Relationship),
        F("same_household", "Same household"), F("exception_reason", "Why it is necessary to pay them"), F("acts_for_person", "Acts for the person"),
        F("second_checker", "Who checks the hours"), F("registration_words", "Registration"),
    ),
    "contacts": (
        F("kind", "Who they are", enums.ContactKind), F("role", "Role"), F("phone", "Telephone"), F("email", "E-mail"), F("in_crisis", "Called in a crisis"),
        F("key_worker", "Key worker"), F("organisation_name", "Organisation"), F("team", "Team"), F("speciality", "Speciality"),
        F("invited", "Invited by the person"), F("took_part", "Took part"), F("instructed_as", "Instructed as"), F("comments", "Comments"),
    ),
    "other_plans": (F("kind", "Kind", enums.OtherPlanKind), F("held_by", "Held by"), F("dated", "Dated"), F("review_on", "Looked at again on"), F("text", "What it says")),
    "decisions": (
        F("options", "Options"), F("information", "Information"), F("what_matters", "What matters"), F("decision", "Decided"), F("took_part", "Took part"),
        F("status", "Where it stands", enums.DecisionStatus), F("decided_on", "Decided on"), F("revisit_on", "Looked at again on"),
    ),
}  # fmt: skip

_SINGLE: dict[str, tuple[Field, ...]] = {
    "about_me": (
        F("who_i_am", "Who I am"), F("must_know", "What you must know"), F("what_matters", "What matters to the person"),
        F("important_people", "People who are important"), F("not_to_contact", "Not to be contacted"), F("how_i_communicate", "How the person communicates"),
        F("my_wellness", "Wellness"), F("please_do", "Please do"), F("please_do_not", "Please do not"), F("how_to_support_me", "How to support the person"),
        F("also_worth_knowing", "Also worth knowing"), F("strengths", "Strengths"), F("written_with", "Written with"),
    ),
    "people": (F("coordinator", "Care coordinator"), F("health_monitor", "Who watches over the person's health")),
    "review": (
        F("first_review_on", "Date of the first review"), F("review_how", "How the review is done"),
        F("payment_frequency", "How often money is paid", enums.PaidEvery), F("notice_days", "Notice in days"),
    ),
    "services": (F("direct_payment", "Direct payment"),),
    "advice": (F("risks_advised_on", "Advised about risks on"), F("risks_advised_by", "Advised by")),
    "safety": (
        F("safeguarding", "Kept safe from harm"), F("liberty", "Liberty"), F("liberty_authority", "Authority about liberty"),
        F("liberty_until", "Authority until"), F("restraint", "Restraint"),
    ),
    "support": (
        F("how_took_part", "How the person took part"), F("advocacy_offered_on", "Advocate offered on"), F("advocacy", "Advocacy"),
        F("support_offered_on", "Support offered on"), F("support", "Support"),
    ),
    "formulation": (F("formulation", "How the difficulties came about"),),
    "advance": (
        F("advance_statement", "Wishes for the time ahead"), F("advance_statement_kept", "Where they are kept"),
        F("anticipatory", "Medicines and equipment at home"),
    ),
    "carers": (F("carers_situation", "Those who care unpaid"),),
}  # fmt: skip
SINGLE: tuple[tuple[str, Field], ...] = tuple((part, field) for part, fields in _SINGLE.items() for field in fields)


def fields_of(part: str) -> tuple[Field, ...]:
    """The compared fields of a part's rows, besides their words."""
    return _ROWS[part]


def say(field: Field, value: Any, plan: PlanContent) -> str:
    """A value in words; `plan` is the one it stands in."""
    if field.part:
        return _named(value, field.part, plan)
    if field.codes is not None:
        return field.codes(value).label if value in set(field.codes) else "nothing"
    for kind, words in _WORDS:
        if isinstance(value, kind):
            return words(field, value)
    return f"“{value}”" if value else "nothing"


def _named(value: Any, part: str, plan: PlanContent) -> str:
    keys = (value,) if isinstance(value, str) else value
    names = [f"“{row.words}”" for row in plan.rows(part) if row.key in keys]
    return ", ".join(names) or "nothing"


def _number(field: Field, value: Decimal) -> str:
    return plain(value) if field.name == "hours" else format_pounds(value)


def _listed(field: Field, value: tuple[Any, ...]) -> str:
    if field.name == "funders":
        return ", ".join(f"{each.name} {plain(each.share)}%" for each in value) or "nobody"
    if field.name == "levels":
        return "; ".join(f"{score}: {words}" for score, words in value) or "nothing"
    return "; ".join(str(each) for each in value) or "nothing"


_WORDS: tuple[tuple[type, Callable[[Field, Any], str]], ...] = (
    (bool, lambda field, value: "yes" if value else "no"),
    (int, lambda field, value: str(value)),
    (Decimal, _number),
    (date, lambda field, value: say_date(value)),
    (tuple, _listed),
)
