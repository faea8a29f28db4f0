"""Addresses of eligibility; each needs a line in `phb.access`."""

from django.urls import path

from eligibility import api
from eligibility.views import cases, deciding, forms, lists, past_cases, rights

app_name = "eligibility"
urlpatterns = [
    path("past-cases/", past_cases.bring_in, name="bring_in"),
    path("past-cases/template.csv", past_cases.template, name="past_cases_template"),
    path("past-cases/<int:import_id>/", past_cases.checked, name="past_cases"),
    path("past-cases/<int:import_id>/refused.csv", past_cases.refused_rows, name="past_cases_refused"),
    path("past-cases/<int:import_id>/discard/", past_cases.discard, name="past_cases_discard"),
    path("cases/", lists.cases, name="cases"),
    path("people/<int:person_id>/refer/", cases.refer, name="refer"),
    path("cases/<int:case_id>/", cases.show, name="case"),
    path("cases/<int:case_id>/assess/", cases.assess, name="assess"),
    path("cases/<int:case_id>/fast-track/", cases.fast_track, name="fast_track"),
    path("cases/<int:case_id>/close/", cases.close, name="close"),
    path("cases/<int:case_id>/decide/", deciding.decide, name="decide"),
    path("cases/<int:case_id>/start/<slug:tool>/", forms.start, name="start_form"),
    path("assessments/<int:assessment_id>/", forms.show, name="form"),
    path("assessments/<int:assessment_id>/draft/", forms.save, name="save_draft"),
    path("assessments/<int:assessment_id>/complete/", forms.complete, name="complete"),
    path("assessments/<int:assessment_id>/choose/<int:note_id>/", forms.choose, name="choose"),
    path("right-to-a-personal-health-budget/", rights.first, name="right"),
    path("right-to-a-personal-health-budget/questions/", rights.ask, name="right_ask"),
    path("right-to-a-personal-health-budget/questions/<int:step>/", rights.answer, name="right_answer"),
    path("api/cases/", api.Cases.as_view(), name="api_cases"),
    path("api/cases/<int:case_id>/", api.OneCase.as_view(), name="api_case"),
]
