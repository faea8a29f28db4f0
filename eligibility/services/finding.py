"""Case finding: a search or a file points people out; a person decides about each. Nothing follows by itself."""

import hashlib
from collections.abc import Collection, Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction

from eligibility.enums import CandidateState, CaseState, ImportState
from eligibility.models import Candidate, Case, Finding, Offer
from eligibility.rules.case_finding import Condition, Fact, age_band, plain, why
from eligibility.rules.offer_terms import route_of
from eligibility.selectors.finding import (
    RECORD_FACTS,
    Search,
    facts_found,
    finding_for,
    left_out,
    locked_candidate,
    looked_at,
    search,
    words_of,
)
from eligibility.selectors.offers import offer_for, offers_on
from eligibility.services.candidate_file import FileRow, read_candidates
from eligibility.services.cases import refer
from phb.core import moving
from phb.core.actors import Actor
from phb.core.csv_files import ImportRejected
from phb.core.errors import RuleBroken
from phb.core.models import Person
from phb.core.people import add_person
from phb.core.periods import age_on, say_date
from phb.core.selectors import closed_numbers, people

MOST_FOUND = 1_000


@transaction.atomic
def search_records(*, offer_id: int, asked: Search, on: date, by: Actor) -> Finding:
    """Search the people whom the actor may see, and keep those found as people to be looked at.

    Left out are people who have died, who have an open or eligible case under the offer, or who wait on its list.
    Raises RuleBroken when nothing is asked, for a fact that is not held here, and for more than 1,000 people.
    """
    offer = offer_for(by, offer_id)
    _in_force(offer, on)
    if asked.is_empty:
        raise RuleBroken("Enter at least one condition: otherwise everybody would be found.")
    if unknown := {condition.fact for condition in asked.conditions} - set(RECORD_FACTS):
        raise RuleBroken(
            f"The records do not hold {', '.join(sorted(unknown))}. Bring it in with a file.", "conditions"
        )
    found = search(by, asked, on)
    new, known = left_out(by, offer, found)
    rows = list(new.order_by("sort_name", "pk")[: MOST_FOUND + 1])
    if len(rows) > MOST_FOUND:
        raise RuleBroken(
            f"The search finds more than {MOST_FOUND:,} people. Ask for more, so that each can be looked at."
        )
    everybody = looked_at(by)
    made = Finding.objects.create(
        organisation_id=by.organisation_id,
        offer=offer,
        how="SEARCH",
        criteria=words_of(asked),
        looked_at=everybody.count(),
        counts={
            "left_out": known.count(),
            "looked_at": _bands(everybody.values_list("date_of_birth", flat=True), on),
            "found": _bands((person.date_of_birth for person in rows), on),
            "interpreter_looked_at": everybody.filter(needs_interpreter=True).count(),
            "interpreter_found": sum(person.needs_interpreter for person in rows),
        },
        by_id=by.user_id,
    )
    moving.note(made, "created", by=by, before="", after=made.state)
    _keep(made, [_found(person, asked, on) for person in rows], by)
    moving.move(made, "take", by=by)
    return made


@transaction.atomic
def check_file(
    *, offer_id: int, file_name: str, content: bytes, conditions: tuple[Condition, ...], on: date, by: Actor
) -> Finding:
    """Read a file of people and say what taking it would do: nobody becomes a candidate yet.

    Kept until it is taken or discarded. Raises ImportRejected for a file that cannot be read or that was taken before,
    RuleBroken when a condition asks for a column that the file has not.
    """
    offer = offer_for(by, offer_id)
    _in_force(offer, on)
    digest = hashlib.sha256(content).hexdigest()
    _refuse_twice(offer, digest)
    rows, refused, facts = read_candidates(content, on)
    if missing := [condition.fact for condition in conditions if condition.fact not in {*facts, "age"}]:
        raise RuleBroken(
            f"The file has no column {missing[0]}. Its facts are: {', '.join(facts) or 'none'}.", "conditions"
        )
    records = _records(by, rows)
    visible = set(people(by).filter(nhs_number__in=list(records)).values_list("nhs_number", flat=True))
    differing = [
        row for row in rows if row.nhs_number in visible and records[row.nhs_number].date_of_birth != row.date_of_birth
    ]
    refused_rows = [one.as_dict() for one in refused] + [
        {"line": row.line, "reason": "The date of birth differs from the record here. Check which is right."}
        for row in differing
    ]
    pointed, known = _pointed_out(by, offer, rows, conditions, records, on)
    made = Finding.objects.create(
        organisation_id=by.organisation_id,
        offer=offer,
        how="FILE",
        criteria=[condition.words for condition in conditions],
        file_name=file_name[:200],
        sha256=digest,
        looked_at=len(rows) + len(refused),
        refused=sorted(refused_rows, key=lambda row: int(str(row["line"]))),
        rows=[] if refused_rows else pointed,
        counts={
            "would_be_found": len(pointed),
            "left_out": known,
            "looked_at": _bands((row.date_of_birth for row in rows), on),
            "found": _bands((date.fromisoformat(row["born"]) for row in pointed), on),
        },
        by_id=by.user_id,
    )
    moving.note(made, "created", by=by, before="", after=made.state)
    return made


@transaction.atomic
def take_file(*, finding_id: int, on: date, by: Actor) -> Finding:
    """Take a checked file whole: its people wait to be looked at. The rows kept for the check are emptied.

    Raises RuleBroken while a row is refused, when it was taken meanwhile, and when nobody meets the conditions.
    """
    made = _locked_finding(by, finding_id)
    if made.refused:
        raise RuleBroken(
            "Nothing is taken while a row is refused. Mend the rows listed, or take them out, and bring the file in again."
        )
    if made.state == ImportState.CHECKED and not made.rows:
        raise RuleBroken("Nobody in the file meets the conditions, so there is nothing to take. Discard it.")
    _refuse_twice(made.offer, made.sha256, other_than=made.pk)
    numbers = [row["nhs_number"] for row in made.rows]
    held = Person.objects.filter(organisation_id=by.organisation_id, nhs_number__in=numbers)
    records = {person.nhs_number: person for person in held}
    left = _busy(made.offer, closed_numbers(by, numbers)) | {
        number for number, person in records.items() if person.date_of_death is not None
    }
    rows = [row for row in made.rows if row["nhs_number"] not in left]
    try:
        with transaction.atomic():
            moving.move(made, "take", by=by, rows=[])
    except IntegrityError as error:
        if "finding_file_taken_once" in str(error):
            raise RuleBroken("This file was taken for this offer a moment ago.") from error
        raise
    _keep(
        made,
        [
            {
                "person": records.get(row["nhs_number"]),
                "nhs_number": row["nhs_number"],
                "name": row["name"],
                "date_of_birth": date.fromisoformat(row["born"]),
                "facts": {"seen": row["seen"], "why": row["why"]},
            }
            for row in rows
        ],
        by,
    )
    return made


@transaction.atomic
def discard_file(*, finding_id: int, by: Actor) -> Finding:
    """Put a checked file away: nothing of it is kept but its name, its size and who brought it."""
    made = _locked_finding(by, finding_id)
    moving.move(made, "discard", by=by, rows=[])
    return made


@transaction.atomic
def refer_candidate(*, candidate_id: int, on: date, by: Actor, reason: str = "") -> Case:
    """Refer somebody who was pointed out: a case under the offer begins, from what is known, and waits like any other.

    Somebody without a record here gets one from the file's row. Raises RuleBroken when the offer is no longer in
    force, when the person has died, or when a case by the route is open already.
    """
    candidate = locked_candidate(by, candidate_id)
    finding = Finding.objects.select_related("offer").get(pk=candidate.finding_id)
    offer = _in_force(finding.offer, on)
    person = candidate.person or _record_of(candidate, on, by)
    if person.date_of_death is not None:
        raise RuleBroken(f"This person died on {say_date(person.date_of_death)}. Mark them as not suitable.")
    seen = "; ".join(candidate.facts.get("why", []))
    case = refer(
        person_id=person.pk,
        route=route_of(offer.cohort),
        received_on=on,
        referred_by=f"Case finding for {offer.name}"[:200],
        referrer_role=by.role_name,
        reason=" ".join(part for part in (reason.strip(), f"Pointed out because: {seen}." if seen else "") if part),
        offer_id=offer.pk,
        by=by,
    )
    _decide(candidate, "refer", reason, by, case_id=case.pk, person_id=person.pk)
    return case


@transaction.atomic
def put_off_candidate(*, candidate_id: int, by: Actor, reason: str = "") -> Candidate:
    """Leave somebody for a later day; they stay on the list and a new search does not name them twice."""
    candidate = locked_candidate(by, candidate_id)
    _decide(candidate, "not_now", reason, by)
    return candidate


@transaction.atomic
def dismiss_candidate(*, candidate_id: int, reason: str, by: Actor) -> Candidate:
    """Say that the offer does not suit somebody, with the reason. It refuses nobody: they may still be referred or ask.

    Raises RuleBroken without a reason and for a candidate who was decided about.
    """
    candidate = locked_candidate(by, candidate_id)
    if not reason.strip():
        raise RuleBroken("Write why the offer does not suit this person.", "reason")
    _decide(candidate, "dismiss", reason, by)
    return candidate


@transaction.atomic
def look_again(*, candidate_id: int, by: Actor, reason: str = "") -> Candidate:
    """Put somebody who was marked as not suitable back among those to be looked at."""
    candidate = locked_candidate(by, candidate_id)
    _decide(candidate, "look_again", reason, by)
    return candidate


def _decide(candidate: Candidate, verb: str, reason: str, by: Actor, **changes: Any) -> None:
    """Move a candidate; its own `reason` is the newest one, the moves keep them all."""
    candidate.reason = reason.strip()
    candidate.save(update_fields=["reason"])
    moving.move(candidate, verb, by=by, reason=reason.strip(), decided_by_id=by.user_id, **changes)


def _in_force(offer: Offer, on: date) -> Offer:
    """The version of an offer that is in force on a day. Raises RuleBroken when there is none."""
    for version in offers_on(offer.organisation_id, on, offer.cohort):
        if version.code == offer.code:
            return version
    raise RuleBroken(
        f"{offer.name} is not in force on {say_date(on)}. People are looked for while an offer is in force."
    )


def _found(person: Person, asked: Search, on: date) -> dict[str, Any]:
    facts = facts_found(person, asked, on)
    met = why(asked.conditions, {name: Decimal(value) for name, value in facts.items()}) or []
    case_found = getattr(person, "case_found", "")
    return {
        "person": person,
        "nhs_number": person.nhs_number,
        "name": person.full_name[:200],
        "date_of_birth": person.date_of_birth,
        "facts": {"seen": facts, "why": met + ([f"Case {case_found}"] if case_found else [])},
    }


def _keep(made: Finding, rows: Iterable[dict[str, Any]], by: Actor) -> None:
    kept = Candidate.objects.bulk_create(
        [Candidate(organisation_id=by.organisation_id, finding=made, **row) for row in rows], batch_size=500
    )
    moving.note_created(kept, by=by)


def _pointed_out(
    by: Actor,
    offer: Offer,
    rows: list[FileRow],
    conditions: tuple[Condition, ...],
    records: dict[str, Person],
    on: date,
) -> tuple[list[dict[str, Any]], int]:
    """(what taking would keep of each row that meets the conditions, how many of those are left out)."""
    # Of a record that is hidden from the actor no count tells anything: it is looked at when the file is taken.
    closed = closed_numbers(by, [row.nhs_number for row in rows])
    busy = _busy(offer, [row.nhs_number for row in rows])
    pointed, left = [], 0
    for row in rows:
        facts: dict[str, Fact] = {**row.facts, "age": Decimal(age_on(row.date_of_birth, on))}
        met = why(conditions, facts)
        if met is None:
            continue
        record = records.get(row.nhs_number)
        gone = row.nhs_number in busy or (record is not None and record.date_of_death is not None)
        if gone and row.nhs_number not in closed:
            left += 1
            continue
        seen = {name: value if isinstance(value, bool) else plain(value) for name, value in row.facts.items()}
        pointed.append(
            {
                "nhs_number": row.nhs_number,
                "name": row.name,
                "born": row.date_of_birth.isoformat(),
                "seen": seen,
                "why": met,
            }
        )
    return pointed, left


def _busy(offer: Offer, numbers: Collection[str]) -> set[str]:
    """Those of these numbers that have a case under the offer which is open or eligible, or wait on its list."""
    under = Case.objects.filter(offer__code=offer.code, person__nhs_number__in=numbers).exclude(
        state__in=[CaseState.CLOSED, CaseState.NOT_ELIGIBLE]
    )
    listed = Candidate.objects.filter(
        finding__offer__code=offer.code,
        finding__state=ImportState.TAKEN,
        nhs_number__in=numbers,
        state__in=[CandidateState.FOUND, CandidateState.NOT_NOW],
    )
    return {*under.values_list("person__nhs_number", flat=True), *listed.values_list("nhs_number", flat=True)}


def _records(by: Actor, rows: list[FileRow]) -> dict[str, Person]:
    """The records that the file's numbers belong to, those hidden from the actor too: they are never shown."""
    numbers = [row.nhs_number for row in rows]
    found = Person.objects.filter(organisation_id=by.organisation_id, nhs_number__in=numbers)
    return {person.nhs_number: person for person in found}


def _record_of(candidate: Candidate, on: date, by: Actor) -> Person:
    """The record of somebody from a file: the one that has come meanwhile, or a new one from the row."""
    known = people(by).filter(nhs_number=candidate.nhs_number).first()
    if known is not None:
        return known
    if candidate.date_of_birth is None:
        raise RuleBroken("The date of birth is not known. Add the person first, then refer them.")
    given, family = _names(candidate.name)
    return add_person(
        by=by,
        on=on,
        nhs_number=candidate.nhs_number,
        given_name=given,
        family_name=family,
        date_of_birth=candidate.date_of_birth,
    )


def _names(name: str) -> tuple[str, str]:
    """First and last name out of "Ada Okafor" or "Okafor, Ada"; one word stands for both parts' place."""
    if "," in name:
        family, _, given = (part.strip() for part in name.partition(","))
    else:
        given, _, family = (part.strip() for part in name.rpartition(" "))
    return (given or family, family or given)


def _refuse_twice(offer: Offer, digest: str, other_than: int | None = None) -> None:
    before = Finding.objects.filter(
        organisation_id=offer.organisation_id, offer__code=offer.code, sha256=digest, state=ImportState.TAKEN
    )
    if before.exclude(pk=other_than).exists():
        raise ImportRejected(None, "This file was taken for this offer before. Nothing is taken twice.")


def _locked_finding(by: Actor, finding_id: int) -> Finding:
    finding_for(by, finding_id)
    return moving.locked(Finding.objects.select_related("offer"), pk=finding_id)


def _bands(births: Iterable[date | None], on: date) -> dict[str, int]:
    counted: dict[str, int] = {}
    for born in births:
        band = age_band(born, on)
        counted[band] = counted.get(band, 0) + 1
    return counted
