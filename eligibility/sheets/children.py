"""Children and young people's continuing care: pre-assessment and assessment."""

from eligibility.rules.children import EHC_PLANS, EVIDENCE_AREAS, PRE_ASSESSMENT
from eligibility.rules.domains import children_domains
from eligibility.sheets.fields import Field, Part, choice, day, long, text, tick
from eligibility.sheets.shared import level_field, levels, took_part

RECOMMENDATIONS = (
    ("HAS_CC_NEED", "The child or young person has a continuing care need"),
    ("NO_CC_NEED", "The child or young person has no continuing care need"),
)


def pre_assessment() -> tuple[Part, ...]:
    """The pre-assessment checklist: notes on ten domains and a reasoned judgement. There is no pass mark."""
    notes = tuple(long(f"domain.{key}", domain.label, lines=3) for key, domain in children_domains().items())
    return (
        Part(
            "domains",
            "Needs by domain",
            "Needs beyond those usual for a child of this age. Write only where there is something to say.",
            notes,
        ),
        Part(
            "outcome",
            "Outcome",
            "A reasoned judgement: there is no score and no pass mark.",
            (
                choice("pre_assessment_outcome", "What follows?", PRE_ASSESSMENT.items(), required=True),
                long("reason", "Why", lines=4, required=True),
            ),
        ),
        took_part(
            text("assessed_by", "Name of whoever completed it", required=True),
            text("assessor_role", "Their role and profession"),
            text("assessor_organisation", "Their organisation"),
        ),
    )


def assessment() -> tuple[Part, ...]:
    """The assessment: ten domains, four areas of evidence, the EHC plan and the recommendation."""
    domains = tuple(level_field(domain, levels(domain)) for domain in children_domains().values())
    return (
        Part("domains", "Domains", "Levels are judged against what is usual for a child of that age.", domains),
        Part("evidence_areas", "Four areas of evidence", "All four are needed.", _areas()),
        Part(
            "ehc",
            "Education, health and care plan",
            "Continuing care stops at 18; an EHC plan may last to 25. Each has its own dates.",
            (
                choice("ehc_plan", "EHC plan", EHC_PLANS.items()),
                day("ehc_review_on", "Next annual review of the EHC plan", "The two reviews can be held together."),
            ),
        ),
        took_part(
            text("assessed_by", "Nominated health assessor’s name", required=True),
            text("assessor_role", "Nominated health assessor’s role and profession", required=True),
            text("assessor_organisation", "Nominated health assessor’s organisation"),
        ),
        Part(
            "recommendation",
            "Recommendation",
            "The levels guide. The panel decides.",
            (
                choice("recommendation", "The assessor recommends", RECOMMENDATIONS, required=True),
                long("rationale", "Why this is recommended", lines=5, required=True),
            ),
        ),
    )


def _areas() -> tuple[Field, ...]:
    fields: list[Field] = []
    for key, words in EVIDENCE_AREAS.items():
        fields.append(tick(f"evidence_areas.{key}", f"{words}: gathered"))
        if key != "dst_domains":
            fields.append(long(f"area.{key}", words, lines=3))
    return tuple(fields)
