"""Past cases brought in: each refusal by row, the whole file or nothing, and cases that stand as if decided here."""

from datetime import date

import pytest
import yaml
from django.urls import reverse

from eligibility.models import Case, CaseImport, Decision
from eligibility.past.columns import COLUMNS
from eligibility.past.reading import read
from eligibility.rules import evaluate
from eligibility.services import past_cases
from phb.core.csv_files import ImportRejected
from phb.core.errors import RuleBroken
from phb.core.models import Job, Move, NamedStaff, Person
from tests.factories.core import make_person

TODAY = date(2026, 11, 1)
NAMES = [column.name for column in COLUMNS]
EXAMPLE = {column.name: column.example for column in COLUMNS}
BARE = {
    name: EXAMPLE[name]
    if not name.startswith(("checklist", "level", "assessed", "decided", "reasons", "review", "recom"))
    else ""
    for name in NAMES
} | {"state": "AWAITING_ASSESSMENT"}


def file_of(*rows: dict[str, str], names: list[str] = NAMES) -> bytes:
    lines = [",".join(names)]
    lines += [",".join('"' + row.get(name, "").replace('"', '""') + '"' for name in names) for row in rows]
    return "\n".join(lines).encode()


# title, what the row changes from the template's example, column refused, a piece of the reason
CASES = yaml.safe_load("""
- ["The template's own row can be taken", {}, null, null]
- ["Days as in a British spreadsheet", {received_on: 03/02/2025}, null, null]
- ["A day that is not in the calendar", {received_on: 29/02/2025}, received_on, is not a day]
- ["29 February of a leap year", {date_of_birth: 29/02/1948}, null, null]
- ["An American day is not guessed", {received_on: 02/14/2025}, received_on, is not a day]
- ["No NHS number", {nhs_number: ""}, nhs_number, Fill in nhs number]
- ["Nine digits", {nhs_number: "999000001"}, nhs_number, 10 digits]
- ["A wrong check digit", {nhs_number: "9990000019"}, nhs_number, not a real NHS number]
- ["An unknown route", {route: CHX}, route, is not one of]
- ["A route in small letters", {route: chc}, null, null]
- ["An unknown state", {state: DECIDED}, state, is not one of]
- ["The decision is today", {decided_on: 2026-11-01}, null, null]
- ["The decision is tomorrow", {decided_on: 2026-11-02}, decided_on, in the future]
- ["Checklist on the day of the referral", {checklist_on: 2025-02-03}, null, null]
- ["Checklist the day before the referral", {checklist_on: 2025-02-02}, checklist_on, is before]
- ["Assessed after the decision", {assessed_on: 2025-02-28}, decided_on, is before]
- ["Referred before birth", {date_of_birth: 2025-02-04}, received_on, is before]
- ["Eligible without reasons", {reasons: ""}, reasons, needs reasons]
- ["Eligible without who decided", {decided_by: ""}, decided_by, needs decided by]
- ["Eligible without the day", {decided_on: ""}, decided_on, needs decided on]
- ["Closed without the day", {state: CLOSED, end_reason: Moved}, ended_on, the day on which it ended]
- ["Closed without the reason", {state: CLOSED, ended_on: 2026-01-05}, end_reason, the reason why]
- ["Closed with both", {state: CLOSED, ended_on: 2026-01-05, end_reason: Moved away}, null, null]
- ["A column of the Checklist that does not exist", {checklist.breathing: D}, checklist.breathing, "A, B or C"]
- ["A domain of the Checklist left out", {checklist.breathing: ""}, checklist.breathing, ""]
- ["A level that the domain does not have", {level.altered_consciousness: SEVERE}, level.altered_consciousness, ""]
- ["A level that it does have", {level.altered_consciousness: PRIORITY}, null, null]
- ["Levels without the day of the assessment", {assessed_on: ""}, assessed_on, the day of the assessment]
- ["A Fast Track of another route", {route: S117, fast_track: "yes"}, route, belong to continuing]
- ["Fast Track neither yes nor no", {fast_track: perhaps}, fast_track, yes or no]
- ["Seventeen on the day of the decision", {date_of_birth: 2008-02-27}, null, null]
- ["A day short of seventeen", {date_of_birth: 2008-02-28}, decided_on, 17th birthday]
- ["Wheelchair with levels", {route: WHEELCHAIR, checklist_on: "", checklist_received_on: ""}, route, ""]
""")


@pytest.mark.parametrize(("title", "change", "column", "words"), CASES, ids=[case[0] for case in CASES])
def test_a_row(title, change, column, words):
    change = {name: str(value) for name, value in change.items()}
    cases, refused = read(file_of(EXAMPLE | change), TODAY)
    if column is None:
        assert not refused and len(cases) == 1
    else:
        assert not cases
        assert (column, True) in [(each.column, words in each.words) for each in refused], refused
        assert {each.line for each in refused} == {2}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "no rows"),
        (file_of(), "columns but no rows"),
        (file_of(EXAMPLE, names=NAMES[1:]), "columns are missing: nhs_number"),
        (file_of(EXAMPLE, names=[*NAMES, "route"]), "stand twice: route"),
        (file_of(EXAMPLE, names=[*NAMES, "hours"]), "not known: hours"),
        (b"\x81\x8d\x8f", "cannot be read"),
        (file_of(EXAMPLE) + b'\n"open', "quotation mark"),
    ],
)
def test_a_file_that_cannot_be_read_at_all(content, words):
    with pytest.raises(ImportRejected, match=words):
        read(content, TODAY)


def test_rows_that_do_not_go_together():
    again = EXAMPLE | {"old_reference": "B"}
    other_name = EXAMPLE | {"family_name": "Other", "received_on": "2024-01-01"}
    waiting = BARE | {"nhs_number": "9990000026"}
    second = waiting | {"received_on": "2025-02-04"}
    cases, refused = read(file_of(EXAMPLE, again, other_name, waiting, second), TODAY)
    assert len(cases) == 5
    assert [(each.line, each.column) for each in refused] == [(3, "nhs_number"), (4, "nhs_number"), (6, "state")]


def test_a_file_is_taken_whole_with_its_forms_and_decision(here, actor_of, settle):
    by = actor_of("COM")
    closed = EXAMPLE | {
        "nhs_number": "9990000026",
        "state": "CLOSED",
        "ended_on": "2026-01-05",
        "end_reason": "Moved away",
    }
    old = EXAMPLE | {"nhs_number": "9990000034", "received_on": "2016-02-03", "checklist_on": "", "assessed_on": ""}
    old = {name: "" if name.startswith(("checklist", "level")) else value for name, value in old.items()}
    row = past_cases.check_file(name="old.csv", content=file_of(EXAMPLE, closed, old), on=TODAY, by=by)
    assert (len(row.rows), row.refusals) == (3, [])
    past_cases.take(import_id=row.pk, by=by)
    assert past_cases.take_rows(import_id=row.pk, on=TODAY, by=by) == 3
    settle()
    first, second, third = Case.objects.filter(brought_in_by=row).order_by("pk")
    assert (first.state, first.review_due_on, first.decided_on) == ("ELIGIBLE", date(2026, 5, 27), date(2025, 2, 27))
    made = Decision.objects.get(case=first)
    assert (made.decider_name, made.decision) == (EXAMPLE["decided_by"], "ELIGIBLE")
    dst = first.assessments.get(tool="dst")
    again = evaluate("dst", dst.answers, dst.completed_on, dst.rule_set)
    assert again.as_dict() == dst.result, "a past form gives the same answer when it is run again"
    assert (second.state, second.ended_on) == ("CLOSED", date(2026, 1, 5))
    assert (third.rule_set, third.state) == ("", "ELIGIBLE"), "from before the rules that are held"
    assert Move.objects.filter(subject="eligibility.case", subject_id=first.pk, reason__contains="old.csv").count() == 4
    row.refresh_from_db()
    assert (row.state, row.taken, row.rows) == ("TAKEN", 3, [])
    assert past_cases.take_rows(import_id=row.pk, on=TODAY, by=by) == 0, "a job that runs twice takes once"
    with pytest.raises(RuleBroken, match="brought in before"):
        past_cases.check_file(name="again.csv", content=file_of(EXAMPLE, closed, old), on=TODAY, by=by)


def test_one_refused_row_holds_the_whole_file(here, actor_of):
    by = actor_of("COM")
    row = past_cases.check_file(name="x.csv", content=file_of(EXAMPLE, EXAMPLE | {"route": "NO"}), on=TODAY, by=by)
    assert (len(row.rows), len(row.refusals)) == (1, 1)
    with pytest.raises(RuleBroken, match="Mend them"):
        past_cases.take(import_id=row.pk, by=by)
    assert not Case.objects.exists() and not Person.objects.filter(nhs_number=EXAMPLE["nhs_number"]).exists()


def test_what_came_between_check_and_taking_refuses_the_whole_file(here, actor_of):
    by = actor_of("COM")
    row = past_cases.check_file(name="x.csv", content=file_of(EXAMPLE), on=TODAY, by=by)
    make_person(here, nhs_number=EXAMPLE["nhs_number"], family_name="Another")
    with pytest.raises(RuleBroken, match="another name"):
        past_cases.take_rows(import_id=row.pk, on=TODAY, by=by)
    assert not Case.objects.exists()


def test_of_a_closed_record_nothing_is_told_and_its_row_is_not_shown(here, actor_of, sign_in):
    by, named = actor_of("COM"), actor_of("COM")
    person = make_person(here, nhs_number=EXAMPLE["nhs_number"], family_name="Another", restricted=True)
    NamedStaff.objects.create(organisation=here, person=person, membership_id=named.membership_id, reason="Team")
    row = past_cases.check_file(name="x.csv", content=file_of(EXAMPLE), on=TODAY, by=by)
    assert [words for *_, words in row.refusals] == [past_cases.CLOSED]
    assert (
        "another name"
        in past_cases.check_file(name="x.csv", content=file_of(EXAMPLE), on=TODAY, by=named).refusals[0][2]
    )
    Person.objects.update(family_name=EXAMPLE["family_name"], date_of_birth=EXAMPLE["date_of_birth"])
    row = past_cases.check_file(name="x.csv", content=file_of(EXAMPLE), on=TODAY, by=named)
    address = reverse("eligibility:past_cases", args=[row.pk])
    assert EXAMPLE["given_name"] in sign_in(named).get(address).text
    assert EXAMPLE["given_name"] not in sign_in(by).get(address).text


def test_pages_from_template_to_yes(here, actor_of, sign_in):
    client = sign_in(actor_of("COM"))
    template = client.get(reverse("eligibility:past_cases_template"))
    assert read(template.content, TODAY)[1] == [], "the template's own row can be brought in"
    upload = {"file": _upload("cases.csv", template.content)}
    answer = client.post(reverse("eligibility:bring_in"), upload, follow=True)
    row = CaseImport.objects.get()
    assert "Can be taken" in answer.text and "Take 1" in answer.text
    refused = client.post(reverse("eligibility:past_cases", args=[row.pk]), {"sure": ""})
    assert "Confirm that the cases are to be taken" in refused.text
    client.post(reverse("eligibility:past_cases", args=[row.pk]), {"sure": "on"})
    client.post(reverse("eligibility:past_cases", args=[row.pk]), {"sure": "on"})
    assert Job.objects.filter(kind=past_cases.KIND).count() == 1, "sent twice, asked for once"
    bad = client.post(reverse("eligibility:bring_in"), {"file": _upload("cases.csv", b"a,b\n1,2\n")})
    assert "These columns are missing" in bad.text
    broken = client.post(
        reverse("eligibility:bring_in"), {"file": _upload("c.csv", file_of(EXAMPLE | {"route": "=1+1"}))}, follow=True
    )
    assert "1 row" in broken.text or "Rows refused" in broken.text
    listed = client.get(reverse("eligibility:past_cases_refused", args=[CaseImport.objects.latest("pk").pk]))
    assert "is not one of" in listed.text and "\n=1" not in listed.text
    client.post(reverse("eligibility:past_cases_discard", args=[CaseImport.objects.latest("pk").pk]))
    assert CaseImport.objects.latest("pk").state == "DISCARDED"


def test_only_commissioners_bring_in_cases(here, actor_of, sign_in):
    for role, status in (("COM", 200), ("AUD", 200), ("CC", 403), ("FIN", 403), ("ADM", 403)):
        assert sign_in(actor_of(role)).get(reverse("eligibility:bring_in")).status_code in (
            {status} if status == 200 else {403, 404}
        )


def _upload(name, content):
    from django.core.files.uploadedfile import SimpleUploadedFile

    return SimpleUploadedFile(name, content, content_type="text/csv")


def test_a_case_from_before_the_rules_opens_like_any_other(here, actor_of, sign_in):
    by = actor_of("COM")
    old = {
        name: "" if name.startswith(("checklist", "level", "assessed")) else value for name, value in EXAMPLE.items()
    }
    row = past_cases.check_file(name="old.csv", content=file_of(old | {"received_on": "2016-02-03"}), on=TODAY, by=by)
    past_cases.take_rows(import_id=row.pk, on=TODAY, by=by)
    case = Case.objects.get(brought_in_by=row)
    page = sign_in(by).get(reverse("eligibility:case", args=[case.pk]))
    assert page.status_code == 200 and "No rules are held for that time" in page.text
    listed = sign_in(by).get(reverse("eligibility:cases"), {"state": "ALL"})
    assert case.reference in listed.text and reverse("eligibility:bring_in") in listed.text
