"""Who has which cases, how many, and who is away."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from eligibility.models import Absence, Case
from eligibility.selectors.cases import cases_for_list
from phb.core.actors import Actor
from phb.core.display import plural
from phb.core.errors import NotVisible
from phb.core.models import Membership, Team
from phb.core.selectors import counted_people, running

UNDECIDED = Case.life_cycle.groups["undecided"]


@dataclass(frozen=True, slots=True)
class Worker:
    """A coordinator or clinician with the undecided cases they assess. `away_to`: the last day of an absence, if away now."""

    membership: Membership
    open: int
    overdue: int
    away_to: date | None
    cover: str

    @property
    def label(self) -> str:
        """As a list of choices shows it: name, role, team, caseload, whether away."""
        parts = [self.membership.user.name, self.membership.get_role_display().lower()]
        if self.membership.team:
            parts.append(str(self.membership.team))
        held = plural(self.open, "case") + (f", {self.overdue} overdue" if self.overdue else "")
        gone = f". Away to {self.away_to.day} {self.away_to:%B}" if self.away_to else ""
        return f"{', '.join(parts)}: {held}{gone}"


@dataclass(frozen=True, slots=True)
class Away:
    """An absence that goes on or is to come, and how many undecided cases wait meanwhile."""

    absence: Absence
    now: bool
    open: int


def colleagues(actor: Actor, on: date) -> QuerySet[Membership]:
    """Coordinators, clinicians and commissioners who work here on a day, by name: who can be invited."""
    found = Membership.objects.filter(
        running(on), organisation_id=actor.organisation_id, role__in=["CC", "CLN", "COM"], pending=False
    )
    return found.select_related("user", "team").order_by("user__name", "id")


def teams(actor: Actor) -> list[tuple[str, str]]:
    """(number, name) of the organisation's teams."""
    rows = Team.objects.filter(organisation_id=actor.organisation_id).order_by("name").values_list("pk", "name")
    return [(str(pk), name) for pk, name in rows]


def assessor_choices(actor: Actor, on: date) -> list[tuple[str, str]]:
    """Choices of a list's filter: oneself, nobody, or any assessor who works here on a day."""
    seats = colleagues(actor, on).exclude(role="COM")
    mine = [("MINE", "Me")] if actor.role in ("CC", "CLN") else []
    return [
        ("", "Anyone or nobody"),
        *mine,
        ("NONE", "Nobody yet"),
        *((str(seat.pk), seat.user.name) for seat in seats),
    ]


def of_assessor(queryset: QuerySet[Case], who: str, actor: Actor) -> QuerySet[Case]:
    """The cases of one of `assessor_choices`."""
    if who == "NONE":
        return queryset.filter(assessor=None)
    return queryset.filter(assessor_id=actor.membership_id if who == "MINE" else int(who))


def workload(actor: Actor, on: date) -> list[Worker]:
    """Everybody who may be given a case, with their caseload: those at work first, fewest cases first. Three queries.

    The counts are of the whole organisation, whoever asks: a number names nobody. Cases of people whose record is
    closed to the actor in particular are not among them.
    """
    counts = _counts(actor, on)
    gone = {each.membership_id: each for each in _absences(actor, on).filter(starts__lte=on)}
    found = []
    for seat in colleagues(actor, on).exclude(role="COM"):
        open_cases, overdue = counts.get(seat.pk, (0, 0))
        absence = gone.get(seat.pk)
        cover = absence.cover.user.name if absence and absence.cover else ""
        found.append(Worker(seat, open_cases, overdue, absence.ends if absence else None, cover))
    return sorted(found, key=lambda one: (one.away_to is not None, one.open, one.membership.user.name))


def cases_to_allocate(actor: Actor, on: date) -> QuerySet[Case]:
    """The undecided cases that the actor sees, with who has them, for the list from which they are given out."""
    return cases_for_list(actor, on).filter(state__in=UNDECIDED).select_related("person", "assessor__user", "team")


def away(actor: Actor, on: date) -> list[Away]:
    """Absences that go on or are to come, the nearest first."""
    counts = _counts(actor, on)
    return [
        Away(each, each.starts <= on, counts.get(each.membership_id, (0, 0))[0])
        for each in _absences(actor, on).order_by("starts", "id")
    ]


def absence_for(actor: Actor, absence_id: int) -> Absence:
    """One absence, or NotVisible."""
    found = _absences(actor).filter(pk=absence_id).first()
    if found is None:
        raise NotVisible
    return found


def _absences(actor: Actor, on: date | None = None) -> QuerySet[Absence]:
    found = Absence.objects.filter(organisation_id=actor.organisation_id).select_related(
        "membership__user", "cover__user"
    )
    return found if on is None else found.filter(ends__gte=on)


def _counts(actor: Actor, on: date) -> dict[int, tuple[int, int]]:
    """Assessor → (undecided cases, those whose clock is overdue on the day)."""
    rows = (
        Case.objects.filter(person__in=counted_people(actor), state__in=UNDECIDED, assessor__isnull=False)
        .order_by()
        .values("assessor_id")
        .annotate(n=Count("pk"), late=Count("pk", filter=Q(due_on__lt=on)))
    )
    return {row["assessor_id"]: (row["n"], row["late"]) for row in rows}
