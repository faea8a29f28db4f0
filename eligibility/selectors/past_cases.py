"""Files of past cases: what was checked, refused and taken."""

from django.db.models import QuerySet

from eligibility.models import CaseImport
from phb.core.access import may
from phb.core.actors import Actor
from phb.core.errors import NotVisible


def imports(actor: Actor) -> QuerySet[CaseImport]:
    """The organisation's files, newest first; none for roles that do not bring in cases."""
    found = CaseImport.objects.filter(organisation_id=actor.organisation_id)
    return (found if actor.role == "SYSTEM" or may(actor, "case import", "R") else found.none()).order_by("-id")


def import_for(actor: Actor, import_id: int) -> CaseImport:
    """One file, or NotVisible."""
    row = imports(actor).select_related("by").filter(pk=import_id).first()
    if row is None:
        raise NotVisible
    return row


def locked_import(actor: Actor, import_id: int) -> CaseImport:
    """One file, locked until the transaction ends. Raises NotVisible."""
    row = imports(actor).select_for_update(of=("self",)).filter(pk=import_id).first()
    if row is None:
        raise NotVisible
    return row
