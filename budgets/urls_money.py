"""Addresses of the commissioner's money: the year, contracts, value."""

from django.urls import path

from budgets.views import budget_year, contracts, money_report, value

urlpatterns = [
    path("money/", money_report.money, name="money"),
    path("money/months/", money_report.months, name="money_months"),
    path("money/budgets/", money_report.money_budgets, name="money_budgets"),
    path("money/work-out/", money_report.work_out, name="money_work_out"),
    path("money/value/", value.money_value, name="money_value"),
    path("contracts/", contracts.contracts, name="contracts"),
    path("contracts/new/", contracts.new, name="new_contract"),
    path("contracts/<int:contract_id>/", contracts.contract, name="contract"),
    path("contracts/<int:contract_id>/end/", contracts.end, name="end_contract"),
    path("budgets/<int:budget_id>/year/", budget_year.budget_year, name="budget_year"),
    path("budgets/<int:budget_id>/value/", value.budget_value, name="budget_value"),
    path("budgets/<int:budget_id>/releases/new/", contracts.release, name="new_release"),
    path("releases/<int:release_id>/end/", contracts.end_release, name="end_release"),
]
