"""Addresses of the library: kept by staff, taken from into plans, looked through by people, read by other systems."""

from django.urls import path

from careplans import library_api
from careplans.views.library import compare, entries, files, lists, own, prices, taking

urlpatterns = [
    path("library/", lists.entries, name="library"),
    path("library/new/", entries.new, name="library_new"),
    path("library/<int:item_id>/", entries.show, name="library_item"),
    path("library/<int:item_id>/edit/", entries.edit, name="library_edit"),
    path("library/<int:item_id>/decide/", entries.decide, name="library_decide"),
    path("library/<int:item_id>/retire/", entries.retire, name="library_retire"),
    path("library/<int:item_id>/again/", entries.again, name="library_again"),
    path("library/<int:item_id>/price/", prices.new, name="library_price_new"),
    path("library/changes/<int:change_id>/", entries.change, name="library_change"),
    path("library/prices/", lists.prices, name="library_prices"),
    path("library/prices/<int:price_id>/", prices.show, name="library_price"),
    path("library/prices/<int:price_id>/end/", prices.end, name="library_price_end"),
    path("library/waiting/", lists.waiting, name="library_waiting"),
    path("library/compare/", compare.compare, name="library_compare"),
    path("library/export.csv", files.export, name="library_export"),
    path("library/files/", files.files, name="library_files"),
    path("library/files/template.csv", files.template, name="library_template"),
    path("library/files/<int:file_id>/", files.file, name="library_file"),
    path("library/files/<int:file_id>/refused.csv", files.refused, name="library_refused"),
    path("library/files/<int:file_id>/hand-over/", files.hand_over, name="library_hand_over"),
    path("library/files/<int:file_id>/take/", files.take, name="library_take"),
    path("library/files/<int:file_id>/put-aside/", files.discard, name="library_discard"),
    path("plans/versions/<int:version_id>/library/", taking.take_line, name="take_line"),
    path("plans/versions/<int:version_id>/library/<int:entry_id>/", taking.take_line_form, name="take_line_form"),
    path("plans/versions/<int:version_id>/suggestions/", taking.take_outcome, name="take_outcome"),
    path(
        "plans/versions/<int:version_id>/suggestions/<int:suggestion_id>/",
        taking.take_outcome_form,
        name="take_outcome_form",
    ),
    path("my-library/", own.library, name="own_library"),
    path("my-library/compare/", compare.own_compare, name="own_library_compare"),
    path("api/library/", library_api.Library.as_view(), name="api_library"),
]
