"""Addresses of deciding: panels, line by line, refusing and looking again, family who are paid."""

from django.urls import path

from careplans.views import deciding, panel_files, panel_items, panel_meetings, scheme

urlpatterns = [
    path("plans/scheme/", scheme.scheme, name="scheme"),
    path("plans/panels/", panel_meetings.panels, name="panels"),
    path("plans/panels/add/", panel_meetings.add, name="add_panel"),
    path("plans/panels/<int:panel_id>/", panel_meetings.show, name="panel"),
    path("plans/panels/<int:panel_id>/change/", panel_meetings.change, name="change_panel"),
    path("plans/panels/<int:panel_id>/held/", panel_meetings.hold, name="hold_panel"),
    path("plans/panels/<int:panel_id>/cancel/", panel_meetings.cancel, name="cancel_panel"),
    path("plans/panels/<int:panel_id>/minutes/", panel_meetings.minutes, name="panel_minutes"),
    path("plans/panels/<int:panel_id>/papers/", panel_meetings.papers, name="panel_papers"),
    path("plans/panels/<int:panel_id>/files/<slug:file>/make/", panel_files.ask, name="make_panel_file"),
    path("plans/panel-items/<int:item_id>/", panel_items.decide, name="panel_item"),
    path("plans/panel-items/<int:item_id>/interest/", panel_items.interest, name="panel_interest"),
    path("plans/panel-items/<int:item_id>/off/", panel_items.take_off, name="take_off_panel"),
    path("plans/panel-items/<int:item_id>/up/", panel_items.move_up, name="panel_item_up"),
    path("plans/versions/<int:version_id>/panel/", panel_items.put, name="put_to_panel"),
    path("plans/versions/<int:version_id>/in-part/", deciding.decide_lines, name="decide_lines"),
    path("plans/versions/<int:version_id>/refuse/", deciding.refuse, name="refuse"),
    path("plans/versions/<int:version_id>/refused-out/", deciding.take_refused_out, name="take_refused_out"),
    path("plans/versions/<int:version_id>/objection/", deciding.objection, name="objection"),
    path("plans/versions/<int:version_id>/reconsider/", deciding.reconsider, name="reconsider"),
    path("plans/paid-people/<int:row_id>/exception/", deciding.family_exception, name="family_exception"),
    path("plans/<int:plan_id>/without-the-budget/", deciding.replaced_package, name="replaced_package"),
]
