"""What a plan must hold before anyone signs it (regulation 8 and the chain from need to cost).

Gaps are shown while drafting and refused at sign-off. Each says what is
missing, why it is required, and where to mend it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from careplans.enums import DIRECT_PAYMENT_METHODS
from careplans.rules.content import PlanContent, Service
from phb.core.errors import RuleBroken
from phb.core.money import ZERO, format_pounds

REGULATION_8 = "National Health Service (Direct Payments) Regulations 2013, regulation 8"
REGULATION_13 = "National Health Service (Direct Payments) Regulations 2013, regulation 13(1)"
HOUSE = "A rule of this product: every pound can be followed to an outcome"


@dataclass(frozen=True, slots=True)
class Gap:
    """Something missing. `where` is the part of the plan in which to mend it, `key` the item there, or ""."""

    what: str
    why: str
    source: str
    where: str
    key: str = ""


def gaps(plan: PlanContent) -> tuple[Gap, ...]:
    """All that is missing, in the order of the plan; empty when the plan may be signed."""
    return (*chain_gaps(plan), *statement_gaps(plan), *risk_gaps(plan), *people_gaps(plan))


def check_complete(plan: PlanContent) -> None:
    """Refuse sign-off while anything is missing (RuleBroken, listing all of it)."""
    if found := gaps(plan):
        raise RuleBroken("The plan is not complete. " + " ".join(gap.what for gap in found))


def chain_gaps(plan: PlanContent) -> tuple[Gap, ...]:
    """Breaks in the chain need → outcome → service → cost."""
    return tuple(_chain(plan))


def _chain(plan: PlanContent) -> Iterator[Gap]:
    needs, outcomes = {need.key for need in plan.needs}, {outcome.key for outcome in plan.outcomes}
    if not plan.needs:
        yield Gap("Add at least one need.", "A plan says which health needs it is to meet.", REGULATION_8, "needs")
    if not plan.outcomes:
        yield Gap("Add at least one outcome.", "A plan says what should come of the care.", REGULATION_8, "outcomes")
    if not plan.services:
        yield Gap(
            "Add at least one service.", "A direct payment buys only services in the plan.", REGULATION_8, "services"
        )
    for outcome in plan.outcomes:
        if not needs & set(outcome.needs):
            yield Gap(
                f"“{outcome.words}” serves no need. Choose the need.",
                "Each outcome answers a need.",
                HOUSE,
                "outcomes",
                outcome.key,
            )
    served = {key for outcome in plan.outcomes for key in outcome.needs}
    for need in plan.needs:
        if need.key not in served:
            yield Gap(
                f"Nothing is planned for “{need.words}”. Add an outcome for it.",
                "The services must be able to meet the needs in the plan.",
                REGULATION_8,
                "needs",
                need.key,
            )
    for service in plan.services:
        yield from _service(service, outcomes)
    met = {key for service in plan.services for key in service.outcomes}
    for outcome in plan.outcomes:
        if outcome.key not in met:
            yield Gap(
                f"No service works towards “{outcome.words}”. Add one, paid or not.",
                "Each outcome needs something that brings it about.",
                HOUSE,
                "outcomes",
                outcome.key,
            )


def _service(service: Service, outcomes: set[str]) -> Iterator[Gap]:
    def gap(what: str, why: str, source: str = HOUSE) -> Gap:
        return Gap(f"“{service.words}” {what}", why, source, "services", service.key)

    if not outcomes & set(service.outcomes):
        yield gap("meets no outcome. Choose the outcome.", "Each service works towards an outcome.")
    if service.amount is None:
        yield gap(
            "has no cost. Enter it, or £0.00 if it costs nothing.",
            "The amount must cover the full cost of each service.",
            REGULATION_13,
        )
        return
    if service.full_cost is not None and service.amount < service.full_cost:
        short = format_pounds(service.full_cost - service.amount)
        yield gap(
            f"is {short} short of its full cost of {format_pounds(service.full_cost)}. Raise the amount.",
            "The amount must cover the full cost of each service, not only of all together.",
            REGULATION_13,
        )
    if service.amount == 0:
        return
    if service.holding is None:
        yield gap("has nobody who holds the money. Choose how it is held.", "Each line is held in one way.")
    if not service.frequency:
        yield gap("does not say how often it is paid. Choose it.", "A plan says how often money is paid.", REGULATION_8)
    if sum(service.funders, ZERO) != 100:
        yield gap("is not fully funded: the funders' percents must add up to 100.", "Each pound has a funder.")


def statement_gaps(plan: PlanContent) -> tuple[Gap, ...]:
    """What the plan itself must state (regulation 8)."""
    return tuple(_statements(plan))


def _statements(plan: PlanContent) -> Iterator[Gap]:
    if not plan.what_matters.strip():
        yield Gap(
            "Say what matters to the person, in their words.",
            "A personalised plan begins with the person.",
            "NHS England, personalised care and support planning",
            "about_me",
        )
    required = (
        (plan.coordinator, "Name the care coordinator.", "The plan names the person who runs it.", "people"),
        (
            plan.health_monitor,
            "Name who watches over the person's health.",
            "The plan names who monitors the health condition.",
            "people",
        ),
        (
            plan.first_review_on,
            "Set the date of the first review.",
            "The plan says when it is first reviewed.",
            "review",
        ),
        (plan.review_how, "Say how the review will be done.", "The plan says how it is reviewed.", "review"),
    )
    for value, what, why, where in required:
        if not value:
            yield Gap(what, why, REGULATION_8, where)
    if not plan.has_direct_payment:
        return
    if not plan.notice_days:
        yield Gap(
            "Set the notice, in days, if the amount is to be lowered.",
            "The plan states the notice period.",
            REGULATION_8,
            "money",
        )
    stated, lines = plan.direct_payment, direct_payment_total(plan)
    if stated is None:
        yield Gap("State the amount of the direct payment.", "The plan states the amount.", REGULATION_8, "money")
    elif stated != lines:
        yield Gap(
            f"The plan states {format_pounds(stated)} a week, but its direct payment lines add up to {format_pounds(lines)}. Make them the same.",
            "The plan's amount is the budget's amount.", REGULATION_8, "money",
        )  # fmt: skip


def direct_payment_total(plan: PlanContent) -> Decimal:
    """Pounds a week of all direct payment lines; one-offs are apart."""
    return sum((service.weekly or ZERO for service in plan.services if service.holding in DIRECT_PAYMENT_METHODS), ZERO)


def risk_gaps(plan: PlanContent) -> tuple[Gap, ...]:
    """Significant risks not advised on, without an agreed procedure, or not settled (regulation 8; section 9 of the reference)."""
    found = []
    for risk in plan.risks:
        if not risk.significant:
            continue
        missing = (
            (
                risk.advised_on is None,
                "Say when the person was told about",
                "The person is advised of significant risks and what may follow.",
            ),
            (
                not risk.procedure.strip(),
                "Write down the agreed way to manage",
                "The plan holds an agreed procedure for each significant risk.",
            ),
            (
                risk.agreement is None or risk.agreement == "not_agreed",
                "Settle, or take to the panel,",
                "A risk nobody agrees on is escalated before the plan goes on.",
            ),
        )
        found += [
            Gap(f"{what} “{risk.words}”.", why, REGULATION_8, "risks", risk.key)
            for is_missing, what, why in missing
            if is_missing
        ]
    return tuple(found)


def people_gaps(plan: PlanContent) -> tuple[Gap, ...]:
    """Family paid without the exception, and health tasks without a delegator, training or competence."""
    found = []
    for carer in plan.carers:
        if (
            carer.family_or_friend
            and carer.same_household
            and not (carer.exception_reason.strip() and carer.exception_approved_on)
        ):
            found.append(
                Gap(
                    f"{carer.name} lives in the same household. Record why paying them is necessary, and who approved it.",
                    "Family or friends in the same household are paid only in very limited circumstances.",
                    f"{REGULATION_8}(5A) and (5B)", "people", carer.key,
                )
            )  # fmt: skip
    for task in plan.tasks:
        ready = task.trained_on and task.competent_on
        if not task.delegated_by or not (ready or task.planned_for):
            found.append(
                Gap(
                    f"“{task.words}” needs the name of the practitioner who delegates it, and training with a check of competence, done or dated.",
                    "A health task is delegated by a practitioner who is competent in it and accountable for it.",
                    "NHS England, delegation of healthcare tasks to personal assistants", "people", task.key,
                )
            )  # fmt: skip
    return tuple(found)
