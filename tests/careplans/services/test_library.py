"""The library is kept by two people; what was approved stays as it was."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import InternalError, ProgrammingError

from careplans.library_files import COLUMNS, written
from careplans.models import LibraryItem, LibraryPrice
from careplans.selectors import library as selectors
from careplans.services import library
from phb.core.errors import NotVisible, RuleBroken
from phb.core.models import Move, Place
from phb.core.tenancy import act_as
from tests.factories.library import SINCE, entry, priced, proposed

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 22)
REFUSED = (IntegrityError, InternalError, ProgrammingError)


@pytest.fixture
def two(actor_of):
    """Somebody who proposes and somebody who approves."""
    return actor_of("CC"), actor_of("COM")


# --- entries


def test_what_one_proposes_another_takes_into_use(two, settle):
    cc, com = two
    item = entry(cc, com, topic="Breaks")
    assert (item.state, item.approved_by_id, item.proposed_by_id) == ("in_use", com.user_id, cc.user_id)
    settle()


def test_nobody_approves_their_own_entry_price_or_correction(actor_of):
    com, second = actor_of("COM"), actor_of("COM")
    item = library.propose_entry(kind="service", values={"name": "Night sitting"}, by=com)
    with pytest.raises(RuleBroken, match="You proposed this entry"):
        library.decide_entry(item_id=item.pk, approve=True, edits=0, by=com)
    act_as(second)
    library.decide_entry(item_id=item.pk, approve=True, edits=0, by=second)
    price = proposed(item, second)
    with pytest.raises(RuleBroken, match="You proposed this price"):
        library.decide_price(price_id=price.pk, approve=True, by=second)
    change = library.propose_change(item_id=item.pk, values={"name": "Sitting"}, reason="Shorter", edits=0, by=second)
    with pytest.raises(RuleBroken, match="You proposed this correction"):
        library.decide_change(change_id=change.pk, approve=True, on=ON, by=second)


@pytest.mark.parametrize("role", ["CC", "ADM"])
def test_who_may_propose_but_not_approve(actor_of, role):
    other, com = actor_of(role), actor_of("COM")
    item = library.propose_entry(kind="service", values={"name": "Sitting"}, by=com)
    act_as(other)
    with pytest.raises(RuleBroken, match="does not approve"):
        library.decide_entry(item_id=item.pk, approve=True, edits=0, by=other)


@pytest.mark.parametrize("role", ["CLN", "AUD"])
def test_who_only_reads_it(actor_of, role):
    reader = actor_of(role)
    with pytest.raises(RuleBroken, match="proposes nothing"):
        library.propose_entry(kind="service", values={"name": "Sitting"}, by=reader)


def test_a_name_stands_once_whatever_its_capitals(two):
    cc, com = two
    entry(cc, com, "Sitting service")
    with pytest.raises(RuleBroken, match="already has “Sitting service”"):
        library.propose_entry(kind="service", values={"name": "SITTING service"}, by=com)


def test_the_same_page_sent_twice_proposes_one(actor_of):
    com = actor_of("COM")
    made = [library.propose_entry(kind="service", values={"name": "Sitting"}, by=com, key="once").pk for _ in range(2)]
    assert made[0] == made[1]
    said = {
        "unit": "hour",
        "amount": Decimal("20.00"),
        "starts": SINCE,
        "source": "Contract",
        "by": com,
        "key": "price",
    }
    assert library.propose_price(item_id=made[0], **said).pk == library.propose_price(item_id=made[0], **said).pk
    assert (LibraryItem.objects.count(), LibraryPrice.objects.count()) == (1, 1)


def test_a_no_needs_a_reason_and_the_entry_can_be_proposed_again(two):
    cc, com = two
    item = library.propose_entry(kind="service", values={"name": "Sitting"}, by=com)
    second = two[1]
    act_as(cc)
    item = library.propose_entry(kind="service", values={"name": "Walking"}, by=cc)
    act_as(second)
    with pytest.raises(RuleBroken, match="Write down why"):
        library.decide_entry(item_id=item.pk, approve=False, edits=0, by=second)
    assert (
        library.decide_entry(item_id=item.pk, approve=False, edits=0, reason="No provider.", by=second).state
        == "rejected"
    )
    assert library.propose_again(item_id=item.pk, reason="Willow offers it now.", by=cc).state == "proposed"


def test_a_proposal_changed_meanwhile_is_not_approved_unread(two):
    cc, com = two
    item = library.propose_entry(kind="service", values={"name": "Walking"}, by=cc)
    library.edit_proposal(item_id=item.pk, values={"name": "Walking group"}, edits=0, by=cc)
    act_as(com)
    with pytest.raises(RuleBroken, match="has changed since you opened it"):
        library.decide_entry(item_id=item.pk, approve=True, edits=0, by=com)
    assert library.decide_entry(item_id=item.pk, approve=True, edits=1, by=com).state == "in_use"


def test_a_correction_waits_and_then_is_history(two, settle):
    cc, com = two
    item = entry(cc, com, description="Somebody sits with the person.")
    act_as(cc)
    said = {"name": item.name, "description": "Somebody stays with the person."}
    change = library.propose_change(item_id=item.pk, values=said, reason="Plainer", edits=0, by=cc)
    assert library.propose_change(item_id=item.pk, values=said, reason="Plainer", edits=0, by=cc).pk == change.pk
    item.refresh_from_db()
    assert item.description == "Somebody sits with the person."
    act_as(com)
    for _ in range(2):  # pressed twice
        change = library.decide_change(change_id=change.pk, approve=True, on=ON, by=com)
    item.refresh_from_db()
    assert (item.description, item.edits, change.edition) == ("Somebody stays with the person.", 1, 1)
    assert change.before == {"description": "Somebody sits with the person."}
    settle()


def test_the_database_keeps_the_words_of_an_entry_in_use(two):
    cc, com = two
    item = entry(cc, com)
    with pytest.raises(REFUSED, match="only by a correction"), transaction.atomic():
        LibraryItem.objects.filter(pk=item.pk).update(name="Something else")


# --- prices


def test_approving_a_price_ends_the_earlier_one_the_day_before_and_says_so(two):
    cc, com = two
    item = entry(cc, com)
    old = priced(item, cc, com, "24.50", provider="Willow")
    act_as(cc)
    new = proposed(item, cc, "25.75", provider="willow", starts=date(2026, 10, 1))
    act_as(com)
    _, endings = library.decide_price(price_id=new.pk, approve=True, by=com)
    old.refresh_from_db()
    assert old.ends == date(2026, 9, 30) and endings[0].last_day == old.ends
    assert Move.objects.filter(subject="careplans.libraryprice", subject_id=old.pk, verb="end").count() == 1
    item.refresh_from_db()
    assert item.providers == "Willow\nwillow"
    found = {day: selectors.price_on(com, item.pk, on=day, provider="Willow") for day in (old.ends, new.starts)}
    assert [row.pk for row in found.values()] == [old.pk, new.pk]


def test_an_approved_price_changes_nothing_but_its_end_and_that_only_earlier(two):
    cc, com = two
    price = priced(entry(cc, com), cc, com)
    with pytest.raises(REFUSED, match="is not changed"), transaction.atomic():
        LibraryPrice.objects.filter(pk=price.pk).update(amount=Decimal("1.00"))
    with pytest.raises(REFUSED, match="is not changed"), transaction.atomic():
        price.delete()
    ended = library.end_price(price_id=price.pk, last_day=date(2026, 12, 31), reason="Contract ends", by=com)
    assert ended.ends == date(2026, 12, 31)
    with pytest.raises(RuleBroken, match="Propose a new price"):
        library.end_price(price_id=price.pk, last_day=date(2027, 1, 1), reason="Longer", by=com)
    with pytest.raises(REFUSED, match="last longer"), transaction.atomic():
        LibraryPrice.objects.filter(pk=price.pk).update(ends=None)


def test_the_database_refuses_two_prices_of_one_thing_on_one_day(two):
    cc, com = two
    item = entry(cc, com)
    priced(item, cc, com)
    second = LibraryPrice.objects.create(
        organisation_id=com.organisation_id, item=item, unit="hour", amount=Decimal("9.00"), starts=SINCE + timedelta(days=400),
        source="x", proposed_by_id=cc.user_id,
    )  # fmt: skip
    with pytest.raises(REFUSED, match="library_one_price_a_day|Another approved price"), transaction.atomic():
        LibraryPrice.objects.filter(pk=second.pk).update(state="approved", approved_by_id=com.user_id)


def test_a_price_waits_for_its_entry(two):
    cc, com = two
    act_as(cc)
    item = library.propose_entry(kind="service", values={"name": "Walking"}, by=cc)
    price = proposed(item, cc)
    act_as(com)
    with pytest.raises(RuleBroken, match="Approve the entry first"):
        library.decide_price(price_id=price.pk, approve=True, by=com)


def test_an_outcome_has_no_price(two):
    cc, com = two
    item = entry(cc, com, "Sleeping through the night", kind="outcome")
    with pytest.raises(RuleBroken, match="An outcome has no price"):
        proposed(item, com)


# --- finding


def test_every_word_typed_is_looked_for_in_names_topics_descriptions_and_providers(two):
    cc, com = two
    chair = entry(
        cc, com, "Wheelchair cushions", kind="equipment", topic="Sitting", description="Spreads the pressure."
    )
    priced(chair, cc, com, "310.00", unit="item", provider="Birch Mobility")
    entry(cc, com, "Choir", topic="Activities")
    for typed in ("wheelchair", "cushion", "CUSHIONS sit", "birch", "pressure birch", "wheel"):
        assert [item.pk for item in selectors.items(com).filter(selectors.looked_for(typed))] == [chair.pk], typed
    for typed in ("cushion choir", "%", "' OR 1=1", "the"):
        assert not selectors.items(com).filter(selectors.looked_for(typed)).exists(), typed
    assert selectors.items(com).filter(selectors.looked_for("  ")).count() == 2


def test_each_organisation_has_its_own_and_outside_only_what_is_in_use_is_there(two, there, actor_of):
    cc, com = two
    item = entry(cc, com)
    waiting = library.propose_entry(kind="service", values={"name": "Waiting"}, by=com)
    proposed(item, com, "10.00")
    holder = actor_of("BH")
    assert [row.pk for row in selectors.items(holder)] == [item.pk]
    assert not selectors.prices(holder).exists()
    with pytest.raises(NotVisible):
        selectors.item_for(holder, waiting.pk)
    stranger = actor_of("COM", there)
    assert not selectors.items(stranger).exists()
    with pytest.raises(NotVisible):
        library.retire_entry(item_id=item.pk, reason="x", by=stranger)


# --- files


def file_of(*rows: dict[str, str]) -> bytes:
    base = {"kind": "service", "unit": "hour", "starts": "2026-04-01", "source": "Contract"}
    return "".join(written({**base, **row} for row in rows)).encode()


def taken(content: bytes, cc, com):
    act_as(cc)
    file = library.check_file(name="prices.csv", content=content, by=cc)
    assert file.refusals == []
    library.hand_over_file(file_id=file.pk, by=cc)
    act_as(com)
    return file, library.take_rows(file_id=file.pk, by=com)


def test_a_file_is_taken_whole_by_a_second_person(two, here, settle):
    cc, com = two
    coast = Place.objects.create(organisation=here, name="Coast", starts=SINCE)
    old = priced(entry(cc, com), cc, com, "24.50", provider="Willow")
    file, made = taken(file_of(
        {"name": "Sitting service", "provider": "Willow", "amount": "26.00", "starts": "01/12/2026"},
        {"name": "Walking", "amount": "18.00", "topic": "Activities", "starts": "2025-04-01"},
        {"name": "walking", "amount": "19.00", "place": "coast"},
        {"name": "Walking", "amount": "18.50"},
    ), cc, com)  # fmt: skip
    assert made == (1, 4)
    assert library.take_rows(file_id=file.pk, by=com) == (0, 0)
    old.refresh_from_db()
    assert old.ends == date(2026, 11, 30)
    walking = LibraryItem.objects.get(name="Walking")
    rows = [(row.amount, row.place_id, row.starts, row.ends, row.state) for row in walking.prices.order_by("amount")]
    assert rows == [
        (Decimal("18.00"), None, date(2025, 4, 1), date(2026, 3, 31), "approved"),
        (Decimal("18.50"), None, SINCE, None, "approved"),
        (Decimal("19.00"), coast.pk, SINCE, None, "approved"),
    ]
    assert (walking.state, walking.proposed_by_id, walking.approved_by_id) == ("in_use", cc.user_id, com.user_id)
    file.refresh_from_db()
    assert (file.state, file.rows, file.approved_by_id) == ("taken", [], com.user_id)
    settle()


ROWS = [
    ("an unknown kind", {"kind": "gadget", "name": "A", "amount": "1.00"}, "kind", "is not one of"),
    ("no name", {"name": "", "amount": "1.00"}, "name", "Fill in name"),
    ("parts of a penny", {"name": "A", "amount": "1.005"}, "amount", "no more than 2 digits"),
    ("a price without its source", {"name": "A", "amount": "1.00", "source": ""}, "source", "needs source"),
    ("a last day before the first", {"name": "A", "amount": "1.00", "ends": "2026-03-31"}, "ends", "before the first day"),
    ("a day that is none", {"name": "A", "amount": "1.00", "starts": "2026-02-30"}, "starts", "is not a day"),
    ("a priced outcome", {"kind": "outcome", "name": "A", "amount": "1.00"}, "amount", "An outcome has no price"),
    ("an unknown place", {"name": "A", "amount": "1.00", "place": "Nowhere"}, "place", "is not one of your places"),
    ("what is here, said otherwise", {"name": "Sitting service", "amount": "1.00", "topic": "Other"}, "topic", "says something else"),
    ("over a price that is approved", {"name": "Sitting service", "provider": "Willow", "amount": "1.00"}, "starts", "begin it later"),
    ("details of a price without an amount", {"name": "A", "amount": ""}, "amount", "but no amount"),
]  # fmt: skip


@pytest.mark.parametrize(("title", "row", "column", "words"), ROWS, ids=[each[0] for each in ROWS])
def test_a_row_that_cannot_be_taken_says_why_and_nothing_of_the_file_is(two, title, row, column, words):
    cc, com = two
    priced(entry(cc, com, topic="Breaks"), cc, com, provider="Willow")
    before = (LibraryItem.objects.count(), LibraryPrice.objects.count())
    file = library.check_file(name="x.csv", content=file_of({"name": "Good", "amount": "5.00"}, row), by=com)
    assert len(file.refusals) >= 1 and all(line == 3 for line, _, _ in file.refusals)
    assert any(found == column and words in said for _, found, said in file.refusals), file.refusals
    with pytest.raises(RuleBroken, match="are refused"):
        library.hand_over_file(file_id=file.pk, by=com)
    assert (LibraryItem.objects.count(), LibraryPrice.objects.count()) == before


def test_a_file_is_not_taken_by_whoever_brought_it_nor_after_the_library_changed(actor_of):
    com, second = actor_of("COM"), actor_of("COM")
    file = library.check_file(name="x.csv", content=file_of({"name": "Walking", "amount": "5.00"}), by=com)
    library.hand_over_file(file_id=file.pk, by=com)
    with pytest.raises(RuleBroken, match="You proposed this file"):
        library.take_file(file_id=file.pk, by=com)
    library.propose_entry(kind="service", values={"name": "Walking"}, by=com)
    act_as(second)
    with pytest.raises(RuleBroken, match=r"Line 2: .* not in use"):
        library.take_rows(file_id=file.pk, by=second)
    assert LibraryPrice.objects.count() == 0


def test_what_is_written_out_can_be_read_in_again():
    rows = [
        {
            "kind": "service",
            "name": "=SUM(A1)",
            "topic": "'quoted",
            "amount": "1.00",
            "unit": "hour",
            "starts": "2026-04-01",
            "source": "-",
        }
    ]
    from careplans.library_files import read

    (row,), refused = read("".join(written(rows)).encode())
    assert refused == [] and {name: row.text[name] for name in rows[0]} == rows[0]
    assert {column.name for column in COLUMNS} == set(row.text)


def test_a_file_of_a_thousand_rows_asks_few_questions(two, django_assert_max_num_queries):
    cc, com = two
    content = file_of(*({"name": f"Entry {n}", "amount": "5.00", "provider": f"P{n % 7}"} for n in range(1000)))
    file = library.check_file(name="x.csv", content=content, by=cc)
    library.hand_over_file(file_id=file.pk, by=cc)
    act_as(com)
    with django_assert_max_num_queries(45):
        assert library.take_rows(file_id=file.pk, by=com) == (1000, 1000)
    assert connection.in_atomic_block
