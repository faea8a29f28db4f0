"""Bank accounts, and their statements brought in by finance: choose the file, look, say yes."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from budgets import selectors
from budgets.selectors import spend
from budgets.services import importing
from budgets.spend_forms import BankAccountForm, TakeFileForm, UploadForm
from budgets.views._common import done, done_once
from phb.core import audit
from phb.core.clock import london_today
from phb.core.display import plural


def add_account(request: HttpRequest, budget_id: int) -> HttpResponse:
    """Record the account that holds a budget."""
    budget = selectors.budget_for(request.actor, budget_id)
    form = BankAccountForm(request.POST or None)
    made: list[int] = []

    def effect() -> int:
        said = {name: form.cleaned_data[name] for name in ("label", "last_four", "layout")}
        made.append(importing.open_account(budget_id=budget.pk, on=london_today(), by=request.actor, **said).pk)
        return made[0]

    if done_once(
        request, form, "spend.open_account", {"budget": budget.pk, "four": request.POST.get("last_four", "")}, effect
    ):
        messages.success(request, "The account was added. Bring in its first statement.")
        return redirect("spend:upload", made[0]) if made else redirect("spend:budget", budget.pk)
    audit.note_read(budget.person_id, "opened the page of your bank account")
    context = {"form": form, "person": budget.person, "back": _back(budget)}
    return render(request, "spend/add_account.html", context)


def upload(request: HttpRequest, account_id: int) -> HttpResponse:
    """Choose the file. It is read whole and set aside; nothing is taken yet."""
    account = spend.bank_account_for(request.actor, account_id)
    form = UploadForm(request.POST or None, request.FILES or None)
    found = []

    def effect() -> None:
        file = form.cleaned_data["file"]
        found.append(
            importing.receive_file(account_id=account.pk, name=file.name, content=file.read(), by=request.actor)
        )

    if done(request, form, effect):
        return redirect("spend:check_file", found[0].pk)
    audit.note_read(account.person_id, "opened your bank statements")
    context = {
        "form": form,
        "account": account,
        "person": account.person,
        "ends": spend.ends_of(account),
        "imports": spend.imports_of(account)[:20],
        "back": _back(account.budget),
    }
    return render(request, "spend/upload.html", context)


def check_file(request: HttpRequest, document_id: int) -> HttpResponse:
    """What the file would bring, and the yes."""
    account, seen = importing.preview(document_id=document_id, by=request.actor)
    form = TakeFileForm(request.POST or None, seen=seen, today=london_today())
    answer: dict = {}

    def effect() -> None:
        answer.update(importing.take_file(document_id=document_id, on=london_today(), by=request.actor, **form.said()))

    if done(request, form, effect):
        messages.success(request, taken_words(answer))
        return redirect("spend:budget", account.budget_id)
    audit.note_read(account.person_id, "looked at a bank statement of yours")
    context = {
        "form": form,
        "account": account,
        "seen": seen,
        "person": account.person,
        "back": {"href": reverse("spend:upload", args=[account.pk]), "label": "Choose another file"},
    }
    return render(request, "spend/check_file.html", context)


def taken_words(answer: dict) -> str:
    """What became of a file, in a sentence."""
    if not answer["new"]:
        return "There was nothing new in the file. Every line was here already."
    asked = f" {plural(answer['asked'], 'line')} to ask about." if answer["asked"] else " Nothing to ask about."
    return f"{plural(answer['new'], 'new line')} taken, {answer['matched']} matched.{asked}"


def _back(budget) -> dict[str, str]:
    return {"href": reverse("spend:budget", args=[budget.pk]), "label": f"Spending of {budget.reference}"}
