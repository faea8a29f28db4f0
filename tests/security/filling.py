"""Forms filled in as somebody might: every box ticked, the first or the last of each choice, today for each day."""

from datetime import date
from html.parser import HTMLParser

from phb.core.access import Needs
from tests.security.walking import Address, Walker, addresses, listed, parameters

Fields = dict[str, str | list[str]]


class _Reader(HTMLParser):
    """The forms of a page: for each field what may be sent."""

    def __init__(self, today: date) -> None:
        super().__init__(convert_charrefs=True)
        self.today, self.forms = today, []
        self.options: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        here = dict(attrs)
        if tag == "form":
            self.forms.append((here.get("method", "get").lower(), {}))
        if not self.forms or (tag not in {"input", "textarea", "select", "button", "option"}):
            return
        fields, name, kind = self.forms[-1][1], here.get("name"), here.get("type", "")
        if tag == "option" and self.options is not None and here.get("value"):
            self.options.append(here["value"])
        elif tag == "select" and name:
            self.options = fields.setdefault(name, [])
        elif name and kind in {"radio", "checkbox", "submit"}:
            fields.setdefault(name, []).append(here.get("value") or "on")
        elif name and kind != "file" and tag in {"input", "textarea"}:
            fields[name] = [here.get("value") or self._typed(name, here)]

    def handle_endtag(self, tag: str) -> None:
        self.options = None if tag == "select" else self.options

    def _typed(self, name: str, here: dict[str, str | None]) -> str:
        for part in ("day", "month", "year"):
            if name.endswith(f"_{part}"):
                return str(getattr(self.today, part))
        return "1" if here.get("inputmode") in {"numeric", "decimal"} else "Some words."


def filled(page: bytes, today: date, *, last: bool = False) -> Fields:
    """The largest form of a page that is sent by POST, filled in with the first (or `last`) of each choice."""
    reader = _Reader(today)
    reader.feed(page.decode())
    forms = [fields for method, fields in reader.forms if method == "post"]
    fields = max(forms, key=len, default={})
    return {name: values[-1 if last else 0] for name, values in fields.items() if values}


def filled_forms(
    walker: Walker, today: date, *, last: bool = False, each: int = 1
) -> dict[tuple[str, str], list[tuple[Address, Fields]]]:
    """(role, route) → up to `each` of one's own addresses with their form filled in."""
    found: dict[tuple[str, str], list[tuple[Address, Fields]]] = {}
    names, world = parameters(), walker.stage.here
    reads = dict(listed("GET"))
    for route, rule in listed("POST"):
        if not isinstance(rule, Needs) or route not in reads:
            continue
        for role, actor in world.actors.items():
            if not (rule.allow(role) and reads[route].allow(role)):
                continue
            made = found.setdefault((role, route), [])
            for address in addresses(world, route, rule, names):
                answer = walker.ask(actor, "GET", address)
                if answer.status == 200 and (fields := filled(answer.body, today, last=last)):
                    made.append((address, fields))
                if len(made) == each:
                    break
    return found
