"""A01: every route and method has an expectation for every role; one without a line does not start."""

import json
import sys
from io import StringIO
from types import ModuleType

import pytest
from django.core.management import call_command
from django.http import HttpResponse
from django.urls import URLPattern, clear_url_caches, get_resolver, path
from rest_framework.generics import GenericAPIView
from rest_framework.views import APIView

from phb.core.access import AREAS, ROLES, Needs
from phb.core.api import ListedRoute
from phb.core.checks import all_routes, routes_are_listed
from phb.core.requests import routes
from tests.factories.world import BESIDE, MAKERS
from tests.security.walking import parameters

pytestmark = pytest.mark.A01


def test_every_route_and_method_has_an_expectation_for_everybody():
    out = StringIO()
    call_command("access_matrix", "--json", stdout=out)
    rows = json.loads(out.getvalue())
    names = {row["route"] for row in rows}
    assert {name for name, rules in routes().items() if rules} == names
    for row in rows:
        assert {*ROLES, "anonymous", "operator"} <= set(row), row
        assert all(isinstance(row[role], bool) for role in (*ROLES, "anonymous", "operator"))
        assert row["needs"].strip()
    assert set(dict(all_routes())) == set(routes())
    call_command("access_matrix", "--check", stdout=StringIO())


@pytest.fixture
def urls(settings):
    """Addresses of the product and more, for as long as the test."""

    def use(*more: URLPattern) -> None:
        made = ModuleType("urls_of_this_test")
        made.urlpatterns = [*get_resolver("phb.urls").url_patterns, *more]
        sys.modules[made.__name__] = made
        settings.ROOT_URLCONF = made.__name__
        clear_url_caches()

    yield use
    sys.modules.pop("urls_of_this_test", None)
    clear_url_caches()


def test_a_route_without_a_line_does_not_start(urls):
    urls(path("forgotten/", lambda request: HttpResponse("open"), name="forgotten"))
    assert [error.id for error in routes_are_listed()] == ["phb.E001"]
    with pytest.raises(SystemExit):
        call_command("access_matrix", "--check", stdout=StringIO(), stderr=StringIO())


@pytest.mark.django_db
def test_and_if_it_started_it_would_not_be_answered(urls, client, settings):
    urls(path("forgotten/", lambda request: HttpResponse("open"), name="forgotten"))
    client.raise_request_exception = False
    assert client.get("/forgotten/").status_code == 404


def test_a_line_without_a_route_does_not_start(monkeypatch):
    monkeypatch.setitem(routes(), "gone", {})
    assert [error.id for error in routes_are_listed()] == ["phb.E002"]


def test_each_subject_has_a_maker_so_that_the_walks_reach_every_route():
    """Fails when a route names a subject, or carries a second number, that the tests cannot make."""
    names, lacking = parameters(), []
    for route, rules in routes().items():
        for rule in rules.values():
            subject = rule.subject if isinstance(rule, Needs) else ""
            numbers = [name for name in names[route] if name not in BESIDE]
            if subject and subject not in MAKERS:
                lacking.append(f"{route}: no maker of {subject!r} in tests/factories/world.py")
            if len(numbers) != (1 if subject else 0):
                lacking.append(f"{route}: carries {numbers} and names {subject or 'no subject'}")
    assert lacking == []


def test_no_area_gives_writing_to_an_auditor():
    assert [area for area, rights in AREAS.items() if rights["AUD"] - {"R"} and area != "own account"] == []


def test_interfaces_of_machines_name_their_permission_and_speak_json_only():
    """A17: no browsable or other renderer, and no view that lets everybody in."""
    found = 0
    for entry in _patterns(get_resolver()):
        view = getattr(entry.callback, "cls", None) or getattr(entry.callback, "view_class", None)
        if isinstance(view, type) and issubclass(view, APIView | GenericAPIView):
            found += 1
            assert ListedRoute in view.permission_classes, entry
            assert [renderer.format for renderer in view.renderer_classes] == ["json"], entry
    assert found >= 3


def _patterns(resolver):
    for entry in resolver.url_patterns:
        yield from _patterns(entry) if hasattr(entry, "url_patterns") else [entry]
