"""Letters: those of a case, writing one with a look at it first, sending it or not, and the list of those not sent."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from eligibility import selectors
from eligibility.documents import letter_from
from eligibility.enums import LetterState
from eligibility.forms.letters import CancelForm, LetterForm, SendForm
from eligibility.models import Case, Letter
from eligibility.rules import letters as rules
from eligibility.selectors import letters as reads
from eligibility.services import letters as services
from phb.core import audit
from phb.core import forms as nhs
from phb.core.access import may
from phb.core.clock import london_today
from phb.core.errors import RuleBroken
from phb.core.listing import listed
from phb.core.models import Move
from phb.core.moving import in_words
from phb.core.periods import age_on
from phb.core.progress import progress_of
from phb.core.tables import Column, FilterForm, Table, Tag

COLOURS = {"WRITTEN": "yellow", "SENT": "green", "CANCELLED": "grey"}
GROUPS = [
    ("decision", "Decisions"),
    ("notice", "Notices and invitations"),
    ("dispute", "Decisions questioned"),
    ("money", "Direct payments"),
]
MOVES = {"created": "Written", "send": "Sent", "cancel": "Not sent after all"}
OTHER_FORMATS = {"BRAILLE": "Braille", "AUDIO": "audio"}


def slug(kind: str) -> str:
    """A kind as it stands in an address."""
    return kind.lower().replace("_", "-")


def kind_named(name: str) -> rules.Kind:
    """The kind with that name in an address; 404 for any other."""
    found = rules.LETTERS.get(name.upper().replace("-", "_"))
    if found is None:
        raise Http404
    return found


def state_tag(letter: Letter) -> Tag:
    """Where a letter stands, coloured."""
    return Tag(letter.get_state_display(), COLOURS[letter.state])


def of_case(request: HttpRequest, case_id: int) -> HttpResponse:
    """The letters of a case, and those that can be written now."""
    case = selectors.case_for(request.actor, case_id)
    audit.note_read(case.person_id, "saw the list of your letters")
    writes = may(request.actor, "letter", "W")
    context = {
        "case": case,
        "person": case.person,
        "letters": [(letter, title_of(letter), state_tag(letter)) for letter in reads.letters_of(case)],
        "groups": _groups(case, london_today()) if writes else [],
        "owed": owed(case) if writes else [],
    }
    return render(request, "eligibility/letters_of_case.html", context)


def title_of(letter: Letter) -> str:
    """What a letter is called."""
    return str(letter.contents.get("title") or letter.kind)


def owed(case: Case) -> list[dict[str, Any]]:
    """Decisions whose letter is still to be written: words and address."""
    found = []
    for decision in reads.unwritten(case):
        kind = reads.kind_for(case, decision)
        href = reverse("eligibility:write_letter", args=[case.pk, slug(kind)])
        words = f"{decision.get_matter_display()}: {decision.get_decision_display().lower()}"
        found.append({"words": words, "on": decision.decided_on, "href": f"{href}?decision={decision.pk}"})
    return found


def _groups(case: Case, on: date) -> list[tuple[str, list[tuple[str, str, str]]]]:
    """The kinds that fit this case on a day, by group: title, when, address."""
    made = set(case.decisions.values_list("matter", "decision"))
    challenged = case.challenges.exists()
    outcomes = {
        tool: reads.newest_outcome(case, tool) for tool in {kind.after_tool for kind in rules.LETTERS.values()} - {""}
    }
    groups = []
    for group, label in GROUPS:
        fitting = [
            (kind.title, kind.when, reverse("eligibility:write_letter", args=[case.pk, slug(kind.key)]))
            for kind in rules.LETTERS.values()
            if kind.group == group
            and _fits(kind, case, made, on)
            and (challenged or not kind.about_challenge)
            and (not kind.after_tool or outcomes[kind.after_tool] in kind.after_outcomes)
        ]
        if fitting:
            groups.append((label, fitting))
    return groups


def _fits(kind: rules.Kind, case: Case, made: set[tuple[str, str]], on: date) -> bool:
    if kind.routes and case.route not in kind.routes:
        return False
    if kind.ages and not kind.ages[0] <= age_on(case.person.date_of_birth, on) <= kind.ages[1]:
        return False
    if kind.key == "DP_AFTER_DEATH":
        return case.person.date_of_death is not None
    if kind.group == "money":
        return ("ELIGIBILITY", "ELIGIBLE") in made
    if not kind.matter:
        return True
    if kind.key in ("ELIGIBLE", "FAST_TRACK") and (kind.key == "FAST_TRACK") != case.fast_track:
        return False
    return any((kind.matter, decision) in made for decision in kind.decisions)


def write(request: HttpRequest, case_id: int, letter_kind: str) -> HttpResponse:
    """The form of one kind, then the letter as it will be printed, then the letter is written."""
    case, kind, today = selectors.case_for(request.actor, case_id), kind_named(letter_kind), london_today()
    about = {name: _number(request, key) for name, key in (("decision_id", "decision"), ("challenge_id", "challenge"))}
    try:
        known = services.known(kind=kind.key, case=case, on=today, **about)
    except RuleBroken as error:
        messages.warning(request, error.message)
        return redirect("eligibility:case_letters", case.pk)
    asked = [content for content in kind.asked if not known.get(content.key)]
    form = LetterForm(
        request.POST or None,
        receivers=reads.receivers(case, today),
        asked=asked,
        initial={"to": "other" if kind.third_party else "person", "to_name": known.get("asked_of", "")},
    )
    audit.note_read(case.person_id, "opened a letter to you for writing")
    context = {"case": case, "person": case.person, "kind": kind, "form": form, "told": _told(kind, known)}
    if request.method == "POST" and form.is_valid() and request.POST.get("do") != "change":
        details = {"kind": kind.key, "by": request.actor, "on": today, **about, **form.given()}
        try:
            if request.POST.get("do") == "write":
                letter = services.write_letter(case_id=case.pk, **details)
                messages.success(request, "The letter is written. Print it, send it, then record that it was sent.")
                return redirect("eligibility:letter", letter.pk)
            contents = services.preview(case=case, **details)
        except RuleBroken as error:
            form.add_rule_broken(error)
        else:
            context |= {"paper": letter_from(contents), "format": services.format_of(case.person)}
            return render(request, "eligibility/letter_check.html", context)
    return render(request, "eligibility/letter_write.html", context)


def _number(request: HttpRequest, key: str) -> int | None:
    text = request.GET.get(key, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def _told(kind: rules.Kind, known: dict[str, Any]) -> list[str]:
    """What the letter tells from the record, in words."""
    return [content.words for content in kind.contents if known.get(content.key) and not content.text]


def show(request: HttpRequest, letter_id: int) -> HttpResponse:
    """One letter as it is printed, its PDF, and what became of it."""
    letter = reads.letter_for(request.actor, letter_id)
    audit.note_read(letter.person_id, "opened a letter to you")
    job = reads.print_jobs([letter]).get(letter.pk)
    history = Move.objects.filter(
        organisation_id=letter.organisation_id, subject="eligibility.letter", subject_id=letter.pk
    ).order_by("-id")
    context = {
        "letter": letter,
        "case": letter.case,
        "person": letter.person,
        "paper": letter_from(letter.contents),
        "tag": state_tag(letter),
        "job": progress_of(job, what="letter", refresh_href=request.path),
        "timeline": [{**in_words(move, MOVES), "href": ""} for move in history],
        "open": letter.state == LetterState.WRITTEN and may(request.actor, "letter", "W"),
        "other_format": OTHER_FORMATS.get(letter.person.format, ""),
    }
    return render(request, "eligibility/letter.html", context)


def send(request: HttpRequest, letter_id: int) -> HttpResponse:
    """Record that a letter went out."""
    letter, today = reads.letter_for(request.actor, letter_id), london_today()
    form = SendForm(
        request.POST or None, today=today, dated=letter.dated, initial={"sent_on": max(today, letter.dated)}
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.send_letter(letter_id=letter.pk, by=request.actor, **form.given())
        except RuleBroken as error:
            form.add_rule_broken(error)
        else:
            messages.success(request, "The letter is recorded as sent.")
            return redirect("eligibility:letter", letter.pk)
    audit.note_read(letter.person_id, "opened a letter to you")
    context = {"form": form, "letter": letter, "case": letter.case, "person": letter.person, "title": title_of(letter)}
    return render(request, "eligibility/letter_send.html", context)


def cancel(request: HttpRequest, letter_id: int) -> HttpResponse:
    """A letter that is not sent after all, with the reason."""
    letter = reads.letter_for(request.actor, letter_id)
    form = CancelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.cancel_letter(letter_id=letter.pk, by=request.actor, reason=form.cleaned_data["reason"])
        except RuleBroken as error:
            form.add_rule_broken(error)
        else:
            messages.success(request, "The letter is not sent. It stays on record with the reason.")
            return redirect("eligibility:letter", letter.pk)
    audit.note_read(letter.person_id, "opened a letter to you")
    context = {"form": form, "letter": letter, "case": letter.case, "person": letter.person, "title": title_of(letter)}
    return render(request, "eligibility/letter_cancel.html", context)


class LetterFilters(FilterForm):
    """Filters of the list. Without a choice it is of work to be done."""

    state = nhs.SelectField(
        label="State", choices=[("", "Written, not sent"), ("ALL", "All"), *LetterState.choices()[1:]]
    )
    group = nhs.SelectField(label="About", choices=[("", "Anything"), *GROUPS])


class LetterTable(Table):
    """Letters of a commissioner or a caseload."""

    caption, order, filter_form = "Letters", "dated", LetterFilters
    empty = "No letter waits to be sent. A letter is written from the page of its case."
    columns = (
        Column(
            "person",
            "Person",
            sort="person__sort_name",
            cell="person.full_name",
            link=lambda letter: reverse("eligibility:letter", args=[letter.pk]),
            note=lambda letter: letter.case.reference,
        ),
        Column("letter", "Letter", cell=title_of),
        Column("to", "To", cell="to"),
        Column("dated", "Dated", sort="dated", cell="dated", kind="date"),
        Column("state", "State", cell=state_tag),
        Column("sent", "Sent", sort="sent_on", cell="sent_on", kind="date"),
        Column("by", "Written by", cell="written_by.name"),
    )

    def filter_state(self, queryset: Any, code: str) -> Any:
        """One state, or all."""
        return queryset if code == "ALL" else queryset.filter(state=code)

    def filter_group(self, queryset: Any, code: str) -> Any:
        """The kinds of one group."""
        return queryset.filter(kind__in=[kind.key for kind in rules.LETTERS.values() if kind.group == code])


def letters(request: HttpRequest) -> HttpResponseBase:
    """The work list: written and not sent, unless another state is chosen."""
    found = reads.letters_for_list(request.actor)
    if not request.GET.get("state"):
        found = found.filter(state=LetterState.WRITTEN)
    table = LetterTable(request.GET, found, path=reverse("eligibility:letters"))
    return listed(request, table, "eligibility/letters.html", file="letters.csv", where="the list of letters")
