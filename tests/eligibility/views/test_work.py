"""Pages of the work around cases through the whole stack: by the role that does it, kept words, files, lists, desk."""

import io
import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import ExifTags, Image

from eligibility.models import (
    Absence,
    Attachment,
    Attendance,
    AuthorityConsulted,
    CapacityRecord,
    Case,
    EvidenceRequest,
    Meeting,
)
from eligibility.services import work
from phb.core.clock import london_today, now
from phb.core.models import AuditEvent
from phb.core.tenancy import act_as
from tests.factories.core import assign, make_person
from tests.factories.eligibility import make_case

pytestmark = pytest.mark.django_db


@pytest.fixture
def today():
    return london_today()


@pytest.fixture
def team(actor_of, here, today):
    com, cln, cc = actor_of("COM"), actor_of("CLN"), actor_of("CC")
    person = make_person(here)
    assign(person, cc)
    return com, cc, cln, make_case(person, cc, received_on=today - timedelta(days=5))


def url(name, *args):
    return reverse(f"eligibility:{name}", args=args)


def day(name, value):
    return {f"{name}_day": value.day, f"{name}_month": value.month, f"{name}_year": value.year}


def text_of(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode())).replace("\N{NO-BREAK SPACE}", " ")


def key():
    return {"key": str(uuid4())}


def photo(name="scan.exe"):
    exif = Image.Exif()
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitudeRef] = "N"
    out = io.BytesIO()
    Image.new("RGB", (30, 20), "white").save(out, "JPEG", exif=exif)
    out.seek(0)
    out.name = name
    return out


def test_a_commissioner_gives_out_ticked_cases_from_the_list(team, sign_in, here):
    com, cc, cln, case = team
    act_as(cc)
    person = make_person(here)
    assign(person, cc)
    second = make_case(person, cc)
    browser = sign_in(com)
    page = browser.get(f"{url('allocation')}?assessor=NONE").content.decode()
    assert page.count('form="allocate"') == 2 and f'aria-label="Choose {case.reference}"' in page
    nothing = browser.post(url("allocation"), {"membership_id": cln.membership_id})
    assert "Choose at least one case" in text_of(nothing)
    nobody = browser.post(url("allocation"), {"case": [case.pk]})
    assert "Choose an assessor, a team or both" in text_of(nobody) and " checked>" in nobody.content.decode()
    sent = browser.post(
        f"{url('allocation')}?assessor=NONE", {"case": [case.pk, second.pk], "membership_id": cln.membership_id}
    )
    assert sent.url == f"{url('allocation')}?assessor=NONE"
    assert "2 cases given out" in text_of(browser.get(sent.url))
    act_as(com)
    assert set(Case.objects.values_list("assessor_id", flat=True)) == {cln.membership_id}
    mine = sign_in(cln).get(f"{url('cases')}?assessor=MINE")
    assert case.reference in text_of(mine) and second.reference in text_of(mine)
    assert "2 Cases that you assess" in text_of(browser.get(reverse("desk")))


def test_one_case_goes_to_somebody_else_with_a_reason(team, sign_in):
    com, cc, cln, case = team
    act_as(com)
    work.allocate(case_ids=[case.pk], membership_id=cln.membership_id, on=london_today(), by=com)
    browser = sign_in(com)
    page = text_of(browser.get(url("allocate", case.pk)))
    assert f"Assessor now: {cln.name}" in page and "1 case" in page
    refused = browser.post(url("allocate", case.pk), {"membership_id": cc.membership_id})
    assert "Write why it goes to somebody else" in text_of(refused)
    done = browser.post(
        url("allocate", case.pk), {"membership_id": cc.membership_id, "reason": "On leave.", "ends_access": "on"}
    )
    assert done.url == url("case", case.pk)
    assert "On leave." in text_of(browser.get(done.url))
    assert sign_in(cln).get(url("case", case.pk)).status_code == 404


def test_absences_are_recorded_once_and_shown(team, sign_in, today):
    com, cc, cln, _ = team
    browser = sign_in(com)
    form = {
        **key(),
        "membership_id": cln.membership_id,
        "cover_id": cc.membership_id,
        **day("starts", today),
        **day("ends", today),
    }
    assert browser.post(url("add_absence"), form).url == url("workload")
    assert browser.post(url("add_absence"), form).url == url("workload")
    page = text_of(browser.get(url("workload")))
    assert page.count("Away now") == 1 and f"{cc.name} covers" in page
    act_as(com)
    absence = Absence.objects.get()
    browser.post(url("end_absence", absence.pk))
    assert "Nobody is recorded as away" in text_of(browser.get(url("workload")))


def test_a_meeting_from_plan_to_held(team, sign_in, today):
    _, cc, cln, case = team
    browser = sign_in(cc)
    assert "No meeting has been planned" in text_of(browser.get(url("case_meetings", case.pk)))
    wrong = browser.post(
        url("plan_meeting", case.pk),
        {**key(), **day("day", today), "time": "half two", "minutes": "60", "place": "Ward 4"},
    )
    assert "like 2:30pm" in text_of(wrong) and 'value="half two"' in wrong.content.decode()
    form = {**key(), **day("day", today - timedelta(days=1)), "time": "2:30pm", "minutes": "60", "place": "Ward 4"}
    planned = browser.post(url("plan_meeting", case.pk), form)
    browser.post(url("plan_meeting", case.pk), form)
    act_as(cc)
    meeting = Meeting.objects.get()
    assert planned.url == url("meeting", meeting.pk)
    invite = url("invite", meeting.pk)
    assert "Select who is invited" in text_of(browser.post(invite, {"profession": "NURSE"}))
    browser.post(invite, {"who": "colleague", "membership_id": cln.membership_id, "profession": "NURSE"})
    browser.post(
        invite,
        {
            "who": "other",
            "name": "Tom Ade",
            "works_for": "Council",
            "profession": "SOCIAL_WORKER",
            "is_care_act_assessor": "on",
        },
    )
    page = text_of(browser.get(planned.url))
    assert "Lawful team" in page and "should be over" in page and "2:30pm" in page
    act_as(cc)
    colleague, outsider = Attendance.objects.order_by("id")
    clinician = sign_in(cln)
    assert "1 Meetings that wait for your answer" in text_of(clinician.get(reverse("desk")))
    assert "Answer the invitation" in text_of(clinician.get(planned.url))
    clinician.post(url("reply", colleague.pk), {"reply": "ACCEPTED", "views": ""})
    assert "Meetings that wait for your answer" not in text_of(clinician.get(reverse("desk")))
    assert case.reference in text_of(clinician.get(f"{url('meetings')}?answer=INVITED"))
    browser = sign_in(cc)
    held = url("hold_meeting", meeting.pk)
    unsure = browser.post(held, {"attended": [colleague.pk, outsider.pk]})
    assert "Confirm that the meeting was held" in text_of(unsure)
    assert (
        browser.post(held, {"attended": [colleague.pk, outsider.pk], "notes": "Agreed.", "sure": "on"}).url
        == planned.url
    )
    page = text_of(browser.get(planned.url))
    assert page.count("Took part") == 2 and "Held" in page
    assert browser.post(url("cancel_meeting", meeting.pk), {"reason": "x", "sure": "on"}).status_code == 200
    assert "is held" in text_of(browser.post(url("cancel_meeting", meeting.pk), {"reason": "x", "sure": "on"}))


def test_the_calendar_file_names_nobody(team, sign_in):
    _, cc, _, case = team
    act_as(cc)
    meeting = work.plan_meeting(case_id=case.pk, starts_at=now(), place="12 Mill Lane", notes="Bring notes.", by=cc)
    answer = sign_in(cc).get(url("meeting_calendar", meeting.pk))
    text = answer.content.decode()
    assert answer["Content-Type"].startswith("text/calendar") and "attachment" in answer["Content-Disposition"]
    assert f"/meetings/{meeting.pk}/" in text.replace("\r\n ", "")
    for hidden in ("Mill Lane", "Bring", case.person.family_name, case.person.given_name, case.reference, cc.name):
        assert hidden not in text


def test_an_older_page_of_a_meeting_is_shown_both(team, sign_in, today):
    _, cc, _, case = team
    act_as(cc)
    meeting = work.plan_meeting(case_id=case.pk, starts_at=now(), place="Ward 4", by=cc)
    browser = sign_in(cc)
    form = {
        **key(),
        **day("day", today + timedelta(days=3)),
        "time": "9am",
        "minutes": "60",
        "place": "Ward 5",
        "edits": "0",
    }
    assert browser.post(url("change_meeting", meeting.pk), form).url == url("meeting", meeting.pk)
    stale = browser.post(url("change_meeting", meeting.pk), {**form, **key(), "place": "Ward 9"})
    page = stale.content.decode()
    assert "Somebody changed this meeting" in page and "Ward 5" in page and 'value="Ward 9"' in page
    assert 'name="edits" value="1"' in page
    again = browser.post(url("change_meeting", meeting.pk), {**form, **key(), "place": "Ward 9", "edits": "1"})
    assert again.status_code == 302


def test_the_council_is_consulted_on_the_page(team, sign_in, today):
    _, cc, _, case = team
    browser = sign_in(cc)
    form = {**key(), "authority": "Northmoor Council", "done": "yes", **day("consulted_on", today), "views": "Agrees."}
    browser.post(url("consult_authority", case.pk), form)
    browser.post(url("consult_authority", case.pk), form)
    browser.post(
        url("consult_authority", case.pk),
        {**key(), "authority": "Moor Council", "done": "no", "not_practicable": "No answer."},
    )
    act_as(cc)
    assert AuthorityConsulted.objects.count() == 2
    assert "Not practicable" in text_of(browser.get(url("case_meetings", case.pk)))


def test_evidence_is_asked_for_comes_with_a_file_and_the_clock_goes_on(team, sign_in, today, client):
    _, cc, _, case = team
    browser = sign_in(cc)
    assert "nothing pauses it" in text_of(browser.get(url("ask_evidence", case.pk)))
    form = {
        **key(),
        "asked_of": "Ward 4",
        "what": "Care notes",
        **day("asked_on", today - timedelta(days=3)),
        **day("due_on", today - timedelta(days=1)),
    }
    browser.post(url("ask_evidence", case.pk), form)
    browser.post(url("ask_evidence", case.pk), form)
    act_as(cc)
    row = EvidenceRequest.objects.get()
    assert "1 day overdue" in text_of(browser.get(url("evidence_list")))
    assert "1 Evidence that is overdue" in text_of(browser.get(reverse("desk")))
    answer = url("answer_evidence", row.pk)
    no_words = browser.post(answer, {"outcome": "receive", **day("on", today), "file": photo()})
    assert "Write what the file is" in text_of(no_words)
    bad = io.BytesIO(b"<html>not a scan</html>")
    bad.name = "scan.pdf"
    refused = browser.post(answer, {"outcome": "receive", **day("on", today), "file": bad, "about": "Kept words"})
    assert "whatever its name says" in text_of(refused) and 'value="Kept words"' in refused.content.decode()
    act_as(cc)
    assert EvidenceRequest.objects.get().state == "ASKED" and not Attachment.objects.exists()
    done = browser.post(answer, {"outcome": "receive", **day("on", today), "file": photo(), "about": "Care notes"})
    assert done.url == url("evidence", row.pk)
    page = text_of(browser.get(done.url))
    assert "Received" in page and "Care notes" in page and "It has come after all" not in page
    act_as(cc)
    document = Attachment.objects.get().document
    file = browser.get(reverse("document", args=[document.pk]))
    assert file["Content-Type"] == "image/jpeg" and file["Content-Disposition"].startswith("attachment")
    assert file["X-Content-Type-Options"] == "nosniff" and b"GPS" not in file.content
    assert not Image.open(io.BytesIO(file.content)).getexif()
    again = browser.post(url("case_evidence", case.pk), {"file": photo(), "about": "The same", "evidence_id": row.pk})
    assert "kept once" in text_of(browser.get(again.url))


def test_files_are_for_those_who_may_see_assessments(team, sign_in, actor_of):
    _, cc, _, case = team
    act_as(cc)
    made, _ = work.attach(case_id=case.pk, file=photo(), about="Care notes", by=cc)
    finance, stranger = actor_of("FIN"), actor_of("CLN")
    assert sign_in(finance).get(reverse("document", args=[made.document_id])).status_code == 404
    assert sign_in(finance).get(url("case_evidence", case.pk)).status_code == 404
    assert sign_in(stranger).get(url("case_evidence", case.pk)).status_code == 404


def test_capacity_and_consent_are_recorded_on_the_page(team, sign_in, today):
    _, cc, _, case = team
    browser = sign_in(cc)
    page = text_of(browser.get(url("capacity", case.pk)))
    assert "Nothing has been recorded yet" in page and "Something is missing" in page
    record = url("record_capacity", case.pk, "EXAMINATION")
    form = {
        **key(),
        **day("on", today),
        "capacity": "LACKS_CAPACITY",
        "authority": "NONE",
        "how_assessed": "Asked twice.",
    }
    refused = browser.post(record, form)
    assert "best interests" in text_of(refused) and "Asked twice." in refused.content.decode()
    form |= {"best_interests": "Weighed with her daughter."}
    assert browser.post(record, form).url == url("capacity", case.pk)
    browser.post(record, form)
    act_as(cc)
    assert CapacityRecord.objects.count() == 1
    browser.post(
        url("record_capacity", case.pk, "SHARING"),
        {
            **key(),
            **day("on", today),
            "capacity": "HAS_CAPACITY",
            "consents": "yes",
            "shared_with": "Ngozi Okafor, daughter\nAnn Hill, advocate",
        },
    )
    page = text_of(browser.get(url("capacity", case.pk)))
    assert "In their best interests" in page and "Ann Hill, advocate" in page
    assert "Record whether the person agrees to take part" in page
    assert "Something is missing" in text_of(browser.get(url("case", case.pk)))
    assert browser.get(url("record_capacity", case.pk, "NONSENSE")).status_code == 404
    assert AuditEvent.objects.filter(what="read: opened the record of your capacity and consent").exists()


@pytest.mark.parametrize("name", ["allocation", "meetings", "evidence_list", "workload"])
def test_lists_ask_as_often_for_one_row_as_for_five(team, sign_in, here, name, today):
    com, cc, cln, _ = team
    browser = sign_in(com)

    def more(count):
        act_as(cc)
        for _ in range(count):
            person = make_person(here)
            assign(person, cc)
            case = make_case(person, cc)
            act_as(com)
            work.allocate(case_ids=[case.pk], membership_id=cln.membership_id, on=today, by=com)
            act_as(cc)
            meeting = work.plan_meeting(case_id=case.pk, starts_at=now(), by=cc)
            work.invite(meeting_id=meeting.pk, name="Joy Bell", profession="NURSE", on=today, by=cc)
            work.ask_evidence(case_id=case.pk, asked_of="Ward 4", what="Notes", on=today, due_on=today, by=cc)

    def asked():
        with CaptureQueriesContext(connection) as seen:
            assert browser.get(url(name)).status_code == 200
        return len(seen)

    more(1)
    asked()
    first = asked()
    more(4)
    assert asked() == first


def test_a_case_page_asks_as_often_with_much_work_as_with_little(team, sign_in, today):
    _, cc, _, case = team
    browser = sign_in(cc)

    def more(count):
        act_as(cc)
        for number in range(count):
            meeting = work.plan_meeting(case_id=case.pk, starts_at=now() + timedelta(days=number), by=cc)
            work.invite(meeting_id=meeting.pk, name="Joy Bell", profession="NURSE", on=today, by=cc)
            work.ask_evidence(case_id=case.pk, asked_of="Ward 4", what="Notes", on=today, due_on=today, by=cc)
            work.record_capacity(
                case_id=case.pk,
                about="EXAMINATION",
                on=today,
                capacity="HAS_CAPACITY",
                consents=True,
                today=today,
                by=cc,
            )

    def asked(name):
        with CaptureQueriesContext(connection) as seen:
            assert browser.get(url(name, case.pk)).status_code == 200
        return len(seen)

    more(1)
    names = ("case", "case_meetings", "case_evidence", "capacity")
    first = [asked(name) for name in names for _ in range(2)][1::2]
    more(4)
    assert [asked(name) for name in names] == first
