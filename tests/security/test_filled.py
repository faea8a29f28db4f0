"""A02 and A03 with forms that are filled in: never a failure on one's own, nothing at all for somebody hidden."""

import pytest

from tests.factories.budgets import TODAY
from tests.security.filling import filled_forms
from tests.security.test_hidden import RELATIONS
from tests.security.walking import NEVER, Address, Walker, changed, none, sums, taken_back


@pytest.fixture(scope="module")
def forms(stage):
    return filled_forms(Walker(stage), TODAY)


@pytest.mark.A02
@pytest.mark.parametrize("last", [False, True], ids=["first of each choice", "last of each choice"])
def test_a_form_of_ones_own_filled_in_is_answered(stage, put_back, last):
    walker, failed, asked = Walker(stage), [], 0
    # The second pass asks for the other choices of a form, not for more of the same forms.
    for (role, _), made in filled_forms(walker, TODAY, last=last, each=1 if last else 3).items():
        for address, fields in made:
            with taken_back():
                answer = walker.ask(stage.here.actors[role], "POST", address, sent=fields)
            asked += 1
            if answer.status >= 500 or answer.status == 404:
                failed.append(f"{answer} for {fields}")
    print(f"\n{asked} forms")
    none(failed)
    assert asked > 100


@pytest.mark.A03
@pytest.mark.parametrize("relation", RELATIONS, ids=lambda relation: relation.name)
def test_a_form_about_somebody_hidden_does_nothing(stage, put_back, forms, relation):
    walker, found, asked = Walker(stage), [], 0
    for role in relation.roles:
        actor = relation.actor(stage, role)
        with taken_back():
            walker.browser(actor)
            if relation.before:
                relation.before(stage, actor)
            before = sums()
            for (whose, route), made in forms.items():
                for address, fields in made:
                    if whose != role or address.number is None or not (address.person_id or relation.unrelated_too):
                        continue
                    absent = Address(route, address.path.replace(f"/{address.number}/", f"/{NEVER}/", 1), NEVER)
                    answer, never = (walker.ask(actor, "POST", each, sent=fields) for each in (address, absent))
                    asked += 1
                    if answer.status != 404 or answer.without_what_is_fresh() != never.without_what_is_fresh():
                        found.append(f"{relation.name}: {answer} but {never.status} for what never existed")
            if difference := changed(before, sums()):
                found.append(f"{relation.name}, {role}: changed {difference}")
        walker = Walker(stage)
    print(f"\n{relation.name}: {asked} forms")
    none(found)
    assert asked > 20
