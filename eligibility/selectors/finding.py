"""Case finding: searches, and the people whom they pointed out, for those who may see them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, F, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from eligibility.enums import CandidateState, CaseState, Route
from eligibility.models import Candidate, Case, Decision, Finding, Offer
from eligibility.rules.case_finding import Condition, spoken
from eligibility.selectors.cases import cases
from phb.core.access import may
from phb.core.actors import Actor
from phb.core.errors import NotVisible
from phb.core.models import Person, Place
from phb.core.periods import add_months, age_on
from phb.core.selectors import WHOLE_ORGANISATION, people

# What a search of the records may ask; all from what eligibility and the person's record hold.
RECORD_FACTS: dict[str, str] = {
    "age": "Age in years",
    "referrals_12m": "Referrals in the last 12 months",
    "not_eligible_24m": "Decisions of not eligible in the last 24 months",
    "screened_out_24m": "Screened out by a Checklist in the last 24 months",
    "months_since_decision": "Whole months since the last decision",
}


def findings(actor: Actor) -> QuerySet[Finding]:
    """The searches of an organisation, for those who read case finding."""
    found = Finding.objects.filter(organisation_id=actor.organisation_id)
    return found if may(actor, "case finding", "R") or actor.role == "SYSTEM" else found.none()


def finding_for(actor: Actor, finding_id: int) -> Finding:
    """One search with its offer, or NotVisible. One that is checked and not taken is for its own maker only."""
    found = findings(actor).select_related("offer", "by").filter(pk=finding_id).first()
    if found is None or (found.state == "CHECKED" and not may(actor, "case finding", "W")):
        raise NotVisible
    return found


def candidates(actor: Actor) -> QuerySet[Candidate]:
    """The people pointed out, without those whom the actor may not see: restricted, declared as family, not their own.

    Rows of a file that name nobody on record here are for those who see the whole organisation; a row whose number
    belongs to a record that is hidden from the actor is hidden too.
    """
    found = Candidate.objects.filter(organisation_id=actor.organisation_id, finding__state="TAKEN")
    if actor.role == "SYSTEM":
        return found
    if not may(actor, "case finding", "R"):
        return found.none()
    theirs = people(actor)
    shown = Q(person__in=theirs)
    if actor.role in WHOLE_ORGANISATION:
        hidden = Person.objects.filter(
            organisation_id=actor.organisation_id, nhs_number=OuterRef("nhs_number")
        ).exclude(pk__in=theirs)
        shown |= Q(person__isnull=True) & ~Q(Exists(hidden))
    return found.filter(shown)


def candidate_for(actor: Actor, candidate_id: int) -> Candidate:
    """One person pointed out, with the search and the offer, or NotVisible."""
    found = (
        candidates(actor)
        .select_related(
            "finding__offer", "finding__by", "person__named_contact__user", "person__place", "case", "decided_by"
        )
        .filter(pk=candidate_id)
        .first()
    )
    if found is None:
        raise NotVisible
    return found


def locked_candidate(actor: Actor, candidate_id: int) -> Candidate:
    """One of them, locked until the transaction ends. Raises NotVisible."""
    found = candidates(actor).select_for_update(of=("self",)).filter(pk=candidate_id).first()
    if found is None:
        raise NotVisible
    return found


def candidates_for_list(actor: Actor) -> QuerySet[Candidate]:
    """The people pointed out with what a list shows, joined."""
    return (
        candidates(actor)
        .select_related("finding__offer", "person", "case")
        .annotate(sort_name=Coalesce(F("person__sort_name"), F("name")))
    )


def states_of(actor: Actor, finding: Finding) -> dict[str, int]:
    """How many of a search's people stand in each state, of those whom the actor may see."""
    rows = candidates(actor).filter(finding=finding).order_by().values("state").annotate(n=Count("pk"))
    return {row["state"]: row["n"] for row in rows}


def desk_figures(actor: Actor, on: date) -> list[dict[str, Any]]:
    """For the desk: how many people wait to be looked at, in one query."""
    if not may(actor, "case finding", "R"):
        return []
    waiting = candidates(actor).filter(state=CandidateState.FOUND).order_by()
    counted = waiting.aggregate(count=Count("pk"), oldest=Min("finding__at"))
    figure = {
        "key": "candidates",
        "label": "",
        "title": "People pointed out for a local offer",
        "filter": {},
        "tone": "",
    }
    more = {"route": "eligibility:candidates", "waits_for": ("COM",)}
    return [figure | counted | more] if counted["count"] else []


# --- searching the records


@dataclass(frozen=True, slots=True)
class Search:
    """What is asked of the records: conditions on facts, and what a case, a place or a need must be ("" for any)."""

    conditions: tuple[Condition, ...] = ()
    route: str = ""
    state: str = ""
    place_id: int | None = None
    interpreter: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether nothing is asked, so that everybody would be found."""
        return not (self.conditions or self.route or self.state or self.place_id or self.interpreter)


def looked_at(actor: Actor) -> QuerySet[Person]:
    """The living people whom this actor may see: everybody a search looks at."""
    return people(actor).filter(date_of_death__isnull=True)


def search(actor: Actor, asked: Search, on: date) -> QuerySet[Person]:
    """The people who meet everything that is asked, each with the facts that were asked for as annotations."""
    found = looked_at(actor)
    for condition in asked.conditions:
        found = _by_fact(found, actor, condition, on)
    of_person = cases(actor).filter(person_id=OuterRef("pk")).order_by()
    if asked.route or asked.state:
        if asked.route:
            of_person = of_person.filter(route=asked.route)
        if asked.state:
            of_person = of_person.filter(state=asked.state)
        found = found.filter(Exists(of_person)).annotate(
            case_found=Subquery(of_person.order_by("-id").values("reference")[:1])
        )
    if asked.place_id:
        found = found.filter(place_id=asked.place_id)
    if asked.interpreter:
        found = found.filter(needs_interpreter=True)
    return found


def left_out(actor: Actor, offer: Offer, found: QuerySet[Person]) -> tuple[QuerySet[Person], QuerySet[Person]]:
    """(who is new, who is left out): whoever has an open or eligible case under the offer, or is on a list already."""
    under = Case.objects.filter(offer__code=offer.code, person_id=OuterRef("pk")).exclude(
        state__in=[CaseState.CLOSED, CaseState.NOT_ELIGIBLE]
    )
    listed = Candidate.objects.filter(
        finding__offer__code=offer.code,
        person_id=OuterRef("pk"),
        state__in=[CandidateState.FOUND, CandidateState.NOT_NOW],
    )
    known = Q(Exists(under)) | Q(Exists(listed))
    return found.exclude(known), found.filter(known)


def facts_found(person: Person, asked: Search, on: date) -> dict[str, Any]:
    """The facts that the search saw of one person, as they are kept: name → number."""
    facts: dict[str, Any] = {}
    for condition in asked.conditions:
        facts[condition.fact] = (
            age_on(person.date_of_birth, on)
            if condition.fact == "age"
            else _months_between(person.decided_last, on)
            if condition.fact == "months_since_decision"
            else getattr(person, condition.fact)
        )
    return facts


def words_of(asked: Search) -> list[str]:
    """What was asked, in words, for the list and the page."""
    words = [
        condition.words.replace(spoken(condition.fact), RECORD_FACTS.get(condition.fact, spoken(condition.fact)), 1)
        for condition in asked.conditions
    ]
    if asked.route:
        words.append(f"A case by the route: {Route(asked.route).label}")
    if asked.state:
        words.append(f"A case that is: {CaseState(asked.state).label}")
    if asked.place_id:
        place = Place.objects.filter(pk=asked.place_id).first()
        words.append(f"Place: {place.name if place else 'not known'}")
    if asked.interpreter:
        words.append("Needs an interpreter")
    return words


def places(actor: Actor) -> list[tuple[str, str]]:
    """(number, name) of the organisation's places, for a filter."""
    rows = Place.objects.filter(organisation_id=actor.organisation_id).order_by("name").values_list("pk", "name")
    return [(str(pk), name) for pk, name in rows]


def _by_fact(found: QuerySet[Person], actor: Actor, condition: Condition, on: date) -> QuerySet[Person]:
    fact, low, high = condition.fact, condition.at_least, condition.at_most
    if fact == "age":
        if low is not None:
            found = found.filter(date_of_birth__lte=add_months(on, -12 * int(low)))
        # Somebody is at most n years old until the day before the birthday of n + 1.
        return found if high is None else found.filter(date_of_birth__gt=add_months(on, -12 * (int(high) + 1)))
    if fact == "months_since_decision":
        newest = (
            Decision.objects.filter(case__in=cases(actor), person_id=OuterRef("pk"))
            .order_by("-decided_on")
            .values("decided_on")[:1]
        )
        found = found.annotate(decided_last=Subquery(newest)).filter(decided_last__isnull=False)
        if low is not None:
            found = found.filter(decided_last__lte=add_months(on, -int(low)))
        return found if high is None else found.filter(decided_last__gt=add_months(on, -int(high) - 1))
    counted = found.annotate(**{fact: Coalesce(Subquery(_counted(actor, fact, on)), 0)})
    least = 1 if low is None and high is None else low
    if least is not None:
        counted = counted.filter(**{f"{fact}__gte": least})
    return counted if high is None else counted.filter(**{f"{fact}__lte": high})


def _counted(actor: Actor, fact: str, on: date) -> QuerySet[Any]:
    of_person = cases(actor).filter(person_id=OuterRef("pk")).order_by()
    since = add_months(on, -12 if fact == "referrals_12m" else -24)
    kept = {
        "referrals_12m": Q(received_on__gt=since, received_on__lte=on),
        "not_eligible_24m": Q(state=CaseState.NOT_ELIGIBLE, decided_on__gt=since, decided_on__lte=on),
        "screened_out_24m": Q(state=CaseState.SCREENED_OUT, received_on__gt=since, received_on__lte=on),
    }[fact]
    return of_person.filter(kept).values("person_id").annotate(n=Count("pk")).values("n")


def _months_between(day: date, on: date) -> int:
    months = (on.year - day.year) * 12 + on.month - day.month
    return months if add_months(day, months) <= on else months - 1


def conditions_shown(rows: Sequence[Any]) -> list[str]:
    """The conditions kept with a search, each in words."""
    return [row if isinstance(row, str) else str(row.get("words") or row.get("fact") or "") for row in rows]
