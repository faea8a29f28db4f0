"""Made-up answers to the assessment forms of the routes beside adult continuing healthcare."""

from typing import Any

from eligibility.rules.domains import children_domains

ASSESSOR = {
    "assessed_by": "Ruth Adeyemi",
    "assessor_role": "Nurse assessor",
    "assessor_organisation": "NHS Northmoor Integrated Care Board",
    "participated": "BOTH",
    "capacity": "HAS_CAPACITY",
}
YES = {"recommendation": "RECOMMEND_ELIGIBLE", "rationale": "Taken together, what was found speaks for it."}
CHILD_LEVELS = {"breathing": "SEVERE", "mobility": "HIGH", "nutrition": "MODERATE", "communication": "MODERATE"}


def screening() -> dict[str, Any]:
    """A children's pre-assessment that asks for a full one."""
    return {
        "domain": {
            "breathing": "On a ventilator at night; suction several times a day.",
            "mobility": "Hoisted for all transfers.",
        },
        "pre_assessment_outcome": "FULL_ASSESSMENT",
        "reason": "The needs go beyond what universal and specialist services can meet.",
        **ASSESSOR,
    }


def answers(tool: str) -> dict[str, Any]:
    """A complete form of a tool, in favour."""
    if tool == "children":
        return {
            "level": {key: CHILD_LEVELS.get(key, "LOW") for key in children_domains()},
            "evidence_areas": {"preferences": True, "holistic_assessment": True, "reports": True, "dst_domains": True},
            "area": {
                "preferences": "To sleep at home and go to school with her sister.",
                "holistic_assessment": "Seen at home, at school and at the hospice over two weeks.",
                "reports": "Respiratory consultant, physiotherapist, school nurse.",
            },
            "ehc_plan": "IN_PLACE",
            "recommendation": "HAS_CC_NEED",
            "rationale": "The four areas of evidence point the same way.",
            **ASSESSOR,
        }
    return {**_ANSWERS[tool], **ASSESSOR, **YES}


_ANSWERS: dict[str, dict[str, Any]] = {
    "section_117": {
        "section": "S3",
        "detained_from": "2026-01-05",
        "ceased_detention": "2026-03-01",
        "left_hospital": "2026-03-02",
        "on_cto": False,
        "second_detention": False,
        "residence_before_detention_la": "Northmoor Council",
        "icb_at_application": "NHS Northmoor Integrated Care Board",
        "services": [
            {"name": "Supported flat", "arises_from_mental_disorder": True, "reduces_risk_of_readmission": True},
            {
                "name": "Peer support each week",
                "arises_from_mental_disorder": True,
                "reduces_risk_of_readmission": True,
            },
        ],
        "findings": "Well for four months with support to take medicine and somebody to call at night.",
    },
    "joint_package": {
        "chc_decision": "NOT_ELIGIBLE",
        "health_needs_beyond_la": True,
        "findings": "Epilepsy that needs a trained carer beside personal care.",
        "nhs_part_agreed": True,
        "la_part_agreed": True,
        "dispute_procedure": True,
    },
    "wheelchair": {
        "criteria_met": {"c1": True, "c2": True},
        "long_term": True,
        "need_reason": "CLINICAL_CHANGE",
        "findings": "Posture has changed since spring; sits for ten hours a day and wishes to go to college.",
        "option": "THIRD_PARTY",
        "clinically_appropriate": True,
        "repairs_in_budget": True,
        "contribution_source": "CHARITY",
        "contribution_amount": "400.00",
        "budget_value": "2,350.00",
        "budget_years": "5",
        "told_budget": True,
        "told_options": True,
        "told_repairs": True,
        "told_ownership": True,
    },
    "local_offer": {
        "option": "NOTIONAL",
        "amount": "450.00",
        "findings": "Hopes for time of her own each week, so that caring can go on. A short budget would help.",
    },
}
