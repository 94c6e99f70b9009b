"""Pages of assessments; each act is named as its command."""

from django.urls import path

from anxin.management.assessments.web import assess, assessments, papers

app_name = "assessments"

urlpatterns = [
    path("assessments/", assessments.list_assessments, name="assessments"),
    path("assessments/assess/<str:code>/", assess.assess_figure, name="assess_figure"),
    path("assessments/<int:assessment_id>/", assessments.show_assessment, name="assessment"),
    path("assessments/<int:assessment_id>/print/", papers.print_assessment, name="print_assessment"),
    path("assessments/<int:assessment_id>/object/", assessments.object_to_assessment, name="object_to_assessment"),
    path("assessments/<int:assessment_id>/uphold/", assessments.uphold_objection, name="uphold_objection"),
    path("assessments/<int:assessment_id>/reject/", assessments.reject_objection, name="reject_objection"),
    path("assessments/<int:assessment_id>/withdraw/", assessments.withdraw_assessment, name="withdraw_assessment"),
]
