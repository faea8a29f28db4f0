"""Addresses of what stands around a plan: exports, who runs it, consent, health tasks and checks, concerns."""

from django.urls import path

from careplans import api

urlpatterns = [
    path("api/plans/<int:version_id>/fhir/", api.Fhir.as_view(), name="api_fhir"),
    path("api/plans/<int:version_id>/fhir", api.Fhir.as_view(schema=None), name="api_fhir"),
    path("api/plans/<int:version_id>/prsb/", api.Prsb.as_view(), name="api_prsb"),
]
