"""Wheelchairs, section 117 aftercare and commissioners' own offers."""

from collections.abc import Iterable, Mapping
from typing import Any

from eligibility.enums import Cohort
from eligibility.rules.section_codes import NOT_QUALIFYING, QUALIFYING
from eligibility.rules.wheelchair import CONTRIBUTION_SOURCES, NEED_REASONS, OPTIONS, OUTSIDE_OFFER
from eligibility.sheets.fields import (
    Field,
    Kind,
    Part,
    Terms,
    When,
    choice,
    day,
    money,
    rows,
    select,
    text,
    tick,
    ticks,
    yes_no,
)
from eligibility.sheets.fields import number as number_field
from eligibility.sheets.shared import WAYS, assessor, findings, recommendation, took_part

_CONTRIBUTES = When("option", ("NOTIONAL_WITH_CONTRIBUTION", "THIRD_PARTY"), "Only with a contribution")
_THIRD_PARTY = When("option", ("THIRD_PARTY",), "Only for a third-party budget")


def wheelchair(offer: Terms | None = None) -> tuple[Part, ...]:
    """The commissioner's criteria, why a chair is needed, the option, and what the person was told."""
    criteria = tuple(
        yes_no(f"criteria_met.{each['id']}", str(each["text"]), _bounds(each), required=True)
        for each in _criteria(offer)
    )
    intro = (
        "The commissioner’s criteria in force when this form was started."
        if criteria
        else "The commissioner has recorded no criteria for wheelchairs yet. Record them under offers first."
    )
    return (
        Part("criteria", "Local criteria", intro, criteria),
        Part(
            "need",
            "Need",
            "",
            (
                yes_no("long_term", "Is the need long-term?"),
                choice("need_reason", "Why is a chair needed now?", NEED_REASONS.items(), required=True),
                ticks(
                    "outside_offer",
                    "Is any of this what is asked for?",
                    OUTSIDE_OFFER.items(),
                    _outside(offer),
                ),
                findings(
                    "What the assessment found", "Posture, mobility, health, and the person’s wider goals and wishes"
                ),
                day("referred_on", "Referred to the wheelchair service on", "Handover is aimed at within 18 weeks."),
            ),
        ),
        Part(
            "told",
            "What the person was told",
            "All before the person chooses.",
            (
                tick("told_budget", "The amount available"),
                tick("told_options", "The options offered locally"),
                tick("told_repairs", "Who pays for repairs"),
                tick("told_ownership", "Who owns the chair, and what happens at the end of the period"),
            ),
        ),
        Part(
            "option",
            "The option chosen",
            "The notional option with no contribution is always open.",
            (
                choice("option", "Option", _options(offer)),
                money("budget_value", "Value of the budget", "What the NHS would have spent. In pounds, like 1250.00"),
                day("budget_start", "First day of the budget period"),
                number_field("budget_years", "Years of the budget period", "Commonly 3 for children, 5 for adults"),
                choice("contribution_source", "Who contributes?", CONTRIBUTION_SOURCES.items(), when=_CONTRIBUTES),
                money("contribution_amount", "Contribution", when=_CONTRIBUTES),
                yes_no(
                    "clinically_appropriate",
                    "Does the therapist agree that it is clinically appropriate?",
                    when=_THIRD_PARTY,
                ),
                yes_no("repairs_in_budget", "Is a sum for repairs in the budget?", when=_THIRD_PARTY),
            ),
        ),
        took_part(*assessor("Therapist")),
        recommendation("A personal wheelchair budget", "No personal wheelchair budget"),
    )


def section_117() -> tuple[Part, ...]:
    """Detention, the two responsible bodies apart, and what aftercare covers. Ending it has a page of its own."""
    second = When("second_detention", ("yes",), "Only after an earlier qualifying detention")
    england = When("arranged_by_nhs_england", ("yes",), "Only if NHS England arranged the stay")
    return (
        Part(
            "detention",
            "Detention",
            "The duty starts when the person is no longer detained and has left hospital.",
            (
                select(
                    "section", "Section of the Mental Health Act 1983", (*QUALIFYING.items(), *NOT_QUALIFYING.items())
                ),
                day("detained_from", "Detained from"),
                day("ceased_detention", "No longer detained since"),
                day("left_hospital", "Left hospital on"),
                yes_no("on_cto", "On a community treatment order?"),
                yes_no("second_detention", "Was there an earlier qualifying detention?"),
            ),
        ),
        Part(
            "local_authority",
            "Which local authority is responsible",
            "Where the person was ordinarily resident immediately before being detained.",
            (
                text("residence_before_detention_la", "Local authority of residence before this detention"),
                text("discharge_la", "If there is none: where resident or sent on discharge"),
                text("first_residence_la", "Local authority of residence before the first detention", when=second),
            ),
        ),
        Part(
            "icb",
            "Which integrated care board is responsible",
            "It may be another area’s than the local authority.",
            (
                text(
                    "icb_at_application",
                    "Board with core responsibility when the application for detention was made",
                    "Normally by GP registration then",
                ),
                yes_no("arranged_by_nhs_england", "Was the stay arranged by NHS England?"),
                text("icb_on_first_day", "Board on the first day of detention", when=england),
                yes_no(
                    "service_commissioned_by_nhs_england",
                    "Is the aftercare a service that NHS England must itself commission?",
                ),
                text("original_icb", "Board responsible after the first detention", when=second),
                yes_no(
                    "discharged_from_aftercare",
                    "Was the person discharged from aftercare between the two detentions?",
                    when=second,
                ),
            ),
        ),
        Part(
            "services",
            "What aftercare covers",
            "Each service must meet a need arising from or related to the mental disorder, and reduce the risk of "
            "getting worse and so of readmission. Other needs follow other law.",
            (
                rows(
                    "services",
                    "Service",
                    (
                        text("name", "Service"),
                        tick("arises_from_mental_disorder", "Need from the mental disorder"),
                        tick("reduces_risk_of_readmission", "Reduces the risk of readmission"),
                    ),
                    fewest=3,
                    most=15,
                ),
                findings("Needs and how they are met"),
            ),
        ),
        took_part(*assessor()),
        recommendation("Aftercare is due", "Aftercare is not due"),
    )


def local_offer(offer: Terms | None = None) -> tuple[Part, ...]:
    """The criteria of the commissioner's own offer, as it was in force, and what is recommended."""
    criteria = tuple(_criterion(each) for each in _criteria(offer))
    intro = (
        "The commissioner’s own criteria. They give no right, and not meeting one is no refusal of one."
        if criteria
        else "This offer has no criteria of its own."
        if offer
        else "Choose the offer on the case first."
    )
    parts = [Part("criteria", "Criteria of the offer", intro, criteria)]
    if offer is not None and offer.cohort == Cohort.MATERNITY:
        parts.append(_maternity())
    parts += [
        Part(
            "budget",
            "Budget",
            "",
            (
                choice("option", "How it would be managed", _ways(offer)),
                money("amount", "Amount asked for"),
            ),
        ),
        Part("findings", "Findings", "", (findings(hint="The outcome hoped for, and why this helps"),)),
        took_part(*assessor()),
        recommendation("Offer a budget", "Do not offer a budget"),
    ]
    return tuple(parts)


def _maternity() -> Part:
    return Part(
        "maternity",
        "Maternity",
        "A notional budget only: it cannot be topped up, and cannot buy care from a midwife without an NHS contract.",
        (
            yes_no("provider_has_nhs_contract", "Has the chosen provider an NHS contract?"),
            yes_no("top_up", "Would the person add money?"),
        ),
    )


def _criteria(offer: Terms | None) -> Iterable[Mapping[str, Any]]:
    return offer.criteria if offer is not None else ()


def _criterion(each: Mapping[str, Any]) -> Field:
    key, words = f"criterion_answers.{each['id']}", str(each["text"])
    if each.get("type") == "number":
        return Field(key, Kind.NUMBER, words, _bounds(each) or "A number", required=True)
    if each.get("type") == "document":
        return Field(key, Kind.TEXT, words, "Which document, and where it is kept", required=True)
    return Field(key, Kind.YES_NO, words, required=True)


def _bounds(each: Mapping[str, Any]) -> str:
    low, high = each.get("at_least"), each.get("at_most")
    if low not in (None, "") and high not in (None, ""):
        return f"The offer asks for {low} to {high}"
    if low not in (None, ""):
        return f"The offer asks for {low} or more"
    return f"The offer asks for {high} or less" if high not in (None, "") else ""


def _options(offer: Terms | None) -> tuple[tuple[str, str], ...]:
    """The local options; the notional one is always open, and a contribution goes with it."""
    allowed = set(offer.management_options or ()) if offer is not None else set()
    always = {"NOTIONAL", "NOTIONAL_WITH_CONTRIBUTION"}
    return tuple(pair for pair in OPTIONS.items() if not allowed or pair[0] in allowed | always)


def _ways(offer: Terms | None) -> tuple[tuple[str, str], ...]:
    allowed = set(offer.management_options or ()) if offer is not None else set()
    return tuple(pair for pair in WAYS if not allowed or pair[0] in allowed)


def _outside(offer: Terms | None) -> str:
    """What the commissioner's own offer leaves out, beside the usual list."""
    listed = "; ".join(str(each) for each in (offer.outside or ())) if offer is not None else ""
    return f"Leave all empty if none is. This offer leaves out: {listed}" if listed else "Leave all empty if none is."
