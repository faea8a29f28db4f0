"""Every route and method, and the line of the access table that it needs. What is not here is not answered.

A route with no method at all is closed: allauth brings it, we do not use it.
"""

from phb.core.access import Needs, Open, Routes, of_side

EVERYONE = Open("sign-in happens before anybody is known")
SIGNED_IN = Open("one's own account, whatever the role", signed_in=True)


def both(rule: Open | Needs) -> dict[str, Open | Needs]:
    return {"GET": rule, "POST": rule}


SIGN_IN: Routes = {
    "account_login": both(EVERYONE),
    "account_logout": both(EVERYONE),
    "account_inactive": {"GET": EVERYONE},
    "account_reset_password": both(EVERYONE),
    "account_reset_password_done": {"GET": EVERYONE},
    "account_reset_password_from_key": both(EVERYONE),
    "account_reset_password_from_key_done": {"GET": EVERYONE},
    "account_reauthenticate": both(SIGNED_IN),
    "account_change_password": both(SIGNED_IN),
    "mfa_authenticate": both(EVERYONE),
    "mfa_reauthenticate": both(SIGNED_IN),
    "mfa_index": {"GET": SIGNED_IN},
    "mfa_activate_totp": both(SIGNED_IN),
    "mfa_generate_recovery_codes": both(SIGNED_IN),
    "mfa_view_recovery_codes": {"GET": SIGNED_IN},
    "mfa_download_recovery_codes": {"GET": SIGNED_IN},
    "openid_connect_login": both(EVERYONE),
    "openid_connect_callback": {"GET": EVERYONE},
    "socialaccount_connections": both(SIGNED_IN),
    "socialaccount_login_cancelled": {"GET": EVERYONE},
    "socialaccount_login_error": {"GET": EVERYONE},
    # Closed: accounts are made by invitation and addresses changed by the administrator.
    "account_signup": {},
    "account_email": {},
    "account_confirm_email": {},
    "account_email_verification_sent": {},
    "account_confirm_login_code": {},
    "account_set_password": {},
    "mfa_deactivate_totp": {},
    "socialaccount_signup": {},
    "": {},
}

# One block for each part of the product; keep each in the order of its urls.
ROOF: Routes = {
    "home": {"GET": SIGNED_IN},
    "desk": {"GET": Needs("desk", "R")},
    "choose_seat": both(SIGNED_IN),
    "no_seat": {"GET": SIGNED_IN},
    "stay": {"GET": SIGNED_IN},
    "identity_not_linked": {"GET": EVERYONE},
    "users": {"GET": Needs("users", "R")},
    "give_role": both(Needs("users", "W")),
    "approve_role": {"POST": Needs("users", "A", "membership")},
    "end_role": both(Needs("users", "W", "membership")),
    "policies": {"GET": Needs("settings", "R")},
    "change_policy": both(Needs("settings", "W")),
    "jobs": {"GET": Needs("jobs", "R")},
    "retry_job": {"POST": Needs("jobs", "W", "job")},
    "progress": {"GET": Needs("document", "R", "job")},
    "document": {"GET": Needs("document", "R", "document")},
    "health:live": {"GET": EVERYONE},
    "health:ready": {"GET": EVERYONE},
}
PEOPLE: Routes = {
    "people:find": both(Needs("person record", "R")),
    "people:add": both(Needs("person record", "W")),
    "people:show": {"GET": Needs("person record", "R", "person")},
    "people:communication": {"GET": Needs("person record", "R")},
    "people:contact": both(Needs("person record", "W", "person")),
    "people:death": both(Needs("person record", "W", "person")),
    "people:documents": {"GET": Needs("person record", "R", "person")},
    "people:seen": {"GET": Needs("who has seen", "R", "person", side="staff")},
    "people:acting": {"GET": Needs("consent", "R", "person")},
    "people:give_grant": both(Needs("person record", "W", "person")),
    "people:add_colleague": both(Needs("person record", "W", "person")),
    "people:end_grant": both(Needs("person record", "W", "grant")),
}
ELIGIBILITY: Routes = {
    "eligibility:bring_in": {"GET": Needs("case import", "R"), "POST": Needs("case import", "W")},
    "eligibility:past_cases_template": {"GET": Needs("case import", "R")},
    "eligibility:past_cases": {
        "GET": Needs("case import", "R", "case_import"),
        "POST": Needs("case import", "W", "case_import"),
    },
    "eligibility:past_cases_refused": {"GET": Needs("case import", "R", "case_import")},
    "eligibility:past_cases_discard": {"POST": Needs("case import", "W", "case_import")},
    "eligibility:cases": {"GET": Needs("person record", "R")},
    "eligibility:refer": both(Needs("referral", "W", "person")),
    "eligibility:case": {"GET": Needs("person record", "R", "case")},
    "eligibility:assess": both(Needs("referral", "W", "case")),
    "eligibility:fast_track": both(Needs("assessment", "W", "case")),
    "eligibility:close": both(Needs("referral", "W", "case")),
    "eligibility:decide": both(Needs("eligibility decision", "A", "case")),
    "eligibility:answer_request": both(Needs("eligibility decision", "A", "case")),
    "eligibility:direct_payment": both(Needs("eligibility decision", "A", "case")),
    "eligibility:act": both(Needs("case work", "W", "case")),
    "eligibility:settle": both(Needs("eligibility decision", "A", "case")),
    "eligibility:nursing": {"GET": Needs("eligibility decision", "R", "case", side="staff")},
    "eligibility:clocks": {"GET": Needs("person record", "R")},
    "eligibility:transitions": {"GET": Needs("case work", "R")},
    "eligibility:start_form": {"POST": Needs("assessment", "W", "case")},
    "eligibility:form": {"GET": Needs("assessment", "R", "assessment"), "POST": Needs("assessment", "W", "assessment")},
    "eligibility:save_draft": {"POST": Needs("assessment", "W", "assessment")},
    "eligibility:complete": both(Needs("assessment", "W", "assessment")),
    "eligibility:discard_form": both(Needs("assessment", "W", "assessment")),
    "eligibility:choose": {"POST": Needs("assessment", "W", "assessment")},
    **of_side(
        "staff",
        {
            "eligibility:question": {"GET": Needs("challenge", "WA", "case")},
            "eligibility:receive_challenge": both(Needs("challenge", "WA", "case")),
            "eligibility:challenges": {"GET": Needs("challenge", "R")},
            "eligibility:refunds": {"GET": Needs("eligibility decision", "R")},
            "eligibility:refund": {
                "GET": Needs("eligibility decision", "R", "refund"),
                "POST": Needs("payment schedule", "W", "refund"),
            },
            "eligibility:challenge": {"GET": Needs("challenge", "R", "challenge")},
            "eligibility:take_up_challenge": both(Needs("challenge", "WA", "challenge")),
            "eligibility:not_accept_challenge": both(Needs("challenge", "A", "challenge")),
            "eligibility:withdraw_challenge": both(Needs("challenge", "WA", "challenge")),
            "eligibility:challenge_step": both(Needs("challenge", "WA", "challenge")),
            "eligibility:challenge_panel": both(Needs("challenge", "WA", "review_by_panel")),
            "eligibility:challenge_positions": both(Needs("challenge", "WA", "disagreement")),
            "eligibility:decide_challenge": both(Needs("challenge", "A", "challenge")),
        },
    ),
    **of_side(
        "staff",
        {
            "eligibility:working_copies": {"GET": Needs("assessment", "R", "case")},
            "eligibility:print_blank": {"POST": Needs("assessment", "R", "case")},
            "eligibility:print_filled": {"POST": Needs("assessment", "R", "assessment")},
        },
    ),
    "eligibility:letters": {"GET": Needs("letter", "R")},
    "eligibility:case_letters": {"GET": Needs("letter", "R", "case")},
    "eligibility:write_letter": both(Needs("letter", "W", "case")),
    "eligibility:letter": {"GET": Needs("letter", "R", "letter")},
    "eligibility:send_letter": both(Needs("letter", "W", "letter")),
    "eligibility:cancel_letter": both(Needs("letter", "W", "letter")),
    "eligibility:wordings": {"GET": Needs("wording", "R")},
    "eligibility:propose_ours": {"POST": Needs("wording", "W")},
    "eligibility:wording_group": {"GET": Needs("wording", "R")},
    "eligibility:propose_wordings": both(Needs("wording", "W")),
    "eligibility:decide_wordings": both(Needs("wording", "A")),
    "eligibility:withdraw_wording": both(Needs("wording", "W", "wording")),
    "eligibility:allocation": {"GET": Needs("case work", "R"), "POST": Needs("case work", "W")},
    "eligibility:allocate": both(Needs("case work", "W", "case")),
    "eligibility:workload": {"GET": Needs("case work", "R")},
    "eligibility:add_absence": both(Needs("case work", "W")),
    "eligibility:end_absence": {"POST": Needs("case work", "W", "absence")},
    "eligibility:meetings": {"GET": Needs("case work", "R")},
    "eligibility:case_meetings": {"GET": Needs("case work", "R", "case")},
    "eligibility:plan_meeting": both(Needs("case work", "W", "case")),
    "eligibility:consult_authority": both(Needs("case work", "W", "case")),
    "eligibility:meeting": {"GET": Needs("case work", "R", "meeting")},
    "eligibility:change_meeting": both(Needs("case work", "W", "meeting")),
    "eligibility:invite": both(Needs("case work", "W", "meeting")),
    "eligibility:hold_meeting": both(Needs("case work", "W", "meeting")),
    "eligibility:cancel_meeting": both(Needs("case work", "W", "meeting")),
    "eligibility:meeting_calendar": {"GET": Needs("case work", "R", "meeting")},
    "eligibility:reply": both(Needs("case work", "W", "attendance")),
    "eligibility:uninvite": both(Needs("case work", "W", "attendance")),
    "eligibility:evidence_list": {"GET": Needs("case work", "R")},
    "eligibility:case_evidence": {"GET": Needs("case work", "R", "case"), "POST": Needs("case work", "W", "case")},
    "eligibility:ask_evidence": both(Needs("case work", "W", "case")),
    "eligibility:evidence": {"GET": Needs("case work", "R", "evidence")},
    "eligibility:answer_evidence": both(Needs("case work", "W", "evidence")),
    "eligibility:capacity": {"GET": Needs("case work", "R", "case")},
    "eligibility:record_capacity": both(Needs("consent", "W", "case")),
    "eligibility:offers": {"GET": Needs("local offer", "R")},
    "eligibility:new_offer": both(Needs("local offer", "A")),
    "eligibility:offer": {"GET": Needs("local offer", "R", "offer")},
    **{
        f"eligibility:{name}": both(Needs("local offer", "A", "offer"))
        for name in ("edit_offer", "propose_offer", "decide_offer", "new_offer_version", "end_offer", "discard_offer")
    },
    "eligibility:offer_of_case": both(Needs("referral", "W", "case")),
    "eligibility:public_offers": {"GET": Open("what a commissioner offers, for everybody; holds nothing of anybody's")},
    "eligibility:find": both(Needs("case finding", "W", "offer")),
    "eligibility:find_file": both(Needs("case finding", "W", "offer")),
    "eligibility:find_template": {"GET": Needs("case finding", "W")},
    "eligibility:finding": {"GET": Needs("case finding", "R", "finding")},
    "eligibility:take_finding": {"POST": Needs("case finding", "W", "finding")},
    "eligibility:discard_finding": {"POST": Needs("case finding", "W", "finding")},
    "eligibility:finding_refused": {"GET": Needs("case finding", "R", "finding")},
    "eligibility:candidates": {"GET": Needs("case finding", "R")},
    "eligibility:candidate": {
        "GET": Needs("case finding", "R", "candidate"),
        "POST": Needs("case finding", "W", "candidate"),
    },
    "eligibility:places": {"GET": Needs("case work", "R", "case"), "POST": Needs("case work", "W", "case")},
    "eligibility:place_figures": {"GET": Needs("case work", "R")},
    "eligibility:api_cases": {"GET": Needs("referral", "R")},
    "eligibility:api_case": {"GET": Needs("assessment", "R", "case")},
    "eligibility:api_evaluate": {"POST": Needs("rules", "R")},
}
PLAN_PEOPLE: Routes = of_side(
    "staff",
    {
        "careplans:api_fhir": {"GET": Needs("plan", "R", "plan_version")},
        "careplans:api_prsb": {"GET": Needs("plan", "R", "plan_version")},
        "careplans:coordinators": {"GET": Needs("plan coordinator", "R")},
        "careplans:coordinator": {
            "GET": Needs("plan coordinator", "R", "membership"),
            "POST": Needs("plan coordinator", "W", "membership"),
        },
        "careplans:of_plan": {
            "GET": Needs("plan coordinator", "R", "plan_version"),
            "POST": Needs("plan coordinator", "W", "plan_version"),
        },
        "careplans:consents_due": {"GET": Needs("consent", "R")},
        "careplans:health_tasks": {"GET": Needs("health task", "R")},
        "careplans:competence": {"GET": Needs("health task", "R", "plan_version")},
        "careplans:record_competence": both(Needs("health task", "WA", "health_task")),
        "careplans:sign_competence": both(Needs("health task", "WA", "competence")),
        "careplans:withdraw_competence": both(Needs("health task", "WA", "competence")),
        "careplans:checks": {
            "GET": Needs("health task", "R", "plan_version"),
            "POST": Needs("plan", "W", "plan_version"),
        },
        "careplans:concerns": {
            "GET": Needs("safeguarding", "R", "plan_version"),
            "POST": Needs("safeguarding", "W", "plan_version"),
        },
        "careplans:concern": {"GET": Needs("safeguarding", "R", "concern")},
        "careplans:refer_concern": both(Needs("safeguarding", "W", "concern")),
        "careplans:close_concern": both(Needs("safeguarding", "W", "concern")),
        "careplans:reopen_concern": both(Needs("safeguarding", "W", "concern")),
    },
)
PLAN_ROWS = (
    "need",
    "outcome",
    "action",
    "stage_goal",
    "service",
    "risk",
    "contingency",
    "task",
    "paid_person",
    "contact",
    "other_plan",
    "decision",
)
PLAN_PAGES = (
    *("about_me", "support", "formulation", "advance", "carers", "advice", "safety", "people", "review", "parts"),
    *("needs", "outcomes", "actions", "stage_goals", "services", "risks", "contingency", "tasks", "paid_people"),
    *("contacts", "other_plans", "decisions"),
)
REVIEW_OF_PLAN = (
    "open_review",
    "record_request",
    "change_without_review",
    "council_payment",
    "start_scores",
    "fill_measure",
)
REVIEW_PARTS = ("view", "meeting", "outcomes", "looked", "result")
REVIEWS: Routes = of_side(
    "staff",
    {
        "careplans:reviews": {"GET": Needs("plan review", "R")},
        "careplans:held_review": {"GET": Needs("plan review", "R", "plan_review")},
        **{f"careplans:review_{part}": both(Needs("plan review", "W", "plan_review")) for part in REVIEW_PARTS},
        **{
            f"careplans:{act}_review": both(Needs("plan review", "W", "plan_review"))
            for act in ("complete", "answer", "cancel")
        },
        "careplans:plan_reviews": {"GET": Needs("plan review", "R", "plan")},
        "careplans:review_pack": {"GET": Needs("plan review", "R", "plan")},
        "careplans:review_years": {"GET": Needs("plan review", "R", "plan")},
        **{f"careplans:{name}": both(Needs("plan review", "W", "plan")) for name in REVIEW_OF_PLAN},
        "careplans:measures": {"GET": Needs("measures", "R")},
        "careplans:add_measure": both(Needs("measures", "W")),
        "careplans:measure": {"GET": Needs("measures", "R", "measure"), "POST": Needs("measures", "W", "measure")},
        "careplans:move_measure": {"POST": Needs("measures", "W", "measure")},
    },
) | of_side(
    "outside",
    {
        "careplans:own_review": {"GET": Needs("plan review", "R", "plan_version")},
        **{
            f"careplans:{name}": both(Needs("plan review", "P", "plan_version"))
            for name in ("own_view", "own_outcomes", "own_ask_review", "own_measure")
        },
    },
)
CAREPLANS: Routes = of_side(
    "staff",
    {
        "careplans:plans": {"GET": Needs("plan", "R")},
        "careplans:start": both(Needs("plan", "W", "case")),
        "careplans:plan": {"GET": Needs("plan", "R", "plan")},
        "careplans:new_version": both(Needs("plan", "W", "plan")),
        "careplans:compare": {"GET": Needs("plan", "R", "plan")},
        "careplans:version": {"GET": Needs("plan", "R", "plan_version")},
        "careplans:pdf": {"POST": Needs("plan", "R", "plan_version")},
        "careplans:share": both(Needs("plan agreement", "W", "plan_version")),
        "careplans:correct": both(Needs("plan agreement", "W", "plan_version")),
        "careplans:record_agreement": both(Needs("plan agreement", "W", "plan_version")),
        "careplans:clinical": {
            "GET": Needs("clinical sign-off", "R", "plan_version"),
            "POST": Needs("clinical sign-off", "A", "plan_version"),
        },
        # Whoever's turn it is gives a plan back; which role that is hangs on its state, so the service decides.
        "careplans:give_back": both(Needs("plan return", "A", "plan_version")),
        "careplans:withdraw": both(Needs("plan agreement", "W", "plan_version")),
        "careplans:consent": {
            "GET": Needs("consent", "R", "plan_version"),
            "POST": Needs("consent", "W", "plan_version"),
        },
        "careplans:talk_list": {"GET": Needs("plan talk", "R")},
        "careplans:talk": {
            "GET": Needs("plan talk", "R", "plan_version"),
            "POST": Needs("plan talk", "W", "plan_version"),
        },
        "careplans:comment": {
            "GET": Needs("plan talk", "R", "plan_comment"),
            "POST": Needs("plan talk", "W", "plan_comment"),
        },
        "careplans:conversation": both(Needs("plan", "W", "plan_version")),
        "careplans:conversation_finish": both(Needs("plan", "W", "plan_version")),
        "careplans:scheme": {"GET": Needs("panel", "R")},
        "careplans:panels": {"GET": Needs("panel", "R")},
        "careplans:add_panel": both(Needs("panel", "W")),
        "careplans:panel": {"GET": Needs("panel", "R", "panel")},
        "careplans:change_panel": both(Needs("panel", "W", "panel")),
        "careplans:hold_panel": both(Needs("panel", "W", "panel")),
        "careplans:cancel_panel": both(Needs("panel", "W", "panel")),
        "careplans:panel_minutes": both(Needs("panel", "W", "panel")),
        "careplans:panel_papers": {"GET": Needs("panel", "R", "panel")},
        "careplans:panel_item": {
            "GET": Needs("panel", "R", "panel_item"),
            "POST": Needs("panel", "A", "panel_item"),
        },
        "careplans:panel_interest": both(Needs("panel", "W", "panel_item")),
        "careplans:take_off_panel": {"POST": Needs("panel", "WP", "panel_item")},
        "careplans:panel_item_up": {"POST": Needs("panel", "W", "panel_item")},
        "careplans:put_to_panel": both(Needs("panel", "WP", "plan_version")),
        "careplans:decide_lines": both(Needs("authorisation", "A", "plan_version")),
        "careplans:refuse": both(Needs("authorisation", "A", "plan_version")),
        "careplans:take_refused_out": {"POST": Needs("plan", "W", "plan_version")},
        "careplans:objection": both(Needs("challenge", "W", "plan_version")),
        "careplans:reconsider": both(Needs("authorisation", "A", "plan_version")),
        "careplans:family_exception": {
            "GET": Needs("family exception", "R", "plan_paid_person_to_decide"),
            "POST": Needs("family exception", "A", "plan_paid_person_to_decide"),
        },
        "careplans:replaced_package": both(Needs("plan value", "W", "plan")),
        "careplans:withdraw_consent": both(Needs("consent", "W", "consent")),
        "careplans:money": {"GET": Needs("plan", "R", "plan_version")},
        "careplans:about_me_now": both(Needs("plan", "W", "plan_version")),
        **{f"careplans:{name}": both(Needs("plan", "W", "plan_version")) for name in PLAN_PAGES},
        **{f"careplans:change_{one}": both(Needs("plan", "W", f"plan_{one}")) for one in PLAN_ROWS},
        **{f"careplans:remove_{one}": both(Needs("plan", "W", f"plan_{one}")) for one in PLAN_ROWS},
    },
) | of_side(
    "outside",
    {
        "careplans:own_version": {"GET": Needs("plan", "R", "plan_version")},
        "careplans:own_pdf": {"POST": Needs("plan", "R", "plan_version")},
        "careplans:own_compare": {"GET": Needs("plan", "R", "plan_version")},
        "careplans:own_about_me": both(Needs("plan", "W", "plan_version")),
        "careplans:own_words": both(Needs("plan", "W", "plan_version")),
        "careplans:own_agree": both(Needs("plan agreement", "A", "plan_version")),
        "careplans:own_changes": both(Needs("plan agreement", "A", "plan_version")),
        "careplans:own_say": both(Needs("plan talk", "W", "plan_version")),
        "careplans:own_comment": both(Needs("plan talk", "W", "plan_comment")),
    },
)
LIBRARY: Routes = of_side(
    "staff",
    {
        "careplans:library": {"GET": Needs("library", "R")},
        "careplans:library_new": both(Needs("library", "W")),
        "careplans:library_item": {"GET": Needs("library", "R", "library_item")},
        "careplans:library_edit": both(Needs("library", "W", "library_item")),
        "careplans:library_decide": both(Needs("library", "A", "library_item")),
        "careplans:library_retire": both(Needs("library", "A", "library_item")),
        "careplans:library_again": both(Needs("library", "W", "library_item")),
        "careplans:library_price_new": both(Needs("library", "W", "library_item")),
        "careplans:library_change": {
            "GET": Needs("library", "R", "library_change"),
            "POST": Needs("library", "A", "library_change"),
        },
        "careplans:library_prices": {"GET": Needs("library", "R")},
        "careplans:library_price": {
            "GET": Needs("library", "R", "library_price"),
            "POST": Needs("library", "A", "library_price"),
        },
        "careplans:library_price_end": both(Needs("library", "A", "library_price")),
        "careplans:library_waiting": {"GET": Needs("library", "R")},
        "careplans:library_compare": {"GET": Needs("library", "R")},
        "careplans:library_export": {"GET": Needs("library", "R")},
        "careplans:library_files": {"GET": Needs("library", "R"), "POST": Needs("library", "W")},
        "careplans:library_template": {"GET": Needs("library", "R")},
        "careplans:library_file": {"GET": Needs("library", "R", "library_file")},
        "careplans:library_refused": {"GET": Needs("library", "R", "library_file")},
        "careplans:library_hand_over": {"POST": Needs("library", "W", "library_file")},
        "careplans:library_take": {"POST": Needs("library", "A", "library_file")},
        "careplans:library_discard": {"POST": Needs("library", "W", "library_file")},
        "careplans:take_line": {"GET": Needs("plan", "W", "plan_version")},
        "careplans:take_line_form": both(Needs("plan", "W", "plan_version")),
        "careplans:take_outcome": {"GET": Needs("plan", "W", "plan_version")},
        "careplans:take_outcome_form": both(Needs("plan", "W", "plan_version")),
        "careplans:api_library": {"GET": Needs("library", "R")},
    },
) | of_side(
    "outside",
    {
        "careplans:own_library": both(Needs("library", "R")),
        "careplans:own_library_compare": {"GET": Needs("library", "R")},
    },
)
BUDGETS: Routes = {
    "budgets:indicative": {"GET": Needs("budget record", "R", "case"), "POST": Needs("indicative amount", "W", "case")},
    "budgets:indicative_given": {"GET": Needs("budget record", "R", "indicative")},
    "budgets:finance_checks": {"GET": Needs("finance check", "R")},
    "budgets:authorisations": {"GET": Needs("finance check", "R")},
    "budgets:finance_check": {
        "GET": Needs("finance check", "R", "plan_version"),
        "POST": Needs("finance check", "A", "plan_version"),
    },
    "budgets:authorise": {
        "GET": Needs("finance check", "R", "plan_version"),
        "POST": Needs("authorisation", "A", "plan_version"),
    },
    "budgets:give_back": both(Needs("plan money return", "A", "plan_version")),
    "budgets:budgets": {"GET": Needs("budget record", "R")},
    "budgets:budget": {"GET": Needs("budget record", "R", "budget")},
    "budgets:figure": {"GET": Needs("budget record", "R", "budget")},
    "budgets:stages": {"GET": Needs("budget record", "R", "budget")},
    "budgets:payments_of": {"GET": Needs("payment record", "R", "budget")},
    "budgets:ledger": {"GET": Needs("ledger", "R", "budget")},
    "budgets:agreement": both(Needs("payment agreement", "W", "budget")),
    "budgets:account": both(Needs("payment schedule", "W", "budget")),
    "budgets:start": both(Needs("payment schedule", "W", "budget")),
    "budgets:one_off": both(Needs("payment schedule", "W", "budget")),
    "budgets:accounts_to_check": {"GET": Needs("payment schedule", "W")},
    "budgets:check_account": both(Needs("payment schedule", "W", "payee_account")),
    "budgets:refuse_account": {"POST": Needs("payment schedule", "W", "payee_account")},
    "budgets:files": {"GET": Needs("budget import", "R"), "POST": Needs("budget import", "W")},
    "budgets:file_template": {"GET": Needs("budget import", "R")},
    "budgets:file_template_xlsx": {"GET": Needs("budget import", "R")},
    "budgets:file": {"GET": Needs("budget import", "R", "budget_file")},
    "budgets:file_take": {"POST": Needs("budget import", "A", "budget_file")},
    "budgets:file_put_aside": {"POST": Needs("budget import", "W", "budget_file")},
    "budgets:file_undo": both(Needs("budget import", "A", "budget_file")),
    "budgets:file_brought": {"GET": Needs("budget import", "R", "budget_file")},
    "budgets:file_refused": {"GET": Needs("budget import", "R", "budget_file")},
    "budgets:payments": {"GET": Needs("payment record", "R")},
    "budgets:payment": {"GET": Needs("payment record", "R", "payment")},
    "budgets:hold": both(Needs("payment hold", "WAP", "payment")),
    "budgets:lift_hold": both(Needs("payment hold", "WA", "payment")),
    "budgets:reissue": both(Needs("payment schedule", "W", "payment")),
    "budgets:cancel": both(Needs("payment schedule", "W", "payment")),
    "budgets:recall": both(Needs("payment schedule", "W", "payment")),
    "budgets:runs": {"GET": Needs("payment run", "R")},
    "budgets:new_run": both(Needs("payment run", "W")),
    "budgets:run": {"GET": Needs("payment run", "R", "run")},
    "budgets:release": both(Needs("payment run release", "A", "run")),
    "budgets:return_run": both(Needs("payment run release", "A", "run")),
    "budgets:propose": {"POST": Needs("payment run", "W", "run")},
    "budgets:withdraw_run": both(Needs("payment run", "W", "run")),
    "budgets:export": both(Needs("payment run", "W", "run")),
    "budgets:confirm": both(Needs("payment run", "W", "run")),
    "budgets:api_quote": {"POST": Needs("indicative amount", "R")},
    "budgets:api_budgets": {"GET": Needs("budget record", "R")},
    "budgets:api_budget": {"GET": Needs("budget record", "R", "budget")},
    "budgets:api_one_off": {"POST": Needs("payment schedule", "W", "budget")},
}
SPEND: Routes = {
    "spend:lines": {"GET": Needs("spend record", "R")},
    "spend:question": both(Needs("spend questions", "W", "bank_line")),
    "spend:budget": {"GET": Needs("spend record", "R", "budget")},
    "spend:add_account": both(Needs("spend record", "W", "budget")),
    "spend:ask_statement": both(Needs("statement run", "W", "budget")),
    "spend:upload": both(Needs("spend record", "W", "bank_account")),
    "spend:check_file": both(Needs("spend record", "W", "bank_file")),
    "spend:statements": {"GET": Needs("spend record", "R")},
    "spend:statement": {"GET": Needs("spend record", "R", "statement")},
    "spend:statement_csv": {"GET": Needs("spend record", "R", "statement")},
    "spend:statement_runs": {"GET": Needs("statement run", "R")},
    "spend:new_statement_run": both(Needs("statement run", "W")),
    "spend:statement_run": {"GET": Needs("statement run", "R", "statement_run")},
    "spend:retry_statement_run": {"POST": Needs("statement run", "W", "statement_run")},
}
OWN: Routes = {
    "own:home": {"GET": Needs("own record", "R")},
    **{
        f"own:{page}": {"GET": Needs("own record", "R", "person")}
        for page in ("person", "plan", "documents", "case", "contact")
    },
    "own:seen": {"GET": Needs("who has seen", "R", "person", side="outside")},
    "own:left": {"GET": Needs("own money", "R", "person")},
    "own:figure": {"GET": Needs("own money", "R", "budget")},
    "own:transactions": both(Needs("own money", "R", "person")),
    "own:questions": {"GET": Needs("own money", "R", "person")},
    "own:question": both(Needs("own money", "W", "bank_line")),
    "own:statements": {"GET": Needs("own money", "R", "person")},
    "own:statement": {"GET": Needs("own money", "R", "statement")},
    "own:statement_csv": {"GET": Needs("own money", "R", "statement")},
    "own:accounts": {"GET": Needs("own money", "W", "person")},
    "own:upload": both(Needs("own money", "W", "bank_account")),
    "own:check_file": both(Needs("own money", "W", "bank_file")),
}

# What the law gives is for everybody to read; answers are worked out and never kept.
PUBLIC_LAW = Open("public law, without anybody's record")
PUBLIC: Routes = {
    "eligibility:right": {"GET": PUBLIC_LAW},
    "eligibility:right_ask": {"GET": PUBLIC_LAW},
    "eligibility:right_answer": both(PUBLIC_LAW),
    "eligibility:rules": {"GET": PUBLIC_LAW},
    "eligibility:rule_set": {"GET": PUBLIC_LAW},
    "eligibility:try_rule": both(Needs("rules", "R")),
}

# How amounts are worked out is for everybody to read and to try; nothing that is entered is kept.
PUBLIC_SUMS = Open("public figures and sums, without anybody's record")
AMOUNTS: Routes = {
    **{
        f"budgets:{page}": {"GET": PUBLIC_SUMS}
        for page in ("figures", "figures_of", "record", "record_of", "record_json", "record_json_of")
    },
    "budgets:calculator": both(PUBLIC_SUMS),
    "budgets:amount_tables": {"GET": Needs("amount table", "R")},
    "budgets:amount_table_new": both(Needs("amount table", "W")),
    "budgets:amount_table": {
        "GET": Needs("amount table", "R", "amount_table"),
        "POST": Needs("amount table", "A", "amount_table"),
    },
    "budgets:amount_table_end": both(Needs("amount table", "A", "amount_table")),
    "budgets:amount_table_template": {"GET": Needs("amount table", "R")},
}

# Plain pages for everybody; the component page answers 404 in production.
PLAIN: Routes = {
    name: {"GET": Open("holds nothing of anybody's")} for name in ("help", "accessibility", "privacy", "components")
}

ROUTES: Routes = {
    **SIGN_IN,
    **PLAIN,
    **PUBLIC,
    **AMOUNTS,
    **ROOF,
    **PEOPLE,
    **ELIGIBILITY,
    **CAREPLANS,
    **LIBRARY,
    **PLAN_PEOPLE,
    **REVIEWS,
    **BUDGETS,
    **SPEND,
    **OWN,
}
