"""Local settings by date: what is in force, where it comes from, and what it was before."""

import json
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from phb.core import policies
from phb.core.access import may
from phb.core.clock import london_today
from phb.core.errors import NotVisible, RuleBroken
from phb.forms import PolicyForm


def index(request: HttpRequest) -> HttpResponse:
    rows = policies.in_force(request.actor, on=london_today())
    return render(request, "policies/index.html", {"rows": rows, "may_change": may(request.actor, "settings", "W")})


def change(request: HttpRequest, key: str) -> HttpResponse:
    if key not in policies.PROPOSALS:
        raise NotVisible
    today = london_today()
    now = policies.policy(key, on=today, organisation_id=request.actor.organisation_id)
    form = PolicyForm(request.POST or None, initial={"value": _as_text(now), "starts": today})
    if request.method == "POST" and form.is_valid():
        try:
            value = policies.read_value(key, form.cleaned_data["value"])
            policies.set_policy(
                key=key,
                value=value,
                starts=form.cleaned_data["starts"],
                source=form.cleaned_data["source"],
                by=request.actor,
            )
        except RuleBroken as error:
            form.add_rule_broken(error)
        else:
            messages.success(request, "The setting is recorded. Decisions made before its first day keep the old one.")
            return redirect("policies")
    context = {
        "form": form,
        "key": key,
        "name": policies.name_of(key),
        "history": policies.history(request.actor, key),
        "proposal": policies.PROPOSALS[key],
    }
    return render(request, "policies/change.html", context)


def _as_text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, indent=1, ensure_ascii=False)
