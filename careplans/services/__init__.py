"""Writes of care plans: one verb, one function, keyword-only, in one transaction."""

from careplans.services.consenting import record_consent, withdraw_consent
from careplans.services.deciding import refuse
from careplans.services.drafting import name_coordinator, remove_row, save_row, save_section
from careplans.services.next_review import plan_next_review, plan_next_reviews
from careplans.services.printing import ask_for_pdf, render_plan
from careplans.services.reach import Changed, Stale
from careplans.services.sharing import agree, share
from careplans.services.signing import give_back, sign, withdraw
from careplans.services.versions import activate, end_version, new_version, start_plan

__all__ = [
    "Changed", "Stale", "activate", "agree", "ask_for_pdf", "end_version", "give_back", "name_coordinator", "new_version", "plan_next_review", "plan_next_reviews",
    "record_consent", "refuse", "remove_row", "render_plan", "save_row", "save_section", "share", "sign", "start_plan",
    "withdraw", "withdraw_consent",
]  # fmt: skip
