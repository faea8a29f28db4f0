"""Reads of people: each starts from the actor, so what is not theirs is not found."""

from collections.abc import Collection
from datetime import date

from django.db.models import Q, QuerySet

from phb.core.actors import Actor
from phb.core.clock import london_today
from phb.core.errors import NotVisible
from phb.core.models import Arrangement, Assignment, Declaration, Grant, Membership, NamedStaff, Person, sort_name

PARTS = ("see_money", "see_plan", "act_on_money", "act_on_plan", "messages")
WHOLE_ORGANISATION = frozenset({"COM", "FIN", "AUD", "SYSTEM"})
CASELOAD = frozenset({"CC", "CLN"})
AGE_OF_CONSENT = 16


def running(on: date) -> Q:
    """Rows with `starts` and `ends` that are in force on a day (inclusive)."""
    return Q(starts__lte=on) & (Q(ends__isnull=True) | Q(ends__gte=on))


def people(actor: Actor, *, part: str | None = None, on: date | None = None) -> QuerySet[Person]:
    """The people whose record this actor may open.

    `part` names the part of a representative's grant that is needed ("see_money", …).
    Restricted records are there for named staff only; staff never see, as staff, themselves or
    people they have declared as family or friend (section 1.1, rules 7, 9 and 11).
    """
    day = on or london_today()
    everyone = Person.objects.filter(organisation_id=actor.organisation_id)
    if actor.role == "SYSTEM":
        return everyone
    if actor.is_outside:
        return everyone.filter(_own(actor, part, day))
    if actor.role in CASELOAD:
        everyone = everyone.filter(pk__in=caseload(actor, on=day))
    elif actor.role not in WHOLE_ORGANISATION:
        return everyone.none()
    return everyone.exclude(_barred(actor))


def counted_people(actor: Actor) -> QuerySet[Person]:
    """Everybody of the organisation whom figures may count for this actor, beyond their own caseload: all but those
    whose record is closed to them in particular, so that no figure tells of a record that no list shows."""
    return Person.objects.filter(organisation_id=actor.organisation_id).exclude(_barred(actor))


def closed_numbers(actor: Actor, numbers: Collection[str]) -> frozenset[str]:
    """Those of these NHS numbers whose record is here and that the actor may not open."""
    held = Person.objects.filter(organisation_id=actor.organisation_id, nhs_number__in=numbers)
    return frozenset(held.exclude(pk__in=people(actor)).values_list("nhs_number", flat=True))


def caseload(actor: Actor, *, on: date) -> QuerySet:
    """Ids of the people assigned to the actor or the actor's team on a day."""
    seat = Membership.objects.filter(pk=actor.membership_id).values("team_id")
    return (
        Assignment.objects.filter(running(on), organisation_id=actor.organisation_id)
        .filter(Q(membership_id=actor.membership_id) | Q(team_id__in=seat))
        .values("person_id")
    )


def person_for(actor: Actor, person_id: int, *, part: str | None = None) -> Person:
    """One person, or NotVisible: hidden and absent are the same."""
    person = people(actor, part=part).select_related("named_contact__user", "place").filter(pk=person_id).first()
    if person is None:
        raise NotVisible
    return person


def grants_of(actor: Actor, *, on: date | None = None) -> QuerySet[Grant]:
    """The actor's running grants in this seat."""
    kinds = ["HOLDER"] if actor.role == "BH" else ["REPRESENTATIVE", "NOMINEE"]
    day = on or london_today()
    return (
        Grant.objects.filter(running(day), user_id=actor.user_id, organisation_id=actor.organisation_id, kind__in=kinds)
        .exclude(_parent_of_sixteen(day))
        .select_related("person")
    )


def find_people(actor: Actor, text: str) -> QuerySet[Person]:
    """People by NHS number, date of birth (day/month/year) or the beginning of a name, within what is theirs."""
    words = text.strip()
    digits = words.replace(" ", "").replace("-", "")
    found = people(actor)
    if not words:
        return found
    if len(digits) == 10 and digits.isascii() and digits.isdigit():
        return found.filter(nhs_number=digits)
    if born := _date_in(words):
        return found.filter(date_of_birth=born)
    matches = Q()
    for word in words.replace(",", " ").split():
        # Each word begins one of the names: "okaf ada" finds Adaeze Okafor.
        key = sort_name(word, "").strip()
        matches &= Q(sort_name__startswith=key) | Q(sort_name__contains=f" {key}")
    return found.filter(matches)


def _date_in(words: str) -> date | None:
    parts = words.replace("-", "/").replace(" ", "/").split("/")
    if len(parts) != 3 or not all(part.isascii() and part.isdigit() for part in parts):
        return None
    try:
        return date(int(parts[2]), int(parts[1]), int(parts[0]))
    except ValueError:
        return None


def _own(actor: Actor, part: str | None, day: date) -> Q:
    if actor.role == "TPP":
        arranged = Arrangement.objects.filter(running(day), membership_id=actor.membership_id)
        return Q(pk__in=arranged.values("person_id"))
    rows = grants_of(actor, on=day)
    if part is not None:
        if part not in PARTS:
            raise ValueError(part)
        rows = rows.filter(**{part: True})
    return Q(pk__in=rows.order_by().values("person_id"))


def _parent_of_sixteen(day: date) -> Q:
    """A child's representative by parental responsibility loses access on the 16th birthday (rule 9, D6).

    Born on 29 February, the birthday in a common year is 1 March: such a person is still 15 on 28 February.
    """
    born = _birth_date_of_age(day, AGE_OF_CONSENT)
    return Q(basis="PARENTAL_RESPONSIBILITY", person__date_of_birth__lte=born)


def _birth_date_of_age(day: date, years: int) -> date:
    """The latest date of birth of someone who has reached `years` by this day."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # 29 February: who was born on 28 February has reached it, 1 March has not.
        return date(day.year - years, 2, 28)


def _barred(actor: Actor) -> Q:
    named = NamedStaff.objects.filter(membership_id=actor.membership_id).values("person_id")
    declared = Declaration.objects.filter(user_id=actor.user_id).values("person_id")
    oneself = Grant.objects.filter(user_id=actor.user_id).values("person_id")
    return (Q(restricted=True) & ~Q(pk__in=named)) | Q(pk__in=declared) | Q(pk__in=oneself)
