"""A02, S01, S05 and L02: every route as every role on own objects, and what each answer said, changed and left behind."""

import time
from collections import Counter

import pytest

from phb.core.access import ROLES, Needs
from phb.core.display import nhs_number
from tests.security.test_headers import headers_missing
from tests.security.walking import (
    Address,
    Answer,
    Walker,
    addresses,
    changed,
    listed,
    none,
    parameters,
    sums,
    taken_back,
    whole_lists,
)

# Addresses without a number of somebody's that hand on, when all is well, or answer a state (403: not linked, no seat).
PLAIN_ANSWERS = {200, 204, 302}
# What a listed route may say to an empty form: the form again, onwards, or what a rule refuses.
FORM_ANSWERS = {200, 302, 400, 409}
# Answers that are not pages of anybody's: states of sign-in, said with their own status.
OWN_STATUS = {"identity_not_linked": {403}, "no_seat": {302, 403}, "health:ready": {200, 503}, "components": {200, 404},
              "openid_connect_login": {200, 404}, "openid_connect_callback": {404}, "socialaccount_login_error": {200, 401, 403},
              "mfa_view_recovery_codes": {200, 302, 404}, "mfa_download_recovery_codes": {200, 302, 404}}  # fmt: skip


class Walk:
    """All answers of one walk over everything that is read, and the tables that it changed."""

    def __init__(self, stage) -> None:
        self.walker, self.stage, self.names = Walker(stage), stage, parameters()
        self.answers: list[Answer] = []
        self.shut: list[str] = []
        self.reached: dict[tuple[str, str], Answer] = {}
        self.changed: dict[str, list[str]] = {}
        self.headed: set[str] = set()
        began = time.perf_counter()
        for role in (*ROLES, None):
            self._as(role)
        self.seconds = time.perf_counter() - began

    def _as(self, role: str | None) -> None:
        world = self.stage.here
        actor = world.actors[role] if role else None
        self.walker.browser(actor)
        before = sums()
        turn = [*ROLES, None].index(role)
        for number, (route, rule) in enumerate(listed("GET")):
            if route == "account_logout":
                continue
            found = addresses(world, route, rule, self.names)
            allowed = rule.allow(role)
            answer = None
            for address in found if allowed else found[:1]:
                answer = self.walker.ask(actor, "GET", address, trail=actor is not None and allowed)
                self.answers.append(answer)
                if answer.status in PLAIN_ANSWERS:
                    break
            # The same code answers HEAD whoever asks: each route is asked by the first who may, the others take turns.
            if allowed and (route not in self.headed or (number + turn) % 4 == 0):
                self.headed.add(route)
                self.answers.append(self.walker.ask(actor, "HEAD", answer.address))
            if allowed and answer.status in PLAIN_ANSWERS:
                self.reached[role or "", route] = answer
            elif allowed and answer.status not in OWN_STATUS.get(route, ()):
                self.shut.append(str(answer))
        if difference := changed(before, sums()):
            self.changed[role or "nobody"] = difference

    def got(self):
        return [answer for answer in self.answers if answer.method == "GET"]


@pytest.fixture(scope="module")
def walk(stage) -> Walk:
    made = Walk(stage)
    print(f"\n{len(made.answers)} requests in {made.seconds:.0f} s")
    return made


@pytest.mark.A02
def test_no_answer_is_a_failure(walk):
    none([str(answer) for answer in walk.answers if answer.status >= 500 and answer.address.route != "health:ready"])


@pytest.mark.A02
def test_what_is_listed_opens_on_own_objects(walk):
    none(walk.shut)


@pytest.mark.A02
def test_what_is_not_listed_is_not_there(walk):
    wrong = []
    for answer in walk.answers:
        rule = dict(listed("GET"))[answer.address.route]
        role = answer.actor.role if answer.actor else None
        if rule.allow(role):
            continue
        signs_in = (
            answer.status == 401
            if answer.address.path.startswith("/api/")
            else (answer.status == 302 and answer.headers["Location"].startswith("/accounts/login/"))
        )
        if not (signs_in if role is None else answer.status == 404):
            wrong.append(str(answer))
    none(wrong)


@pytest.mark.S01
def test_every_answer_carries_the_headers(walk):
    none([(str(answer), missing) for answer in walk.answers if (missing := headers_missing(answer))])


@pytest.mark.S05
def test_reading_changes_nothing_but_sessions_and_the_trail(walk):
    assert walk.changed == {}


def shown_in(answer: Answer, stage) -> set[int]:
    """The people whose word or NHS number stands in an answer."""
    body = answer.body.decode(errors="replace").casefold()
    seen = set()
    for world in (stage.here, stage.there):
        for person in world.people:
            words = (world.canaries[person.pk], person.nhs_number, nhs_number(person.nhs_number))
            if any(word.casefold() in body for word in words):
                seen.add(person.pk)
    return seen


@pytest.mark.L02
def test_each_person_shown_is_in_the_trail(walk):
    forgotten = [
        (str(answer), sorted(missing))
        for answer in walk.got()
        if (missing := shown_in(answer, walk.stage) - answer.noted)
    ]
    none(forgotten)


@pytest.mark.L02
@pytest.mark.parametrize("role", ["COM", "CC", "FIN", "AUD"])
def test_lists_in_full_and_files_are_in_the_trail(stage, put_back, role):
    walker, actor, forgotten, shown = Walker(stage), stage.here.actors[role], [], 0
    for address in whole_lists(walker, role):
        answer = walker.ask(actor, "GET", address, trail=True)
        seen = shown_in(answer, stage) if answer.status == 200 else set()
        shown += len(seen)
        if answer.status >= 500 or seen - answer.noted:
            forgotten.append(f"{answer}: {sorted(seen - answer.noted)}")
    none(forgotten)
    assert shown > 50


@pytest.mark.L02
def test_each_record_opened_is_in_the_trail(walk):
    """Files hide their words: whoever opens an address with somebody's number has opened their record."""
    forgotten = [
        str(answer)
        for answer in walk.got()
        if answer.status == 200
        and answer.address.person_id not in {None, *answer.noted}
        and answer.address.route != "progress"
    ]
    none(forgotten)


@pytest.mark.L02
def test_a_view_that_forgets_the_trail_is_found(stage, put_back, monkeypatch):
    monkeypatch.setattr("phb.core.audit.note_read", lambda ids, what: None)
    person = stage.here.people[0]
    answer = Walker(stage).ask(
        stage.here.actors["COM"],
        "GET",
        Address("people:show", f"/people/{person.pk}/", person.pk, person.pk),
        trail=True,
    )
    assert shown_in(answer, stage) - answer.noted == {person.pk}


@pytest.mark.A02
@pytest.mark.parametrize("role", ROLES)
def test_a_form_of_another_role_is_not_there_and_changes_nothing(stage, put_back, role):
    walker, names, actor = Walker(stage), parameters(), stage.here.actors[role]
    walker.browser(actor)
    before, wrong, asked = sums(), [], 0
    for route, rule in listed("POST"):
        if not isinstance(rule, Needs) or rule.allow(role):
            continue
        for address in addresses(stage.here, route, rule, names)[:2]:
            answer = walker.ask(actor, "POST", address)
            asked += 1
            if answer.status != 404:
                wrong.append(str(answer))
    assert (wrong, changed(before, sums())) == ([], [])
    assert asked > 20


@pytest.mark.A02
@pytest.mark.parametrize("role", ROLES)
def test_an_empty_form_of_ones_own_is_answered(stage, put_back, role):
    """Never a failure, and somewhere among one's own objects the route is there."""
    walker, names, actor, failed = Walker(stage), parameters(), stage.here.actors[role], []
    walker.browser(actor)
    for route, rule in listed("POST"):
        if not isinstance(rule, Needs) or not rule.allow(role):
            continue
        statuses: Counter[int] = Counter()
        for address in addresses(stage.here, route, rule, names):
            with taken_back():
                answer = walker.ask(actor, "POST", address)
            statuses[answer.status] += 1
            if answer.status >= 500:
                failed.append(str(answer))
            if answer.status in {200, 302}:
                break
        if not set(statuses) & FORM_ANSWERS:
            failed.append(f"{role} POST {route}: {dict(statuses)}")
    none(failed)
