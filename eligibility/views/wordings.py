"""Texts in an organisation's own words: which there are, proposing, a second person's decision, history."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from eligibility.enums import WordingKind, WordingState
from eligibility.forms.wordings import APPROVE, DecideForm, ProposeForm, WithdrawForm
from eligibility.selectors import wordings as reads
from eligibility.services import wordings as services
from phb.core.access import may
from phb.core.actors import ROLE_NAMES, Actor
from phb.core.clock import london_today
from phb.core.errors import NotVisible, RuleBroken
from phb.core.models import Membership

COLOURS = {"PROPOSED": "blue", "IN_FORCE": "green", "REPLACED": "grey", "REFUSED": "red", "WITHDRAWN": "grey"}


def index(request: HttpRequest) -> HttpResponse:
    """All groups of texts of one kind, with what is in force and what waits."""
    kind = WordingKind.LETTER if request.GET.get("kind") == WordingKind.LETTER else WordingKind.HELP
    counts = reads.counts(request.actor, london_today())
    groups = [(group, counts[group.key]) for group in reads.groups().values() if group.kind is kind]
    waits = {
        one: sum(counts[key]["waiting"] for key, group in reads.groups().items() if group.kind is one)
        for one in WordingKind
    }
    tabs = [
        {"label": one.label, "href": f"?kind={one.value}", "current": one is kind, "count": waits[one] or None}
        for one in WordingKind
    ]
    context = {
        "kind": kind,
        "groups": groups,
        "tabs": tabs,
        "is_help": kind is WordingKind.HELP,
        "ours": _open_tools(counts) if may(request.actor, "wording", "W") else [],
    }
    return render(request, "eligibility/wordings.html", context)


def _open_tools(counts: dict[str, dict[str, int]]) -> list[tuple[str, str, int]]:
    """(code, label, how many) of the tools whose help is neither approved nor proposed in part."""
    found = []
    for tool in reads.TOOLS_WITH_HELP:
        mine = [group for key, group in reads.groups().items() if key.startswith(f"help.{tool.value}.")]
        texts = sum(1 for group in mine for text in group.texts if text.ours)
        left = texts - sum(counts[group.key]["own"] + counts[group.key]["waiting"] for group in mine)
        if left > 0:
            found.append((tool.value, tool.label, left))
    return found


def propose_ours(request: HttpRequest, tool: str) -> HttpResponse:
    """Propose the product's help of a tool as it stands, for a clinician to read and approve."""
    if tool not in {one.value for one in reads.TOOLS_WITH_HELP}:
        raise NotVisible
    count = services.propose_ours(tool=tool, on=london_today(), by=request.actor)
    messages.success(request, f"{count} texts are proposed. A clinician approves or refuses each before it counts.")
    return redirect("eligibility:wordings")


def group(request: HttpRequest, group: str) -> HttpResponse:
    """The texts of one group: our words, the organisation's, what waits, and the history."""
    found, actor = reads.group_named(group), request.actor
    now, past = reads.in_force(actor.organisation_id, found.kind, london_today()), reads.history(actor, found)
    texts = [
        {
            "text": text,
            "own": now.get(text.key),
            "waiting": next((row for row in past[text.key] if row.state == WordingState.PROPOSED), None),
            "past": [_told(row) for row in past[text.key]],
        }
        for text in found.texts
    ]
    rows = [one["waiting"] for one in texts if one["waiting"]]
    context = {
        "group": found,
        "is_help": found.kind is WordingKind.HELP,
        "texts": texts,
        "status": reads.help_status(),
        "may_propose": may(actor, "wording", "W") and len(rows) < len(texts),
        "to_decide": reads.for_second_person(actor).filter(key__in=past).count() if may(actor, "wording", "A") else 0,
        "may_withdraw": may(actor, "wording", "W"),
        "back": _back(found),
    }
    return render(request, "eligibility/wordings_group.html", context)


def propose(request: HttpRequest, group: str) -> HttpResponse:
    """Propose words for a group's texts."""
    found, actor, today = reads.group_named(group), request.actor, london_today()
    now = dict(reads.in_force(actor.organisation_id, found.kind, today))
    waiting = {row.key for row in reads.waiting(actor)}
    form = ProposeForm(found, now, waiting, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                for key, words in form.proposals().items():
                    services.propose_wording(key=key, words=words, on=today, by=actor)
        except RuleBroken as error:
            form.add_rule_broken(error)
        else:
            messages.success(request, "Proposed. A second person approves the words before anybody else sees them.")
            return redirect("eligibility:wording_group", found.key)
    context = {
        "form": form,
        "group": found,
        "is_help": found.kind is WordingKind.HELP,
        "wait": [text.label for text in found.texts if text.key in waiting],
        "allowed": sorted({name for text in found.texts for name in text.allowed}),
        "back": {"href": reverse("eligibility:wording_group", args=[found.key]), "label": found.label},
    }
    return render(request, "eligibility/wordings_propose.html", context)


def decide(request: HttpRequest, group: str) -> HttpResponse:
    """Approve or refuse what waits in a group."""
    found, actor, today = reads.group_named(group), request.actor, london_today()
    texts = {text.key: text for text in found.texts}
    rows = list(reads.for_second_person(actor).filter(key__in=texts).select_related("proposed_by").order_by("id"))
    labels = {key: text.label for key, text in texts.items()}
    form = DecideForm(rows, labels, _as_what(actor), request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                for row, do, why in form.decisions():
                    if do == APPROVE:
                        services.approve_wording(
                            wording_id=row.pk, approved_as=form.cleaned_data["approved_as"], on=today, by=actor
                        )
                    else:
                        services.refuse_wording(wording_id=row.pk, reason=why, by=actor)
        except RuleBroken as error:
            form.add_rule_broken(error)
        else:
            messages.success(request, "Recorded. Approved words count from today.")
            return redirect("eligibility:wording_group", found.key)
    now = reads.in_force(actor.organisation_id, found.kind, today)
    pairs = [
        {
            "row": row,
            "name": f"do_{row.pk}",
            "stands": now[row.key].text if row.key in now else texts[row.key].ours,
            "whose": "Your organisation’s words now" if row.key in now else "The product’s words",
        }
        for row in rows
    ]
    context = {
        "form": form,
        "group": found,
        "pairs": pairs,
        "back": {"href": reverse("eligibility:wording_group", args=[found.key]), "label": found.label},
    }
    return render(request, "eligibility/wordings_decide.html", context)


def withdraw(request: HttpRequest, wording_id: int) -> HttpResponse:
    """Take words back: those that wait, or those in force."""
    row = reads.wording_for(request.actor, wording_id)
    home = next(group for group in reads.groups().values() if row.key in {text.key for text in group.texts})
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.withdraw_wording(wording_id=row.pk, reason=form.cleaned_data["reason"], by=request.actor)
        except RuleBroken as error:
            form.add_rule_broken(error)
        else:
            messages.success(request, "Taken back. The product’s words stand there again.")
            return redirect("eligibility:wording_group", home.key)
    context = {
        "form": form,
        "row": row,
        "label": f"{home.label}: {reads.texts()[row.key].label}",
        "live": row.state == WordingState.IN_FORCE,
        "back": {"href": reverse("eligibility:wording_group", args=[home.key]), "label": home.label},
    }
    return render(request, "eligibility/wordings_withdraw.html", context)


def _as_what(actor: Actor) -> str:
    """The actor's profession and registration, as their role has it."""
    seat = Membership.objects.filter(pk=actor.membership_id).first()
    parts = [seat.job_title, seat.registration_number] if seat else []
    return ", ".join(part for part in parts if part) or ROLE_NAMES[actor.role]


def _told(row: Any) -> dict[str, Any]:
    state = WordingState(row.state)
    return {
        "row": row,
        "state": state.label,
        "colour": COLOURS[row.state],
        "live": state in (WordingState.PROPOSED, WordingState.IN_FORCE),
    }


def _back(found: reads.Group) -> dict[str, str]:
    return {"href": f"{reverse('eligibility:wordings')}?kind={found.kind.value}", "label": "Texts in your own words"}
