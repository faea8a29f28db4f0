"""The chain need → outcome → service → cost → funder → holding → frequency: every pound reaches an outcome, and back."""

from collections.abc import Iterator

from careplans.rules.content import Outcome, PlanContent, Service
from careplans.rules.gaps import CRITERIA, HOUSE, PRSB, REGULATION_8, REGULATION_13, Gap
from phb.core.money import ZERO, format_pounds


def chain_gaps(plan: PlanContent) -> tuple[Gap, ...]:
    """Breaks in the chain, and what would make it clearer."""
    return (*_empty(plan), *_needs_and_outcomes(plan), *_services(plan), *_reached(plan), *_clearer(plan))


def _empty(plan: PlanContent) -> Iterator[Gap]:
    if not plan.needs:
        yield Gap(
            "Add at least one need.",
            "A plan says which health needs it is to meet.",
            REGULATION_8,
            "needs",
            code="no_need",
        )
    if not plan.outcomes:
        yield Gap(
            "Add at least one outcome.",
            "A plan says what should come of the care.",
            REGULATION_8,
            "outcomes",
            code="no_outcome",
        )
    if not plan.services:
        yield Gap("Add at least one service.", "A direct payment buys only services in the plan.", REGULATION_8, "services", code="no_service")  # fmt: skip


def _needs_and_outcomes(plan: PlanContent) -> Iterator[Gap]:
    needs = {need.key for need in plan.needs}
    for outcome in plan.outcomes:
        if not needs & set(outcome.needs):
            yield Gap(f"“{outcome.words}” serves no need. Choose the need.", "Each outcome answers a need.", HOUSE,
                      "outcomes", outcome.key, "outcome_without_need")  # fmt: skip
    served = {key for outcome in plan.outcomes for key in outcome.needs}
    for need in plan.needs:
        if need.key not in served:
            yield Gap(f"Nothing is planned for “{need.words}”. Add an outcome for it.",
                      "The services must be able to meet the needs in the plan.", REGULATION_8,
                      "needs", need.key, "need_without_outcome")  # fmt: skip


def _services(plan: PlanContent) -> Iterator[Gap]:
    outcomes = {outcome.key for outcome in plan.outcomes}
    for service in plan.services:
        if not outcomes & set(service.outcomes):
            yield _of(
                service,
                "meets no outcome. Choose the outcome.",
                "Each service works towards an outcome.",
                "service_without_outcome",
            )
        yield from _cost(service)  # fmt: skip


def _cost(service: Service) -> Iterator[Gap]:
    if service.amount is None:
        yield _of(service, "has no cost. Enter it, or £0.00 if it costs nothing.",
                  "The amount must cover the full cost of each service.", "no_cost", REGULATION_13, "finance")  # fmt: skip
        return
    if service.full_cost is not None and service.amount < service.full_cost:
        short = format_pounds(service.full_cost - service.amount)
        yield _of(service, f"is {short} short of its full cost of {format_pounds(service.full_cost)}. Raise the amount.",
                  "The amount must cover the full cost of each service, not only of all together.",
                  "short_of_full_cost", REGULATION_13, "finance")  # fmt: skip
    if service.amount == 0:
        return
    if service.holding is None:
        yield _of(
            service,
            "has nobody who holds the money. Choose how it is held.",
            "Each line is held in one way.",
            "no_holding",
        )
    if not service.frequency:
        yield _of(
            service,
            "does not say how often it is paid. Choose it.",
            "A plan says how often money is paid.",
            "no_frequency",
            REGULATION_8,
        )
    if sum((funder.share for funder in service.funders), ZERO) != 100:
        yield _of(service, "is not fully funded: the funders' percents must add up to 100.", "Each pound has a funder.",
                  "not_fully_funded", HOUSE, "finance")  # fmt: skip


def _of(service: Service, what: str, why: str, code: str, source: str = HOUSE, gate: str = "content") -> Gap:
    return Gap(f"“{service.words}” {what}", why, source, "services", service.key, code, gate=gate)


def _reached(plan: PlanContent) -> Iterator[Gap]:
    met = {key for service in plan.services for key in service.outcomes} | {action.outcome for action in plan.actions}
    for outcome in plan.outcomes:
        if outcome.key not in met:
            yield Gap(f"Nothing works towards “{outcome.words}”. Add a service or an action, paid or not.",
                      "Each outcome needs something that brings it about.", CRITERIA,
                      "outcomes", outcome.key, "outcome_without_way")  # fmt: skip


def _clearer(plan: PlanContent) -> Iterator[Gap]:
    outcomes, actions = {outcome.key for outcome in plan.outcomes}, {action.key for action in plan.actions}
    for action in plan.actions:
        if action.outcome not in outcomes:
            yield Gap(f"“{action.words}” works towards no outcome. Choose the outcome.", "Actions hang on goals.", PRSB,
                      "actions", action.key, "action_without_outcome", blocks=False)  # fmt: skip
    for goal in plan.stage_goals:
        if goal.action not in actions:
            yield Gap(f"“{goal.words}” is a step of no action. Choose the action.", "Steps hang on actions.", PRSB,
                      "actions", goal.key, "step_without_action", blocks=False)  # fmt: skip
    for outcome in plan.outcomes:
        yield from _outcome(outcome)


def _outcome(outcome: Outcome) -> Iterator[Gap]:
    if not (outcome.agreed_with and outcome.agreed_on):
        yield Gap(f"Say with which professional “{outcome.words}” was agreed, and when.",
                  "Outcomes are agreed with the relevant professionals.", CRITERIA,
                  "outcomes", outcome.key, "outcome_not_agreed", blocks=False)  # fmt: skip
    if not (outcome.measure or outcome.levels):
        yield Gap(f"Say how you will know that “{outcome.words}” is reached.",
                  "A review can then tell how far it was reached.", PRSB,
                  "outcomes", outcome.key, "outcome_without_measure", blocks=False)  # fmt: skip
