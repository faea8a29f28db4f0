"""A provider's part of a plan: what it does and for what, what it must know, and nothing that is not its business."""

from dataclasses import dataclass, replace
from datetime import date

from careplans.documents.parts import Emergency, HealthTask, Need, Outcome, PersonInPlan, Risk, ServiceLine
from careplans.documents.plan import CarePlan
from phb.core.pdf import Contact, Organisation, Person, Stamp

# Risks and “if… then…” of the person's own affairs are not a provider's business.
OWN_RISKS = frozenset({"employment", "complaints", "insurance", "money"})
OWN_EMERGENCIES = frozenset({"helper_lost"})


@dataclass(frozen=True)
class ProviderPart:
    """What one provider is given: its lines, the outcomes that they serve, and how to support the person."""

    organisation: Organisation
    stamp: Stamp
    person: Person
    contact: Contact
    provider: str
    state: str
    must_know: tuple[str, ...]
    format_flags: tuple[str, ...]
    communication: str
    how_to_support: str
    please_do: str
    please_do_not: str
    wellness: str
    not_to_contact: str
    most_important: str
    needs: tuple[Need, ...]
    risks: tuple[Risk, ...]
    emergencies: tuple[Emergency, ...]
    tasks: tuple[HealthTask, ...]
    people: tuple[PersonInPlan, ...]
    with_money: bool
    changed_on: date | None = None
    changed_by: str = ""

    @property
    def title(self) -> str:
        """The title of the file."""
        return f"Care and support plan: the part of {self.provider}"

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        """The outcomes that this provider's services work towards."""
        return tuple(outcome for need in self.needs for outcome in need.outcomes)


def same_provider(one: str, other: str) -> bool:
    """Whether two lines name the same provider."""
    return " ".join(one.split()).casefold() == " ".join(other.split()).casefold()


def part_for(plan: CarePlan, provider: str) -> ProviderPart:
    """The part of a plan that a provider is given; its own prices unless the plan is without money."""
    mine = {service.number: service for _, _, service in plan.lines if same_provider(service.provided_by, provider)}
    met = {service.number: {*references} for references, _, service in plan.lines}
    about = plan.about_me
    return ProviderPart(
        organisation=plan.organisation, stamp=plan.stamp, person=plan.person, contact=plan.contact,
        provider=" ".join(next((line.provided_by for line in mine.values()), provider).split()), state=plan.state, must_know=plan.must_know, format_flags=plan.format_flags,
        communication=about.communication, how_to_support=about.how_to_support, please_do=about.please_do,
        please_do_not=about.please_do_not, wellness=about.wellness, not_to_contact=about.not_to_contact,
        most_important=about.most_important,
        needs=tuple(_needs(plan, mine, met)),
        risks=tuple(replace(risk, scores="") for risk in plan.risks if risk.kind not in OWN_RISKS),
        emergencies=tuple(each for each in plan.emergencies if each.kind not in OWN_EMERGENCIES),
        tasks=tuple(task for task in plan.tasks if task.service in mine),
        people=tuple(one for one in plan.people if one.key or one.key_worker),
        with_money=plan.money is not None, changed_on=about.changed_on, changed_by=about.changed_by,
    )  # fmt: skip


def _needs(plan: CarePlan, mine: dict[int, ServiceLine], met: dict[int, set[str]]) -> list[Need]:
    """Needs and outcomes that these lines serve, each line under every outcome that it serves, once with its cost."""
    found, priced = [], set()
    for need in plan.needs:
        outcomes = []
        for outcome in need.outcomes:
            served = [line for number, line in mine.items() if outcome.reference in met[number]]
            if served:
                shown = tuple(replace(line, funders=(), how_worked_out="", also_meets=()) for line in served
                              if line.number not in priced)  # fmt: skip
                priced |= {line.number for line in served}
                outcomes.append(replace(outcome, services=shown, actions=()))
        if outcomes:
            found.append(replace(need, outcomes=tuple(outcomes), professionals_view=""))
    return found
