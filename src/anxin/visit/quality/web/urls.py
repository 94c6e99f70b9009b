"""Pages of quality; each act is named as its command."""

from django.urls import path

from anxin.visit.quality.web import compliance, conduct, figures, papers, parts, people, rework

app_name = "quality"

urlpatterns = [
    path("quality/", rework.list_rework, name="rework"),
    path("quality/report/<str:number>/", rework.report_rework, name="report_rework"),
    path("quality/rework/<int:case_id>/", rework.rework_case, name="rework_case"),
    path("quality/rework/<int:case_id>/judge/", rework.judge_rework, name="judge_rework"),
    path("quality/rework/<int:case_id>/withdraw/", rework.withdraw_rework, name="withdraw_rework"),
    path("quality/rework/<int:case_id>/print/", papers.print_rework, name="print_rework"),
    path("quality/orders/<str:number>/parts/", parts.trace_parts, name="trace_parts"),
    path("quality/orders/<str:number>/parts/print/", papers.print_parts, name="print_parts"),
    path("quality/figures/", figures.quality_figures, name="figures"),
    path("quality/compliance/", compliance.list_compliance, name="compliance"),
    path("quality/people/", people.quality_people, name="people"),
    path("quality/people/<int:employee_id>/", people.inspector, name="inspector"),
    path("quality/people/<int:employee_id>/trained/", people.record_inspector_training, name="record_inspector_training"),
    path("quality/people/name-head/", people.name_body_paint_head, name="name_body_paint_head"),
    path("quality/conduct/", conduct.list_conduct, name="conduct"),
    path("quality/conduct/raise/", conduct.raise_conduct_case, name="raise_conduct_case"),
    path("quality/conduct/<int:case_id>/", conduct.conduct_case, name="conduct_case"),
    path("quality/conduct/<int:case_id>/state/", conduct.state_own_conduct, name="state_own_conduct"),
    path("quality/conduct/<int:case_id>/decide/", conduct.decide_conduct_case, name="decide_conduct_case"),
    path("quality/conduct/<int:case_id>/appeal/", conduct.appeal_conduct_decision, name="appeal_conduct_decision"),
    path("quality/conduct/<int:case_id>/settle/", conduct.settle_conduct_appeal, name="settle_conduct_appeal"),
]
