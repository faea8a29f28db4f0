"""How a page of the plan is saved: by the button, by itself while typing, and beside what somebody else wrote meanwhile."""

import json
from collections.abc import Callable
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from careplans import services
from careplans.forms.chain import LEVELS
from careplans.forms.drafts import DraftForm
from careplans.rules.merging import marks
from phb.core.clock import LONDON, now
from phb.core.display import day
from phb.core.errors import RuleBroken

# Fields of the record that are several boxes on the page, or none.
LABELS = {
    "funders": "Who pays", "weekly_amount": "Amount a week", "levels": "How it is scored at a review", "options": "Options",
}  # fmt: skip
Disputed = list[dict[str, str]]
Show = Callable[[int, Disputed], HttpResponse]


def save_page(
    request: HttpRequest,
    form: DraftForm,
    save: Callable[[], Any],
    show: Show,
    done: Callable[[], HttpResponse],
    fresh: Callable[[], DraftForm],
) -> HttpResponse:
    """Check, save, and answer: to a person with the next page, to the page's own saving with a line of words."""
    by_itself = bool(request.htmx)
    if not form.is_valid():
        return _line(request, "Not saved yet: something on this page needs mending.") if by_itself else show(200, [])
    try:
        save()
    except services.Changed as clash:
        if by_itself:
            return _line(request, "Not saved: somebody else changed the same words. Press Save to see both.")
        form.add_error(None, clash.message)
        # Saving again, with theirs in sight, is a decision: for these fields the page carries the marks of what stands there.
        form.data = _with_marks(request.POST, form.cleaned_data["seen"] | marks(clash.theirs))
        return show(409, [_beside(form, name, theirs) for name, theirs in clash.theirs.items()])
    except RuleBroken as error:
        if by_itself:
            return _line(request, f"Not saved: {error.message}")
        form.add_rule_broken(error)
        return show(200, [])
    if by_itself:
        return _line(request, f"Saved at {now().astimezone(LONDON):%H:%M}", fresh().initial["seen"])
    return done()


def _with_marks(sent: QueryDict, seen: dict[str, str]) -> QueryDict:
    """What was sent, with these marks. A field that is not disputed keeps the mark it came with."""
    data = sent.copy()
    data["seen"] = json.dumps(seen, sort_keys=True)
    return data


def _line(request: HttpRequest, words: str, seen: str | None = None) -> HttpResponse:
    return render(request, "careplans/_saved.html", {"words": words, "seen": seen})


def _beside(form: DraftForm, name: str, theirs: Any) -> dict[str, str]:
    label = (
        str(form.fields[name].label) if name in form.fields else LABELS.get(name, name.replace("_", " ").capitalize())
    )
    return {"label": label, "theirs": in_words(form, name, theirs)}


def in_words(form: DraftForm, name: str, value: Any) -> str:
    """What somebody else wrote, as the page would say it."""
    if value is None or value in ("", [], {}):
        return "Nothing"
    if isinstance(value, list):
        return ("\n" if name == "options" else ", ").join(in_words(form, name, each) for each in value)
    if isinstance(value, dict):
        return _several(name, value)
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, date):
        return day(value)
    choices = getattr(form.fields.get(name), "choices", None) or ()
    return next((str(label) for code, label in choices if str(code) == str(value)), str(value))


def _several(name: str, value: dict[str, Any]) -> str:
    if name == "funders":
        return f"{value['funder']} {value['share']}%"
    if name == "levels":
        return "\n".join(f"{LEVELS[score][0]}: {value[score]}" for score in LEVELS if value.get(score))
    return "; ".join(str(each) for each in value.values() if each)
