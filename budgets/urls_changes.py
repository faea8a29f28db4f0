"""Addresses of what changes a budget over time."""

from django.urls import path

from budgets.views import changes

urlpatterns = [
    path("budgets/<int:budget_id>/changes/", changes.changes, name="changes"),
    path("budgets/<int:budget_id>/changes/new/<str:change_kind>/", changes.new_change, name="new_change"),
    path("budget-changes/<int:change_id>/last-day/", changes.close_change, name="close_change"),
    path("budget-changes/<int:change_id>/withdraw/", changes.withdraw_change, name="withdraw_change"),
    path("reckonings/<int:reckoning_id>/", changes.reckoning, name="reckoning"),
]
