"""What a plan must state about itself: the person's words, who runs it, the money, the review (regulation 8)."""

from collections.abc import Iterator
from decimal import Decimal

from careplans.enums import DIRECT_PAYMENT_METHODS
from careplans.rules.content import PlanContent
from careplans.rules.gaps import CAPACITY_ACT, CONTENTS, CONVENTION, CRITERIA, NOT_CHECKED, Gap
from phb.core.money import ZERO, format_pounds
from phb.core.periods import add_months, say_date

REGULATION_9 = f"National Health Service (Direct Payments) Regulations 2013, regulation 9{NOT_CHECKED}"
REGULATION_14 = "National Health Service (Direct Payments) Regulations 2013, regulation 14(2)"
LONGEST_GAP = 12


def statement_gaps(plan: PlanContent) -> tuple[Gap, ...]:
    """What the plan does not state, or states wrongly."""
    return (*_person(plan), *_required(plan), *_review(plan), *_money(plan), *_support(plan))


def direct_payment_total(plan: PlanContent) -> Decimal:
    """Pounds a week of all direct payment lines; one-offs are apart."""
    return sum((service.weekly or ZERO for service in plan.services if service.holding in DIRECT_PAYMENT_METHODS), ZERO)


def _person(plan: PlanContent) -> Iterator[Gap]:
    if not plan.what_matters.strip():
        yield Gap("Say what matters to the person, in their words.", "A personalised plan begins with the person.",
                  "NHS England, personalised care and support planning", "about_me", code="what_matters")  # fmt: skip
    if not plan.how_took_part.strip():
        yield _took_part(plan)
    for name, what in (("how_i_communicate", "Say how the person communicates, and how to communicate with them."),
                       ("must_know", "Say what anybody must know in an emergency, such as allergies.")):  # fmt: skip
        if not getattr(plan, name).strip():
            yield Gap(what, "Whoever comes, also in a crisis, can then do right.",
                      "PRSB, About me standard", "about_me", code=name, blocks=False)  # fmt: skip


def _took_part(plan: PlanContent) -> Gap:
    if plan.around.others_decide:
        return Gap("Write down how the person took part, and what they think, although somebody else decides.",
                   "Whoever decides for somebody involves them.", CAPACITY_ACT,
                   "support", code="own_voice", local=True, full_only=True)  # fmt: skip
    return Gap("Write down how the person took part in planning.", "The person shapes the plan.", CRITERIA,
               "support", code="how_took_part", blocks=False)  # fmt: skip


def _required(plan: PlanContent) -> Iterator[Gap]:
    required = (
        (plan.coordinator, "coordinator", "Name the care coordinator.", "The plan names the person who runs it.", "people"),
        (plan.health_monitor, "health_monitor", "Name who watches over the person's health.",
         "The plan names who monitors the health condition.", "people"),
        (plan.first_review_on, "review_date", "Set the date of the first review.", "The plan says when it is first reviewed.", "review"),
        (plan.review_how, "review_how", "Say how the review will be done.", "The plan says how it is reviewed.", "review"),
    )  # fmt: skip
    for value, code, what, why, where in required:
        if not value:
            yield Gap(what, why, CONTENTS, where, code=code)


def _review(plan: PlanContent) -> Iterator[Gap]:
    on = plan.around.on
    if plan.first_review_on and on and plan.first_review_on > add_months(on, LONGEST_GAP):
        last = say_date(add_months(on, LONGEST_GAP))
        yield Gap(f"The review is planned for {say_date(plan.first_review_on)}. Bring it forward to {last} or earlier.",
                  "Reviews are never more than 12 months apart.", REGULATION_14, "review", code="review_too_late")  # fmt: skip


def _money(plan: PlanContent) -> Iterator[Gap]:
    if not plan.has_direct_payment:
        return
    if not plan.payment_frequency:
        yield Gap("Say how often the direct payment is paid.", "The plan states how often it is paid.", CONTENTS,
                  "review", code="payment_frequency")  # fmt: skip
    if not plan.notice_days:
        yield Gap("Set the notice, in days, if the amount is to be lowered.", "The plan states the notice period.",
                  CONTENTS, "review", code="notice_days")  # fmt: skip
    stated, lines = plan.direct_payment, direct_payment_total(plan)
    if stated is None:
        yield Gap("State the amount of the direct payment.", "The plan states the amount.", CONTENTS,
                  "services", code="amount")  # fmt: skip
    elif stated != lines:
        yield Gap(f"The plan states {format_pounds(stated)} a week, but its direct payment lines add up to {format_pounds(lines)}. Make them the same.",
                  "The plan's amount is the budget's amount.", CONTENTS, "services", code="amount_differs")  # fmt: skip


def _support(plan: PlanContent) -> Iterator[Gap]:
    if plan.has_direct_payment and plan.support_offered_on is None:
        yield Gap("Say when information, advice and support with the direct payment were offered.",
                  "Whoever has a direct payment is offered help to manage it.", REGULATION_9,
                  "support", code="support_offered", local=True, full_only=True)  # fmt: skip
    if plan.around.others_decide and plan.advocacy_offered_on is None:
        yield Gap("Say when an advocate was offered.", "Somebody who cannot decide has a person who speaks up for them.",
                  CAPACITY_ACT, "support", code="advocacy_offered", blocks=False)  # fmt: skip
    if plan.support_offered_on and plan.around.on and plan.support_offered_on > plan.around.on:
        yield Gap("The day on which support was offered has not come yet. Mend it.", "Only what was done counts.",
                  CONVENTION, "support", code="support_ahead", blocks=False)  # fmt: skip
