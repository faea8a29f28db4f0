"""Case finding: searches and files point people out, a person decides, and nobody is shown to whom may not see them."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from eligibility.models import Candidate, Case, Finding
from eligibility.rules.case_finding import Condition, conditions_of
from eligibility.selectors import finding as selectors
from eligibility.selectors.finding import Search
from eligibility.services import finding as services
from eligibility.services import offers
from eligibility.services.candidate_file import read_candidates
from phb.core.csv_files import ImportRejected
from phb.core.errors import NotVisible, RuleBroken
from phb.core.made_up import nhs_number
from phb.core.models import Declaration, Move, NamedStaff, Person
from phb.core.people import record_death
from phb.core.tenancy import act_as
from tests.factories.core import assign, make_person
from tests.factories.eligibility import make_case
from tests.factories.offers import make_offer

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 23)
HEAD = "nhs_number,name,date_of_birth,ae_attendances_12m,frail\n"
OFTEN = conditions_of([{"fact": "ae_attendances_12m", "at_least": "5"}])


def row(n: int, name: str = "Ada Okafor", born: str = "1958-03-14", times: str = "6", frail: str = "yes") -> str:
    return f"{nhs_number(n)},{name},{born},{times},{frail}\n"


@pytest.fixture
def com(actor_of):
    return actor_of("COM")


@pytest.fixture
def offer(com, actor_of):
    made = make_offer(com, actor_of("COM"), cohort="UNPLANNED_CARE", name="Time at home")
    act_as(com)
    return made


def check(offer, com, text, conditions=OFTEN):
    act_as(com)
    return services.check_file(
        offer_id=offer.pk, file_name="people.csv", content=text.encode(), conditions=conditions, on=ON, by=com
    )


def take(offer, com, text, conditions=OFTEN):
    return services.take_file(finding_id=check(offer, com, text, conditions).pk, on=ON, by=com)


# --- the file


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("1234567890,Ada Okafor,1958-03-14,6,yes\n", "not a real NHS number"),
        (row(400_001, name=""), "name is missing"),
        (row(400_001, name="=cmd()"), "does not begin with a letter"),
        (row(400_001, born=""), "date of birth is missing"),
        (row(400_001, born="1958-02-30"), "real date"),
        (row(400_001, born="2026-11-24"), "in the future"),
        (row(400_001, born="1900-12-31"), "125 years"),
        (row(400_001, times="many"), "must be a number"),
        (row(400_001, times="=1+1"), "must be a number"),
        (row(400_001, times="1e9"), "must be a number"),
        (f"{nhs_number(400_001)},Ada Okafor,1958-03-14\n", "3 cells where 5 belong"),
    ],
)
def test_a_row_is_refused_with_its_line_and_reason(line, why):
    rows, refused, _ = read_candidates((HEAD + row(400_000) + line).encode(), ON)
    assert len(rows) == 1
    assert [one.line for one in refused] == [3]
    assert why in refused[0].reason


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "empty"),
        (HEAD, "no rows"),
        ("name,date_of_birth\nAda,1958-03-14\n", "columns are missing: nhs_number"),
        ("nhs_number,name,date_of_birth,=danger\n" + row(1), "not a name for a column"),
        ("nhs_number,name,date_of_birth,a1,a1\n" + row(1), "twice"),
        (HEAD + row(1).replace("Ada", "Ada\u202e"), "hidden character"),
        (HEAD + row(1) * 5001, "more than 5,000"),
        (HEAD + row(1, name="A" * 1900) * 1200, "2 MB"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_whole(text, why):
    with pytest.raises(ImportRejected, match=why):
        read_candidates(text.encode(), ON)


def test_a_day_may_be_written_in_two_ways_and_a_fact_left_empty():
    rows, refused, facts = read_candidates((HEAD + row(1, born="14/03/1958", times="", frail="No")).encode(), ON)
    assert (refused, facts) == ([], ["ae_attendances_12m", "frail"])
    assert (rows[0].date_of_birth, rows[0].facts) == (date(1958, 3, 14), {"frail": False})


def test_the_same_person_twice_is_refused():
    _, refused, _ = read_candidates((HEAD + row(1) + row(1)).encode(), ON)
    assert "stands in line 2 too" in refused[0].reason


def test_nothing_is_taken_while_a_row_is_refused(offer, com):
    made = check(offer, com, HEAD + row(400_000) + row(400_001, times="many"))
    assert (made.state, len(made.refused), made.rows) == ("CHECKED", 1, [])
    with pytest.raises(RuleBroken, match="Nothing is taken"):
        services.take_file(finding_id=made.pk, on=ON, by=com)
    assert Candidate.objects.count() == 0


def test_checking_takes_nobody_and_taking_takes_those_who_meet_the_conditions(offer, com, settle):
    text = HEAD + row(400_000, times="4") + row(400_001, times="5") + row(400_002, times="")
    made = check(offer, com, text)
    assert (made.counts["would_be_found"], Candidate.objects.count()) == (1, 0)
    taken = services.take_file(finding_id=made.pk, on=ON, by=com)
    found = Candidate.objects.get()
    assert (taken.state, taken.rows, found.state) == ("TAKEN", [], "FOUND")
    assert found.nhs_number == nhs_number(400_001)
    assert found.facts["seen"] == {"ae_attendances_12m": "5", "frail": True}
    assert found.facts["why"] == ["A&E attendances in 12 months: 5 or more asked, 5 found"]
    assert Case.objects.count() == 0
    settle()


def test_the_same_file_is_not_taken_twice(offer, com):
    text = HEAD + row(400_000)
    first, second = check(offer, com, text), check(offer, com, text)
    services.take_file(finding_id=first.pk, on=ON, by=com)
    with pytest.raises(RuleBroken, match="taken for this offer before"):
        services.take_file(finding_id=second.pk, on=ON, by=com)
    with pytest.raises(RuleBroken, match="taken for this offer before"):
        check(offer, com, text)
    assert Candidate.objects.count() == 1


def test_a_discarded_file_leaves_nobody_behind(offer, com):
    made = check(offer, com, HEAD + row(400_000))
    done = services.discard_file(finding_id=made.pk, by=com)
    assert (done.state, done.rows) == ("DISCARDED", [])
    assert take(offer, com, HEAD + row(400_000)).state == "TAKEN"


def test_a_condition_on_a_column_that_is_not_there_is_refused(offer, com):
    with pytest.raises(RuleBroken, match="no column admissions"):
        check(offer, com, HEAD + row(1), conditions_of([{"fact": "admissions"}]))


def test_whoever_died_has_a_case_or_waits_already_is_left_out(offer, com, here, actor_of):
    dead, busy, waiting = (
        make_person(here, nhs_number=nhs_number(n), date_of_birth=date(1958, 3, 14))
        for n in (400_010, 400_011, 400_012)
    )
    coordinator = actor_of("CC")
    assign(dead, coordinator)
    assign(busy, coordinator)
    record_death(person_id=dead.pk, died_on=date(2026, 10, 1), on=ON, by=coordinator)
    make_case(busy, coordinator, route="LOCAL_OFFER", offer_id=offer.pk)
    take(offer, com, HEAD + row(400_012))
    made = take(offer, com, HEAD + "".join(row(n) for n in (400_010, 400_011, 400_012, 400_013)))
    assert made.counts["left_out"] == 3
    assert [found.nhs_number for found in made.candidates.all()] == [nhs_number(400_013)]
    assert waiting.pk


def test_a_date_of_birth_that_differs_from_the_record_is_refused(offer, com, here):
    make_person(here, nhs_number=nhs_number(400_000), date_of_birth=date(1958, 3, 15))
    made = check(offer, com, HEAD + row(400_000))
    assert made.refused == [
        {"line": 2, "reason": "The date of birth differs from the record here. Check which is right."}
    ]


# --- who may see whom


def test_hidden_people_are_not_shown_and_their_records_not_compared(offer, com, here, actor_of):
    restricted = make_person(here, nhs_number=nhs_number(400_000), restricted=True, date_of_birth=date(1900, 5, 5))
    relative = make_person(here, nhs_number=nhs_number(400_001))
    Declaration.objects.create(organisation=here, person=relative, user_id=com.user_id, relationship="Aunt")
    made = take(offer, com, HEAD + "".join(row(n) for n in (400_000, 400_001, 400_002)))
    assert made.refused == []
    assert [found.nhs_number for found in selectors.candidates(com)] == [nhs_number(400_002)]
    assert sum(selectors.states_of(com, made).values()) == 1
    hidden = Candidate.objects.get(nhs_number=nhs_number(400_000))
    with pytest.raises(NotVisible):
        selectors.candidate_for(com, hidden.pk)
    with pytest.raises(NotVisible):
        services.refer_candidate(candidate_id=hidden.pk, on=ON, by=com)
    named = actor_of("COM")
    NamedStaff.objects.create(organisation=here, person=restricted, membership_id=named.membership_id, reason="Team")
    assert hidden.pk in {found.pk for found in selectors.candidates(named)}


def test_no_count_tells_whether_somebody_hidden_has_died_or_has_a_case(offer, com, here):
    hidden = make_person(here, nhs_number=nhs_number(400_000), restricted=True, date_of_death=ON)
    seen = make_person(here, nhs_number=nhs_number(400_001), date_of_birth=date(1958, 3, 14), date_of_death=ON)
    checked = check(offer, com, HEAD + "".join(row(n) for n in (400_000, 400_001, 400_002)))
    assert (checked.counts["would_be_found"], checked.counts["left_out"]) == (2, 1)
    services.take_file(finding_id=checked.pk, on=ON, by=com)
    assert not Candidate.objects.filter(nhs_number__in=[hidden.nhs_number, seen.nhs_number]).exists()


def test_somebody_who_becomes_restricted_later_is_hidden_too(offer, com, here):
    take(offer, com, HEAD + row(400_000))
    assert selectors.candidates(com).count() == 1
    make_person(here, nhs_number=nhs_number(400_000), restricted=True)
    assert selectors.candidates(com).count() == 0


def test_a_coordinator_sees_only_their_own_people(offer, com, here, actor_of):
    coordinator, other = actor_of("CC"), actor_of("CC")
    person = make_person(here, nhs_number=nhs_number(400_000), date_of_birth=date(1958, 3, 14))
    assign(person, coordinator)
    take(offer, com, HEAD + row(400_000) + row(400_001))
    assert [found.person_id for found in selectors.candidates(coordinator)] == [person.pk]
    assert selectors.candidates(other).count() == 0
    assert selectors.candidates(actor_of("FIN")).count() == 0
    assert selectors.candidates(actor_of("AUD")).count() == 2


def test_another_organisation_sees_none_of_it(offer, com, actor_of, there):
    made = take(offer, com, HEAD + row(400_000))
    stranger = actor_of("COM", there)
    assert selectors.candidates(stranger).count() == 0
    with pytest.raises(NotVisible):
        selectors.finding_for(stranger, made.pk)


# --- searching the records


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        (Condition("age", Decimal(68), None), 1),
        (Condition("age", Decimal(69), None), 0),
        (Condition("age", None, Decimal(68)), 1),
        (Condition("age", None, Decimal(67)), 0),
        (Condition("referrals_12m", Decimal(1), None), 1),
        (Condition("referrals_12m", Decimal(2), None), 0),
        (Condition("referrals_12m", None, Decimal(0)), 0),
        (Condition("not_eligible_24m", Decimal(1), None), 0),
    ],
)
def test_a_search_finds_at_its_bounds_and_not_beyond(offer, com, here, actor_of, asked, found):
    coordinator = actor_of("CC")
    person = make_person(here, date_of_birth=date(1957, 11, 24))
    assign(person, coordinator)
    person.date_of_birth = date(1958, 11, 23)
    person.save()
    make_case(person, coordinator, received_on=ON - timedelta(days=364))
    act_as(com)
    made = services.search_records(offer_id=offer.pk, asked=Search((asked,)), on=ON, by=com)
    assert made.candidates.count() == found


def test_a_search_names_route_and_state_of_one_case(offer, com, here, actor_of):
    coordinator = actor_of("CC")
    person = make_person(here)
    assign(person, coordinator)
    case = make_case(person, coordinator)
    act_as(com)
    for asked, count in (
        (Search(route="CHC", state="REFERRAL_RECEIVED"), 1),
        (Search(route="CHC", state="ELIGIBLE"), 0),
        (Search(route="S117"), 0),
    ):
        made = services.search_records(offer_id=offer.pk, asked=asked, on=ON, by=com)
        assert made.candidates.count() == count
        if count:
            found = made.candidates.get()
            assert (found.person_id, found.facts["why"]) == (person.pk, [f"Case {case.reference}"])
            assert made.looked_at == 1
    again = services.search_records(offer_id=offer.pk, asked=Search(route="CHC"), on=ON, by=com)
    assert (again.candidates.count(), again.counts["left_out"]) == (0, 1)


def test_a_search_for_everybody_and_outside_the_offers_days_is_refused(offer, com):
    with pytest.raises(RuleBroken, match="at least one condition"):
        services.search_records(offer_id=offer.pk, asked=Search(), on=ON, by=com)
    with pytest.raises(RuleBroken, match="not in force on 31 March 2026"):
        services.search_records(offer_id=offer.pk, asked=Search(route="CHC"), on=date(2026, 3, 31), by=com)


# --- a person decides


def test_referring_opens_a_case_by_the_offer_with_nothing_typed_again(offer, com):
    take(offer, com, HEAD + row(400_000, name='"Okafor, Ada"'))
    found = Candidate.objects.get()
    case = services.refer_candidate(candidate_id=found.pk, on=ON, by=com)
    found.refresh_from_db()
    person = Person.objects.get(nhs_number=nhs_number(400_000))
    assert (person.given_name, person.family_name, person.date_of_birth) == ("Ada", "Okafor", date(1958, 3, 14))
    assert (case.person_id, case.route, case.offer_id, case.received_on) == (person.pk, "LOCAL_OFFER", offer.pk, ON)
    assert case.state == "REFERRAL_RECEIVED"
    assert "5 or more asked, 6 found" in case.reason
    assert (found.state, found.case_id, found.person_id, found.decided_by_id) == (
        "REFERRED", case.pk, person.pk, com.user_id
    )  # fmt: skip


def test_not_now_dismissed_and_looked_at_again(offer, com):
    take(offer, com, HEAD + row(400_000))
    pk = Candidate.objects.get().pk
    services.put_off_candidate(candidate_id=pk, reason="After the summer.", by=com)
    with pytest.raises(RuleBroken, match="Write why"):
        services.dismiss_candidate(candidate_id=pk, reason=" ", by=com)
    assert services.dismiss_candidate(candidate_id=pk, reason="Moved away.", by=com).reason == "Moved away."
    with pytest.raises(RuleBroken, match="not possible"):
        services.refer_candidate(candidate_id=pk, on=ON, by=com)
    services.look_again(candidate_id=pk, reason="Back again.", by=com)
    services.refer_candidate(candidate_id=pk, on=ON, by=com)
    moves = Move.objects.filter(subject="eligibility.candidate", subject_id=pk).order_by("id")
    assert [move.verb for move in moves] == ["created", "not_now", "dismiss", "look_again", "refer"]


def test_referring_needs_the_offer_in_force(offer, com):
    take(offer, com, HEAD + row(400_000))
    offers.end_offer(offer_id=offer.pk, last_day=ON, reason="Money.", on=ON, by=com)
    with pytest.raises(RuleBroken, match="not in force"):
        services.refer_candidate(candidate_id=Candidate.objects.get().pk, on=ON + timedelta(days=1), by=com)


def test_whoever_has_died_meanwhile_is_not_referred(offer, com, here, actor_of):
    person = make_person(here, nhs_number=nhs_number(400_000), date_of_birth=date(1958, 3, 14))
    take(offer, com, HEAD + row(400_000))
    record_death(person_id=person.pk, died_on=ON, on=ON, by=com)
    with pytest.raises(RuleBroken, match="died on"):
        services.refer_candidate(candidate_id=Candidate.objects.get().pk, on=ON, by=com)


def test_a_large_file_is_taken_with_few_questions(offer, com, django_assert_max_num_queries):
    text = HEAD + "".join(row(n) for n in range(400_000, 400_300))
    made = check(offer, com, text)
    with django_assert_max_num_queries(15):
        services.take_file(finding_id=made.pk, on=ON, by=com)
    assert Finding.objects.get().candidates.count() == 300
