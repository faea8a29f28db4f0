"""What a browser would send of the form on a page, if nobody touched it."""

from html.parser import HTMLParser


def sent_form(response, holding: str = "key") -> dict[str, str | list[str]]:
    """The fields of the form that has a field named `holding`, with their present values."""
    reader = _Reader()
    reader.feed(response.content.decode())
    found = [form for form in reader.forms if holding in form]
    assert found, f"no form with {holding} on this page"
    return {name: values[0] if len(values) == 1 else values for name, values in found[0].items() if values}


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: list[dict[str, list[str]]] = []
        self.area = self.select = None

    def handle_starttag(self, tag, attrs):
        here = dict(attrs)
        if tag == "form":
            self.forms.append({})
        if not self.forms:
            return
        values = self.forms[-1].setdefault(here["name"], []) if here.get("name") else None
        if tag == "input" and values is not None:
            if here.get("type") not in {"radio", "checkbox"} or "checked" in here:
                values.append(here.get("value") or "")
        elif tag == "textarea":
            self.area = values
            values.append("")
        elif tag == "select":
            self.select = values
        elif tag == "option" and self.select is not None and ("selected" in here or not self.select):
            self.select[:] = [here.get("value") or ""]

    def handle_data(self, data):
        if self.area is not None:
            # A browser leaves out the one line break after the tag.
            self.area[-1] += data.removeprefix("\n") if not self.area[-1] else data

    def handle_endtag(self, tag):
        self.area = None if tag == "textarea" else self.area
        self.select = None if tag == "select" else self.select
