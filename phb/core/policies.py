"""Local settings by date: what this commissioner decided, and since when.

A key without a row falls back to the product's proposal below, which says where it comes from.
A proposal is a starting point that an organisation replaces; it is never a national rule.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from phb.core.actors import Actor
from phb.core.errors import RuleBroken
from phb.core.models import Policy


@dataclass(frozen=True, slots=True)
class Proposal:
    value: Any
    source: str


PROPOSALS: dict[str, Proposal] = {
    "payment_frequency": Proposal("four_weekly", "Four-weekly payment in advance is the common practice."),
    "payment_anchor": Proposal("2026-04-06", "The first day of a period; each commissioner has its own calendar."),
    "contingency_weeks": Proposal(4, "Seen in practice: one to four weeks."),
    "surplus_trigger_weeks": Proposal(8, "Seen in practice: four to eight weeks' funding."),
    "surplus_retain_weeks": Proposal(8, "By default equal to the trigger."),
    "hospital_grace_days": Proposal(
        28,
        "Days of a stay in hospital paid in full: four to six weeks are usual in Scotland, under seven days had no effect in the "
        "former Independent Living Fund. A proposal of this product; set your own.",
    ),
    "hospital_retainer_percent": Proposal(
        "50", "Percent paid after those days so that assistants stay. No published percent was found; set your own."
    ),
    "hospital_retainer_days": Proposal(
        28,
        "Most days of the retainer, counted over the whole stay: up to four weeks in the former Independent Living Fund; one "
        "council (Haringey) reviews at eight weeks.",
    ),
    "bank_details_rest_hours": Proposal(24, "Product convention: no payment for a day after a change."),
    "run_release_limit": Proposal("50000.00", "Above this a commissioner releases the run."),
    "payer_account": Proposal(
        None, "No account is proposed: name, sort_code, number and Bacs service_user are your own."
    ),
    "ledger_closed_to": Proposal(None, "No period is closed until the organisation closes one."),
    "contingency_inside": Proposal(
        False, "Whether contingency is part of what may be paid; seen both ways in practice."
    ),
    "approval_limits": Proposal(
        [
            {"measure": "weekly", "limit": "1500.00", "role": "COM"},
            {"measure": "weekly", "limit": "999999.00", "role": "COM", "second": True},
        ],
        "No published threshold was found; set your own.",
    ),
    "indicative_extra_lines": Proposal(
        {"insurance_year": "75.00", "payroll_week": "6.25", "training_year": "180.00"},
        "Figures of the worked example; replace with local ones.",
    ),
    "holiday_method": Proposal(
        "percent",
        "percent: 12.07% of pay for hours worked; exact: 5.6 of the other 46.4 weeks. Both pay for 5.6 weeks.",
    ),
    "assistant_reserves": Proposal(
        {"sickness_weeks": "0", "sickness_cover": "statutory", "redundancy_percent": "0"},
        "Weeks of sickness a year that are allowed for and how they are covered (statutory or replacement), and what is set "
        "aside for redundancy in percent of pay. No published figures were found; set your own.",
    ),
    "reduction_notice_days": Proposal(28, "Four weeks is the common figure for reasonable notice."),
    "significant_risk_score": Proposal(
        12, "Of 25, likelihood times impact; a common threshold of a five by five matrix."
    ),
    "minimum_contingency": Proposal(
        ["assistant", "deterioration", "equipment", "helper_lost", "hospital"],
        "What a plan must have an “if… then…” for, where it applies: an assistant cannot come, a sudden change for the worse, "
        "equipment or power fails, the representative or nominee is lost, a stay in hospital; also carer and crisis. A "
        "proposal of this product; no published list was found.",
    ),
    "plan_advice_only": Proposal(
        [],
        "Codes of what is missing in a plan that is only advised on and refuses no sign-off. Only what rests on practice can "
        "stand here, such as support_offered or contingency_hospital; what regulations ask for stays required.",
    ),
    "panel_matters": Proposal(
        ["risk", "family", "off_policy"],
        "What goes before a panel whatever it costs: a risk nobody agrees on or that stays high (risk), family in the "
        "household who are paid (family), a line outside the policy or above the library’s price (off_policy).",
    ),
    "panel_risk_score": Proposal(
        16, "Of 25: what remains of a risk at which a panel looks at it. No published number was found; set your own."
    ),
    "panel_quorum": Proposal(3, "Members who must take part in a panel’s decision. No published number was found."),
    "off_policy_kinds": Proposal(
        [], "Kinds of service that the local policy does not pay for by itself, such as activity or equipment."
    ),
    "review_soon_days": Proposal(28, "How many days before its day a review of a plan is shown as due soon."),
    "review_after_change_days": Proposal(
        14, "“As soon as possible” after a change, in days; a proposal of this product."
    ),
    "review_request_days": Proposal(14, "Answering a person who asks for a review; there is no national limit."),
    "competence_alert_days": Proposal(
        [60, 30, 0],
        "Days before competence in a health task ends at which it is shown as due; a proposal of this product.",
    ),
    "competence_months": Proposal(12, "How long competence in a health task holds; typically checked again each year."),
    "employment_checks": Proposal(
        {
            "employed": [
                "right_to_work",
                "contract",
                "insurance",
                "paye",
                "pension",
                "holiday",
                "training",
                "references",
                "dbs",
                "backup",
            ],
            "self_employed": ["self_employed", "insurance", "training", "dbs", "backup"],
            "agency": ["registration", "indemnity", "complaints"],
        },
        "What is checked of whoever is paid, by how they work. An employer cannot usually be made to ask for a criminal "
        "record check; for children and adults without capacity policies require it. Set your own.",
    ),
    "dbs_months": Proposal(36, "How long a criminal record check counts; seen in practice: under three years (Wigan)."),
    "communication_review_months": Proposal(
        12,
        "How often communication needs are gone through with the person (Accessible Information Standard, DAPB1605, "
        "asks for it regularly and names no interval).",
    ),
    "due_soon_days": Proposal(7, "How many days before its end a clock is shown as due soon."),
    "chc_decision_days": Proposal(28, "National Framework for NHS Continuing Healthcare, July 2022."),
    "children_clock_starts": Proposal(
        "REFERRAL_RECEIVED", "Published descriptions differ: REFERRAL_RECEIVED or ASSESSMENT_ACCEPTED."
    ),
    "evidence_days": Proposal(10, "How many days evidence is given to come; a proposal of this product."),
    "dispute_pays": Proposal(
        "split_before",
        "Who pays while funders dispute a split: split_before (the split before it goes on) or lead (the funder listed "
        "first pays all). Care is never held up, and no body withdraws from an arrangement on its own (National Framework "
        "for NHS Continuing Healthcare, July 2022, on disputes between bodies); which of the two is agreed locally.",
    ),
    "usual_funders": Proposal(
        {},
        "Shares that a split begins with, by stream, where no rule gives them, such as "
        "{“S117”: [[“NHS”, “50”], [“Northmoor Council”, “50”]]}. None is proposed: Derby and Derbyshire use no matrix and "
        "decide each case.",
    ),
    "contingency_paid": Proposal(
        "on_request",
        "When contingency is paid: on_request (when it is needed and asked for) or up_front (with the first payment). Seen "
        "both ways in practice.",
    ),
    "contingency_ask_first": Proposal(
        True, "Whether the holder asks before contingency is used. Surrey Heartlands asks to be told when it is used."
    ),
    "wheelchair_budget_years": Proposal(
        5,
        "Years that a personal wheelchair budget is for: three to five in practice, up to five where needs are stable.",
    ),
    "phb_request_days": Proposal(28, "There is no national limit for answering a request for a budget."),
}


# What else a value must hold, by key: apps above bring a check that raises RuleBroken with the way to mend it.
CHECKS: dict[str, Callable[[Any], None]] = {}


def policy(key: str, *, on: date, organisation_id: int, stream: str = "") -> Any:
    """The value in force on a day for a stream, else for all streams, else the product's proposal.

    Raises KeyError for a key that the product does not know.
    """
    proposal = PROPOSALS[key]
    rows = Policy.objects.filter(organisation_id=organisation_id, key=key, starts__lte=on, stream__in=["", stream])
    row = rows.order_by("-stream", "-starts").first()
    return proposal.value if row is None else row.value


def set_policy(*, key: str, value: Any, starts: date, by: Actor, stream: str = "", source: str = "") -> Policy:
    """Add a dated value; the older ones stay, so past decisions can be recomputed.

    Raises KeyError for an unknown key and RuleBroken for a second value from the same day, or one that its check refuses.
    """
    if key not in PROPOSALS:
        raise KeyError(key)
    if key in CHECKS:
        CHECKS[key](value)
    same_day = Policy.objects.filter(organisation_id=by.organisation_id, key=key, stream=stream, starts=starts)
    if same_day.exists():
        raise RuleBroken("This setting has a value from that day already. Choose another first day.", "starts")
    return Policy.objects.create(
        organisation_id=by.organisation_id,
        key=key,
        value=value,
        starts=starts,
        stream=stream,
        source=source,
        set_by_id=by.user_id,
    )


def read_value(key: str, text: str) -> Any:
    """A typed value, of the same kind as the product's proposal. Raises RuleBroken when it is of another kind."""
    proposal = PROPOSALS[key].value
    if isinstance(proposal, str):
        return text.strip()
    try:
        value = json.loads(text, parse_float=str)
    except ValueError as error:
        raise RuleBroken("This cannot be read. Keep the form of the value that is there.", "value") from error
    if proposal is not None and type(value) is not type(proposal):
        raise RuleBroken("This is of another kind than the value that is there. Keep its form.", "value")
    if isinstance(value, int) and not 0 <= value <= 100_000:
        raise RuleBroken("Enter a whole number from 0 to 100,000.", "value")
    return value


def name_of(key: str) -> str:
    return key.replace("_", " ").capitalize().replace("Chc", "CHC")


@dataclass(frozen=True, slots=True)
class InForce:
    """One setting as a page shows it; `since` is empty while the product's proposal stands."""

    key: str
    name: str
    value: Any
    source: str
    since: date | None
    next_from: date | None


def in_force(actor: Actor, *, on: date) -> list[InForce]:
    """Every setting of the organisation on a day, and the day of the next change that is recorded."""
    rows: dict[str, Policy] = {}
    coming: dict[str, date] = {}
    for row in Policy.objects.filter(organisation_id=actor.organisation_id, stream="").order_by("starts"):
        if row.starts <= on:
            rows[row.key] = row
        else:
            coming.setdefault(row.key, row.starts)
    return [
        InForce(
            key,
            name_of(key),
            rows[key].value if key in rows else proposal.value,
            rows[key].source if key in rows else proposal.source,
            rows[key].starts if key in rows else None,
            coming.get(key),
        )
        for key, proposal in PROPOSALS.items()
    ]


def history(actor: Actor, key: str) -> QuerySet[Policy]:
    """All recorded values of a setting, newest first."""
    return (
        Policy.objects.filter(organisation_id=actor.organisation_id, key=key)
        .select_related("set_by")
        .order_by("-starts")
    )
