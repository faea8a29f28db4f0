"""Case finding: search the records or bring in a file, look at who was pointed out, decide about each."""

import csv
import io
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from eligibility.enums import CandidateState, ImportState
from eligibility.forms.finding import CandidateFileForm, CandidateFilters, CandidateForm, SearchForm
from eligibility.models import Candidate, Finding
from eligibility.rules.case_finding import AGE_BANDS, small, small_part, spoken
from eligibility.selectors import finding as selectors
from eligibility.selectors.offers import offer_for, standing
from eligibility.services import finding as services
from phb.core import audit
from phb.core.access import may
from phb.core.clock import london_today
from phb.core.display import plural
from phb.core.errors import RuleBroken
from phb.core.listing import listed
from phb.core.models import Move
from phb.core.moving import in_words
from phb.core.once import once
from phb.core.table_cells import safe_for_spreadsheets
from phb.core.tables import Column, Table, Tag

COLOURS = {
    CandidateState.FOUND: "yellow",
    CandidateState.REFERRED: "green",
    CandidateState.NOT_NOW: "blue",
    CandidateState.DISMISSED: "grey",
}
OTHER_DECISIONS: dict[str, Callable[..., Candidate]] = {
    "not_now": services.put_off_candidate,
    "dismiss": services.dismiss_candidate,
    "look_again": services.look_again,
}
VERBS = ("refer", "not_now", "dismiss", "look_again")
MOVES = {
    "created": "Pointed out",
    "refer": "Referred",
    "not_now": "Left for later",
    "dismiss": "Marked as not suitable",
    "look_again": "To be looked at again",
}


def find(request: HttpRequest, offer_id: int) -> HttpResponse:
    """Search the records for an offer. The people found wait on the list; nothing else happens."""
    offer, today = offer_for(request.actor, offer_id), london_today()
    form = SearchForm(request.POST or None, places=selectors.places(request.actor))
    if request.method == "POST" and form.is_valid():
        try:
            made = services.search_records(offer_id=offer.pk, asked=form.asked(), on=today, by=request.actor)
        except RuleBroken as error:
            form.add_rule_broken(error)
        else:
            found = made.candidates.count()
            messages.success(
                request, f"{plural(found, 'person', 'people')} pointed out." if found else "Nobody new was found."
            )
            return redirect("eligibility:finding", made.pk)
    context = {
        "form": form,
        "offer": offer,
        "in_force": standing(offer, today)[0] == "IN_FORCE",
        "counted": [fact for fact in selectors.RECORD_FACTS if fact != "age"],
        "facts": selectors.RECORD_FACTS,
        "earlier": _earlier(request, offer),
    }
    return render(request, "eligibility/find.html", context)


def bring_file(request: HttpRequest, offer_id: int) -> HttpResponse:
    """Bring in a file of people for an offer: it is checked first, and nothing is taken."""
    offer, today = offer_for(request.actor, offer_id), london_today()
    form = CandidateFileForm(request.POST or None, request.FILES or None, find=offer.find)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            made = services.check_file(
                offer_id=offer.pk,
                file_name=str(file.name),
                content=file.read(),
                conditions=form.conditions(),
                on=today,
                by=request.actor,
            )
        except RuleBroken as error:
            form.add_rule_broken(error)
        else:
            return redirect("eligibility:finding", made.pk)
    context = {"form": form, "offer": offer, "in_force": standing(offer, today)[0] == "IN_FORCE"}
    return render(request, "eligibility/find_file.html", context)


def show(request: HttpRequest, finding_id: int) -> HttpResponse:
    """One search: what was asked, what came of it, or what taking a checked file would do."""
    made = selectors.finding_for(request.actor, finding_id)
    states = selectors.states_of(request.actor, made)
    context = {
        "made": made,
        "offer": made.offer,
        "checked": made.state == ImportState.CHECKED,
        "conditions": selectors.conditions_shown(made.criteria),
        "summary": _summary(made, sum(states.values())),
        "states": [(CandidateState(code).label, count, code) for code, count in states.items()],
        "refused": bool(made.refused),
        "refused_rows": [[row["line"], row["reason"]] for row in made.refused[:200]],
        "equality": _equality(made),
        "may_take": may(request.actor, "case finding", "W"),
        "list_href": f"{reverse('eligibility:candidates')}?state=ALL&finding={made.pk}",
    }
    return render(request, "eligibility/finding.html", context)


def take(request: HttpRequest, finding_id: int) -> HttpResponse:
    """Take a checked file whole."""
    made = selectors.finding_for(request.actor, finding_id)
    services.take_file(finding_id=made.pk, on=london_today(), by=request.actor)
    found = selectors.states_of(request.actor, made)
    messages.success(request, f"{plural(sum(found.values()), 'person', 'people')} pointed out, to be looked at.")
    return redirect("eligibility:finding", made.pk)


def discard(request: HttpRequest, finding_id: int) -> HttpResponse:
    """Put a checked file away."""
    made = selectors.finding_for(request.actor, finding_id)
    services.discard_file(finding_id=made.pk, by=request.actor)
    messages.success(request, "The file is discarded. Nothing of it was taken.")
    return redirect("eligibility:find_file", made.offer_id)


def refused(request: HttpRequest, finding_id: int) -> HttpResponse:
    """The rows that were refused, as a file to mend by."""
    made = selectors.finding_for(request.actor, finding_id)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["line", "reason"])
    writer.writerows([row["line"], safe_for_spreadsheets(str(row["reason"]))] for row in made.refused)
    answer = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="refused-rows.csv"'
    answer["Cache-Control"] = "no-store"
    return answer


def template(request: HttpRequest) -> HttpResponse:
    """An empty file with the columns, and one made-up row."""
    rows = "nhs_number,name,date_of_birth,ae_attendances_12m,admissions_12m\n9990000042,Made Up,1958-03-14,6,2\n"
    answer = HttpResponse(rows, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="people.csv"'
    return answer


class CandidateTable(Table):
    """People pointed out, to be looked at."""

    caption, order, path = "People pointed out", "found", ""
    lookups = {"offer": "finding__offer__code", "finding": "finding_id"}
    empty = "Nobody waits to be looked at. People are pointed out by a search or a file, from an offer’s page."
    columns = (
        Column(
            "person",
            "Person",
            sort="sort_name",
            never_empty=True,
            cell=lambda row: row.person.full_name if row.person else row.name,
            link=lambda row: reverse("eligibility:candidate", args=[row.pk]),
            note=lambda row: "" if row.person else "No record here yet",
        ),
        Column("nhs_number", "NHS number", cell="nhs_number", kind="nhs_number"),
        Column("offer", "Offer", cell="finding.offer.name"),
        Column("why", "Why", cell=lambda row: "; ".join(row.facts.get("why", []))),
        Column("state", "Stands at", cell=lambda row: Tag(row.get_state_display(), COLOURS[CandidateState(row.state)])),
        Column("reason", "Reason", cell="reason"),
        Column("found", "Pointed out", sort="finding__at", cell="finding.at", kind="date", never_empty=True),
    )

    def filter_state(self, queryset: Any, code: str) -> Any:
        return queryset if code == "ALL" else queryset.filter(state=code)


def candidates(request: HttpRequest) -> HttpResponseBase:
    """Everybody who was pointed out and whom the actor may see; at first those to be looked at."""
    codes = [
        (code, name)
        for code, name in selectors.findings(request.actor)
        .order_by("offer__code", "-offer__version")
        .distinct("offer__code")
        .values_list("offer__code", "offer__name")
    ]

    class Filters(CandidateFilters):
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            self.fields["offer"].choices = [("", "Any"), *codes]

    class Listed(CandidateTable):
        filter_form = Filters

    found = selectors.candidates_for_list(request.actor)
    if not request.GET.get("state"):
        found = found.filter(state=CandidateState.FOUND)
    table = Listed(request.GET, found, path=reverse("eligibility:candidates"))
    return listed(
        request,
        table,
        "eligibility/candidates.html",
        file="people-pointed-out.csv",
        where="the list of people pointed out for an offer",
    )


def candidate(request: HttpRequest, candidate_id: int) -> HttpResponse:
    """One person who was pointed out: the facts seen, and what a person decides."""
    actor, today = request.actor, london_today()
    found = selectors.candidate_for(actor, candidate_id)
    verbs = [verb for verb in VERBS if Candidate.life_cycle.may(found.state, verb)]
    writes = may(actor, "case finding", "W") and bool(verbs)
    # A page sent twice must find its first answer, though the state has moved on: the life cycle refuses, not the form.
    form = CandidateForm(request.POST or None, verbs=VERBS if request.method == "POST" else verbs)
    if request.method == "POST" and form.is_valid():
        verb, reason = form.cleaned_data["answer"], form.cleaned_data["reason"]

        def effect() -> dict[str, Any]:
            details = {"candidate_id": found.pk, "reason": reason, "by": actor}
            if verb == "refer":
                return {"case": services.refer_candidate(on=today, **details).pk}
            OTHER_DECISIONS[verb](**details)
            return {"case": None}

        try:
            key = str(form.cleaned_data["key"])
            asked = {"candidate": found.pk, "answer": verb, "reason": reason}
            answer, _ = once("eligibility.candidate", key, asked, effect, by=actor)
        except RuleBroken as error:
            form.add_rule_broken(error)
        else:
            return _decided(request, answer["case"])
    form.offer_only(verbs)
    if found.person_id:
        audit.note_read(found.person_id, "opened why you were pointed out for an offer")
    context = {
        "form": form,
        "found": found,
        "person": found.person,
        "offer": found.finding.offer,
        "tag": Tag(found.get_state_display(), COLOURS[CandidateState(found.state)]),
        "facts": [(spoken(name), value) for name, value in found.facts.get("seen", {}).items()],
        "why": found.facts.get("why", []),
        "writes": writes,
        "timeline": [
            in_words(move, MOVES)
            for move in Move.objects.filter(
                organisation_id=actor.organisation_id, subject="eligibility.candidate", subject_id=found.pk
            ).order_by("-id")
        ],
    }
    return render(request, "eligibility/candidate.html", context)


def _decided(request: HttpRequest, case_id: int | None) -> HttpResponse:
    if case_id is None:
        messages.success(request, "Recorded.")
        return redirect("eligibility:candidates")
    messages.success(request, "Referred. The case waits for its assessment; nothing is decided by this.")
    return redirect("eligibility:case", case_id)


def _earlier(request: HttpRequest, offer: Any) -> list[Finding]:
    found = selectors.findings(request.actor).filter(offer__code=offer.code).exclude(state=ImportState.DISCARDED)
    return list(found.select_related("by").order_by("-id")[:20])


def _summary(made: Finding, visible: int) -> list[dict[str, Any]]:
    counts = made.counts
    rows = [
        {"label": "How", "value": f"File {made.file_name}" if made.file_name else made.get_how_display()},
        {"label": "By", "value": made.by.name},
        {"label": "Rows in the file" if made.file_name else "People looked at", "value": f"{made.looked_at:,}"},
    ]
    if made.state == ImportState.CHECKED:
        rows.append({"label": "Would be pointed out", "value": f"{counts.get('would_be_found', 0):,}"})
        rows.append({"label": "Rows refused", "value": f"{len(made.refused):,}"})
    else:
        rows.append({"label": "Pointed out", "value": f"{visible:,}"})
    rows.append(
        {
            "label": "Left out",
            "value": f"{counts.get('left_out', 0):,}",
            "note": "have died, have a case under the offer, or wait on its list already",
        }
    )
    return rows


def _equality(made: Finding) -> list[list[str]]:
    """Who was looked at and who was found, by age, and by need of an interpreter where known; small numbers not shown."""
    before, after = made.counts.get("looked_at", {}), made.counts.get("found", {})
    rows = [
        [label, small(before.get(label, 0)), small_part(after.get(label, 0), before.get(label, 0))]
        for label, _, _ in AGE_BANDS
    ]
    if "interpreter_looked_at" in made.counts:
        whole, part = made.counts["interpreter_looked_at"], made.counts["interpreter_found"]
        rows.append(["Needs an interpreter", small(whole), small_part(part, whole)])
    return rows
