"""Adult continuing healthcare: Checklist, Decision Support Tool, Fast Track Pathway Tool, nursing care, joint packages."""

from eligibility.enums import ClinicianRegister, NursingBand, Recommendation
from eligibility.rules.domains import Domain, adult_domains, checklist_domains
from eligibility.rules.dst import CHARACTERISTICS
from eligibility.rules.mdt import professions
from eligibility.sheets.fields import Field, Option, Part, choice, day, long, rows, select, text, tick, yes_no
from eligibility.sheets.shared import assessor, findings, level_field, levels, recommendation, took_part


def checklist() -> tuple[Part, ...]:
    """The Checklist: 11 domains in columns A, B or C."""
    domains = tuple(
        level_field(domain, _columns(domain), key="domain", starred=domain.starred, disagreement=False)
        for domain in checklist_domains().values()
    )
    return (
        Part("domains", "Domains", "", domains),
        Part(
            "judgement",
            "If no threshold is met",
            "",
            (
                long(
                    "judgement_reason",
                    "Reasons why a full assessment is needed all the same",
                    "Leave empty if it is not. With reasons the Checklist is positive by judgement.",
                ),
            ),
        ),
        took_part(
            text("practitioner", "Practitioner who completed the Checklist"),
            text("practitioner_role", "Role"),
            text("practitioner_organisation", "Organisation"),
        ),
    )


def _columns(domain: Domain) -> tuple[Option, ...]:
    low = f"{domain.help['LOW']} Or: {domain.help['NONE'][0].lower()}{domain.help['NONE'][1:]}"
    return (
        Option("A", "A: high or above", domain.help["HIGH"]),
        Option("B", "B: moderate", domain.help["MODERATE"]),
        Option("C", "C: low or no needs", low),
    )


def dst() -> tuple[Part, ...]:
    """The Decision Support Tool: 12 domains, the team, the four characteristics, the recommendation."""
    domains = tuple(level_field(domain, levels(domain)) for domain in adult_domains().values())
    four = tuple(long(key, key.capitalize(), asks, lines=4, required=True) for key, asks in CHARACTERISTICS.items())
    return (
        Part("domains", "Domains", "", domains),
        Part(
            "members",
            "Multidisciplinary team",
            "Two professionals of different healthcare professions, or one healthcare professional and one Care Act "
            "assessor.",
            (team(),),
        ),
        took_part(long("views", "Views of the person and of whoever acts for them")),
        Part("characteristics", "The four characteristics", "", four),
        Part(
            "recommendation",
            "Recommendation",
            "",
            (
                choice("recommendation", "The team recommends", Recommendation.choices(), required=True),
                long(
                    "rationale",
                    "Why this is recommended",
                    "Needed always; above all when it departs from the indicated pattern.",
                    lines=6,
                    required=True,
                ),
            ),
        ),
    )


def team() -> Field:
    """The members of a multidisciplinary team."""
    return rows(
        "members",
        "Member",
        (
            text("name", "Name"),
            select("profession", "Profession", professions()),
            text("organisation", "Organisation"),
            tick("is_care_act_assessor", "Assesses adults under the Care Act"),
        ),
        fewest=4,
        most=12,
    )


def fast_track() -> tuple[Part, ...]:
    """The Fast Track Pathway Tool as it was received. It is recorded whole, on a page of its own."""
    return (
        Part(
            "tool",
            "Fast Track Pathway Tool",
            "",
            (
                text("clinician_name", "Clinician"),
                choice("clinician_register", "Registered as", ClinicianRegister.choices()),
                yes_no("responsible_under_nhs_act", "Responsible for the person’s diagnosis, treatment or care"),
                yes_no("rapidly_deteriorating", "A primary health need from a rapidly deteriorating condition"),
                yes_no("may_be_entering_terminal_phase", "The condition may be entering a terminal phase"),
                long("reasons", "The clinician’s reasons"),
                text("preferred_place_of_care", "Preferred place of care"),
            ),
        ),
    )


CONSIDERED = (
    ("YES_NOT_ELIGIBLE", "Yes: not eligible"),
    ("YES_ELIGIBLE", "Yes: eligible"),
    ("NO", "No, not yet"),
)


def fnc() -> tuple[Part, ...]:
    """NHS-funded nursing care: the conditions of regulation 28, the nurse's findings, the band and the start."""
    return (
        Part(
            "conditions",
            "Conditions",
            "All must hold: SI 2012/2996 regulation 28.",
            (
                choice(
                    "chc_considered",
                    "Has NHS Continuing Healthcare been considered first?",
                    CONSIDERED,
                    "It always comes before nursing care.",
                    required=True,
                ),
                yes_no(
                    "nursing_home",
                    "Does the person live in, or need to enter, a care home registered for nursing?",
                    required=True,
                ),
                yes_no(
                    "needs_registered_nursing",
                    "Did a registered nurse find that nursing care is needed?",
                    required=True,
                ),
                yes_no("agrees", "Does the person agree to receive it?", required=True),
            ),
        ),
        Part("nursing", "What the nurse found", "", (findings("Nursing needs"), *assessor("Registered nurse"))),
        Part(
            "payment",
            "Payment to the home",
            "",
            (
                day("start_date", "First day of nursing care", "The weekly rate of that day’s year is used."),
                choice(
                    "band",
                    "Band",
                    NursingBand.choices(),
                    "The high band is only for people who were on it on 1 October 2007 and have kept it.",
                ),
            ),
        ),
        took_part(),
        recommendation("Nursing care is due", "Nursing care is not due"),
    )


def joint_package() -> tuple[Part, ...]:
    """A joint package: what is beyond the local authority, and what each body agrees to pay for."""
    return (
        Part(
            "conditions",
            "Why a joint package",
            "There is no national score and no national split.",
            (
                choice(
                    "chc_decision",
                    "Decision on NHS Continuing Healthcare",
                    (("NOT_ELIGIBLE", "Not eligible"), ("ELIGIBLE", "Eligible")),
                    "A joint package follows only when the person is not eligible.",
                    required=True,
                ),
                yes_no(
                    "health_needs_beyond_la",
                    "Are there health needs beyond what a local authority may lawfully meet?",
                    required=True,
                ),
                findings("Which needs, and why they are beyond it"),
            ),
        ),
        Part(
            "shares",
            "What each body does",
            "",
            (
                yes_no("nhs_part_agreed", "Has the NHS agreed its part?"),
                long("nhs_part", "The NHS part", "Services, and the share or amount", lines=2),
                yes_no("la_part_agreed", "Has the local authority agreed its part?"),
                long("la_part", "The local authority’s part", "Services, and the share or amount", lines=2),
                yes_no("dispute_procedure", "Is there an agreed procedure for disputes about each one’s contribution?"),
            ),
        ),
        took_part(*assessor()),
        recommendation("A joint package", "No joint package"),
    )
