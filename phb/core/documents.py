"""Documents as they were made: bytes in storage under their hash, a row that says what they are."""

import hashlib
from collections.abc import Callable

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db.models import Max

from phb.core.access import may
from phb.core.actors import Actor
from phb.core.errors import NotVisible
from phb.core.faults import fault
from phb.core.models import Document
from phb.core.selectors import people

# The part of a representative's grant that a document of an area needs.
PART_OF_AREA = {
    "plan": "see_plan",
    "assessment": "see_plan",
    "case work": None,
    "eligibility decision": None,
    "indicative amount": "see_money",
    "budget": "see_money",
    "statement": "see_money",
    "payment run": "see_money",
    "payment file": None,
    # Written and not sent: for staff. The person gets theirs when it is sent.
    "letter": None,
}

# Documents of several people: apps above say by area who may open one, beside the line of the access table.
KEEPERS: dict[str, Callable[[Actor, Document], bool]] = {}

ENDINGS = {
    "application/pdf": "pdf",
    "image/jpeg": "jpg",
    "image/png": "png",
    "text/csv": "csv",
    "text/plain": "txt",
}


def keep(
    *,
    by: Actor,
    person_id: int | None,
    area: str,
    kind: str,
    title: str,
    subject_id: int,
    content: bytes,
    source_hash: str,
    format: str = "STANDARD",
    media_type: str = "application/pdf",
    version: int | None = None,
) -> Document:
    """Store a document and its row. The same source gives back the document that is there.

    `area` is a line of the access table that a reader needs; `source_hash` names the data it was
    made from, so that an unchanged one is never made twice; `version` counts up by itself.
    """
    of_subject = Document.objects.filter(
        organisation_id=by.organisation_id, kind=kind, subject_id=subject_id, format=format
    )
    if (same := kept(by=by, kind=kind, subject_id=subject_id, source_hash=source_hash, format=format)) is not None:
        return same
    digest = hashlib.sha256(content).hexdigest()
    number = version or (of_subject.aggregate(last=Max("version"))["last"] or 0) + 1
    ending = ENDINGS[media_type]
    name = f"{by.organisation_id}/{digest[:2]}/{digest}.{ending}"
    # Named by its content: writing it again, after a crash or by two workers, changes nothing.
    if not default_storage.exists(name):
        default_storage.save(name, ContentFile(content))
    fault("after_file_write")
    return Document.objects.create(
        organisation_id=by.organisation_id,
        person_id=person_id,
        area=area,
        kind=kind,
        title=title,
        subject_id=subject_id,
        version=number,
        format=format,
        media_type=media_type,
        sha256=digest,
        source_hash=source_hash,
        size=len(content),
        stored_as=name,
    )


def kept(*, by: Actor, kind: str, subject_id: int, source_hash: str, format: str = "STANDARD") -> Document | None:
    """The newest document of this subject, if it was made from this very source."""
    newest = (
        Document.objects.filter(organisation_id=by.organisation_id, kind=kind, subject_id=subject_id, format=format)
        .order_by("-version")
        .first()
    )
    return newest if newest is not None and newest.source_hash == source_hash else None


def documents_of(actor: Actor, person_id: int):
    """The documents of one person that this actor may open, newest first."""
    found = Document.objects.filter(organisation_id=actor.organisation_id, person_id=person_id)
    areas = [area for area in PART_OF_AREA if _may_open(actor, area, person_id)]
    return found.filter(area__in=areas, person__in=people(actor)).order_by("-id")


def document_for(actor: Actor, document_id: int) -> Document:
    """One document that the actor may open. Raises NotVisible for all others."""
    found = Document.objects.filter(pk=document_id, organisation_id=actor.organisation_id).first()
    if found is None or not _may_have(actor, found):
        raise NotVisible
    return found


def content_of(document: Document) -> bytes:
    """The bytes. Raises ValueError when storage holds something else than what was kept."""
    with default_storage.open(document.stored_as) as stored:
        content = stored.read()
    if hashlib.sha256(content).hexdigest() != document.sha256:
        raise ValueError(f"Document {document.pk} is not what was stored.")
    return content


def _may_have(actor: Actor, document: Document) -> bool:
    if (keeper := KEEPERS.get(document.area)) is not None:
        return may(actor, document.area, "R") and keeper(actor, document)
    return _may_open(actor, document.area, document.person_id)


def _may_open(actor: Actor, area: str, person_id: int | None) -> bool:
    if area not in PART_OF_AREA or not may(actor, area, "R"):
        return False
    return person_id is None or people(actor, part=PART_OF_AREA[area]).filter(pk=person_id).exists()
