"""The holder's money: what is left, what was paid, questions, statements, and bringing in a bank statement."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from budgets.selectors import spend
from budgets.services import importing, matching_lines
from budgets.services.spending import spending_of
from budgets.spend_forms import AnswerForm, TakeFileForm, UploadForm
from budgets.statement_document import csv_of, document_of
from phb.core import audit
from phb.core import forms as nhs
from phb.core.clock import london_today
from phb.core.display import plural
from phb.core.errors import RuleBroken
from phb.views.own.common import budget_of, opened, own_page

LINES_A_PAGE = 25
MOST_FOUND = 100
SEE, ACT = "see_money", "act_on_money"


class SearchForm(nhs.NHSForm):
    """What is looked for never stands in an address: it is sent by POST."""

    text = nhs.TextField(
        label="Look for a payment",
        hint="A name or an amount, such as agency or 34.99",
        missing="Enter a name or an amount",
    )


def left(request: HttpRequest, person_id: int) -> HttpResponse:
    """What is left for each outcome, and each line under it."""
    shown = opened(request, person_id, "saw what is left for each of your outcomes", part=SEE)
    budget = budget_of(request, shown)
    spending = spending_of(budget, london_today()) if budget else None
    groups = (
        [
            (outcome, [line for line in spending.by_line if line.outcome == outcome.key])
            for outcome in spending.by_outcome
        ]
        if spending
        else []
    )
    return own_page(request, "own/left.html", shown, groups=groups, spending=spending)


def transactions(request: HttpRequest, person_id: int) -> HttpResponse:
    """Every payment in and out, newest first; a search by POST."""
    shown = opened(request, person_id, "saw your payments in and out", part=SEE)
    rows = spend.bank_lines(request.actor).filter(person=shown).select_related("service").order_by("-date", "-id")
    form, found = SearchForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        found = list(spend.search(rows, form.cleaned_data["text"])[: MOST_FOUND + 1])
    page = Paginator(rows, LINES_A_PAGE).get_page(request.GET.get("page"))
    return own_page(request, "own/transactions.html", shown, form=form, found=found, page=page, most=MOST_FOUND)


def questions(request: HttpRequest, person_id: int) -> HttpResponse:
    """The short list of payments that nobody knows yet."""
    shown = opened(request, person_id, "saw the questions about your payments", part=SEE)
    rows = list(spend.lines_to_ask(request.actor).filter(person=shown)[:50])
    return own_page(request, "own/questions.html", shown, lines=rows)


def question(request: HttpRequest, line_id: int) -> HttpResponse:
    """One question; the next one comes after it."""
    line = spend.bank_line_for(request.actor, line_id, part=ACT)
    audit.note_read(line.person_id, "opened a question about a payment of yours")
    found, options = matching_lines.options_for(line=line)
    form = AnswerForm(request.POST or None, options=options)
    if request.method == "POST" and form.is_valid():
        try:
            others = matching_lines.answer(line_id=line.pk, on=london_today(), by=request.actor, **form.cleaned_data)
        except RuleBroken as error:
            form.add_rule_broken(error)
        else:
            also = f" {plural(others, 'other payment')} to the same payee are settled with it." if others else ""
            messages.success(request, f"Thank you.{also}")
            following = spend.lines_to_ask(request.actor, part=ACT).filter(person_id=line.person_id).first()
            return redirect("own:question", following.pk) if following else redirect("own:questions", line.person_id)
    return own_page(
        request,
        "own/question.html",
        line.person,
        back=(reverse("own:questions", args=[line.person_id]), "All questions"),
        line=line,
        form=form,
        why=found.words,
    )


def statements(request: HttpRequest, person_id: int) -> HttpResponse:
    """Every statement that was made, newest first."""
    shown = opened(request, person_id, "saw the list of your statements", part=SEE)
    rows = spend.statements(request.actor).filter(person=shown).order_by("-period_end", "-version")
    return own_page(
        request, "own/statements.html", shown, page=Paginator(rows, LINES_A_PAGE).get_page(request.GET.get("page"))
    )


def statement(request: HttpRequest, statement_id: int) -> HttpResponse:
    """One statement as it was made."""
    shown = spend.statement_for(request.actor, statement_id)
    audit.note_read(shown.person_id, "opened your spend statement")
    printed = document_of(shown.figures, version=shown.version, dated=shown.made_on)
    return own_page(
        request,
        "own/statement.html",
        shown.person,
        back=(reverse("own:statements", args=[shown.person_id]), "All statements"),
        statement=shown,
        printed=printed,
        facts=shown.figures,
    )


def statement_csv(request: HttpRequest, statement_id: int) -> HttpResponse:
    """Every line of a statement as a file."""
    shown = spend.statement_for(request.actor, statement_id)
    audit.note_read(shown.person_id, "downloaded the lines of your spend statement")
    response = HttpResponse(csv_of(shown.figures), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="statement-{shown.pk}.csv"'
    return response


def accounts(request: HttpRequest, person_id: int) -> HttpResponse:
    """Which account the bank statement is of; straight on when there is only one."""
    shown = opened(request, person_id, "opened your bank accounts", part=ACT)
    rows = list(spend.bank_accounts(request.actor, part=ACT).filter(person=shown, closed_on=None).order_by("id"))
    if len(rows) == 1:
        return redirect("own:upload", rows[0].pk)
    return own_page(request, "own/accounts.html", shown, accounts=rows)


def upload(request: HttpRequest, account_id: int) -> HttpResponse:
    """Choose the file that was downloaded from the bank."""
    account = spend.bank_account_for(request.actor, account_id, part=ACT)
    audit.note_read(account.person_id, "opened your bank account")
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            kept = importing.receive_file(account_id=account.pk, name=file.name, content=file.read(), by=request.actor)
        except RuleBroken as error:
            form.add_rule_broken(error)
        else:
            return redirect("own:check_file", kept.pk)
    return own_page(request, "own/upload.html", account.person, form=form, account=account, ends=spend.ends_of(account))


def check_file(request: HttpRequest, document_id: int) -> HttpResponse:
    """What the file would bring, and the yes."""
    account, seen = importing.preview(document_id=document_id, by=request.actor)
    audit.note_read(account.person_id, "looked at a bank statement of yours")
    form = TakeFileForm(request.POST or None, seen=seen, today=london_today())
    if request.method == "POST" and form.is_valid():
        try:
            answer = importing.take_file(document_id=document_id, on=london_today(), by=request.actor, **form.said())
        except RuleBroken as error:
            form.add_rule_broken(error)
        else:
            messages.success(request, f"Thank you. {plural(answer['new'], 'new payment')} taken.")
            return redirect("own:questions" if answer["asked"] else "own:transactions", account.person_id)
    return own_page(
        request,
        "own/check_file.html",
        account.person,
        back=(reverse("own:upload", args=[account.pk]), "Choose another file"),
        form=form,
        account=account,
        seen=seen,
    )
