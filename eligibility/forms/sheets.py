"""Assessment forms as pages show and send them: which fields there are, and what was typed.

A sheet never refuses what is typed: a draft is kept as it stands, and the rule says what is
missing or not possible.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from eligibility.enums import Level, Participation, Recommendation, Tool
from eligibility.rules.domains import Domain, adult_domains, checklist_domains
from eligibility.rules.dst import CHARACTERISTICS
from eligibility.rules.mdt import professions
from eligibility.services.merging import digests, flat, nested

MOST_MEMBERS = 12
FEWEST_MEMBERS = 4
MEMBER_PARTS = ("name", "profession", "organisation", "is_care_act_assessor")
COMMON = ("participated", "participation_reason")
CHECKLIST_TEXTS = (*COMMON, "judgement_reason", "practitioner", "practitioner_role", "practitioner_organisation")
DST_TEXTS = (*COMMON, "views", *CHARACTERISTICS, "recommendation", "rationale")
SUMMARY_TEXTS = (*COMMON, "assessed_by", "findings", "recommendation", "rationale")
FIXED_CHOICES = {"participated": Participation.choices(), "recommendation": Recommendation.choices()}
LABELS = {
    "participated": "Who took part",
    "participation_reason": "Why neither took part",
    "judgement_reason": "Reasons of judgement",
    "practitioner": "Practitioner",
    "practitioner_role": "Role",
    "practitioner_organisation": "Organisation",
    "views": "Views",
    "rationale": "Rationale",
    "recommendation": "Recommendation",
    "findings": "Findings",
    "assessed_by": "Assessed by",
}


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a field, with help in our own words."""

    value: str
    label: str
    help: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One care domain on a sheet."""

    key: str
    label: str
    starred: bool
    options: tuple[Option, ...]
    chosen: str
    evidence: str
    disagreement: str


class Sheet:
    """One form's fields and what they hold: stored answers, or what a page has just sent."""

    def __init__(self, tool: str, answers: Mapping[str, Any], edits: int) -> None:
        self.tool, self.answers, self.edits = Tool(tool), answers, edits
        self.values = flat(answers)

    # --- which fields

    @property
    def choice_key(self) -> str:
        """What a domain's choice is called: a column of the Checklist or a level."""
        return "domain" if self.tool is Tool.CHECKLIST else "level"

    @property
    def domains(self) -> Mapping[str, Domain]:
        if self.tool is Tool.SUMMARY:
            return {}
        return checklist_domains() if self.tool is Tool.CHECKLIST else adult_domains()

    @property
    def member_rows(self) -> range:
        """Rows shown for the team: always room for one more."""
        filled = [
            i for i in range(MOST_MEMBERS) if any(self.values.get(f"members.{i}.{part}") for part in MEMBER_PARTS)
        ]
        return range(min(MOST_MEMBERS, max(FEWEST_MEMBERS, (filled[-1] + 2) if filled else 0)))

    def names(self) -> tuple[str, ...]:
        """Every field that the page shows, by its dotted name."""
        texts = {Tool.CHECKLIST: CHECKLIST_TEXTS, Tool.DST: DST_TEXTS}.get(self.tool, SUMMARY_TEXTS)
        per_domain = [self.choice_key, "evidence", *(["disagreement"] if self.tool is Tool.DST else [])]
        names = [f"{part}.{key}" for key in self.domains for part in per_domain] + list(texts)
        if self.tool is Tool.DST:
            names += [f"members.{i}.{part}" for i in range(MOST_MEMBERS) for part in MEMBER_PARTS]
        return tuple(names)

    # --- what a page shows

    @property
    def members(self) -> list[dict[str, Any]]:
        """The team as recorded, rows without a name or profession left out."""
        rows = [
            {
                **{part: self.text(f"members.{i}.{part}") for part in MEMBER_PARTS[:3]},
                "assessor": self.ticked(f"members.{i}.{MEMBER_PARTS[3]}"),
            }
            for i in self.member_rows
        ]
        return [row for row in rows if row["name"] or row["profession"]]

    def text(self, name: str) -> str:
        value = self.values.get(name)
        return value if isinstance(value, str) else ""

    def ticked(self, name: str) -> bool:
        return self.values.get(name) is True

    @property
    def rows(self) -> list[Row]:
        return [
            Row(
                key,
                domain.label,
                domain.starred and self.tool is Tool.CHECKLIST,
                self._options(domain),
                self.text(f"{self.choice_key}.{key}"),
                self.text(f"evidence.{key}"),
                self.text(f"disagreement.{key}"),
            )
            for key, domain in self.domains.items()
        ]

    def _options(self, domain: Domain) -> tuple[Option, ...]:
        if self.tool is Tool.CHECKLIST:
            low = f"{domain.help['LOW']} Or: {domain.help['NONE'][0].lower()}{domain.help['NONE'][1:]}"
            return (
                Option("A", "A: high or above", domain.help["HIGH"]),
                Option("B", "B: moderate", domain.help["MODERATE"]),
                Option("C", "C: low or no needs", low),
            )
        return tuple(Option(level.value, level.label, domain.help.get(level.value, "")) for level in domain.levels)

    def choices(self, name: str) -> list[tuple[str, str]]:
        return FIXED_CHOICES[name]

    @property
    def professions(self) -> list[tuple[str, str]]:
        return professions()

    @property
    def characteristics(self) -> Mapping[str, str]:
        return CHARACTERISTICS

    @property
    def answered(self) -> int:
        """How many domains have a choice."""
        return sum(bool(self.text(f"{self.choice_key}.{key}")) for key in self.domains)

    @property
    def seen(self) -> str:
        """What this page shows, field by field, for the next save."""
        return json.dumps(digests(self.answers, self.names()), separators=(",", ":"))

    def label(self, name: str) -> str:
        """A field in words, for "two people wrote in …"."""
        part, _, key = name.partition(".")
        if key in self.domains:
            what = {"evidence": "evidence", "disagreement": "disagreement"}.get(
                part, "level" if part == "level" else "column"
            )
            return f"{self.domains[key].label}: {what}"
        if part == "members":
            return f"Member {int(key.split('.')[0]) + 1} of the team"
        return LABELS.get(name, name.replace("_", " ").capitalize())

    def say(self, name: str, value: Any) -> str:
        """A field's value in words."""
        if value in (None, "", False):
            return "Nothing"
        if value is True:
            return "Yes"
        known = {
            **dict(FIXED_CHOICES.get(name, [])),
            **{level.value: level.label for level in Level},
            **dict(professions()),
        }
        return known.get(value, str(value)) if not name.startswith("evidence") else str(value)

    # --- what a page sends

    def read(self, data: Mapping[str, Any]) -> "Sheet":
        """The sheet as a page has sent it; only fields of this form are read."""
        sent: dict[str, Any] = {}
        shown = set(data)
        for name in self.names():
            if name.endswith("is_care_act_assessor"):
                if f"{name.rsplit('.', 1)[0]}.profession" in shown:
                    sent[name] = name in shown
            elif name in shown:
                sent[name] = data[name]
            elif name.split(".")[0] in ("domain", "level") or name in FIXED_CHOICES:
                sent[name] = ""
        return Sheet(self.tool, nested(sent), _whole_number(data.get("edits")))

    @staticmethod
    def seen_by(data: Mapping[str, Any]) -> dict[str, str]:
        """The digests that the page sends back; nothing for a spoiled value, so that nothing is overwritten."""
        try:
            seen = json.loads(data.get("seen") or "{}")
        except ValueError:
            return {}
        return {str(name): str(value) for name, value in seen.items()} if isinstance(seen, dict) else {}

    def seen_after(self, stored: Mapping[str, Any], before: Mapping[str, str]) -> str:
        """What a page that stays open has seen after its save: fields that it shows as stored, and the others as before."""
        now, mine = digests(stored, self.names()), digests(self.answers, self.names())
        sent = set(flat(self.answers))
        after = {
            name: now[name] if name in sent and now[name] == mine[name] else before.get(name, now[name]) for name in now
        }
        return json.dumps(after, separators=(",", ":"))


def sheet_for(form: Any) -> Sheet:
    """The sheet of a stored form."""
    return Sheet(form.tool, form.answers, form.edits)


def _whole_number(text: Any) -> int:
    return int(text) if isinstance(text, str) and text.isascii() and text.isdigit() and len(text) < 9 else -1
