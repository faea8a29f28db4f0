"""Files laid to a case: checked, made anew, kept once."""

import hashlib
from typing import BinaryIO

from django.db import transaction

from eligibility.models import Attachment, EvidenceRequest
from eligibility.selectors import locked_case
from phb.core.actors import Actor
from phb.core.documents import keep
from phb.core.errors import NotVisible, RuleBroken
from phb.core.models import Document
from phb.core.uploads import Clean, clean_file

# For those who work on the case only: evidence often tells of other people too.
AREA, KIND = "case work", "attachment"


def attach(
    *, case_id: int, file: BinaryIO, about: str, by: Actor, evidence_id: int | None = None
) -> tuple[Attachment, bool]:
    """Lay a file to a case, as the answer to a request for evidence if one is named. (attachment, whether it is new).

    The file is recognised by its content and made anew (`phb.core.uploads`), which takes a moment, so it is done
    before anything is locked. The very same file is kept once for a case, however often it is sent. Raises
    NotVisible, and RuleBroken for a file that is not taken or words that are missing.
    """
    if not about.strip():
        raise RuleBroken("Write what it is, for example Discharge summary, 3 November.", "about")
    clean = clean_file(file)
    with transaction.atomic():
        return _lay(case_id, clean, about.strip(), evidence_id, by)


def _lay(case_id: int, clean: Clean, about: str, evidence_id: int | None, by: Actor) -> tuple[Attachment, bool]:
    case = locked_case(by, case_id)
    if case.state == "CLOSED":
        raise RuleBroken("This case is closed, so nothing is added to it.")
    if evidence_id is not None and not EvidenceRequest.objects.filter(pk=evidence_id, case=case).exists():
        raise NotVisible
    digest = hashlib.sha256(clean.content).hexdigest()
    there = Document.objects.filter(
        organisation_id=by.organisation_id, kind=KIND, subject_id=case.pk, source_hash=digest
    ).first()
    document = there or keep(
        by=by, person_id=case.person_id, area=AREA, kind=KIND, title=about, subject_id=case.pk, content=clean.content,
        source_hash=digest, media_type=clean.media_type,
    )  # fmt: skip
    if there is not None:
        same = Attachment.objects.filter(case=case, document=there, evidence_id=evidence_id).first()
        if same is not None:
            return same, False
    made = Attachment.objects.create(
        organisation_id=by.organisation_id, person_id=case.person_id, case=case, evidence_id=evidence_id,
        document=document, about=about, by_id=by.user_id,
    )  # fmt: skip
    return made, True
