"""Pages of figures; each act is named as its command."""

from django.urls import path

from anxin.management.kpi.web import (
    cockpit,
    figure,
    forecast,
    gaps,
    group,
    handbook,
    importing,
    obstacles,
    remedies,
    sheet,
    target,
    targets,
)

app_name = "kpi"

urlpatterns = [
    path("cockpit/", cockpit.show_cockpit, name="cockpit"),
    path("cockpit/group/", group.show_group_cockpit, name="group_cockpit"),
    path("cockpit/gaps/", gaps.list_gaps, name="cockpit_gaps"),
    path("figures/", sheet.list_figures, name="sheet"),
    path("figures/handbook/", handbook.list_definitions, name="handbook"),
    path("figures/handbook/<str:code>/", handbook.show_definition, name="definition"),
    path("figures/targets/", targets.list_targets, name="targets"),
    path("figures/targets/check-workbook/", importing.check_target_workbook, name="check_target_workbook"),
    path("figures/targets/import/", importing.import_targets, name="import_targets"),
    path("figures/targets/copy/", targets.copy_targets, name="copy_targets"),
    path("figures/targets/<str:code>/", target.show_target, name="target"),
    path("figures/targets/<str:code>/set/", target.set_targets, name="set_targets"),
    path("figures/targets/<str:code>/set-of-stores/", target.set_targets_of_stores, name="set_targets_of_stores"),
    path("figures/targets/<str:code>/break-down-year/", target.break_down_year, name="break_down_year"),
    path("figures/targets/<str:code>/break-down-to-people/", target.break_down_to_people, name="break_down_to_people"),
    path("figures/league/", group.lead_to_stores, name="league"),
    path("figures/remedies/<int:remedy_id>/", remedies.show_remedy, name="remedy"),
    path("figures/forecast/", forecast.show_forecast, name="forecast"),
    path("figures/<str:code>/", figure.show_figure, name="figure"),
    path("figures/<str:code>/confirm-obstacles/", obstacles.confirm_obstacles, name="confirm_obstacles"),
    path(
        "figures/<str:code>/confirmed/<int:confirmation_id>/withdraw-obstacles/",
        obstacles.withdraw_obstacles,
        name="withdraw_obstacles",
    ),
]
