"""Each form filled in completely, as the rules read it, and offers to fill them in under."""

from datetime import date
from typing import Any

from eligibility.models import Offer
from eligibility.rules.domains import children_domains
from phb.core.actors import Actor
from tests.factories import offers
from tests.factories.eligibility import checklist_answers, dst_answers

ASSESSOR = {"assessed_by": "Ruth Amadi", "assessor_role": "Nurse assessor", "participated": "PERSON"}
YES = {"recommendation": "RECOMMEND_ELIGIBLE", "rationale": "As the assessment found."}
CRITERIA = [
    {"id": "c1", "text": "Is the person registered with a GP in the area?", "type": "boolean", "required": True},
    {"id": "c2", "text": "Is the need expected to last more than six months?", "type": "boolean", "required": True},
]
LOCAL_CRITERIA = [
    {"id": "c1", "text": "Is the person registered with a GP in the area?", "type": "boolean", "required": True},
    {
        "id": "c2",
        "text": "How many unplanned admissions in 12 months?",
        "type": "number",
        "at_least": "3",
        "required": True,
    },
    {"id": "c3", "text": "Which letter supports this?", "type": "document", "required": True},
]


def children_answers(**levels: str) -> dict[str, Any]:
    """No additional needs unless told otherwise; complete."""
    return {
        "level": {key: levels.get(key, "NONE") for key in children_domains()},
        "evidence_areas": {"preferences": True, "holistic_assessment": True, "reports": True, "dst_domains": True},
        "area": {"preferences": "To stay at home with her brothers."},
        "ehc_plan": "IN_PLACE",
        "recommendation": "HAS_CC_NEED",
        "rationale": "All four areas weigh.",
        **ASSESSOR,
    }


def answers_for(tool: str) -> dict[str, Any]:
    """A complete form of a tool."""
    return {
        "checklist": checklist_answers(breathing="A"),
        "dst": dst_answers(breathing="SEVERE", mobility="SEVERE"),
        "children_checklist": {
            "domain": {"breathing": "Ventilated at night."},
            "pre_assessment_outcome": "FULL_ASSESSMENT",
            "reason": "Needs go beyond universal services.",
            **ASSESSOR,
        },
        "children": children_answers(breathing="SEVERE"),
        "wheelchair": {
            "criteria_met": {"c1": True, "c2": True},
            "long_term": True,
            "need_reason": "CLINICAL_CHANGE",
            "findings": "Posture has changed.",
            "option": "THIRD_PARTY",
            "clinically_appropriate": True,
            "budget_value": "2,350.00",
            "budget_years": "5",
            "told_budget": True,
            "told_options": True,
            "told_repairs": True,
            "told_ownership": True,
            **ASSESSOR,
            **YES,
        },
        "section_117": {
            "section": "S3",
            "detained_from": "2026-01-05",
            "ceased_detention": "2026-03-01",
            "left_hospital": "2026-03-02",
            "on_cto": False,
            "second_detention": False,
            "residence_before_detention_la": "Northmoor Council",
            "icb_at_application": "Northmoor ICB",
            "services": [
                {"name": "Supported flat", "arises_from_mental_disorder": True, "reduces_risk_of_readmission": True}
            ],
            "findings": "Needs support to take medicine.",
            **ASSESSOR,
            **YES,
        },
        "fnc": {
            "chc_considered": "YES_NOT_ELIGIBLE",
            "nursing_home": True,
            "needs_registered_nursing": True,
            "agrees": True,
            "band": "STANDARD",
            "start_date": "2026-09-01",
            "findings": "Needs a nurse each day.",
            **ASSESSOR,
            **YES,
        },
        "joint_package": {
            "chc_decision": "NOT_ELIGIBLE",
            "health_needs_beyond_la": True,
            "findings": "Epilepsy needs a trained carer.",
            "nhs_part_agreed": True,
            "la_part_agreed": True,
            "dispute_procedure": True,
            **ASSESSOR,
            **YES,
        },
        "local_offer": {
            "criterion_answers": {"c1": True, "c2": "4", "c3": "Letter of Dr Lewis, on file"},
            "option": "NOTIONAL",
            "findings": "Four admissions for falls.",
            **ASSESSOR,
            **YES,
        },
        "review": {
            "type": "THREE_MONTH",
            "care_plan_still_right": True,
            "needs_changed_enough_to_reassess": False,
            "changes": {"breathing": "SAME"},
            **ASSESSOR,
        },
        "phb_request": {
            "asked_on": "2026-10-01",
            "asked_by": "Her daughter",
            "appropriate_extent": "ALL",
            "ways": {"NOTIONAL": True, "DIRECT_PAYMENT": True},
            **ASSESSOR,
        },
        "direct_payment": {
            "in_prison": False,
            "capacity": "HAS_CAPACITY",
            "consent": True,
            "recipient_type": "PERSON",
            "can_manage": "WITH_HELP",
            "appropriate_for_condition": True,
            "value_for_money": True,
            "care_plan_agreed": True,
            "risks_agreed": True,
            "needs_met_by_services": True,
            "covers_full_cost": True,
            "review_agreed": True,
            **ASSESSOR,
        },
    }[tool]


def make_offer(by: Actor, approver: Actor, cohort: str, criteria: list[dict[str, Any]], **terms: Any) -> Offer:
    """An offer in force since the beginning of 2026, with criteria that the forms above answer."""
    terms = {
        "name": f"Offer for {cohort.lower()}",
        "since": date(2026, 1, 1),
        "management_options": ["NOTIONAL", "THIRD_PARTY"],
        "decider": "Panel",
        "find": [],
        **terms,
    }
    return offers.make_offer(by, approver, cohort=cohort, criteria=criteria, **terms)
