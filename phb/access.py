"""Every route and method, and the line of the access table that it needs. What is not here is not answered.

A route with no method at all is closed: allauth brings it, we do not use it.
"""

from phb.core.access import Needs, Open, Routes

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
    "people:contact": both(Needs("person record", "W", "person")),
    "people:documents": {"GET": Needs("person record", "R", "person")},
    "people:seen": {"GET": Needs("who has seen", "R", "person")},
}
ELIGIBILITY: Routes = {
    "eligibility:cases": {"GET": Needs("person record", "R")},
    "eligibility:refer": both(Needs("referral", "W", "person")),
    "eligibility:case": {"GET": Needs("person record", "R", "case")},
    "eligibility:assess": both(Needs("referral", "W", "case")),
    "eligibility:fast_track": both(Needs("assessment", "W", "case")),
    "eligibility:close": both(Needs("referral", "W", "case")),
    "eligibility:decide": both(Needs("eligibility decision", "A", "case")),
    "eligibility:start_form": {"POST": Needs("assessment", "W", "case")},
    "eligibility:form": {"GET": Needs("assessment", "R", "assessment"), "POST": Needs("assessment", "W", "assessment")},
    "eligibility:save_draft": {"POST": Needs("assessment", "W", "assessment")},
    "eligibility:complete": both(Needs("assessment", "W", "assessment")),
    "eligibility:choose": {"POST": Needs("assessment", "W", "assessment")},
    "eligibility:api_cases": {"GET": Needs("referral", "R")},
    "eligibility:api_case": {"GET": Needs("assessment", "R", "case")},
}
PLAN_ROWS = ("need", "outcome", "service", "risk", "contingency", "contact")
CAREPLANS: Routes = {
    "careplans:plans": {"GET": Needs("plan", "R")},
    "careplans:start": both(Needs("plan", "W", "case")),
    "careplans:plan": {"GET": Needs("plan", "R", "plan")},
    "careplans:new_version": both(Needs("plan", "W", "plan")),
    "careplans:version": {"GET": Needs("plan", "R", "plan_version")},
    "careplans:pdf": {"POST": Needs("plan", "R", "plan_version")},
    "careplans:share": both(Needs("plan agreement", "W", "plan_version")),
    "careplans:record_agreement": both(Needs("plan agreement", "W", "plan_version")),
    "careplans:clinical": {
        "GET": Needs("clinical sign-off", "R", "plan_version"), "POST": Needs("clinical sign-off", "A", "plan_version"),
    },
    # Whoever's turn it is gives a plan back; which role that is hangs on its state, so the service decides.
    "careplans:give_back": both(Needs("plan", "R", "plan_version")),
    "careplans:withdraw": both(Needs("plan agreement", "W", "plan_version")),
    "careplans:consent": {"GET": Needs("consent", "R", "plan_version"), "POST": Needs("consent", "W", "plan_version")},
    "careplans:withdraw_consent": both(Needs("consent", "W", "consent")),
    **{
        f"careplans:{name}": both(Needs("plan", "W", "plan_version"))
        for name in ("about_me", "advice", "people", "review",
                     "needs", "outcomes", "services", "risks", "contingency", "contacts")
    },
    **{f"careplans:change_{one}": both(Needs("plan", "W", f"plan_{one}")) for one in PLAN_ROWS},
    **{f"careplans:remove_{one}": both(Needs("plan", "W", f"plan_{one}")) for one in PLAN_ROWS},
    "careplans:own_version": {"GET": Needs("plan", "R", "plan_version")},
    "careplans:own_words": both(Needs("plan", "W", "plan_version")),
    "careplans:own_agree": both(Needs("plan agreement", "A", "plan_version")),
    "careplans:own_changes": both(Needs("plan agreement", "A", "plan_version")),
}
BUDGETS: Routes = {}
SPEND: Routes = {}
OWN: Routes = {}

# Plain pages for everybody; the component page answers 404 in production.
PLAIN: Routes = {name: {"GET": Open("holds nothing of anybody's")} for name in ("help", "accessibility", "privacy", "components")}

ROUTES: Routes = {**SIGN_IN, **PLAIN, **ROOF, **PEOPLE, **ELIGIBILITY, **CAREPLANS, **BUDGETS, **SPEND, **OWN}
