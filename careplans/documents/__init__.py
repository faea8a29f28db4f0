"""The care plan: exactly what is printed, as plain values, and the papers made of it.

Contents: regulation 8 of the National Health Service (Direct Payments)
Regulations 2013, and the PRSB personalised care and support plan with About
Me (DAPB4022). Needs hold outcomes, outcomes hold services, services hold
cost lines: every pound can be followed to an outcome and back.
"""

from careplans.documents.easy import EasyRead, easy_read
from careplans.documents.front import ROOMS, Front, front_of, shorten
from careplans.documents.parts import (
    AboutMe,
    Action,
    Capacity,
    Choice,
    Decision,
    Emergency,
    FunderShare,
    HealthTask,
    Money,
    Need,
    OtherPlan,
    Outcome,
    PaidPerson,
    PersonInPlan,
    Risk,
    Section,
    ServiceLine,
    Signature,
    StageGoal,
)  # fmt: skip
from careplans.documents.plan import CarePlan
from careplans.documents.provider import ProviderPart, part_for, same_provider
from phb.core.pdf import Format, Printed, print_document

__all__ = [
    "AboutMe", "Action", "Capacity", "CarePlan", "Choice", "Decision", "EasyRead", "Emergency", "Front", "FunderShare",
    "HealthTask", "Money", "Need", "OtherPlan", "Outcome", "PaidPerson", "PersonInPlan", "ProviderPart", "Risk", "Section",
    "ServiceLine", "Signature", "StageGoal", "easy_read", "front_of", "part_for", "print_care_plan", "print_easy_read",
    "print_provider_part", "print_summary", "same_provider", "shorten",
]  # fmt: skip

# How many pages the summary may fill: one at 12 point, both sides of a sheet at 18.
SIDES = {Format.STANDARD: 1, Format.LARGE_PRINT: 2}


def print_care_plan(plan: CarePlan, *, format: Format = Format.STANDARD) -> Printed:
    """The plan as tagged PDF, its first page shortened by rule until it stands on one.

    Raises DocumentRefused or DocumentTimedOut.
    """
    whole = _whole(plan, format, 0)
    if whole.parts.get("plan", 1) <= SIDES[format] + 1:
        return whole
    return _whole(plan, format, _fitting(plan, format, 1)[0])


def print_summary(plan: CarePlan, *, format: Format = Format.STANDARD) -> Printed:
    """The one page for the fridge; in large print both sides of one sheet."""
    return _fitting(plan, format, 0)[1]


def print_easy_read(made: EasyRead, *, format: Format = Format.STANDARD) -> Printed:
    """The plan in easy read, made by rule (`easy_read`)."""
    return print_document("documents/care_plan_easy.html", made, title=made.title, format=format)


def print_provider_part(made: ProviderPart, *, format: Format = Format.STANDARD) -> Printed:
    """What one provider is given of a plan (`part_for`)."""
    return print_document("documents/care_plan_provider.html", made, title=made.title, format=format)


def _whole(plan: CarePlan, format: Format, level: int) -> Printed:
    return print_document(
        "documents/care_plan.html", plan, title=plan.title, format=format, front=front_of(plan, level)
    )


def _fitting(plan: CarePlan, format: Format, level: int) -> tuple[int, Printed]:
    """The first level of shortening, from the one given, at which the summary fits; and the summary."""
    while True:
        printed = print_document(
            "documents/care_plan_summary.html", plan, title="My plan on one page", format=format,
            front=front_of(plan, level),
        )  # fmt: skip
        if printed.pages <= SIDES[format] or level == len(ROOMS) - 1:
            return level, printed
        level += 1
