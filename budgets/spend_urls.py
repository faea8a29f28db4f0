"""Addresses of spend tracking; each needs a line in `phb.access`."""

from django.urls import path

from budgets.views import bank, spending, statements

app_name = "spend"
urlpatterns = [
    path("lines/", spending.lines, name="lines"),
    path("lines/<int:line_id>/", spending.question, name="question"),
    path("budgets/<int:budget_id>/", spending.budget, name="budget"),
    path("budgets/<int:budget_id>/accounts/add/", bank.add_account, name="add_account"),
    path("budgets/<int:budget_id>/statement/", statements.ask, name="ask_statement"),
    path("accounts/<int:account_id>/upload/", bank.upload, name="upload"),
    path("files/<int:document_id>/", bank.check_file, name="check_file"),
    path("statements/", statements.statements, name="statements"),
    path("statements/<int:statement_id>/", statements.statement, name="statement"),
    path("statements/<int:statement_id>/lines.csv", statements.statement_csv, name="statement_csv"),
    path("statement-runs/", statements.runs, name="statement_runs"),
    path("statement-runs/new/", statements.new_run, name="new_statement_run"),
    path("statement-runs/<int:run_id>/", statements.run, name="statement_run"),
    path("statement-runs/<int:run_id>/retry/", statements.retry, name="retry_statement_run"),
]
