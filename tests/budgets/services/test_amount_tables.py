"""A table of amounts is brought into use by two people, follows another without a gap, and is never changed."""

from datetime import date, timedelta

import pytest

from budgets.models import AmountTable
from budgets.selectors.amount_tables import amount_tables, usable_on
from budgets.services.amount_tables import decide_table, end_table, propose_table
from phb.core.errors import RuleBroken
from phb.core.models import Move

APRIL, NEXT = date(2026, 4, 1), date(2027, 4, 1)
CONTENT = {"rows": [{"key": "high", "label": "High needs", "weekly": "850.00"}]}
STRANGE = {
    "pounds_per_point": "1.00",
    "cap": "9",
    "questions": [
        {"key": "q", "label": "Q", "domain": "MOBILITY", "answers": [{"key": "a", "label": "A", "points": "1"}]}
    ],
}
SAID = {"method": "reckoner", "name": "Levels", "content": CONTENT, "source": "Minutes of March", "starts": APRIL}


@pytest.fixture
def people(actor_of):
    return actor_of("FIN"), actor_of("COM")


def in_use(people, **changed):
    fin, com = people
    made = propose_table(**{**SAID, **changed}, by=fin)
    return decide_table(table_id=made.pk, approve=True, by=com)


def test_one_proposes_and_another_brings_into_use(people, settle):
    fin, com = people
    made = propose_table(**SAID, by=fin, key="k1")
    assert propose_table(**SAID, by=fin, key="k1").pk == made.pk
    assert not usable_on(fin, APRIL).exists()
    with pytest.raises(RuleBroken, match="a colleague approves it"):
        decide_table(table_id=made.pk, approve=True, by=fin)
    assert decide_table(table_id=made.pk, approve=True, by=com).state == "in_use"
    assert decide_table(table_id=made.pk, approve=True, by=com).approved_by_id == com.user_id  # sent twice
    assert usable_on(fin, APRIL, method="reckoner", stream="CHC").get().pk == made.pk
    assert not usable_on(fin, APRIL - timedelta(days=1)).exists()
    verbs = Move.objects.filter(subject="budgets.amounttable", subject_id=made.pk).order_by("id")
    assert [move.verb for move in verbs] == ["created", "approve"]
    settle()


def test_a_no_needs_its_reason_and_ends_it(people):
    fin, com = people
    made = propose_table(**SAID, by=fin)
    with pytest.raises(RuleBroken, match="Write down why"):
        decide_table(table_id=made.pk, approve=False, by=com, reason=" ")
    refused = decide_table(table_id=made.pk, approve=False, by=com, reason="The rates are last year's.")
    assert (refused.state, refused.decision_reason) == ("refused", "The rates are last year's.")
    with pytest.raises(RuleBroken):
        decide_table(table_id=made.pk, approve=True, by=com)


def test_the_next_one_of_the_name_follows_without_gap_or_overlap(people):
    first = in_use(people)
    second = in_use(people, starts=NEXT, name="levels")
    first.refresh_from_db()
    assert (first.state, first.ends) == ("ended", NEXT - timedelta(days=1))
    day_before, day = NEXT - timedelta(days=1), NEXT
    assert [usable_on(people[0], on).get().pk for on in (day_before, day)] == [first.pk, second.pk]
    with pytest.raises(RuleBroken, match="same day or later"):
        in_use(people, starts=NEXT)


def test_tables_of_other_names_ways_and_streams_stand_beside_it(people):
    in_use(people)
    in_use(people, name="Other levels")
    in_use(people, stream="CHC")
    assert usable_on(people[0], APRIL, stream="CHC").count() == 3
    assert usable_on(people[0], APRIL, stream="JOINT_PACKAGE").count() == 2


def test_ending_is_for_a_day_and_a_reason(people):
    made = in_use(people)
    with pytest.raises(RuleBroken, match="must not be before"):
        end_table(table_id=made.pk, ends=APRIL - timedelta(days=1), reason="Wrong", by=people[1])
    ended = end_table(table_id=made.pk, ends=APRIL, reason="Wrong", by=people[1])
    assert ended.state == "ended"
    assert usable_on(people[0], APRIL).exists() and not usable_on(people[0], APRIL + timedelta(days=1)).exists()


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"method": "cost"}, "no table"),
        ({"stream": "NOWHERE"}, "streams shown"),
        ({"name": "  "}, "Give the table a name"),
        ({"source": ""}, "Say who decided"),
        ({"ends": APRIL - timedelta(days=1)}, "last day"),
        ({"content": {"rows": []}}, "at least one entry"),
        ({"method": "points", "content": STRANGE}, "“MOBILITY” is no domain"),
    ],
)
def test_what_is_not_sound_is_not_proposed(people, changed, says):
    with pytest.raises(RuleBroken, match=says):
        propose_table(**{**SAID, **changed}, by=people[0])
    assert not AmountTable.objects.exists()


def test_a_role_without_the_right_neither_proposes_nor_decides(people, actor_of):
    made = propose_table(**SAID, by=people[0])
    coordinator = actor_of("CC")
    with pytest.raises(RuleBroken, match="proposes tables"):
        propose_table(**SAID, by=coordinator)
    with pytest.raises(RuleBroken, match="brings tables"):
        decide_table(table_id=made.pk, approve=True, by=coordinator)
    assert amount_tables(coordinator).count() == 1
