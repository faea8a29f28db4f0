"""Addresses of the holder's own pages; each needs a line in `phb.access`."""

from django.urls import path

from phb.views.own import amounts, figures, money, record, whose_money

app_name = "own"
urlpatterns = [
    path("", record.home, name="home"),
    path("<int:person_id>/", record.person, name="person"),
    path("<int:person_id>/plan/", record.plan, name="plan"),
    path("<int:person_id>/documents/", record.documents, name="documents"),
    path("<int:person_id>/case/", record.case, name="case"),
    path("<int:person_id>/seen/", record.seen, name="seen"),
    path("<int:person_id>/contact/", record.contact, name="contact"),
    path("<int:person_id>/left/", money.left, name="left"),
    path("<int:person_id>/amounts/", amounts.amounts, name="amounts"),
    path("amounts/<int:indicative_id>/", amounts.amount, name="amount"),
    path("budgets/<int:budget_id>/explained/", amounts.explained, name="explained"),
    path("budgets/<int:budget_id>/steps/", figures.stages, name="stages"),
    path("budgets/<int:budget_id>/how/<str:figure>/", figures.figure, name="figure"),
    path("<int:person_id>/payments/", money.transactions, name="transactions"),
    path("<int:person_id>/who-pays/", whose_money.money, name="whose_money"),
    path("budgets/<int:budget_id>/kept-aside/", whose_money.contingency, name="contingency"),
    path("kept-aside/<int:use_id>/take-back/", whose_money.take_back, name="contingency_take_back"),
    path("<int:person_id>/questions/", money.questions, name="questions"),
    path("questions/<int:line_id>/", money.question, name="question"),
    path("<int:person_id>/statements/", money.statements, name="statements"),
    path("statements/<int:statement_id>/", money.statement, name="statement"),
    path("statements/<int:statement_id>/lines.csv", money.statement_csv, name="statement_csv"),
    path("<int:person_id>/bank/", money.accounts, name="accounts"),
    path("bank/<int:account_id>/", money.upload, name="upload"),
    path("bank/files/<int:document_id>/", money.check_file, name="check_file"),
]
