"""Addresses of what stands around a plan: exports, who runs it, consent, health tasks and checks, concerns."""

from django.urls import path

from careplans import api
from careplans.views import coordination

urlpatterns = [
    path("api/plans/<int:version_id>/fhir/", api.Fhir.as_view(), name="api_fhir"),
    path("api/plans/<int:version_id>/fhir", api.Fhir.as_view(schema=None), name="api_fhir"),
    path("api/plans/<int:version_id>/prsb/", api.Prsb.as_view(), name="api_prsb"),
    path("plans/coordinators/", coordination.coordinators, name="coordinators"),
    path("plans/coordinators/<int:membership_id>/", coordination.coordinator, name="coordinator"),
    path("plans/versions/<int:version_id>/coordinator/", coordination.of_plan, name="of_plan"),
]
