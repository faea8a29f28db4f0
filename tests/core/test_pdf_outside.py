"""P01: nothing a person types, and nothing in our HTML, makes the press reach outside.

Three fences, each tried alone: text is escaped; the fetcher refuses; the
process has no network. The twin is the engine as it comes, and it does reach.
"""

import dataclasses
import itertools
import re
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from enum import Enum
from pathlib import Path
from xml.etree import ElementTree

import pytest

from budgets.documents import print_indicative_sheet, print_statement
from careplans.documents import print_care_plan
from eligibility.documents import print_letter
from phb.core.pdf import to_html
from phb.core.pdf.engine import HERE, Presses
from phb.core.pdf.pages import environment
from tests.documents import reading, samples

SVG = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
#: All are well-formed, so that the press reads them as elements.
VECTORS = (
    '<img src="{u}" alt="x"/>',
    '<link rel="stylesheet" href="{u}"/>',
    "<style>@import url({u});</style>",
    "<style>body {{ background-image: url({u}) }}</style>",
    '<p style="background: url({u})">x</p>',
    '<ul style="list-style-image: url({u})"><li>x</li></ul>',
    '<style>p.c::before {{ content: url({u}) }}</style><p class="c">x</p>',
    '<p style="border: 9px solid; border-image: url({u}) 9">x</p>',
    "<style>@font-face {{ font-family: F; src: url({u}) }} i {{ font-family: F }}</style><i>x</i>",
    '<object data="{u}">x</object>',
    '<embed src="{u}"/>',
    '<link rel="attachment" href="{u}"/>',
    '<a rel="attachment" href="{u}">x</a>',
    f'<svg {SVG} width="9" height="9"><title>x</title><image href="{{u}}" width="9" height="9"/></svg>',
    f'<svg {SVG} width="9" height="9"><title>x</title><image xlink:href="{{u}}" width="9" height="9"/></svg>',
    f'<svg {SVG} width="9" height="9"><title>x</title><use href="{{u}}#a"/></svg>',
    f'<svg {SVG} width="9" height="9"><title>x</title><style>@import url({{u}});</style><rect width="9" height="9"/></svg>',
    f'<svg {SVG} width="9" height="9"><title>x</title><rect width="9" height="9" fill="url({{u}}#p)"/></svg>',
    '<iframe src="{u}"></iframe>',
    "<style>li::marker {{ content: url({u}) }}</style><ul><li>x</li></ul>",
    '<input type="image" src="{u}"/>',
    '<script src="{u}"></script>',
    "<img alt='x' src=\"data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='9' height='9'%3E%3Cimage href='{u}'"
    " width='9' height='9'/%3E%3C/svg%3E\"/>",
    "<style>@page {{ background: url({u}) }}</style>",
    "<style>@page {{ @top-left {{ content: url({u}) }} }}</style>",
    '<p style="mask-image: url({u}); shape-outside: url({u})">x</p>',
    '<base href="{u}"/><img src="relative.png" alt="x"/>',
)
SECRET = "the content of a file that no document may hold"


class Canary:
    """A listener on this machine that counts who calls. It answers HTTP, with a redirect when asked for one."""

    def __init__(self) -> None:
        self.calls: list[bytes] = []
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        while True:
            try:
                caller, _ = self._socket.accept()
            except OSError:
                return
            caller.settimeout(0.2)
            try:
                said = caller.recv(4096)
            except OSError:
                said = b"(silent, as FTP)"
            self.calls.append(said.split(b"\r\n")[0])
            answer = b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nConnection: close\r\n\r\nx"
            if b"/redirect" in said:
                answer = (
                    b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:%d/landed\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                    % self.port
                )
            try:
                caller.sendall(answer)
                caller.close()
            except OSError:
                pass

    def close(self) -> None:
        self._socket.close()


@pytest.fixture
def canary() -> Iterator[Canary]:
    made = Canary()
    yield made
    made.close()


@pytest.fixture
def addresses(canary: Canary, tmp_path: Path) -> dict[str, str]:
    secret = tmp_path / "secret.txt"
    secret.write_text(SECRET)
    return {
        "http": f"http://127.0.0.1:{canary.port}/a.png",
        "ftp": f"ftp://127.0.0.1:{canary.port}/a.png",
        "redirect": f"http://127.0.0.1:{canary.port}/redirect",
        "file": secret.as_uri(),
    }


def poisoned(value: object, poison: Callable[[], str]) -> object:
    """The same document with poison behind every text that a person or a record can supply."""
    if isinstance(value, Enum):
        return value
    if isinstance(value, str):
        return f"{value} {poison()}"
    if isinstance(value, tuple):
        return tuple(poisoned(part, poison) for part in value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return dataclasses.replace(
            value, **{field.name: poisoned(getattr(value, field.name), poison) for field in dataclasses.fields(value)}
        )
    return value


DOCUMENTS = {
    "letter": (print_letter, samples.sample_letter()),
    "indicative": (print_indicative_sheet, samples.sample_indicative()),
    "care_plan": (print_care_plan, samples.sample_plan()),
    "statement": (print_statement, samples.statement_of(3)),
}


def test_there_are_twenty_seven_vectors() -> None:
    assert len(set(VECTORS)) == 27


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_vector_in_every_field_stays_text(name: str, addresses: dict[str, str]) -> None:
    """All 108 behind every text: the elements and attributes of the page are those of the document without them."""
    document = DOCUMENTS[name][1]
    markup = "; ".join(vector.format(u=address) for address in addresses.values() for vector in VECTORS)

    def shape(data: object) -> list[tuple[str, list[str]]]:
        html = to_html(f"documents/{name}.html", data, title="x")
        return [(element.tag, sorted(element.attrib)) for element in ElementTree.fromstring(html).iter()]

    # As long, and broken into words and sentences at the same places: what is shortened is shortened alike.
    harmless = re.sub(r"[^\s.!?]", "x", markup)
    clean, bad = shape(poisoned(document, lambda: harmless)), shape(poisoned(document, lambda: markup))
    assert clean == bad


def test_the_twin_without_escaping_lets_elements_in(addresses: dict[str, str]) -> None:
    document = poisoned(samples.sample_letter(), lambda: VECTORS[0].format(u=addresses["http"]))
    twin = environment().overlay(autoescape=False).get_template("documents/letter.html")
    html = twin.render(document=document, title="x", language="en-GB", format="standard", fingerprint="x")
    assert addresses["http"] in re.findall('<img src="([^"]*)"', html)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_nothing_typed_into_any_field_reaches_outside(name: str, canary: Canary, addresses: dict[str, str]) -> None:
    """Each field in turn gets the next of the 108, as they would be typed."""
    print_it, document = DOCUMENTS[name]
    turn = itertools.cycle(vector.format(u=address) for vector in VECTORS for address in addresses.values())
    printed = print_it(poisoned(document, lambda: next(turn)))
    assert canary.calls == []
    words = reading.text(printed.pdf)
    assert SECRET not in words
    assert '<img src="' in words  # it is there, as text
    assert reading.active_parts(reading.open_pdf(printed.pdf)) == set()


@pytest.mark.parametrize("scheme", ["http", "ftp", "redirect", "file"])
def test_even_unescaped_nothing_reaches_outside(scheme: str, canary: Canary, addresses: dict[str, str]) -> None:
    presses = Presses()
    for vector in VECTORS:
        made = presses.print(document_of(vector.format(u=addresses[scheme])))
        pdf = reading.open_pdf(made.pdf)
        assert SECRET not in reading.text(made.pdf), vector
        assert reading.active_parts(pdf) == set(), vector
    presses.close()
    assert canary.calls == []


def test_the_twin_without_our_fetcher_does_reach(canary: Canary, addresses: dict[str, str]) -> None:
    from weasyprint import HTML

    reached, embedded = 0, 0
    for vector in VECTORS:
        before = len(canary.calls)
        HTML(string=document_of(vector.format(u=addresses["http"]))).write_pdf(pdf_variant="pdf/ua-1")
        reached += len(canary.calls) > before
        kept = HTML(string=document_of(vector.format(u=addresses["file"]))).write_pdf(uncompressed_pdf=True)
        embedded += SECRET.encode() in kept
    HTML(string=document_of(VECTORS[0].format(u=addresses["redirect"]))).write_pdf()
    assert reached >= 17
    assert embedded >= 1
    assert any(b"/landed" in call for call in canary.calls)


def test_the_process_itself_has_no_way_out(canary: Canary) -> None:
    """The second fence alone: with the limits on, plain Python cannot leave either."""
    secret = Path("/etc/passwd")  # not under the temporary folder, where a checkout may lie
    script = f"""
import socket, subprocess, urllib.request
from press import limits
limits.forbid_leaving()
for name, act in {{
    "socket": lambda: socket.create_connection(("127.0.0.1", {canary.port})),
    "address": lambda: urllib.request.urlopen("http://127.0.0.1:{canary.port}/"),
    "program": lambda: subprocess.run(["true"]),
    "file": lambda: open({str(secret)!r}),
}}.items():
    try:
        act()
        print("reached", name)
    except PermissionError:
        pass
"""
    done = subprocess.run([sys.executable, "-c", script], cwd=HERE, capture_output=True, text=True, check=True)
    assert done.stdout == ""
    assert canary.calls == []


def document_of(markup: str) -> str:
    return f'<html lang="en-GB"><head><title>T</title></head><body data-footer="r"><h1>T</h1>{markup}</body></html>'
