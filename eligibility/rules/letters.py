"""The letters and notices of eligibility: what each must contain, and how its words become what is printed.

The words stand in `tables/letters.yaml`. An organisation may put its own in place of a part, but not leave out what a
letter must contain: `check_words` says which content is missing and `compose` never prints a letter without it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from eligibility.rules.loading import table
from phb.core.errors import RuleBroken

PARTS = ("opening", "explanation", "next", "closing")
PART_NAMES = {
    "opening": "Opening",
    "explanation": "Explanation",
    "next": "What happens next",
    "closing": "Closing",
}
PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
ALONE = re.compile(r"\{([a-z_]+)\}\Z")
BOLD = re.compile(r"\*\*(.+?)\*\*", re.DOTALL)
STEP = re.compile(r"\d+\.\s+")
# What every letter may name, whatever its kind.
COMMON = frozenset({"name", "reference", "organisation", "contact", "review_contact", "national_body"})

# One thing that is printed: {"p": runs}, {"list": [runs, …]}, {"steps": [runs, …]}, {"table": …} or {"panel": …};
# a run is [text, bold].
Block = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Content:
    """One thing that a letter tells. `ask` is how it is asked for where the record does not know it:
    day, text, lines or money; "" for what only the record gives. `text` names the shared passage it stands for."""

    key: str
    words: str
    required: bool
    ask: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of letter. `words` and `easy` are its parts in our words, for standard print and for easy read.

    `after_tool` is the form whose outcome it tells, one of `after_outcomes`; `ages` the years of age at which it fits.
    """

    key: str
    title: str
    group: str
    when: str
    signed_by: str
    source: str
    contents: tuple[Content, ...]
    words: Mapping[str, str]
    easy: Mapping[str, str]
    headings: Mapping[str, str]
    routes: tuple[str, ...] = ()
    matter: str = ""
    decisions: tuple[str, ...] = ()
    about_challenge: bool = False
    after_tool: str = ""
    after_outcomes: tuple[str, ...] = ()
    ages: tuple[int, int] | None = None
    third_party: bool = False

    @property
    def required(self) -> frozenset[str]:
        """The keys of what the letter must contain."""
        return frozenset(content.key for content in self.contents if content.required)

    @property
    def asked(self) -> tuple[Content, ...]:
        """What its writer can be asked for."""
        return tuple(content for content in self.contents if content.ask)

    def part(self, part: str, *, easy: bool = False) -> str:
        """Our words of one part."""
        return (self.easy if easy else self.words)[part]


@dataclass(frozen=True, slots=True)
class Text:
    """One part of one letter that an organisation may word: its key, what it is, our words and what must stay in."""

    key: str
    label: str
    words: str
    required: tuple[str, ...]
    allowed: tuple[str, ...]


def _contents(lines: list[str]) -> tuple[Content, ...]:
    known, found = table("letters")["contents"], []
    for line in lines:
        required = line.endswith("*")
        key, _, text = line.removesuffix("*").partition(":")
        row = known[key]
        if not text and key in table("letters")["texts"]:
            text = key
        found.append(Content(key, row["words"], required, row.get("ask", ""), text))
    return tuple(found)


def _kind(key: str, row: Mapping[str, Any]) -> Kind:
    closing = table("letters")["closing"]
    parts = {
        form: {part: str(row[form].get(part, closing[form] if part == "closing" else "")) for part in PARTS}
        for form in ("words", "easy")
    }
    return Kind(
        key,
        row["title"],
        row["group"],
        row["when"],
        row["signed_by"],
        row["source"],
        _contents(row["contents"]),
        parts["words"],
        parts["easy"],
        {**table("letters")["parts"], **row.get("headings", {})},
        tuple(row.get("routes", ())),
        row.get("matter", ""),
        tuple(row.get("decision", ())),
        row.get("subject") == "challenge",
        row.get("after", {}).get("tool", ""),
        tuple(row.get("after", {}).get("outcome", ())),
        tuple(row["ages"]) if "ages" in row else None,
        bool(row.get("third_party", False)),
    )


LETTERS: Mapping[str, Kind] = {key: _kind(key, row) for key, row in table("letters")["kinds"].items()}


def kind_of(key: str) -> Kind:
    """A kind by its key. Raises RuleBroken for one that does not exist."""
    if key not in LETTERS:
        raise RuleBroken("Choose one of the letters shown.", "kind")
    return LETTERS[key]


def kind_of_decision(*, route: str, matter: str, decision: str, fast_track: bool = False) -> str:
    """The kind of letter that tells of a decision; "" where none does (a return for evidence)."""
    if matter == "ELIGIBILITY" and route == "CHC" and decision == "ELIGIBLE":
        return "FAST_TRACK" if fast_track else "ELIGIBLE"
    for kind in LETTERS.values():
        if kind.matter == matter and decision in kind.decisions and (not kind.routes or route in kind.routes):
            return kind.key
    return ""


# -- an organisation's own words


def key_of(kind: str, part: str, *, easy: bool = False) -> str:
    """The name under which a part may be worded: letter.not_eligible.opening, letter.not_eligible.easy.opening."""
    return f"letter.{kind.lower()}.{'easy.' if easy else ''}{part}"


@cache
def texts() -> Mapping[str, Text]:
    """Every part of every letter that an organisation may word, by key."""
    found = {}
    for kind in LETTERS.values():
        allowed = tuple(sorted({content.key for content in kind.contents} | COMMON))
        for easy in (False, True):
            for part in PARTS:
                words = kind.part(part, easy=easy)
                key = key_of(kind.key, part, easy=easy)
                label = f"{kind.title}: {PART_NAMES[part].lower()}{', easy read' if easy else ''}"
                needed = tuple(name for name in _named(words) if name in kind.required)
                found[key] = Text(key, label, words.strip(), needed, allowed)
    return found


def check_words(key: str, words: str) -> tuple[str, ...]:
    """Why these words may not stand for a part of a letter: a sentence for each reason, none if they may.

    A part must keep what the letter must contain there, name only what the letter can tell, and be text.
    """
    text = texts().get(key)
    if text is None:
        return ("There is no such part of a letter. Choose one from the list.",)
    named, reasons = _named(words), ["Write the words."] if text.words and not words.strip() else []
    for name in text.required:
        if name not in named:
            told = table("letters")["contents"][name]["words"]
            reasons.append(f"This part must tell {told}. Put {{{name}}} where it belongs.")
    for name in named:
        if name not in text.allowed:
            reasons.append(f"{{{name}}} is not known in this letter. Take it out or choose one of those shown.")
    left = PLACEHOLDER.sub("", words)
    if "{" in left or "}" in left:
        reasons.append("A curly bracket stands only around a name, like {name}. Take the others out.")
    for name in named:
        if is_block(name) and not any(line.strip() == f"{{{name}}}" for line in words.splitlines()):
            reasons.append(f"{{{name}}} fills paragraphs of its own. Put it on a line of its own.")
    return tuple(reasons)


def is_block(name: str) -> bool:
    """Whether a content fills paragraphs of its own rather than a place in a sentence."""
    row = table("letters")["contents"].get(name, {})
    return (
        row.get("ask") == "lines"
        or name in ("levels", "columns", "rights", "invited")
        or name in table("letters")["texts"]
    )


def _named(words: str) -> list[str]:
    return list(dict.fromkeys(PLACEHOLDER.findall(words)))


# -- from words and facts to what is printed


def missing(kind: Kind, facts: Mapping[str, Any]) -> list[Content]:
    """What the letter must contain and the facts do not tell."""
    lacking = []
    for content in kind.contents:
        if not content.required:
            continue
        if content.text:
            needs = table("letters")["texts"][_text_of(content, facts)].get("needs", [])
            empty = any(not facts.get(name) for name in needs)
        else:
            empty = not facts.get(content.key)
        if empty:
            lacking.append(content)
    return lacking


def _text_of(content: Content, facts: Mapping[str, Any]) -> str:
    """The shared passage that stands for a content: the kind's own, or another way to question this very decision."""
    return facts.get("rights_text") or content.text if content.key == "rights" else content.text


def compose(
    kind: Kind, facts: Mapping[str, Any], own: Mapping[str, str] | None = None, *, easy: bool = False
) -> list[dict[str, Any]]:
    """The parts of a letter with their blocks, filled. `facts` by content: text, or lists of paragraphs and tables
    for those that fill paragraphs of their own. `own` has the organisation's words by part; words that leave out
    what the letter must contain are not used, ours stand instead.

    Raises RuleBroken, with the first missing content as its field, when a required one is not known.
    """
    lacking = missing(kind, facts)
    if lacking:
        told = " and ".join(content.words for content in lacking[:3])
        raise RuleBroken(f"This letter must tell {told}. Enter it, then write the letter.", lacking[0].key)
    parts = []
    for part in PARTS:
        words = (own or {}).get(part, "")
        used = bool(words.strip()) and not check_words(key_of(kind.key, part, easy=easy), words)
        blocks = _blocks(words if used else kind.part(part, easy=easy), _Filler(kind, facts, easy))
        if blocks:
            parts.append({"part": part, "heading": kind.headings.get(part, ""), "own": used, "blocks": blocks})
    return parts


@dataclass(frozen=True, slots=True)
class _Filler:
    kind: Kind
    facts: Mapping[str, Any]
    easy: bool

    def block(self, name: str) -> list[Block]:
        """What stands for a content that fills paragraphs of its own."""
        for content in self.kind.contents:
            if content.key == name and content.text:
                return self._text(_text_of(content, self.facts))
        value = self.facts.get(name)
        if not value:
            return []
        if isinstance(value, Mapping):
            return [dict(value)]
        lines = [value] if isinstance(value, str) else list(value)
        if name in LISTED:
            return [{"list": [[[str(line), False]] for line in lines]}]
        return [{"p": [[line, False]]} for text in lines for line in str(text).splitlines() if line.strip()]

    def _text(self, name: str) -> list[Block]:
        row = table("letters")["texts"][name]
        blocks = _blocks(row["easy" if self.easy else "words"], self)
        return [{"panel": {"heading": row["heading"], "blocks": blocks}}] if row.get("heading") else blocks

    def inline(self, words: str) -> list[list[Any]] | None:
        """A line with its places filled, as runs of [text, bold]; None when a place in it is empty."""
        named = _named(words)
        if any(not self.facts.get(name) for name in named):
            return None
        runs: list[list[Any]] = []
        for index, piece in enumerate(BOLD.split(" ".join(words.split()))):
            filled = PLACEHOLDER.sub(lambda found: _in_line(self.facts[found[1]]), piece)
            if filled:
                runs.append([filled, index % 2 == 1])
        return runs


# Contents of several lines that are items of a list rather than paragraphs.
LISTED = frozenset(
    {"options", "ways", "unmet", "wanted", "invited", "nhs_part", "council_part", "granted", "refused", "conditions", "offered"}
)  # fmt: skip


def _in_line(value: Any) -> str:
    if isinstance(value, (list, tuple)):
        value = " ".join(str(line) for line in value)
    return " ".join(str(value).split(" "))


def _blocks(words: str, filler: _Filler) -> list[Block]:
    """Paragraphs, lists and numbered steps of a text, in its order. What is typed into a content is never markup."""
    found: list[Block] = []
    leads = False
    for paragraph in re.split(r"\n\s*\n", words.strip()):
        lines = [line.strip() for line in paragraph.splitlines() if line.strip()]
        if not lines:
            continue
        made = _paragraph(lines, filler)
        if leads and not made:
            # A line that ends in a colon leads to what follows; without that it says nothing.
            found.pop()
        found.extend(made)
        leads = bool(made) and lines[-1].endswith(":")
    return found


def _paragraph(lines: list[str], filler: _Filler) -> list[Block]:
    if len(lines) == 1 and (alone := ALONE.match(lines[0])) and is_block(alone[1]):
        return filler.block(alone[1])
    for mark, name in ((re.compile(r"-\s+"), "list"), (STEP, "steps")):
        if mark.match(lines[0]):
            items: list[str] = []
            for line in lines:
                if mark.match(line):
                    items.append(mark.sub("", line, count=1))
                else:
                    items[-1] += f" {line}"
            filled = [runs for item in items if (runs := filler.inline(item))]
            return [{name: filled}] if filled else []
    runs = filler.inline(" ".join(lines))
    return [{"p": runs}] if runs else []
