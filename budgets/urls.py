"""Addresses of budgets; each needs a line in `phb.access`."""

from django.urls import path

from budgets import api
from budgets.views import accounts, agreeing, budgets, indicating, opened, payments, runs, stages

app_name = "budgets"
urlpatterns = [
    path("cases/<int:case_id>/indicative/", indicating.indicative, name="indicative"),
    path("indicative/<int:indicative_id>/", indicating.given, name="indicative_given"),
    path("finance-checks/", agreeing.finance_checks, name="finance_checks"),
    path("authorisations/", agreeing.authorisations, name="authorisations"),
    path("plans/versions/<int:version_id>/finance-check/", agreeing.finance_check, name="finance_check"),
    path("plans/versions/<int:version_id>/authorise/", agreeing.authorise, name="authorise"),
    path("plans/versions/<int:version_id>/money/give-back/", agreeing.give_back, name="give_back"),
    path("budgets/", budgets.budgets, name="budgets"),
    path("budgets/<int:budget_id>/", budgets.budget, name="budget"),
    path("budgets/<int:budget_id>/how/<str:figure>/", opened.figure, name="figure"),
    path("budgets/<int:budget_id>/stages/", stages.stages, name="stages"),
    path("budgets/<int:budget_id>/payments/", budgets.payments_of, name="payments_of"),
    path("budgets/<int:budget_id>/ledger/", budgets.ledger, name="ledger"),
    path("budgets/<int:budget_id>/agreement/", accounts.agreement, name="agreement"),
    path("budgets/<int:budget_id>/account/", accounts.account, name="account"),
    path("budgets/<int:budget_id>/start/", accounts.start, name="start"),
    path("budgets/<int:budget_id>/one-off/", accounts.one_off, name="one_off"),
    path("payee-accounts/", accounts.accounts_to_check, name="accounts_to_check"),
    path("payee-accounts/<int:account_id>/", accounts.check_account, name="check_account"),
    path("payee-accounts/<int:account_id>/refuse/", accounts.refuse_account, name="refuse_account"),
    path("payments/", payments.payments, name="payments"),
    path("payments/<int:payment_id>/", payments.payment, name="payment"),
    path("payments/<int:payment_id>/hold/", payments.hold, name="hold"),
    path("payments/<int:payment_id>/let-go/", payments.lift_hold, name="lift_hold"),
    path("payments/<int:payment_id>/reissue/", payments.reissue, name="reissue"),
    path("payments/<int:payment_id>/cancel/", payments.cancel, name="cancel"),
    path("payments/<int:payment_id>/recall/", payments.recall, name="recall"),
    path("payment-runs/", runs.runs, name="runs"),
    path("payment-runs/new/", runs.new_run, name="new_run"),
    path("payment-runs/<int:run_id>/", runs.run, name="run"),
    path("payment-runs/<int:run_id>/release/", runs.release, name="release"),
    path("payment-runs/<int:run_id>/give-back/", runs.give_back, name="return_run"),
    path("payment-runs/<int:run_id>/propose/", runs.propose, name="propose"),
    path("payment-runs/<int:run_id>/withdraw/", runs.withdraw, name="withdraw_run"),
    path("payment-runs/<int:run_id>/export/", runs.export, name="export"),
    path("payment-runs/<int:run_id>/confirm/", runs.confirm, name="confirm"),
    path("api/budgets/", api.Budgets.as_view(), name="api_budgets"),
    path("api/budgets/<int:budget_id>/", api.OneBudget.as_view(), name="api_budget"),
    path("api/budgets/<int:budget_id>/payments", api.OneOffPayments.as_view(), name="api_one_off"),
]
