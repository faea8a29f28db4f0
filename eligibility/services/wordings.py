"""An organisation's own words: one person proposes, a second approves or refuses; nothing is overwritten."""

from datetime import date

from django.db import IntegrityError, transaction

from eligibility.enums import WordingKind, WordingState
from eligibility.models import Wording
from eligibility.selectors.wordings import forget, in_force, problems_with, texts, waiting
from phb.core import moving
from phb.core.access import may
from phb.core.actors import Actor
from phb.core.errors import RuleBroken

LONGEST = 6000
WAITS = "Words for this text wait for a second person already. Have those approved, refused or taken back first."


@transaction.atomic
def propose_wording(*, key: str, words: str, on: date, by: Actor, language: str = "en") -> Wording:
    """Propose words for a text. A second person approves them before anybody sees them, and they count from that day.

    Raises RuleBroken for an unknown text, words that leave out what a letter must contain, and while others wait.
    """
    if not may(by, "wording", "W"):
        raise RuleBroken("Your role cannot propose words. Ask a commissioner or your administrator.")
    words = words.replace("\r\n", "\n").strip()
    if problems := problems_with(key, words):
        raise RuleBroken(" ".join(problems), "words")
    if len(words) > LONGEST:
        raise RuleBroken(f"Use {LONGEST} characters or fewer.", "words")
    try:
        with transaction.atomic():
            row = Wording.objects.create(
                organisation_id=by.organisation_id,
                kind=texts()[key].kind,
                key=key,
                language=language,
                words=words,
                starts=on,
                proposed_by_id=by.user_id,
            )
    except IntegrityError as error:
        raise RuleBroken(WAITS, "words") from error
    moving.note(row, "created", by=by, before="", after=row.state)
    return row


@transaction.atomic
def propose_ours(*, tool: str, on: date, by: Actor) -> int:
    """Propose the product's help of a tool as it stands, for a clinician to approve; returns how many texts.

    Texts that are approved already, wait, or have no words are left out. Raises RuleBroken when none is left.
    """
    taken = {row.key for row in waiting(by)} | set(in_force(by.organisation_id, WordingKind.HELP, on))
    left = [text for key, text in texts().items() if key.startswith(f"help.{tool}.") and key not in taken and text.ours]
    if not left:
        raise RuleBroken("Every text of this form is approved, or waits for approval already.")
    for text in left:
        propose_wording(key=text.key, words=text.ours, on=on, by=by)
    return len(left)


@transaction.atomic
def approve_wording(*, wording_id: int, approved_as: str, on: date, by: Actor) -> Wording:
    """Put proposed words in force from the day `on`; those before stay in the history.

    Help beside a form is approved by a clinician. `approved_as`: profession and registration, as the sheets show it.
    Raises RuleBroken for the proposer, for a role that may not, or when somebody decided meanwhile.
    """
    row = _waiting(wording_id, by)
    if not approved_as.strip():
        raise RuleBroken("Say in which role you approve, with your registration if you have one.", "approved_as")
    if problems := problems_with(row.key, row.words):
        raise RuleBroken(
            f"These words fit no longer. {' '.join(problems)} Refuse them, so that others can be proposed."
        )
    before = Wording.objects.select_for_update().filter(
        organisation_id=by.organisation_id, key=row.key, language=row.language, state=WordingState.IN_FORCE
    )
    for old in before:
        moving.move(old, "replace", by=by, reason="Newer words were approved.")
    moving.move(
        row,
        "approve",
        by=by,
        approved_by_id=by.user_id,
        approved_on=on,
        approved_as=approved_as.strip(),
        starts=on,
    )
    forget()
    return row


@transaction.atomic
def refuse_wording(*, wording_id: int, reason: str, by: Actor) -> Wording:
    """Refuse proposed words, with reasons that the proposer reads. Raises RuleBroken without any, or for the proposer."""
    row = _waiting(wording_id, by)
    if not reason.strip():
        raise RuleBroken("Write what should change before you could approve the words.", "reason")
    return _end(row, "refuse", reason, by)


@transaction.atomic
def withdraw_wording(*, wording_id: int, reason: str, by: Actor) -> Wording:
    """Take proposed words back, or words in force out of use: ours stand again at once. Raises RuleBroken without a reason."""
    if not may(by, "wording", "W"):
        raise RuleBroken("Your role cannot take words back. Ask a commissioner or your administrator.")
    if not reason.strip():
        raise RuleBroken("Write why these words are taken back.", "reason")
    row = moving.locked(Wording.objects.filter(organisation_id=by.organisation_id), pk=wording_id)
    return _end(row, "withdraw", reason, by)


def _end(row: Wording, verb: str, reason: str, by: Actor) -> Wording:
    row.reason = reason.strip()
    moving.move(row, verb, by=by, reason=row.reason)
    row.save(update_fields=["reason"])
    forget()
    return row


def _waiting(wording_id: int, by: Actor) -> Wording:
    """The proposed words, locked. Raises RuleBroken for whoever may not decide on them."""
    if not may(by, "wording", "A"):
        raise RuleBroken("Your role cannot approve words. Ask a clinician or a commissioner.")
    row = moving.locked(Wording.objects.filter(organisation_id=by.organisation_id), pk=wording_id)
    if row.state != WordingState.PROPOSED:
        raise RuleBroken("These words have been decided on already. Open the page again.")
    if row.proposed_by_id == by.user_id:
        raise RuleBroken("You proposed these words. A second person approves or refuses them.")
    if row.kind == WordingKind.HELP and by.role != "CLN":
        raise RuleBroken("Help beside a form is approved by a clinician. Ask somebody with the clinical sign-off role.")
    return row
