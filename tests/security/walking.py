"""Walking every route of the access table: addresses, browsers, what an answer said and what it left in the trail."""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import SimpleNamespace

from allauth.account.internal.flows.login import record_authentication
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from phb.core.access import Needs, Rule
from phb.core.actors import Actor, the_service
from phb.core.checks import all_routes
from phb.core.database.guard import GLOBAL_TABLES, tenant_models
from phb.core.models import AuditEvent, Organisation, User
from phb.core.requests import routes
from phb.core.tenancy import act_as
from tests.factories.world import BESIDE, World

NEVER = 987_654_321
# What each request says anew, whatever was asked for.
FRESH_HEADERS = {"X-Request-Id", "Date", "Set-Cookie", "Expires"}
FRESH_TEXT = re.compile(rb'(name="csrfmiddlewaretoken" value="|nonce="|nonce-)[^"\']*|\b[0-9a-f]{32}\b')
UNWATCHED = {"django_session", "core_auditevent", "core_audithead"}


class TakenBack(Exception):
    """Leaves a savepoint without keeping anything."""


@contextmanager
def taken_back() -> Iterator[None]:
    """A savepoint that keeps nothing."""
    try:
        with transaction.atomic():
            yield
            raise TakenBack
    except TakenBack:
        pass


@dataclass(frozen=True)
class Address:
    """One address of a route: its path, and whose record the number in it is."""

    route: str
    path: str
    number: int | None = None
    person_id: int | None = None

    def __str__(self) -> str:
        return f"{self.route} ({self.path})"


@dataclass(frozen=True)
class Answer:
    """What came back, and whose reads the trail holds for it."""

    actor: Actor | None
    method: str
    address: Address
    status: int
    headers: dict[str, str]
    body: bytes
    noted: frozenset[int] = frozenset()
    error: str = ""

    def __str__(self) -> str:
        return f"{self.actor.role if self.actor else 'nobody'} {self.method} {self.address}: {self.status} {self.error}"

    def without_what_is_fresh(self) -> tuple[int, dict[str, bytes], bytes]:
        """Status, headers and body, less what differs between any two requests."""

        def clean(text: bytes) -> bytes:
            return FRESH_TEXT.sub(b"-", text).replace(self.address.path.encode(), b"/path/")

        headers = {name: clean(value.encode()) for name, value in self.headers.items() if name not in FRESH_HEADERS}
        return self.status, headers, clean(self.body)


def parameters() -> dict[str, list[str]]:
    """The names in each route's address, in order."""
    return {name: re.findall(r"<(?:\w+:)?(\w+)>", pattern) for name, pattern in all_routes()}


def addresses(world: World, route: str, rule: Rule, among: dict[str, list[str]] | None = None) -> list[Address]:
    """All addresses of a route in this world. Raises LookupError where nobody makes its subject."""
    names = (among or parameters())[route]
    subject = rule.subject if isinstance(rule, Needs) else ""
    beside = {name: BESIDE[name](world) for name in names if name in BESIDE}
    numbers = [name for name in names if name not in beside]
    if not subject:
        if numbers:
            raise LookupError(f"The route {route!r} carries {numbers} but its line in phb/access.py names no subject.")
        return [Address(route, reverse(route, kwargs=beside))]
    if len(numbers) != 1:
        raise LookupError(
            f"The route {route!r} carries {numbers}; give all but one a value in BESIDE of tests/factories/world.py."
        )
    return [
        Address(route, reverse(route, kwargs={**beside, numbers[0]: number}), number, person_id)
        for number, person_id in world.found(subject).items()
    ]


def whole_lists(walker: "Walker", role: str) -> Iterator[Address]:
    """Each page without a number that a role may read; those that are lists also in full and as a file."""
    world, names = walker.stage.here, parameters()
    for route, rule in listed("GET"):
        if not isinstance(rule, Needs) or rule.subject or not rule.allow(role):
            continue
        page = addresses(world, route, rule, names)[0]
        yield page
        body = walker.ask(world.actors[role], "GET", page).body.decode(errors="replace")
        if "format=csv" in body:
            full = "".join(f"{name}=ALL&" for name in ("state", "when") if f'name="{name}"' in body)
            full = full if 'value="ALL"' in body else ""
            yield from (Address(route, f"{page.path}?{full}{ending}") for ending in ("", "format=csv"))


def never_existed(world: World, route: str, rule: Rule) -> Address:
    """The same address with a number that no row ever had."""
    one = addresses(world, route, rule)[0]
    return Address(route, one.path.replace(f"/{one.number}/", f"/{NEVER}/", 1), NEVER)


def listed(method: str) -> Iterator[tuple[str, Rule]]:
    """The routes that answer a method."""
    for name, rules in routes().items():
        if name and method in rules:
            yield name, rules[method]


class Walker:
    """Browsers of everybody in both organisations, and requests whose traces are read afterwards."""

    def __init__(self, stage: SimpleNamespace) -> None:
        self.stage = stage
        self._kept: dict[Actor | None, tuple[Client, dict]] = {}

    def browser(self, actor: Actor | None) -> Client:
        """A browser as this actor; the same session each time, whatever an earlier request did to it."""
        if actor not in self._kept:
            client = signed_in(actor) if actor else Client(raise_request_exception=False)
            self._kept[actor] = client, {name: morsel.value for name, morsel in client.cookies.items()}
        client, cookies = self._kept[actor]
        client.cookies.clear()
        for name, value in cookies.items():
            client.cookies[name] = value
        return client

    def ask(
        self,
        actor: Actor | None,
        method: str,
        address: Address,
        *,
        trail: bool = False,
        sent: dict[str, str | list[str]] | None = None,
    ) -> Answer:
        """One request, of a form with what is `sent`; with `trail`, whose reads it left there."""
        organisation_id = actor.organisation_id if actor else self.stage.here.organisation.pk
        before = _newest(organisation_id) if trail else 0
        client = self.browser(actor)
        response = getattr(client, method.lower())(address.path, sent or {}, secure=True)
        body = b"".join(response.streaming_content) if response.streaming else response.content
        error = ""
        if response.status_code >= 500 and getattr(response, "exc_info", None):
            error = f"{response.exc_info[0].__name__}: {response.exc_info[1]}"[:300]
        noted = _reads_since(organisation_id, before) if trail else frozenset()
        return Answer(actor, method, address, response.status_code, dict(response.headers), body, noted, error)


def signed_in(actor: Actor) -> Client:
    """A browser past password and second factor, in the actor's seat."""
    client = Client(raise_request_exception=False)
    user = User.objects.get(pk=actor.user_id)
    client.force_login(user)
    session = client.session
    session["seat"] = (
        f"staff:{actor.membership_id}" if actor.membership_id else f"own:{actor.organisation_id}:{actor.role}"
    )
    record_authentication(SimpleNamespace(session=session), user, method="password")
    session.save()
    return client


def _newest(organisation_id: int) -> int:
    act_as(the_service(organisation_id))
    return AuditEvent.objects.order_by("-number").values_list("number", flat=True).first() or 0


def _reads_since(organisation_id: int, number: int) -> frozenset[int]:
    act_as(the_service(organisation_id))
    events = AuditEvent.objects.filter(number__gt=number, what__startswith="read: ", person_id__isnull=False)
    return frozenset(events.values_list("person_id", flat=True))


def sums() -> dict[str, str]:
    """A checksum of each table in each organisation, but for sessions and the trail."""
    found: dict[str, str] = {}
    own = sorted({model._meta.db_table for model in tenant_models()} - UNWATCHED)
    shared = sorted(set(GLOBAL_TABLES) - UNWATCHED - {"auth_permission", "django_content_type"})
    for organisation in Organisation.objects.order_by("id"):
        act_as(the_service(organisation.pk))
        found |= {f"{table} of {organisation.ods_code}": value for table, value in _sums_of(own).items()}
    return found | _sums_of(shared)


def _sums_of(tables: Iterable[str]) -> dict[str, str]:
    one = "SELECT '{0}', coalesce(md5(string_agg(t::text, '|' ORDER BY t::text)), '') FROM \"{0}\" t"
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(one.format(table) for table in tables))
        return dict(cursor.fetchall())


def changed(before: dict[str, str], after: dict[str, str]) -> list[str]:
    return sorted(name for name in after if after[name] != before[name])


def none(findings: Iterable[object]) -> None:
    """Fails with every finding on a line of its own."""
    lines = [str(finding) for finding in findings]
    assert not lines, f"{len(lines)} findings:\n" + "\n".join(lines)
