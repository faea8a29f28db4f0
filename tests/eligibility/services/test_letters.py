"""Letters: written once, frozen, sent on a day, or not sent; made as PDF by the worker."""

from datetime import date
from decimal import Decimal

import pytest

from eligibility.enums import LetterState
from eligibility.models import Decision, Letter
from eligibility.selectors import letters as reads
from eligibility.services.letters import cancel_letter, preview, send_letter, write_for_decision, write_letter
from eligibility.services.wordings import approve_wording, propose_wording
from phb.core import documents, jobs
from phb.core.actors import the_service
from phb.core.errors import NotVisible, RuleBroken
from phb.core.models import Document, Job, Person, User
from phb.core.tenancy import act_as, acting_as
from tests.conftest import settle
from tests.documents import reading
from tests.eligibility.rules.test_letters import words_of
from tests.factories.core import assign, make_actor, make_grant, make_person
from tests.factories.eligibility import eligible, screened_in

ON = date(2026, 10, 1)
INVITED = {"meeting_at": "5 October 2026 at 2pm", "meeting_place": "At your home"}


@pytest.fixture
def team(here, actor_of):
    """A commissioner and a coordinator, and a function that brings a person's case to a decision."""
    commissioner, coordinator = actor_of("COM"), actor_of("CC", name="Sam Okafor")

    def make(**fields):
        person = make_person(here, given_name="Amira", family_name="Yusuf", **fields)
        assign(person, coordinator)
        return eligible(person, coordinator, commissioner)

    return make, commissioner, coordinator


def test_a_decision_has_its_letter_and_only_one(team):
    make, commissioner, _ = team
    case = make()
    letter = Letter.objects.get(case=case)
    assert (letter.kind, letter.to, letter.state, letter.dated) == (
        "ELIGIBLE",
        "Amira Yusuf",
        "WRITTEN",
        date(2026, 9, 20),
    )
    assert letter.decision.decision == "ELIGIBLE"
    again = write_letter(kind="ELIGIBLE", case_id=case.pk, by=commissioner, on=ON, decision_id=letter.decision_id)
    assert again.pk == letter.pk
    assert write_for_decision(decision_id=letter.decision_id, by=commissioner, on=ON).pk == letter.pk
    assert reads.unwritten(case) == []
    settle()


def test_a_letter_is_frozen_when_it_is_written(team):
    make, _, _ = team
    case = make(address="1 Old Row", postcode="NM1 1AA")
    letter = Letter.objects.get(case=case)
    Person.objects.filter(pk=case.person_id).update(given_name="Other", address="2 New Row")
    letter.refresh_from_db()
    said = words_of(letter.contents)
    assert "Amira Yusuf" in said and "1 Old Row" in said and "2 New Row" not in said


def test_a_decision_that_lacks_a_detail_for_its_letter_is_not_held_up(team):
    make, commissioner, _ = team
    case = make()
    made = Decision.objects.create(
        organisation_id=case.organisation_id, person_id=case.person_id, case=case, matter="DIRECT_PAYMENT", decision="PERMITTED",
        decided_on=ON, reasons="It can be managed.", rule_set=case.rule_set, decided_by_id=commissioner.user_id,
    )  # fmt: skip
    assert write_for_decision(decision_id=made.pk, by=commissioner, on=ON) is None
    assert reads.unwritten(case) == [made]
    with pytest.raises(RuleBroken, match="who receives the money") as refused:
        write_letter(kind="DP_YES", case_id=case.pk, by=commissioner, on=ON, decision_id=made.pk)
    assert refused.value.field == "recipient"
    extra = {"recipient": "you", "reasons": "Other reasons."}
    letter = write_letter(kind="DP_YES", case_id=case.pk, by=commissioner, on=ON, decision_id=made.pk, extra=extra)
    said = words_of(letter.contents)
    assert "It can be managed." in said and "Other reasons." not in said
    assert reads.unwritten(case) == []


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("FNC_YES", "for another route"),
        ("NOT_ELIGIBLE", "a decision that has not been made"),
        ("DISPUTE_OUTCOME", "a request that nobody has made"),
        ("NO_SUCH_LETTER", "Choose one of the letters shown"),
        ("CHECKLIST_NEGATIVE", "another outcome than that of the newest form"),
        ("MEETING_INVITATION", "must tell the day and time of the meeting and where the meeting is"),
    ],
)
def test_a_letter_that_does_not_fit_is_refused_with_the_reason(team, kind, told):
    make, commissioner, _ = team
    with pytest.raises(RuleBroken, match=told):
        write_letter(kind=kind, case_id=make().pk, by=commissioner, on=ON)


def test_the_same_notice_is_written_once_and_another_beside_it(team):
    make, _, coordinator = team
    case = make()
    act_as(coordinator)
    first = write_letter(kind="MEETING_INVITATION", case_id=case.pk, by=coordinator, on=ON, extra=INVITED)
    twice = write_letter(kind="MEETING_INVITATION", case_id=case.pk, by=coordinator, on=ON, extra=INVITED)
    other = {**INVITED, "meeting_at": "6 October 2026 at 2pm"}
    second = write_letter(kind="MEETING_INVITATION", case_id=case.pk, by=coordinator, on=ON, extra=other)
    assert first.pk == twice.pk != second.pk
    assert first.contents["signed"] == ["Sam Okafor", "Care coordinator", case.organisation.name]


def test_pounds_and_days_are_printed_in_words(team):
    make, commissioner, _ = team
    extra = {
        "refund_from": date(2026, 9, 30),
        "refund_to": date(2026, 10, 1),
        "reasons": "Late.",
        "amount": Decimal("1234.5"),
    }
    said = words_of(preview(kind="REFUND", case=make(), by=commissioner, on=ON, extra=extra)["parts"]).replace(
        "\xa0", " "
    )
    assert "30 September 2026" in said and "£1,234.50" in said
    assert Letter.objects.filter(kind="REFUND").count() == 0


def test_codes_of_a_decision_are_printed_in_words(team):
    make, commissioner, _ = team
    case = make()
    for matter, decision, terms, told, untold in (
        ("PHB_REQUEST", "GRANTED_IN_PART", {"ways": ["NOTIONAL"], "by_right": True, "part_granted": "By day."},
         ("Notional budget", "By day.", "You can ask us to review this decision."), "NOTIONAL"),
        ("PHB_REQUEST", "REFUSED", {"ways": [], "by_right": False}, ("you can complain",), "review this decision"),
        ("DIRECT_PAYMENT", "PERMITTED", {"recipient": "NOMINEE"}, ("We pay the money to: your nominee.",), "NOMINEE"),
        ("DIRECT_PAYMENT", "REFUSED", {"other_ways": ["NOTIONAL"]}, ("in another way", "once in any six months"), "NOTIONAL"),
    ):  # fmt: skip
        made = Decision.objects.create(
            organisation_id=case.organisation_id, person_id=case.person_id, case=case, matter=matter, decision=decision,
            decided_on=ON, reasons="For these reasons.", rule_set=case.rule_set, decided_by_id=commissioner.user_id,
            review_rights_given=True, terms=terms,
        )  # fmt: skip
        letter = write_for_decision(decision_id=made.pk, by=commissioner, on=ON)
        said = words_of(letter.contents["parts"])
        assert all(piece in said for piece in told), (decision, said)
        assert untold not in said


def test_a_letter_goes_to_whoever_acts_for_the_person_today(team, here):
    make, commissioner, _ = team
    case = make()
    act_as(the_service(here.pk))
    son = make_actor("REP", here, name="Idris Yusuf")
    grant = make_grant(case.person, User.objects.get(pk=son.user_id), "REPRESENTATIVE", basis="LPA")
    act_as(commissioner)
    shown = reads.receivers(case, ON)
    assert [(one.key, one.name) for one in shown] == [("person", "Amira Yusuf"), (f"grant-{grant.pk}", "Idris Yusuf")]
    letter = write_letter(
        kind="ELIGIBLE",
        case_id=case.pk,
        by=commissioner,
        on=ON,
        to=f"grant-{grant.pk}",
        to_address="3 Far Lane\nNorthmoor",
    )
    assert letter.to == "Idris Yusuf" and letter.contents["to"]["address"] == ["3 Far Lane", "Northmoor"]
    assert "“You” in this letter means Amira Yusuf." in letter.contents["for_whom"]
    with pytest.raises(RuleBroken, match="somebody who acts for them today"):
        write_letter(kind="ELIGIBLE", case_id=case.pk, by=commissioner, on=ON, to="grant-999999")


def test_a_withheld_address_is_not_printed_and_a_child_is_written_to_through_the_parents(team, here):
    make, _commissioner, _coordinator = team
    case = make(address="7 Hidden Row", address_withheld=True)
    assert Letter.objects.get(case=case).contents["to"] == {"name": "Amira Yusuf", "address": None}
    case.person.date_of_birth = date(2012, 10, 2)
    assert reads.receivers(case, ON)[0].name == "The parents or carers of Amira Yusuf"
    case.person.date_of_birth = date(2010, 10, 1)  # 16 on that day
    assert reads.receivers(case, ON)[0].name == "Amira Yusuf"
    case.person.date_of_death = date(2026, 9, 30)
    assert reads.receivers(case, ON)[0].name == "The personal representatives of Amira Yusuf"


def test_easy_read_and_languages(team, here, actor_of):
    make, _commissioner, _ = team
    case = make(format="EASY_READ", language="pl")
    letter = Letter.objects.get(case=case)
    assert (letter.format, letter.language) == ("EASY_READ", "pl")
    assert "we decided: yes" in words_of(letter.contents["parts"]).replace(" True", "").replace(" False", "").replace(
        "  ", " "
    )
    assert "letters in Polish" in letter.contents["note"] and letter.contents["language"] == "en-GB"


def test_a_letter_is_in_the_readers_language_once_every_part_is(team, actor_of):
    make, _, coordinator = team
    case, author, second = make(language="pl"), actor_of("COM"), actor_of("COM")
    words = {
        "opening": "Zapraszamy {review_on}. Jak: {review_how}.",
        "explanation": "Rozmawiamy o opiece.",
        "next": "Proszę zabrać kogoś ze sobą.",
        "closing": "Proszę pytać.",
    }
    extra = {"review_on": date(2026, 10, 5), "review_how": "w domu"}

    def written() -> dict:
        act_as(coordinator)
        return preview(kind="REVIEW_INVITATION", case=case, by=coordinator, on=ON, extra=extra)

    for number, (part, text) in enumerate(words.items(), start=1):
        act_as(author)
        key = f"letter.review_invitation.{part}"
        row = propose_wording(key=key, words=text, on=date(2026, 9, 1), by=author, language="pl")
        act_as(second)
        approve_wording(wording_id=row.pk, approved_as="Translator", on=date(2026, 9, 1), by=second)
        contents = written()
        assert sum(each.get("lang") == "pl" for each in contents["parts"]) == number
        assert (contents["language"], bool(contents["note"])) == (("pl", False) if number == 4 else ("en-GB", True))
    assert "Zapraszamy" in words_of(contents["parts"])


def test_the_organisations_words_in_force_are_printed(team, actor_of):
    make, commissioner, _ = team
    author, second = actor_of("COM"), actor_of("COM")
    act_as(author)
    row = propose_wording(
        key="letter.eligible.opening",
        words="Good news of {decided_on}, from {starts_on}.",
        on=date(2026, 9, 1),
        by=author,
    )
    act_as(second)
    approve_wording(wording_id=row.pk, approved_as="Head of care", on=date(2026, 9, 1), by=second)
    act_as(commissioner)
    opening = Letter.objects.get(case=make()).contents["parts"][0]
    assert opening["own"] is True and "Good news of" in words_of(opening["blocks"])


def test_sending_and_not_sending(team):
    make, commissioner, _ = team
    letter = Letter.objects.get(case=make())
    with pytest.raises(RuleBroken, match="cannot be earlier"):
        send_letter(letter_id=letter.pk, sent_on=date(2026, 9, 19), how="By post", by=commissioner)
    with pytest.raises(RuleBroken, match="how the letter went"):
        send_letter(letter_id=letter.pk, sent_on=ON, how=" ", by=commissioner)
    with pytest.raises(RuleBroken, match="why the letter is not sent"):
        cancel_letter(letter_id=letter.pk, reason="", by=commissioner)
    sent = send_letter(letter_id=letter.pk, sent_on=letter.dated, how="By post", by=commissioner)
    assert (sent.state, sent.sent_on, sent.sent_how) == ("SENT", letter.dated, "By post")
    for again in (
        lambda: send_letter(letter_id=letter.pk, sent_on=ON, how="By post", by=commissioner),
        lambda: cancel_letter(letter_id=letter.pk, reason="Wrong.", by=commissioner),
    ):
        with pytest.raises(RuleBroken):
            again()
    settle()


def test_after_one_that_was_not_sent_another_can_be_written(team):
    make, commissioner, _ = team
    case = make()
    letter = Letter.objects.get(case=case)
    cancel_letter(letter_id=letter.pk, reason="The wrong address.", by=commissioner)
    assert [decision.pk for decision in reads.unwritten(case)] == [letter.decision_id]
    second = write_letter(kind="ELIGIBLE", case_id=case.pk, by=commissioner, on=ON, decision_id=letter.decision_id)
    assert second.pk != letter.pk and second.dated == ON
    assert set(case.letters.values_list("state", flat=True)) == {LetterState.CANCELLED, LetterState.WRITTEN}


def test_no_one_writes_or_sends_a_letter_of_a_case_they_cannot_see(team, here, actor_of):
    make, _commissioner, _ = team
    letter = Letter.objects.get(case=make())
    stranger = actor_of("CC")
    for attempt in (
        lambda: write_letter(kind="REVIEW_INVITATION", case_id=letter.case_id, by=stranger, on=ON),
        lambda: send_letter(letter_id=letter.pk, sent_on=ON, how="By post", by=stranger),
        lambda: cancel_letter(letter_id=letter.pk, reason="Mine.", by=stranger),
        lambda: write_for_decision(decision_id=letter.decision_id, by=stranger, on=ON),
    ):
        with pytest.raises(NotVisible):
            attempt()


@pytest.mark.django_db(transaction=True)
def test_the_person_has_a_notice_when_it_is_sent_and_not_before(here, settings, tmp_path):
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path, "base_url": None}},
    }  # fmt: skip
    with acting_as(the_service(here.pk)):
        coordinator, holder = make_actor("CC", here), make_actor("BH", here)
        person = make_person(here, format="LARGE_PRINT")
        assign(person, coordinator)
        make_grant(person, User.objects.get(pk=holder.user_id), "HOLDER")
    with acting_as(coordinator):
        case = screened_in(person, coordinator)
        letter = write_letter(kind="MEETING_INVITATION", case_id=case.pk, by=coordinator, on=ON, extra=INVITED)
    assert jobs.run(here.pk, _job(coordinator, "letter").pk) == "done"
    with acting_as(holder):
        assert not documents.documents_of(holder, person.pk).exists()
    with acting_as(coordinator):
        first = documents.documents_of(coordinator, person.pk).get()
        assert (first.kind, first.subject_id) == (reads.KIND, letter.pk)
        send_letter(letter_id=letter.pk, sent_on=ON, how="By post", by=coordinator)
    assert jobs.run(here.pk, _job(coordinator, "letter-sent").pk) == "done"
    with acting_as(holder):
        theirs = documents.documents_of(holder, person.pk).get()
        content = documents.content_of(theirs)
        assert theirs.sha256 == first.sha256 and theirs.format == "LARGE_PRINT"
        assert Document.objects.count() == 2
    said = reading.one_line(content)
    assert "5 October 2026 at 2pm" in said and "an advocate" in said
    pdf = reading.open_pdf(content)
    assert bool(pdf.Root.MarkInfo.Marked) and str(pdf.docinfo["/Title"]) == "Please join the meeting about your needs"


def _job(actor, name: str) -> Job:
    with acting_as(actor):
        return Job.objects.get(kind=reads.JOB, key__regex=rf"^{name}-\d+$")
