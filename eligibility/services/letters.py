"""Letters: written from the record and frozen, printed by the worker, sent on a day, or not sent after all."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction

from eligibility.enums import LetterState
from eligibility.models import Case, Challenge, Decision, Letter
from eligibility.rules import letters as rules
from eligibility.selectors.cases import locked_case
from eligibility.selectors.letter_facts import facts_of
from eligibility.selectors.letters import (
    JOB,
    Receiver,
    job_key,
    kind_for,
    letters,
    newest_outcome,
    own_words,
    receivers,
)
from eligibility.selectors.work.reach import reach_of_person
from phb.core import jobs, moving
from phb.core.actors import Actor
from phb.core.errors import NotVisible, RuleBroken
from phb.core.models import Membership, Person
from phb.core.periods import say_date

LANGUAGES = {
    "ar": "Arabic", "bfi": "British Sign Language", "bn": "Bengali", "cy": "Welsh", "pa": "Punjabi", "pl": "Polish",
    "ro": "Romanian", "so": "Somali", "ur": "Urdu", "zh": "Chinese",
}  # fmt: skip


@transaction.atomic
def write_letter(
    *,
    kind: str,
    case_id: int,
    by: Actor,
    on: date,
    decision_id: int | None = None,
    challenge_id: int | None = None,
    extra: Mapping[str, Any] | None = None,
    to: str = "person",
    to_name: str = "",
    to_address: str = "",
    free: str = "",
) -> Letter:
    """Write a letter of a case, dated `on`, and ask for its PDF. Its contents are frozen here and never change.

    `extra` gives contents of the kind that the record does not know: days, Decimal pounds, text, lists of lines; it never
    changes what a decision says. `to` is a receiver's key of `selectors.letters.receivers`, or "other" with `to_name` and `to_address`.
    Asked for again for the same decision or challenge and receiver, or with the same contents, the letter that is there
    comes back. Raises RuleBroken, with the content as its field, when the letter lacks what it must contain.
    """
    case = locked_case(by, case_id)
    chosen = rules.kind_of(kind)
    decision, challenge = _subject(case, chosen, decision_id, challenge_id)
    receiver = _receiver(case, on, to, to_name, to_address)
    same = case.letters.exclude(state=LetterState.CANCELLED).filter(
        kind=kind, to=receiver.name, decision=decision, challenge=challenge
    )
    if (decision or challenge) and (found := same.order_by("-id").first()) is not None:
        return found
    contents = _contents(chosen, case, by, on, decision, challenge, extra or {}, receiver, free)
    for found in same.filter(state=LetterState.WRITTEN).order_by("-id"):
        if {**found.contents, "dated": ""} == {**contents, "dated": ""}:
            return found
    person = case.person
    letter = Letter.objects.create(
        organisation_id=case.organisation_id,
        person_id=case.person_id,
        case=case,
        decision=decision,
        challenge=challenge,
        kind=kind,
        to=receiver.name,
        language=person.language[:12],
        format=format_of(person),
        contents=contents,
        dated=on,
        written_by_id=by.user_id,
    )
    moving.note(letter, "created", by=by, before="", after=letter.state)
    first = decision is not None and not decision.letters.exclude(pk=letter.pk).exists()
    jobs.ask(JOB, by=by, payload={"letter": letter.pk}, person_id=case.person_id, key=job_key(letter, first=first))
    return letter


def preview(
    *, kind: str, case: Case, by: Actor, on: date, decision_id: int | None = None, challenge_id: int | None = None,
    extra: Mapping[str, Any] | None = None, to: str = "person", to_name: str = "", to_address: str = "", free: str = "",
) -> dict[str, Any]:  # fmt: skip
    """The contents that `write_letter` would keep, and nothing kept. Raises RuleBroken as it does."""
    chosen = rules.kind_of(kind)
    decision, challenge = _subject(case, chosen, decision_id, challenge_id)
    receiver = _receiver(case, on, to, to_name, to_address)
    return _contents(chosen, case, by, on, decision, challenge, extra or {}, receiver, free)


def known(
    *, kind: str, case: Case, on: date, decision_id: int | None = None, challenge_id: int | None = None
) -> dict[str, Any]:
    """What the record knows of a letter's contents. Raises RuleBroken where the kind does not fit the case."""
    chosen = rules.kind_of(kind)
    decision, challenge = _subject(case, chosen, decision_id, challenge_id)
    return facts_of(chosen, case=case, on=on, decision=decision, challenge=challenge)


@transaction.atomic
def write_for_decision(*, decision_id: int, by: Actor, on: date) -> Letter | None:
    """The letter of a decision, if the record holds all that it must contain; else None, and the case shows that it is
    still to be written. For the moment of deciding, which a letter's missing detail must not hold up.

    Raises NotVisible for a decision of another organisation.
    """
    decision = (
        Decision.objects.select_related("case").filter(pk=decision_id, organisation_id=by.organisation_id).first()
    )
    if decision is None:
        raise NotVisible
    kind = kind_for(decision.case, decision)
    if not kind:
        return None
    case = locked_case(by, decision.case_id)
    chosen = rules.kind_of(kind)
    if rules.missing(chosen, facts_of(chosen, case=case, on=on, decision=decision)):
        return None
    return write_letter(kind=kind, case_id=case.pk, by=by, on=on, decision_id=decision.pk)


@transaction.atomic
def send_letter(*, letter_id: int, sent_on: date, how: str, by: Actor) -> Letter:
    """Record that a letter went out, on which day and how. The day of the notice starts the limits in time. From now on
    the person finds it among their documents; a decision's letter is there since it was written.

    Raises RuleBroken for a day before its date, without how it went, or when it was sent or cancelled already.
    """
    letter = _locked(by, letter_id)
    if not how.strip():
        raise RuleBroken("Enter how the letter went: by post, by e-mail, handed over.", "how")
    if sent_on < letter.dated:
        raise RuleBroken(
            f"The letter is dated {say_date(letter.dated)}. The day it was sent cannot be earlier.", "sent_on"
        )
    moving.move(letter, "send", by=by, sent_on=sent_on, sent_how=how.strip()[:200])
    if rules.LETTERS[letter.kind].group != "decision":
        payload = {"letter": letter.pk, "sent": True}
        jobs.ask(JOB, by=by, payload=payload, person_id=letter.person_id, key=f"letter-sent-{letter.pk}")
    return letter


@transaction.atomic
def cancel_letter(*, letter_id: int, reason: str, by: Actor) -> Letter:
    """A letter that is not to be sent, with the reason. Raises RuleBroken without one, or when it was sent."""
    letter = _locked(by, letter_id)
    if not reason.strip():
        raise RuleBroken("Write why the letter is not sent.", "reason")
    moving.move(letter, "cancel", by=by, reason=reason.strip())
    return letter


def format_of(person: Person) -> str:
    """The print in which the person reads: large print and easy read as asked for, standard for all others."""
    return person.format if person.format in ("LARGE_PRINT", "EASY_READ") else "STANDARD"


def _locked(by: Actor, letter_id: int) -> Letter:
    found = letters(by).select_for_update(of=("self",)).filter(pk=letter_id).first()
    if found is None:
        raise NotVisible
    return found


def _subject(
    case: Case, kind: rules.Kind, decision_id: int | None, challenge_id: int | None
) -> tuple[Decision | None, Challenge | None]:
    """The decision or challenge that the letter tells of: the one named, else the newest that fits the kind."""
    decision = challenge = None
    if decision_id is not None or kind.matter:
        made = case.decisions.select_related("assessment", "decided_by")
        made = (
            made.filter(pk=decision_id) if decision_id else made.filter(matter=kind.matter, decision__in=kind.decisions)
        )
        decision = made.order_by("-id").first()
    if challenge_id is not None or kind.about_challenge:
        asked = case.challenges.all() if challenge_id is None else case.challenges.filter(pk=challenge_id)
        challenge = asked.order_by("-id").first()
    if (decision_id and decision is None) or (challenge_id and challenge is None):
        raise NotVisible
    if (
        decision is not None
        and kind.matter
        and (decision.matter, decision.decision in kind.decisions) != (kind.matter, True)
    ):
        raise RuleBroken("This letter tells of another decision. Choose the letter that fits the decision.", "kind")
    if (kind.matter and decision is None) or (kind.about_challenge and challenge is None):
        what = "a decision that has not been made" if kind.matter else "a request that nobody has made"
        raise RuleBroken(f"This letter tells of {what}. Record that first, then write the letter.", "kind")
    if kind.routes and case.route not in kind.routes:
        raise RuleBroken("This letter is for another route. Choose one of those shown for this case.", "kind")
    _check_form(case, kind)
    return decision, challenge


def _check_form(case: Case, kind: rules.Kind) -> None:
    if kind.after_tool and newest_outcome(case, kind.after_tool) not in kind.after_outcomes:
        raise RuleBroken("This letter tells of another outcome than that of the newest form on the case.", "kind")


def _receiver(case: Case, on: date, to: str, name: str, address: str) -> Receiver:
    lines = tuple(line.strip() for line in address.splitlines() if line.strip())
    if to == "other":
        if not name.strip():
            raise RuleBroken("Enter to whom the letter goes.", "to_name")
        about = f"This letter is about {case.person.full_name}."
        return Receiver("other", name.strip()[:200], about, lines or None)
    for receiver in receivers(case, on):
        if receiver.key == to:
            return Receiver(to, receiver.name, receiver.about, receiver.address or lines or None)
    raise RuleBroken("Choose to whom the letter goes: the person, or somebody who acts for them today.", "to")


def _contents(
    kind: rules.Kind,
    case: Case,
    by: Actor,
    on: date,
    decision: Decision | None,
    challenge: Challenge | None,
    extra: Mapping[str, Any],
    receiver: Receiver,
    free: str,
) -> dict[str, Any]:
    """Exactly what is printed, as plain values."""
    person, organisation = case.person, case.organisation
    facts = facts_of(kind, case=case, on=on, decision=decision, challenge=challenge, extra=extra)
    easy = format_of(person) == "EASY_READ"
    language = person.language or "en"
    own, translated = own_words(organisation.pk, kind, on, easy=easy, language=language)
    parts = rules.compose(kind, facts, own, easy=easy)
    for part in parts:
        if part["own"] and part["part"] in translated:
            part["lang"] = language
    # The passages that letters share are not worded locally: they stay in English.
    shared = any(content.text for content in kind.contents)
    in_full = language == "en" or (not shared and all(part.get("lang") for part in parts))
    return {
        "title": kind.title,
        "reference": case.reference,
        "version": 1,
        "dated": on.isoformat(),
        "organisation": {
            "name": organisation.name,
            "address": organisation.address.splitlines(),
            "telephone": organisation.phone,
            "email": organisation.email,
        },
        "to": {"name": receiver.name, "address": None if receiver.address is None else list(receiver.address)},
        "for_whom": receiver.about,
        "person": {
            "name": person.full_name,
            "born": person.date_of_birth.isoformat(),
            "nhs_number": person.nhs_number,
            "known_as": person.known_as,
        },
        "contact": _contact(case, on),
        "parts": parts,
        "free": free.strip(),
        "signed": _signed(kind, by, decision, organisation.name),
        "note": "" if in_full else _not_translated(language, case, on),
        "language": language if language != "en" and in_full else "en-GB",
    }


def _not_translated(language: str, case: Case, on: date) -> str:
    name = LANGUAGES.get(language, "your language")
    phone = reach_of_person(case.person, on).phone or case.organisation.phone
    return (
        f"You told us that you would like letters in {name}. "
        f"Ring {phone} and we get this letter put into {name} for you. It is free, and so is an interpreter."
    )


def _contact(case: Case, on: date) -> dict[str, str]:
    """Whom the reader rings: the named contact, who covers for them on the day of the letter, or the organisation."""
    found = reach_of_person(case.person, on)
    return {"name": found.name, "role": found.role_now, "telephone": found.phone, "email": found.email}


def _signed(kind: rules.Kind, by: Actor, decision: Decision | None, organisation: str) -> list[str]:
    """Who signs: whoever decided, else whoever writes; in what part; for whom."""
    name = by.name if by.user_id else ""
    if decision is not None:
        name = decision.decider_name or decision.decided_by.name
    title = Membership.objects.filter(pk=by.membership_id).values_list("job_title", flat=True).first() or ""
    signed = [name, title if decision is None else "", kind.signed_by, organisation]
    return [line for line in signed if line]
