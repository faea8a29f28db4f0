"""All that an export says of one version of a plan, read at once. Safeguarding is in none of it."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from careplans import selectors
from careplans.models import Consent, PlanVersion, SignOff
from careplans.selectors.about_me import about_me_changed, about_me_of
from careplans.selectors.people import Contact, contact_of
from phb.core.actors import Actor
from phb.core.models import Grant, Organisation, Person
from phb.core.selectors import running


@dataclass(frozen=True, slots=True)
class Record:
    """One version with its rows, its people and its signatures, as they stand on a day."""

    version: PlanVersion
    person: Person
    organisation: Organisation
    on: date
    contact: Contact
    rows: dict[str, list[Any]]
    serves: dict[int, list[int]]
    about: dict[str, str]
    about_on: date | None = None
    consents: dict[str, Consent] = field(default_factory=dict)
    grants: tuple[Grant, ...] = ()
    sign_offs: tuple[SignOff, ...] = ()

    @property
    def agreed(self) -> SignOff | None:
        """The agreement of the person or their representative to this version, if it is on record."""
        return next((row for row in self.sign_offs if row.kind == "person"), None)

    def under(self, part: str, pointing: str, row_id: int | None) -> list[Any]:
        """The rows of a part that point at this row, or at none."""
        return [row for row in self.rows[part] if getattr(row, f"{pointing}_id") == row_id]


# What an export tells: risks, other plans and decisions with it; who is paid, and checks of them, stay here.
TOLD = {
    "needs": "needs", "outcomes": "outcomes", "actions": "actions", "stage_goals": "stagegoals", "services": "services",
    "risks": "risks", "contingency": "contingencys", "contacts": "plancontacts", "other_plans": "otherplans",
}  # fmt: skip


def record_of(actor: Actor, version_id: int, on: date) -> Record:
    """The version that this actor may see, in about fifteen queries whatever its length. Raises NotVisible."""
    version = selectors.version_for(actor, version_id)
    person = version.person
    changed = about_me_changed(version)
    serves: dict[int, list[int]] = {}
    for link in version.links.order_by("id"):
        serves.setdefault(link.service_id, []).append(link.outcome_id)
    grants = Grant.objects.filter(running(on), person=person).exclude(kind=Grant.Kind.HOLDER).select_related("user")
    return Record(
        version=version,
        person=person,
        organisation=Organisation.objects.get(pk=version.organisation_id),
        on=on,
        contact=contact_of(version.plan, on),
        rows={name: list(getattr(version, manager).all()) for name, manager in TOLD.items()},
        serves=serves,
        about=about_me_of(version),
        about_on=changed.on if changed else None,
        consents=selectors.consents_of(person.pk),
        grants=tuple(grants.order_by("id")),
        sign_offs=tuple(selectors.sign_offs(version)) if version.content_hash else (),
    )
