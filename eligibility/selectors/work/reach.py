"""Whom to ring today: a colleague, or who covers while they are away, or the organisation."""

from dataclasses import dataclass
from datetime import date

from django.db.models import OuterRef, QuerySet, Subquery

from eligibility.models import Absence
from phb.core.display import day
from phb.core.models import Membership, Organisation

# Whoever covers may be away too; beyond this many the organisation's own number is the shorter way.
MOST_COVERS = 3


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to ring on a day. `covering_for`: the colleague who is away, to and with `until`; `until` without it: the
    colleague themselves is away and nobody covers, so `phone` is the organisation's."""

    name: str
    role: str
    phone: str
    email: str
    covering_for: str = ""
    until: date | None = None

    @property
    def away(self) -> str:
        """Who is away until when and who covers, in one sentence; "" when the colleague is here."""
        if self.until is None:
            return ""
        if self.covering_for:
            return f"{self.covering_for} is away until {day(self.until)}; {self.name} covers."
        return f"{self.name} is away until {day(self.until)}. Ring the office meanwhile."

    @property
    def role_now(self) -> str:
        """The role, and for whom they cover: what a letter prints under the name."""
        if not self.covering_for:
            return self.role
        cover = f"covers for {self.covering_for} until {day(self.until)}"
        return f"{self.role}, {cover}" if self.role else cover

    @property
    def line(self) -> str:
        """Name, number and address in one line."""
        return ", ".join(part for part in (self.name, self.phone, self.email) if part)


def reach_of_organisation(organisation: Organisation) -> Contact:
    """The commissioner's own office."""
    return Contact(organisation.name, "", organisation.phone, organisation.email)


def reach_of_seat(seat: Membership, on: date) -> Contact:
    """Whom to ring for a colleague on a day. One query when they are here, one more for each who is away."""
    now, last, seen = seat, None, {seat.pk}
    while (away := _absence(now, on)) is not None:
        last = away.ends if last is None else min(last, away.ends)
        if away.cover is None or away.cover_id in seen or len(seen) > MOST_COVERS or not _works(away.cover, on):
            office = seat.organisation
            return Contact(seat.user.name, _role(seat), office.phone, office.email, "", last)
        now = away.cover
        seen.add(now.pk)
    if not _works(now, on):
        return reach_of_organisation(seat.organisation)
    instead = seat.user.name if now.pk != seat.pk else ""
    return Contact(now.user.name, _role(now), now.phone or seat.organisation.phone, now.user.email, instead, last)


def reach_of_person(person, on: date) -> Contact:
    """Whom a person rings on a day: their named contact or who covers, else the organisation."""
    seat = person.named_contact
    return reach_of_organisation(person.organisation) if seat is None else reach_of_seat(seat, on)


def with_absence(seats: QuerySet[Membership], on: date) -> QuerySet[Membership]:
    """The seats with `away_until` and `cover_name` of an absence that goes on that day; no further query a row."""
    now = Absence.objects.filter(membership=OuterRef("pk"), starts__lte=on, ends__gte=on).order_by("starts", "id")
    return seats.annotate(
        away_until=Subquery(now.values("ends")[:1]), cover_name=Subquery(now.values("cover__user__name")[:1])
    )


def _absence(seat: Membership, on: date) -> Absence | None:
    return (
        Absence.objects.filter(membership=seat, starts__lte=on, ends__gte=on)
        .select_related("cover__user")
        .order_by("starts", "id")
        .first()
    )


def _works(seat: Membership, on: date) -> bool:
    return not seat.pending and seat.starts <= on and (seat.ends is None or seat.ends >= on)


def _role(seat: Membership) -> str:
    return seat.job_title or seat.get_role_display()
