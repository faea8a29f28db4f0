"""Addresses of what stands around a plan: exports, who runs it, consent, health tasks and checks, concerns."""

from django.urls import path

from careplans import api
from careplans.views import concerns, consents, coordination, tasks_and_checks

urlpatterns = [
    path("api/plans/<int:version_id>/fhir/", api.Fhir.as_view(), name="api_fhir"),
    path("api/plans/<int:version_id>/fhir", api.Fhir.as_view(schema=None), name="api_fhir"),
    path("api/plans/<int:version_id>/prsb/", api.Prsb.as_view(), name="api_prsb"),
    path("plans/coordinators/", coordination.coordinators, name="coordinators"),
    path("plans/coordinators/<int:membership_id>/", coordination.coordinator, name="coordinator"),
    path("plans/versions/<int:version_id>/coordinator/", coordination.of_plan, name="of_plan"),
    path("plans/consents/", consents.due, name="consents_due"),
    path("plans/versions/<int:version_id>/consent/", consents.consent, name="consent"),
    path("plans/consents/<int:consent_id>/withdraw/", consents.withdraw_consent, name="withdraw_consent"),
    path("plans/health-tasks/", tasks_and_checks.running, name="health_tasks"),
    path("plans/versions/<int:version_id>/competence/", tasks_and_checks.of_version, name="competence"),
    path("plans/task/<int:row_id>/competence/", tasks_and_checks.record, name="record_competence"),
    path("plans/competences/<int:competence_id>/sign/", tasks_and_checks.sign, name="sign_competence"),
    path("plans/competences/<int:competence_id>/withdraw/", tasks_and_checks.withdraw, name="withdraw_competence"),
    path("plans/versions/<int:version_id>/checks/", tasks_and_checks.checks, name="checks"),
    path("plans/versions/<int:version_id>/concerns/", concerns.of_version, name="concerns"),
    path("plans/concerns/<int:concern_id>/", concerns.concern, name="concern"),
    path("plans/concerns/<int:concern_id>/refer/", concerns.refer, name="refer_concern"),
    path("plans/concerns/<int:concern_id>/close/", concerns.close, name="close_concern"),
    path("plans/concerns/<int:concern_id>/open-again/", concerns.reopen, name="reopen_concern"),
]
