"""Parts that several forms share."""

from eligibility.enums import Capacity, Participation, Recommendation, Way
from eligibility.rules.domains import Domain
from eligibility.sheets.fields import EVIDENCE_LINES, Field, Kind, Option, Part, When, choice, long, text, yes_no

WAYS = tuple(Way.choices())


def took_part(*more: Field, capacity: bool = True) -> Part:
    """Who took part, and how they could (reference A.1). A form about another decision asks for capacity in its own place."""
    able = choice(
        "capacity",
        "Capacity to take part in this assessment",
        Capacity.choices(),
        "Presumed unless assessed for this decision. Mental Capacity Act 2005, from 16.",
    )
    return Part(
        "people",
        "Who took part",
        "",
        (
            choice("participated", "Who took part?", Participation.choices()),
            long(
                "participation_reason",
                "If neither took part: why",
                lines=2,
                when=When("participated", ("NEITHER_WITH_REASON",), "Only if neither took part"),
            ),
            *((able,) if capacity else ()),
            yes_no("needs_interpreter", "Does the person need an interpreter?"),
            *more,
        ),
    )


def assessor(who: str = "Assessor") -> tuple[Field, ...]:
    """Who filled in the form, for forms made by one professional."""
    return (
        text("assessed_by", f"{who}’s name", required=True),
        text("assessor_role", f"{who}’s role and profession", required=True),
        text("assessor_organisation", f"{who}’s organisation"),
    )


def findings(words: str = "What the assessment found", hint: str = "") -> Field:
    """What the assessment found, in words: every form needs it."""
    return long("findings", words, hint, lines=6, required=True)


def recommendation(yes: str, no: str, who: str = "The assessor recommends") -> Part:
    """The recommendation in the words of a route. Whoever decides is somebody else."""
    pairs = ((Recommendation.RECOMMEND_ELIGIBLE.value, yes), (Recommendation.RECOMMEND_NOT_ELIGIBLE.value, no))
    return Part(
        "recommendation",
        "Recommendation",
        "A commissioner who did not recommend decides.",
        (
            choice("recommendation", who, pairs, required=True),
            long("rationale", "Why this is recommended", lines=5, required=True),
        ),
    )


def level_field(
    domain: Domain, choices: tuple[Option, ...], *, key: str = "level", starred: bool = False, disagreement: bool = True
) -> Field:
    """One care domain: its level (or column), the evidence, and who disagreed."""
    columns = [Field(f"evidence.{domain.key}", Kind.LONG, "Evidence", lines=EVIDENCE_LINES)]
    if disagreement:
        columns.append(
            Field(
                f"disagreement.{domain.key}",
                Kind.LONG,
                "Who disagreed, and why",
                "If the team cannot agree between two levels, record the higher one.",
                lines=2,
            )
        )
    return Field(
        f"{key}.{domain.key}",
        Kind.DOMAIN,
        domain.label,
        choices=choices,
        required=True,
        columns=tuple(columns),
        starred=starred,
    )


def levels(domain: Domain) -> tuple[Option, ...]:
    """The levels that exist in a domain, each with our own help."""
    return tuple(Option(level.value, level.label, domain.help.get(level.value, "")) for level in domain.levels)
