"""The conversation: one question a page, at a visit or on the person's own pages; each answer is saved by itself.

All questions stand in one document and the address says which is shown (#q-outcomes), so that going on, back and to the
overview needs no connection and no script. An answer is a small form of its own; sent by a script it is answered in a few
words as JSON, sent by the browser with the next question. Why so, and what is kept where: docs/decisions/0012-conversation-mode.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse

from careplans.forms.talk import CardForm, HeldForm
from careplans.models import PARTS, PlanVersion
from careplans.rules.lifecycle import PLAN
from careplans.rules.merging import marks
from careplans.rules.questions import BY_KEY, Question, asked
from careplans.rules.together import may_take_out, of_person, refused
from careplans.selectors.talk import says
from careplans.services.reach import Changed
from careplans.services.talking import record_conversation
from careplans.services.writing_together import take_out_line, write_line, write_words
from careplans.views.common import case_context, opened, staff_only
from careplans.views.saving import _with_marks, in_words
from careplans.views.shown import short
from phb.core.access import may
from phb.core.clock import LONDON, london_today, now
from phb.core.errors import NotVisible, RuleBroken
from phb.core.kept import key_for, owner_mark


@dataclass
class Card:
    """One answer on the page. `notes`: what a line says that is not written here; `theirs`: what somebody else wrote
    meanwhile, by field."""

    form: CardForm
    ident: str
    row_id: int | None = None
    notes: list[str] = field(default_factory=list)
    removable: bool = False
    wrong: str = ""
    theirs: list[dict[str, str]] = field(default_factory=list)

    @property
    def said(self) -> str:
        """What is said already, in short."""
        return " · ".join(short(str(value), 60) for name in self.form.fields if name not in {"key", "seen", "row"}
                          and isinstance(value := self.form[name].value(), str) and value)[:160]  # fmt: skip


@dataclass
class Page:
    """One question with its answers. `empty`: the card that adds a line."""

    question: Question
    number: int
    cards: list[Card]
    empty: Card | None = None
    back: str = ""
    next: str = ""

    @property
    def said(self) -> str:
        return next((card.said for card in self.cards if card.said), "")


class Answers:
    """The questions that one reader is asked about a version, and what they may write of each."""

    def __init__(self, request: HttpRequest, version: PlanVersion) -> None:
        self.actor, self.version = request.actor, version
        self.outside = request.actor.is_outside
        parts = {q.part for q in BY_KEY.values() if q.lines}
        self.rows = {part: list(PARTS[part].objects.filter(version=version)) for part in parts}
        self.questions = asked(not self.outside, frozenset(part for part, rows in self.rows.items() if rows))

    def question(self, key: str) -> Question:
        """One that is asked here. Raises NotVisible."""
        found = BY_KEY.get(key)
        if found not in self.questions:
            raise NotVisible
        return found

    def writable(self, question: Question) -> tuple[str, ...]:
        """The fields of a question that this reader writes."""
        names = tuple(each.name for each in question.fields)
        return names if not self.outside else tuple(name for name in names if name in of_person(question.part).fields)

    def card(self, question: Question, row: Any = None, data: Any = None) -> Card:
        """The boxes of one answer, as they stand or as they were sent."""
        names = self.writable(question)
        source = row if question.lines else self.version
        now_is = {} if source is None else {name: getattr(source, name) for name in names}
        ident = f"{question.key}-{row.pk if row is not None else 'new' if question.lines else 'own'}"
        form = CardForm(
            question, names, data, now=now_is, auto_id=f"{ident}-%s", initial={"row": row.pk if row is not None else ""}
        )
        notes = [text for name in question.about if row is not None and (text := getattr(row, name))]
        theirs = row is not None and row.from_person
        removable = (
            question.adds and row is not None and (not self.outside or may_take_out(question.part, theirs=theirs))
        )
        return Card(form, ident, row.pk if row is not None else None, notes, removable)

    def pages(self, sent: Card | None = None) -> list[Page]:
        """Every question with its answers; `sent` stands in place of the one that was just sent and not saved."""
        found = []
        for number, question in enumerate(self.questions, start=1):
            lines = [
                row
                for row in self.rows.get(question.part, ())
                if question.lines and self._theirs_to_write(question, row)
            ]
            cards = [self.card(question, row) for row in lines] if question.lines else [self.card(question)]
            empty = self.card(question) if question.adds else None
            if sent is not None and sent.form.question is question:
                cards = [sent if card.ident == sent.ident else card for card in cards]
                empty = sent if empty is not None and empty.ident == sent.ident else empty
            found.append(Page(question, number, cards, empty))
        for before, after in pairwise(found):
            before.next, after.back = after.question.key, before.question.key
        return found

    def _theirs_to_write(self, question: Question, row: Any) -> bool:
        return not self.outside or not refused(question.part, self.writable(question), theirs=row.from_person)


def converse(request: HttpRequest, version: PlanVersion, show: Any) -> HttpResponse:
    """Show the questions, or save one answer. `show(pages, status, sent)` draws the page."""
    answers = Answers(request, version)
    if request.method == "GET" or not request.POST.get("question"):
        return show(answers.pages(), 200, None)
    question = answers.question(request.POST.get("question", ""))
    row = _row(answers, question, request.POST.get("row", ""))
    if request.POST.get("go") == "take_out":
        return _take_out(request, version, question, row)
    card = answers.card(question, row, request.POST)
    status, saved = _save(answers, question, card)
    if "application/json" in request.headers.get("Accept", ""):
        return _in_a_few_words(answers, question, card, status, saved)
    if status != 200:
        return show(answers.pages(card), status, card)
    messages.success(request, "Saved.")
    going_on = request.POST.get("go") == "next"
    keys = [each.key for each in answers.questions]
    place = keys.index(question.key) + (1 if going_on else 0)
    return redirect(f"{request.path}#q-{keys[place]}" if place < len(keys) else f"{request.path}#overview")


def _row(answers: Answers, question: Question, sent: str) -> Any:
    """The line that an answer changes; nothing for a new one. One that is gone meanwhile is treated as new by its key."""
    if not question.lines or not sent.isdigit():
        return None
    found = next((row for row in answers.rows[question.part] if row.pk == int(sent)), None)
    if found is None and not question.adds:
        raise NotVisible
    return found


def _save(answers: Answers, question: Question, card: Card) -> tuple[int, Any]:
    """(how it went as a status, the line that was written)."""
    form = card.form
    if not form.is_valid():
        return 422, None
    values, seen = form.values(), form.cleaned_data["seen"]
    given = {"version_id": answers.version.pk, "part": question.part, "values": values, "by": answers.actor}
    try:
        if not question.lines:
            return 200, write_words(**given, seen=seen)
        if card.row_id is not None:
            return 200, write_line(**given, row_id=card.row_id, seen=seen)
        return 200, write_line(**given, key=str(form.cleaned_data["key"]), seen=_of_known_line(seen, values))
    except Changed as clash:
        card.theirs = [
            {
                "name": name,
                "label": str(form.fields[name].label),
                "words": in_words(form, name, theirs),
                "value": _boxed(theirs),
            }
            for name, theirs in clash.theirs.items()
        ]
        card.wrong = clash.message
        form.data = _with_marks(cast(QueryDict, form.data), {**seen, **marks(clash.theirs)})
        return 409, None
    except RuleBroken as error:
        card.wrong = error.message
        return 422, None


def _of_known_line(seen: Mapping[str, str], values: Mapping[str, Any]) -> Mapping[str, str] | None:
    """The marks of a line that the page added and knows; of one it never heard of again, none, and its own words stand."""
    empty = marks(dict.fromkeys(values, ""))
    return None if all(seen.get(name, "") in {"", empty[name]} for name in values) else seen


def _boxed(value: Any) -> str:
    return {True: "yes", False: "no", None: ""}.get(value, str(value)) if isinstance(value, bool | None) else str(value)


def _in_a_few_words(answers: Answers, question: Question, card: Card, status: int, saved: Any) -> JsonResponse:
    """What a script needs to know: the time, the line and its new marks; or what is in the way."""
    if status == 200:
        values = card.form.values()
        stands = {name: getattr(saved, name) for name in values}
        row = saved.pk if question.lines else None
        return JsonResponse({"saved": f"{now().astimezone(LONDON):%H:%M}", "row": row, "seen": marks(stands)})
    errors = {name: " ".join(str(words) for words in each) for name, each in card.form.errors.items()}
    words = card.wrong or " ".join(errors.values())
    return JsonResponse(
        {"words": words, "errors": errors, "theirs": card.theirs, "seen": card.form["seen"].value()}, status=status
    )


def _take_out(request: HttpRequest, version: PlanVersion, question: Question, row: Any) -> HttpResponse:
    """Ask before a line is taken out, then take it out."""
    there = f"{request.path}#q-{question.key}"
    if row is None:
        return redirect(there)
    if request.POST.get("sure") != "yes":
        words = says(row)
        context = {"row": row, "words": words, "question": question, "there": there, "version": version,
                   "back": {"href": there, "label": "Back"}, "action": request.path}  # fmt: skip
        return render(request, "careplans/conversation/take_out.html", context)
    take_out_line(version_id=version.pk, part=question.part, row_id=row.pk, by=request.actor)
    messages.success(request, "Taken out of the plan.")
    return redirect(there)


def shown(request: HttpRequest, version: PlanVersion, pages: list[Page], sent: Card | None) -> dict[str, Any]:
    """What the template of the questions needs."""
    user_id = request.actor.user_id
    return {
        "pages": pages, "sent": sent, "action": request.path, "version": version, "person": version.person,
        "kept_key": key_for(user_id, f"plan version {version.pk}"), "kept_for": owner_mark(user_id),
        "answered": sum(1 for page in pages if page.said), **({"form": sent.form} if sent is not None else {}),
    }  # fmt: skip


@staff_only
def visit(request: HttpRequest, version_id: int) -> HttpResponse:
    """The conversation at a visit, with the person beside the coordinator."""
    version = opened(request, version_id, "opened your plan to talk about it with you")
    back = {"href": reverse("careplans:version", args=[version.pk]), "label": "Back to the plan"}

    def show(pages: list[Page], status: int, sent: Card | None) -> HttpResponse:
        context = {**shown(request, version, pages, sent), "back": back,
                   "writable": PLAN.is_in(version.state, "can_be_edited") and may(request.actor, "plan", "W")}  # fmt: skip
        return render(request, "careplans/conversation/visit.html", context, status=status)

    return converse(request, version, show)


@staff_only
def finish(request: HttpRequest, version_id: int) -> HttpResponse:
    """Write down that a conversation was held."""
    version = opened(request, version_id, "wrote down a conversation with you")
    today = london_today()
    form = HeldForm(request.POST or None, today=today, initial={"held_on": today, "how": "visit", "took_part": f"{version.person.full_name}\n{request.actor.name}"})  # fmt: skip
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            record_conversation(
                version_id=version_id, held_on=typed["held_on"], how=typed["how"], took_part=typed["took_part"],
                words=typed["words"], on=today, by=request.actor, key=str(typed["key"]),
            )  # fmt: skip
        except RuleBroken as error:
            form.add_rule_broken(error)
        else:
            messages.success(request, "The conversation is written down.")
            return redirect("careplans:talk", version_id)
    context = {**case_context(request, version), "form": form, "title": "Write down a conversation", "button": "Save",
               "lead": "A visit, a telephone call or a letter counts as much as what is written online.", "warning": False}  # fmt: skip
    return render(request, "careplans/step.html", context)
