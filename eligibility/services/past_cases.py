"""Bringing in cases from before this system: checked first, then taken whole, by a job, in one transaction."""

import hashlib
from datetime import date
from typing import Any

from django.db import transaction

from eligibility.enums import CaseState, FormState, Route, Tool
from eligibility.enums import Decision as DecisionCode
from eligibility.models import Assessment, Case, CaseImport, Decision
from eligibility.past.reading import PastCase, Refusal, read
from eligibility.rules.clocks import target_date
from eligibility.selectors import right_of
from eligibility.selectors.past_cases import locked_import
from eligibility.services.cases import reference_of
from phb.core import jobs, moving
from phb.core.actors import Actor
from phb.core.csv_files import check_size
from phb.core.errors import RuleBroken
from phb.core.models import Job, Person
from phb.core.numbers import next_number
from phb.core.people import add_person
from phb.core.selectors import closed_numbers

KIND = "eligibility.take_past_cases"
# From the first state to the one in which the case comes: each step is one that the life cycle knows.
WAYS: dict[str, tuple[str, ...]] = {
    CaseState.AWAITING_ASSESSMENT: ("go_to_assessment",),
    CaseState.SCREENED_OUT: ("start_checklist", "screen_out"),
    CaseState.ELIGIBLE: ("go_to_assessment", "record_assessment", "find_eligible"),
    CaseState.NOT_ELIGIBLE: ("go_to_assessment", "record_assessment", "find_not_eligible"),
    CaseState.CLOSED: ("close",),
}
CLOSED = (
    "This number cannot be taken here. Check it. If it is right, leave the row out and ask your team lead who looks after "
    "this record."
)


@transaction.atomic
def check_file(*, name: str, content: bytes, on: date, by: Actor) -> CaseImport:
    """Read a file of past cases and say of each row whether it can be taken. Nothing is taken.

    Raises ImportRejected for a file that cannot be read at all, and RuleBroken for one that was taken before.
    """
    check_size(content)
    digest = hashlib.sha256(content).hexdigest()
    if CaseImport.objects.filter(organisation_id=by.organisation_id, sha256=digest, state="TAKEN").exists():
        raise RuleBroken("This very file was brought in before. Its cases are here already.", "file")
    cases, refusals = read(content, on)
    refusals = sorted([*refusals, *_against_the_record(cases, by)], key=lambda each: (each.line, each.column))
    refused = {each.line for each in refusals}
    row = CaseImport.objects.create(
        organisation_id=by.organisation_id,
        file_name=name[:200],
        sha256=digest,
        rows=[case.as_json() for case in cases if case.line not in refused],
        refusals=[[each.line, each.column, each.words] for each in refusals],
        by_id=by.user_id,
    )
    moving.note(row, "created", by=by, before="", after=row.state)
    return row


@transaction.atomic
def take(*, import_id: int, by: Actor) -> Job:
    """Ask for the cases of a checked file to be taken; the same file is asked for once.

    Raises RuleBroken while a row of it is refused: a file is taken whole, so that nobody has to find out what is missing.
    """
    row = locked_import(by, import_id)
    CaseImport.life_cycle.check(row.state, "take")
    if row.refusals:
        raise RuleBroken("Rows of this file are refused. Mend them in the file and bring in the whole file again.")
    if not row.rows:
        raise RuleBroken("There is nothing in this file to take.")
    return jobs.ask(KIND, by=by, payload={"import": row.pk}, key=f"case-import-{row.pk}")


@transaction.atomic
def discard(*, import_id: int, by: Actor) -> CaseImport:
    """Put a checked file aside; the rows that it held are removed."""
    row = locked_import(by, import_id)
    moving.move(row, "discard", by=by, rows=[])
    return row


@transaction.atomic
def take_rows(*, import_id: int, on: date, by: Actor) -> int:
    """Make the people and cases of a checked file. Returns how many cases; a file that is taken already makes none.

    The record is looked at again: what somebody added since the check refuses the file, whole (RuleBroken).
    """
    row = locked_import(by, import_id)
    if row.state != "CHECKED":
        return 0
    cases = [PastCase.from_json(each) for each in row.rows]
    if changed := _against_the_record(cases, by):
        raise RuleBroken(f"Line {changed[0].line}: {changed[0].words} Check the file again.")
    numbers = [case.text["nhs_number"] for case in cases]
    people = {
        p.nhs_number: p for p in Person.objects.filter(organisation_id=by.organisation_id, nhs_number__in=numbers)
    }
    for case in cases:
        number = case.text["nhs_number"]
        if number not in people:
            people[number] = add_person(
                by=by, on=on, nhs_number=number, given_name=case.text["given_name"],
                family_name=case.text["family_name"], date_of_birth=_day(case, "date_of_birth"),
            )  # fmt: skip
        _make(case, people[number], row, on, by)
    moving.move(row, "take", by=by, taken=len(cases), rows=[])
    return len(cases)


def _make(past: PastCase, person: Person, row: CaseImport, on: date, by: Actor) -> Case:
    text, number = past.text, next_number(Case)
    received = _day(past, "received_on")
    where = f"Brought in from {row.file_name}" + (f", {text['old_reference']}" if text.get("old_reference") else "")
    case = Case.objects.create(
        pk=number,
        organisation_id=by.organisation_id,
        person=person,
        route=text["route"],
        reference=reference_of(Route(text["route"]), received, number),
        received_on=received,
        referred_by=text["referred_by"][:200],
        reason=where,
        setting=text.get("setting") or "OTHER",
        rule_set=past.rule_set,
        brought_in_by=row,
        fast_track=bool(text["fast_track"]),
        clock_started_on=past.days["checklist_received_on"],
    )
    moving.note(case, "created", by=by, before="", after=case.state, reason=where)
    decided = past.days["decided_on"]
    was = _state_reached(past)
    ways = WAYS[was]
    for verb in ways:
        moving.move(case, verb, by=by, reason=where, **(_kept(past) if verb == ways[-1] else {}))
    forms = [_form(case, past, Tool(tool), by) for tool in past.forms]
    if decided and text.get("reasons"):
        _decision(case, past, was, forms[-1] if forms else None, by)
    if text["state"] == CaseState.CLOSED and was != CaseState.CLOSED:
        moving.move(case, "close", by=by, reason=text["end_reason"], ended_on=past.days["ended_on"])
    return case


def _state_reached(past: PastCase) -> str:
    """Where the case stood before it was closed: a closed one that was decided says so by its recommendation."""
    state = past.text["state"]
    if state == CaseState.CLOSED and past.days["decided_on"] and past.text.get("reasons"):
        no = past.text.get("recommendation") == "RECOMMEND_NOT_ELIGIBLE"
        return CaseState.NOT_ELIGIBLE if no else CaseState.ELIGIBLE
    return state


def _kept(past: PastCase) -> dict[str, Any]:
    """What the last step sets on the case: its days and the next review."""
    state, days = past.text["state"], past.days
    kept: dict[str, Any] = {"decided_on": days["decided_on"], "ended_on": days["ended_on"]}
    if state == CaseState.AWAITING_ASSESSMENT and past.text["route"] == Route.CHC and days["checklist_received_on"]:
        kept |= {"due_on": target_date("K1", days["checklist_received_on"]), "due_clock": "K1"}
    if state == CaseState.ELIGIBLE and days["review_due_on"]:
        kept |= {"review_due_on": days["review_due_on"], "review_clock": "K4"}
    return kept


def _form(case: Case, past: PastCase, tool: Tool, by: Actor) -> Assessment:
    kept = past.forms[tool]
    on = _day(past, "checklist_on" if tool is Tool.CHECKLIST else "assessed_on")
    form = Assessment.objects.create(
        organisation_id=case.organisation_id,
        person_id=case.person_id,
        case=case,
        tool=tool,
        rule_set=kept["rule_set"],
        answers=kept["answers"],
        started_by_id=by.user_id,
    )
    moving.note(form, "created", by=by, before="", after=FormState.DRAFT)
    moving.move(
        form, "complete", by=by, completed_by_id=by.user_id, completed_on=on,
        received_on=past.days["checklist_received_on"] if tool is Tool.CHECKLIST else None,
        result=kept["result"], outcome=str(kept["result"]["outcome"]),
    )  # fmt: skip
    return form


def _decision(case: Case, past: PastCase, was: str, form: Assessment | None, by: Actor) -> None:
    code = DecisionCode.ELIGIBLE if was == CaseState.ELIGIBLE else DecisionCode.NOT_ELIGIBLE
    decided = _day(past, "decided_on")
    Decision.objects.create(
        organisation_id=case.organisation_id,
        person_id=case.person_id,
        case=case,
        assessment=form,
        decision=code,
        decided_on=decided,
        reasons=past.text["reasons"],
        # The notice was sent by the system that the case comes from.
        review_rights_given=True,
        right=right_of(case, decided).as_dict() if past.rule_set else {},
        rule_set=form.rule_set if form else past.rule_set,
        decided_by_id=by.user_id,
        decider_name=past.text["decided_by"][:200],
    )


def _against_the_record(cases: list[PastCase], by: Actor) -> list[Refusal]:
    """Rows that do not fit what is held here, in four questions whatever the length of the file.

    Of a record that is closed to the actor nothing is told, but that its row cannot be taken.
    """
    numbers = [case.text["nhs_number"] for case in cases]
    closed = closed_numbers(by, numbers)
    held = {p.nhs_number: p for p in Person.objects.filter(organisation_id=by.organisation_id, nhs_number__in=numbers)}
    known = Case.objects.filter(organisation_id=by.organisation_id, person__nhs_number__in=numbers)
    there = {
        (number, route, str(day))
        for number, route, day in known.values_list("person__nhs_number", "route", "received_on")
    }
    waiting = set(
        known.exclude(state__in=["ELIGIBLE", "NOT_ELIGIBLE", "CLOSED"]).values_list("person__nhs_number", "route")
    )
    refused = []
    for case in cases:
        text, number = case.text, case.text["nhs_number"]
        if number in closed:
            refused.append(Refusal(case.line, "nhs_number", CLOSED))
            continue
        person = held.get(number)
        if person is not None and not _same(person, case):
            refused.append(
                Refusal(
                    case.line, "nhs_number", "This number is held here with another name or birth date. Check both."
                )
            )
        if (number, text["route"], str(case.days["received_on"])) in there:
            refused.append(Refusal(case.line, "received_on", "This case is here already."))
        if (
            text["state"] in (CaseState.AWAITING_ASSESSMENT, CaseState.SCREENED_OUT)
            and (number, text["route"]) in waiting
        ):
            refused.append(Refusal(case.line, "state", "The person has another undecided case by this route here."))
    return refused


def _same(person: Person, case: PastCase) -> bool:
    return (
        person.family_name.casefold() == case.text["family_name"].casefold()
        and person.date_of_birth == case.days["date_of_birth"]
    )


def _day(case: PastCase, name: str) -> date:
    day = case.days[name]
    if day is None:
        raise ValueError(f"{name} was not given.")
    return day
