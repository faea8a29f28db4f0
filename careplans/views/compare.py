"""Two versions of a plan side by side: what was added, changed and dropped, and what it did to the money."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from careplans import selectors
from careplans.models import PARTS, PlanVersion
from careplans.rules.difference import ChangeKind
from careplans.views.common import PAGES, case_context, content, opened, outside_only, staff_only
from careplans.views.said import facts, sections_of
from careplans.views.shown import shown_rows
from phb.core.errors import NotVisible
from phb.core.money import ZERO

SAME = "same"
# Codes and scores of risk do not stand on the person's page of the plan, so not beside each other either.
NOT_FOR_PERSON = ("SNOMED CT: ", "Likelihood ", "After the steps: ")
TAGS = {ChangeKind.ADDED: ("Added", "green"), ChangeKind.CHANGED: ("Changed", "yellow"), ChangeKind.DROPPED: ("Dropped", "red"), SAME: ("", "")}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Pair:
    """One line of the plan as it was and as it is; an empty side means that it was not there. Pounds a week and once."""

    label: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None

    @property
    def kind(self) -> str:
        if self.before is None:
            return ChangeKind.ADDED
        if self.after is None:
            return ChangeKind.DROPPED
        return SAME if _said(self.before) == _said(self.after) else ChangeKind.CHANGED

    @property
    def tag(self) -> tuple[str, str]:
        return TAGS[self.kind]

    @property
    def weekly(self) -> Decimal:
        """What it did to the money, in pounds a week."""
        return _amount(self.after, "weekly") - _amount(self.before, "weekly")

    @property
    def once(self) -> Decimal:
        """What it did to the money paid once, in pounds."""
        return _amount(self.after, "once") - _amount(self.before, "once")


def _said(row: dict[str, Any]) -> tuple[Any, ...]:
    return row["words"], tuple(row["notes"]), row["weekly"], row["once"]


def _amount(row: dict[str, Any] | None, name: str) -> Decimal:
    return (row or {}).get(name) or ZERO


@staff_only
def compare(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Any two versions; without a choice, the newest beside the one before."""
    versions = selectors.versions_of(request.actor, plan_id)
    before, after = chosen(request, versions)
    opened(request, after.pk, "compared two versions of your plan")
    found, everything = comparison(before, after), "all" in request.GET
    if not everything:
        found["parts"] = only_changes(found["parts"])
    context = {**case_context(request, after), **found, "versions": versions, "everything": everything}
    return render(request, "careplans/compare.html", context)


@outside_only
def own_compare(request: HttpRequest, version_id: int) -> HttpResponse:
    """For the person: this version beside an earlier one of theirs."""
    after = opened(request, version_id, "compared two versions of the plan")
    versions = [each for each in selectors.versions_of(request.actor, after.plan_id) if each.number <= after.number]
    before, after = chosen(request, versions, after)
    context = {
        **comparison(before, after, plain=True),
        "person": after.person,
        "version": after,
        "back": {"href": reverse("careplans:own_version", args=[after.pk]), "label": "Back to the plan"},
    }
    return render(request, "careplans/own/compare.html", context)


def chosen(
    request: HttpRequest, versions: list[PlanVersion], after: PlanVersion | None = None
) -> tuple[PlanVersion, PlanVersion]:
    """The two versions that the address names, the earlier first; the one there is, twice, beside itself."""
    by_number = {str(each.number): each for each in versions}
    if not by_number:
        raise NotVisible
    newest = after or by_number.get(request.GET.get("with", "")) or versions[0]
    others = [each for each in versions if each.number != newest.number]
    other = by_number.get(request.GET.get("from", ""))
    if other is None or other.number == newest.number:
        other = next((each for each in others if each.number < newest.number), others[-1] if others else newest)
    return (other, newest) if other.number < newest.number else (newest, other)


def comparison(before: PlanVersion, after: PlanVersion, *, plain: bool = False) -> dict[str, Any]:
    """Both versions by part, line beside line, with what changed counted and its money added up; `plain`: for the person."""
    parts = [part for part in _parts(before, after) if part["pairs"]]
    if plain:
        parts = [{**part, "pairs": [_plain(pair) for pair in part["pairs"]]} for part in parts]
    counted = [pair.kind for part in parts for pair in part["pairs"]]
    old, new = (selectors.money_of(content(each)) for each in (before, after))
    return {
        "before": before,
        "after": after,
        "parts": parts,
        "counts": {kind.value: counted.count(kind) for kind in ChangeKind},
        "money": [
            {"label": label, "before": old[name], "after": new[name], "difference": new[name] - old[name]}
            for name, label in (("weekly", "A week"), ("direct_payment", "Of this, paid directly"), ("one_off", "Once"))
        ],
    }


def _plain(pair: Pair) -> Pair:
    def side(row: dict[str, Any] | None) -> dict[str, Any] | None:
        return row and {**row, "notes": [note for note in row["notes"] if not note.startswith(NOT_FOR_PERSON)]}

    return Pair(pair.label, side(pair.before), side(pair.after))


def only_changes(parts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The parts without the lines that say the same in both versions."""
    kept = ({**part, "pairs": [pair for pair in part["pairs"] if pair.kind != SAME]} for part in parts)
    return [part for part in kept if part["pairs"]]


def _parts(before: PlanVersion, after: PlanVersion) -> list[dict[str, Any]]:
    """Every part in the order of the plan: lists line by line, sections by their headings."""
    old, new = ({each["name"]: each["rows"] for each in sections_of(version)} for version in (before, after))
    found: list[dict[str, Any]] = []
    for name, title, _ in PAGES:
        if name in PARTS:
            found.append({"title": title, "pairs": _pairs(shown_rows(before, name), shown_rows(after, name))})
        elif name in old or name in new:
            found.append({"title": title, "pairs": _by_label(old.get(name, []), new.get(name, [])), "labelled": True})
    stated = {"title": "What the plan states", "pairs": _by_label(facts(before), facts(after)), "labelled": True}
    return [*found, stated]


def _pairs(before: list[dict[str, Any]], after: list[dict[str, Any]]) -> list[Pair]:
    """Lines matched by their number, which is the same in every version, in the order of the later version; dropped ones last."""
    old = {row["line"]: row for row in before}
    new = {row["line"]: row for row in after}
    return [
        *(Pair(row["words"], old.get(line), row) for line, row in new.items()),
        *(Pair(row["words"], row, None) for line, row in old.items() if line not in new),
    ]


def _by_label(before: list[dict[str, Any]], after: list[dict[str, Any]]) -> list[Pair]:
    """Single statements matched by their heading; what is empty on both sides is left out."""

    def rows(each: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
        return {
            row["label"]: {
                "words": row["value"],
                "notes": [row["note"]] if row.get("note") else [],
                "weekly": None,
                "once": None,
            }
            for row in each
            if row["value"]
        }

    old, new = rows(before), rows(after)
    return [Pair(label, old.get(label), new.get(label)) for label in dict.fromkeys([*new, *old])]
