"""Who writes which field of a shared plan: every part and field, by role; and what two people write at once."""

import pytest

from careplans import services
from careplans.models import PARTS, Outcome, PlanVersion
from careplans.models.parts import fields_of
from careplans.rules.merging import marks
from careplans.rules.together import ABOUT_ME, OF_PERSON
from careplans.services import Changed
from careplans.services.drafting import SECTIONS
from careplans.services.writing_together import take_out_line, write_line, write_words
from phb.core.errors import NotVisible, RuleBroken
from phb.core.models import Grant
from phb.core.tenancy import act_as
from tests.factories.careplans import make_plan
from tests.factories.core import make_actor

pytestmark = pytest.mark.django_db
SAMPLE = {"importance": 5, "confidence": 6, "in_crisis": True, "invited": True}


def sample(name):
    return SAMPLE.get(name, f"Words for {name}")


@pytest.fixture
def shared(here):
    return make_plan(here, "shared")


def row_of(version, part):
    """A line of this part that staff wrote."""
    model = PARTS[part]
    there = model.objects.filter(version=version).first()
    if there is not None:
        return there
    given = {"organisation_id": version.organisation_id, "person_id": version.person_id, "version": version}
    return model.objects.create(**given)


def test_the_table_names_only_what_the_plan_has():
    for part, reach in OF_PERSON.items():
        known = SECTIONS[part] if part in SECTIONS else fields_of(part)
        assert set(reach.fields) <= set(known), part
    assert set(ABOUT_ME) == set(SECTIONS["about_me"])


def test_the_person_writes_every_field_of_the_table_and_no_other(shared):
    """Each section, and each part on a line that staff wrote: what the table gives is written, all else is refused."""
    version, team = shared
    act_as(team.cc)
    rows = {part: row_of(version, part) for part in PARTS}
    act_as(team.bh)
    for part, names in SECTIONS.items():
        for name in names:
            given = {"version_id": version.pk, "part": part, "values": {name: sample(name)}, "by": team.bh}
            if part in OF_PERSON and name in OF_PERSON[part].fields:
                assert getattr(write_words(**given), name) == sample(name)
            else:
                with pytest.raises(RuleBroken):
                    write_words(**given)
    for part, row in rows.items():
        reach = OF_PERSON.get(part)
        for name in fields_of(part):
            given = {
                "version_id": version.pk,
                "part": part,
                "row_id": row.pk,
                "values": {name: sample(name)},
                "by": team.bh,
            }
            if reach and name in reach.fields and not reach.only_own:
                values = given["values"] = {name: "a@example.org"} if name == "email" else given["values"]
                assert getattr(write_line(**given), name) == values[name]
            else:
                with pytest.raises(RuleBroken):
                    write_line(**given)


def test_the_person_adds_only_where_the_table_says_so(shared):
    version, team = shared
    act_as(team.bh)
    for part in PARTS:
        reach = OF_PERSON.get(part)
        values = {name: sample(name) for name in reach.fields if name != "email"} if reach else {"words": "Mine"}
        if reach is None or not reach.adds:
            with pytest.raises(RuleBroken, match="Nothing can be added|Your care coordinator"):
                write_line(version_id=version.pk, part=part, values=values, by=team.bh)
            continue
        row = write_line(version_id=version.pk, part=part, values=values, by=team.bh)
        assert row.from_person
        if part == "actions":
            assert row.who == version.person.full_name
        # A second press finds nothing more to do.
        for _ in range(2):
            take_out_line(version_id=version.pk, part=part, row_id=row.pk, by=team.bh)
            assert not PARTS[part].objects.filter(pk=row.pk).exists()


def test_what_staff_wrote_is_not_taken_out_by_the_person_but_by_staff(shared):
    version, team = shared
    row = version.outcomes.get()
    act_as(team.bh)
    with pytest.raises(RuleBroken, match="Somebody else wrote this line"):
        take_out_line(version_id=version.pk, part="outcomes", row_id=row.pk, by=team.bh)
    act_as(team.cc)
    take_out_line(version_id=version.pk, part="outcomes", row_id=row.pk, by=team.cc)
    assert not Outcome.objects.filter(pk=row.pk).exists()


def test_staff_write_every_field_the_person_writes(shared):
    version, team = shared
    act_as(team.cc)
    write_words(version_id=version.pk, part="about_me", values={"strengths": "Sings"}, by=team.cc)
    row = write_line(version_id=version.pk, part="needs", values={"words": "The stairs"}, by=team.cc)
    assert not row.from_person


@pytest.mark.parametrize("may_act", [True, False])
def test_a_representative_writes_only_when_they_act_on_the_plan(here, shared, may_act):
    version, _team = shared
    rep = make_actor("REP", here, person=version.person)
    Grant.objects.filter(user_id=rep.user_id).update(act_on_plan=may_act, see_plan=True)
    act_as(rep)
    given = {"version_id": version.pk, "part": "outcomes", "values": {"words": "A swing"}, "by": rep}
    if may_act:
        assert write_line(**given).from_person
    else:
        with pytest.raises(NotVisible):
            write_line(**given)


@pytest.mark.parametrize("role", ["com", "fin"])
def test_roles_that_do_not_write_plans_are_refused(shared, role):
    version, team = shared
    by = getattr(team, role)
    act_as(by)
    with pytest.raises(RuleBroken, match="not write"):
        write_words(version_id=version.pk, part="about_me", values={"strengths": "x"}, by=by)


@pytest.mark.parametrize("until", ["draft", "agreed_by_person"])
def test_the_person_writes_only_while_it_is_shared(here, until):
    version, team = make_plan(here, until)
    act_as(team.bh)
    with pytest.raises((NotVisible, RuleBroken)):
        write_words(version_id=version.pk, part="about_me", values={"strengths": "x"}, by=team.bh)
    assert PlanVersion.objects.get(pk=version.pk).strengths == ""


def test_a_line_typed_bit_by_bit_is_added_once(shared):
    """The answer to the first sending was lost: the same key comes again with more words."""
    version, team = shared
    act_as(team.bh)
    given = {"version_id": version.pk, "part": "outcomes", "by": team.bh, "key": "2c1d5bb6-0000-4000-8000-00000000000b"}
    first = write_line(values={"words": "Go to the"}, **given)
    again = write_line(values={"words": "Go to the sea in June"}, **given)
    assert (first.pk, again.words) == (again.pk, "Go to the sea in June")
    assert Outcome.objects.filter(version=version, from_person=True).count() == 1


def test_two_people_on_one_line_keep_both_fields_and_see_both_words(shared):
    version, team = shared
    row = version.outcomes.get()
    seen = marks({"words": row.words, "measure": row.measure, "importance": row.importance})
    act_as(team.cc)
    services.save_row(
        version_id=version.pk, part="outcomes", row_id=row.pk, values={"measure": "No nights in hospital"}, by=team.cc
    )
    act_as(team.bh)
    given = {"version_id": version.pk, "part": "outcomes", "row_id": row.pk, "by": team.bh, "seen": seen}
    row = write_line(values={"words": "I breathe well at home", "measure": row.measure}, **given)
    assert (row.words, row.measure) == ("I breathe well at home", "No nights in hospital")
    with pytest.raises(Changed) as clash:
        write_line(values={"measure": "One night"}, **given)
    assert clash.value.theirs == {"measure": "No nights in hospital"}


def test_a_copied_line_still_knows_that_the_person_added_it(here):
    version, team = make_plan(here, "shared")
    act_as(team.bh)
    write_line(version_id=version.pk, part="outcomes", values={"words": "The sea"}, by=team.bh)
    act_as(team.cc)
    services.withdraw(version_id=version.pk, reasons="Begun anew.", by=team.cc)
    made = services.new_version(plan_id=version.plan_id, reason="Anew.", by=team.cc)
    assert made.outcomes.filter(from_person=True, words="The sea").count() == 1
    assert (
        services.save_row(version_id=made.pk, part="outcomes", values={"words": "Not the sea"}, by=team.cc).from_person
        is False
    )
