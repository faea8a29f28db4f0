"""A03: what one may not see answers exactly like what never existed, for every object route, role and relation."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date

import pytest
from django.db.models import Q

from careplans.selectors.agendas import panels
from careplans.selectors.coordination import seats
from eligibility.models import Offer
from eligibility.selectors.finding import findings, states_of
from eligibility.selectors.offers import cases_under
from eligibility.selectors.places import figures
from eligibility.selectors.work import away, workload
from phb.core.access import ROLES, Needs, may
from phb.core.actors import OUTSIDE, Actor, the_service
from phb.core.clock import london_today
from phb.core.models import Declaration, Membership, NamedStaff, Person
from phb.core.tables import Table
from phb.core.tenancy import act_as
from phb.desk import desk_of
from tests.factories.world import RELATED
from tests.security.walking import (
    NEVER,
    Address,
    Walker,
    addresses,
    changed,
    listed,
    never_existed,
    none,
    parameters,
    sums,
    taken_back,
    whole_lists,
)

pytestmark = pytest.mark.A03
# How many of a subject's rows are tried under each relation; they differ in state.
TRIED = {"GET": 2, "POST": 1}
# A form that is wrong before anything is looked up is told so, whatever its number.
ABSENT = {400, 404}
# Numbers that belong to no person's record: hidden from other organisations only.
STAFF = tuple(role for role in ROLES if role not in OUTSIDE)


@dataclass(frozen=True)
class Relation:
    """Who asks, whose objects they ask for, and what was done to the records first."""

    name: str
    roles: tuple[str, ...]
    actor: Callable[..., Actor]
    foreign: bool = False
    before: Callable[..., None] | None = None
    unrelated_too: bool = False


def restrict(stage, actor: Actor) -> None:
    """All records restricted, and somebody else named."""
    act_as(the_service(stage.here.organisation.pk))
    Person.objects.update(restricted=True)
    other = Membership.objects.exclude(user_id=actor.user_id).first()
    NamedStaff.objects.create(
        organisation=stage.here.organisation, person=stage.here.people[0], membership=other, reason="Named."
    )


def declare(stage, actor: Actor) -> None:
    act_as(the_service(stage.here.organisation.pk))
    for person in stage.here.people:
        Declaration.objects.create(
            organisation=stage.here.organisation, person=person, user_id=actor.user_id, relationship="Sister"
        )


RELATIONS = (
    Relation("not on the caseload, no grant", RELATED, lambda stage, role: stage.here.strangers[role]),
    Relation("ended yesterday", RELATED, lambda stage, role: stage.here.ended[role]),
    Relation("of another organisation", ROLES, lambda stage, role: stage.there.actors[role], unrelated_too=True),
    Relation("restricted", STAFF, lambda stage, role: stage.here.actors[role], before=restrict),
    Relation("declared family", STAFF, lambda stage, role: stage.here.actors[role], before=declare),
)


def differences(stage, relation: Relation, only: str = "") -> tuple[list[str], int]:
    """Answers that are not the answer to what never existed, and how many were asked for."""
    walker, names, found, asked = Walker(stage), parameters(), [], 0
    canaries = [canary.casefold().encode() for canary in stage.here.canaries.values()]
    for role in relation.roles:
        actor = relation.actor(stage, role)
        with taken_back():
            walker.browser(actor)
            if relation.before:
                relation.before(stage, actor)
            before = sums()
            for method in ("GET", "POST"):
                for route, rule in listed(method):
                    if (
                        not isinstance(rule, Needs)
                        or not rule.subject
                        or (only and route != only)
                        or not rule.allow(role)
                    ):
                        continue
                    hidden = [
                        each
                        for each in addresses(stage.here, route, rule, names)
                        if relation.unrelated_too or each.person_id
                    ][-TRIED[method] :]
                    if not hidden:
                        continue
                    never = walker.ask(actor, method, never_existed(stage.here, route, rule))
                    for address in hidden:
                        answer = walker.ask(actor, method, address)
                        asked += 1
                        shown = any(canary in answer.body.lower() for canary in canaries)
                        if (
                            never.status not in ABSENT
                            or shown
                            or answer.without_what_is_fresh() != never.without_what_is_fresh()
                        ):
                            found.append(
                                f"{relation.name}: {answer} but {never.status} for what never existed{', and shows text' * shown}"
                            )
            if difference := changed(before, sums()):
                found.append(f"{relation.name}, {role}: changed {difference}")
        walker = Walker(stage)
    return found, asked


@pytest.mark.parametrize("relation", RELATIONS, ids=lambda relation: relation.name)
def test_hidden_equals_absent(stage, put_back, relation):
    began = time.perf_counter()
    found, asked = differences(stage, relation)
    print(f"\n{relation.name}: {asked} requests in {time.perf_counter() - began:.0f} s")
    none(found)
    assert asked > 50


# Lists whose rows are nobody's record, and piles on the desk of such.
OF_NOBODY = {
    "careplans:coordinators",
    "careplans:panels",
    "careplans:library",
    "careplans:library_prices",
    "users",
    "jobs",
    "eligibility:offers",
    "budgets:runs",
    "budgets:amount_tables",
    "budgets:funders",
    "budgets:uplifts",
    "spend:statement_runs",
}
PILES_OF_NOBODY = ("/offers/", "/texts/", "/payment-runs/")


@pytest.fixture(scope="module")
def lists(stage) -> dict[str, list[Address]]:
    """Every list of each role: as it opens, in full and as a file."""
    return {role: list(whole_lists(Walker(stage), role)) for role in STAFF}


@pytest.mark.parametrize("relation", [each for each in RELATIONS if each.before], ids=lambda relation: relation.name)
def test_no_list_and_no_figure_tells_of_the_hidden(stage, put_back, lists, monkeypatch, relation):
    """Lists, files, desks, caseloads, searches, places of care: no word of a record that is absent, and nothing counted."""
    totals: list[int] = []
    page = Table._page

    def counting(self, rows, **more):
        found = page(self, rows, **more)
        totals.append(found.total)
        return found

    monkeypatch.setattr(Table, "_page", counting)
    canaries = [canary.casefold().encode() for canary in stage.here.canaries.values()]
    found, today, offer = [], london_today(), next(iter(stage.here.found("offer")))
    for role in relation.roles:
        actor = relation.actor(stage, role)
        walker = Walker(stage)
        with taken_back():
            walker.browser(actor)
            relation.before(stage, actor)
            for address in lists[role]:
                totals.clear()
                answer = walker.ask(actor, "GET", address)
                if any(canary in answer.body.lower() for canary in canaries):
                    found.append(f"{answer} names somebody")
                if any(totals) and address.route not in OF_NOBODY:
                    found.append(f"{answer} counts {totals}")
            act_as(actor)
            desk = desk_of(actor, on=today)
            found += [
                f"{role}: desk, {pile}"
                for pile in [*desk.mine, *desk.others, *desk.clocks]
                if pile.count and not any(word in pile.href for word in PILES_OF_NOBODY)
            ]
            found += [f"{role}: {one.label}" for one in workload(actor, today) if one.open]
            found += [f"{role}: {one}" for one in away(actor, today) if one.open]
            found += [f"{role}: {seat} runs plans" for seat in seats(actor) if seat.plans]
            found += [f"{role}: {panel} has plans" for panel in panels(actor) if panel.plans]
            found += [f"{role}: {row}" for row in figures(actor, since=date.min, until=today) if row.people]
            if may(actor, "case finding", "R"):
                found += [f"{role}: search of {made}" for made in findings(actor) if states_of(actor, made)]
            if may(actor, "local offer", "R"):
                found += [f"{role}: cases under an offer"] * bool(cases_under(actor, Offer.objects.get(pk=offer)))
    none(found)


# Twins: each takes one guard away, and the walk above must see it.


@contextmanager
def without(monkeypatch, name: str, replacement) -> Iterator[None]:
    with monkeypatch.context() as patched:
        patched.setattr(name, replacement)
        yield


@pytest.mark.parametrize(("relation", "guard", "gone"), [
    ("not on the caseload, no grant", "phb.core.selectors.caseload", lambda actor, on: Person.objects.values("id")),
    ("ended yesterday", "phb.core.selectors.running", lambda on: Q()),
    ("restricted", "phb.core.selectors._barred", lambda actor: Q(pk__in=[])),
    ("declared family", "phb.core.selectors._barred", lambda actor: Q(pk__in=[])),
])  # fmt: skip
def test_a_guard_that_is_gone_is_seen(stage, put_back, monkeypatch, relation, guard, gone):
    chosen = next(each for each in RELATIONS if each.name == relation)
    with without(monkeypatch, guard, gone):
        found, _ = differences(stage, chosen, only="people:show")
    assert found


def test_an_answer_that_says_forbidden_is_seen(stage, put_back, monkeypatch):
    """403 where 404 belongs tells that there is something."""
    from django.core.exceptions import PermissionDenied

    from phb.core.selectors import person_for

    def tells(actor, person_id, *, part=None):
        if person_id != NEVER and not Person.objects.filter(pk=person_id).filter(pk__in=[]).exists():
            raise PermissionDenied
        return person_for(actor, person_id, part=part)

    with without(monkeypatch, "phb.views.people.person_for", tells):
        found, _ = differences(stage, replace(RELATIONS[0], roles=("CC",)), only="people:show")
    assert found
