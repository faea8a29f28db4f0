"""The rules in words, for everybody: each rule set with its tables and worked cases; and, for staff, a tool to try."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from eligibility.forms.trying import TryForm, start_of
from eligibility.rules.open_points import open_points
from eligibility.rules.registry import TOOLS, Tool, evaluate
from eligibility.rules.rule_sets import rule_set
from eligibility.selectors import rule_pages, rule_tables, rule_words
from phb.core.access import may
from phb.core.clock import london_today
from phb.core.errors import NotVisible, RuleBroken

STATUS = {
    "IN_FORCE": ("In force", "green"),
    "PAST": ("Past", "grey"),
    "TO_COME": ("To come", "blue"),
    "NO_DATE": ("Date not set", "yellow"),
}


def index(request: HttpRequest) -> HttpResponse:
    """All rule sets by family."""
    today = london_today()
    families = [
        (rule_pages.family_name(family), [(one, STATUS[rule_pages.status(one, today)]) for one in sets])
        for family, sets in rule_pages.families()
    ]
    context = {
        "families": families,
        "marks": rule_pages.MARKS,
        "points": open_points(today),
        "cases": len(rule_pages.all_worked()),
        "may_try": may(request.actor, "rules", "R"),
        "tools": [(tool, rule_words.tool_name(tool)) for tool in TOOLS],
    }
    return render(request, "eligibility/rules.html", context)


def show(request: HttpRequest, rule_set_id: str) -> HttpResponse:
    """One rule set: what it asks, its tables, its rules, and its worked cases evaluated now."""
    found, today = rule_pages.rule_set_for_page(rule_set_id), london_today()
    tools = [tool for tool in TOOLS.values() if tool.family == found.family]
    context = {
        "set": found,
        "family": rule_pages.family_name(found.family),
        "status": STATUS[rule_pages.status(found, today)],
        "others": [
            one for family, sets in rule_pages.families() if family == found.family for one in sets if one != found
        ],
        "tools": [_told_of(tool) for tool in tools],
        "tables": rule_tables.tables_of(found),
        "reasons": rule_pages.reasons_of(found.family),
        "marks": dict(rule_pages.MARKS),
        "points": [point for point in open_points(today) if set(point.touches) & {tool.name for tool in tools}],
        "worked": [
            (tool, rule_words.tool_name(tool), [_lines(one) for one in cases])
            for tool, cases in rule_pages.worked_by_tool(found)
        ],
        "may_try": may(request.actor, "rules", "R"),
    }
    return render(request, "eligibility/rules_set.html", context)


def _told_of(tool: Tool) -> dict[str, Any]:
    """A tool in words: what it tells, which answers it reads, and what its worked cases come to."""
    outcomes = dict.fromkeys(
        one.codes["outcome"] for one in rule_pages.all_worked() if one.case.tool == tool.name and one.result
    )
    return {
        "tool": tool.name,
        "name": rule_words.tool_name(tool.name),
        "about": rule_words.tool_about(tool.name),
        "reads": sorted(rule_words.key_words(key) for key in tool.keys),
        "outcomes": [rule_words.outcome_words(code, tool.name) for code in outcomes],
    }


def _lines(one: rule_pages.Worked) -> dict[str, Any]:
    """A worked case as the page shows it."""
    said = one.codes
    return {
        "title": one.case.title,
        "day": one.case.day,
        "answers": rule_words.answer_lines(one.case.answers),
        "outcome": rule_words.outcome_words(said["outcome"], one.case.tool) if said else "Refused",
        "refused": one.refused,
        "reasons": said.get("reasons", []),
        "problems": said.get("problems", []),
        "warnings": said.get("warnings", []),
    }


def attempt(request: HttpRequest, tool: str) -> HttpResponse:
    """Try a tool with made-up answers: the result with its trace, nothing kept."""
    if tool not in TOOLS:
        raise NotVisible
    form = TryForm(tool, request.POST or None, today=london_today(), start=start_of(tool, request.GET.get("case", "")))
    result = None
    if request.method == "POST" and form.is_valid():
        try:
            result = evaluate(tool, form.answers, form.cleaned_data["day"], form.cleaned_data["rule_set"] or None)
        except RuleBroken as error:
            form.add_rule_broken(error)
    told = result.as_dict() if result else {}
    context = {
        "form": form,
        "tool": tool,
        "name": rule_words.tool_name(tool),
        "about": rule_words.tool_about(tool),
        "outcome": rule_words.outcome_words(told["outcome"], tool) if told else "",
        "told": told,
        "facts": [
            (rule_words.key_words(name), rule_words.value_words(value))
            for name, value in (result.facts if result else {}).items()
        ],
        "used": rule_set(result.rule_set) if result else None,
        "starts": form.starts,
        "back": {"href": reverse("eligibility:rules"), "label": "Rule sets"},
    }
    return render(request, "eligibility/rules_try.html", context)
