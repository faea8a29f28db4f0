"""A route without a line in the access table does not start."""

from collections.abc import Iterator

from django.core.checks import Error, register
from django.urls import URLPattern, URLResolver, get_resolver

from phb.core.requests import routes


def all_routes(resolver: URLResolver | None = None, namespace: str = "") -> Iterator[tuple[str, str]]:
    """(view name, pattern) of every route that the product answers."""
    resolver = resolver or get_resolver()
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from ((name, f"{entry.pattern}{pattern}") for name, pattern in all_routes(entry, inner))
        elif isinstance(entry, URLPattern):
            yield f"{namespace}{entry.name or ''}", str(entry.pattern)


@register("security")
def routes_are_listed(app_configs=None, **kwargs) -> list[Error]:
    known, errors = routes(), []
    found = dict(all_routes())
    for name, pattern in found.items():
        if name not in known:
            errors.append(Error(f"The route {name!r} ({pattern}) has no line in the access table.", id="phb.E001"))
    for name in known:
        if name not in found:
            errors.append(Error(f"The access table lists {name!r}, which is no route.", id="phb.E002"))
    return errors
