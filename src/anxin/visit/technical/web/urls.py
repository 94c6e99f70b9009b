"""Pages of difficult cases; each act is named as its command."""

from django.urls import path

from anxin.visit.technical.web import cases, consults, library, link, papers, phone

app_name = "technical"
CASE = "technical/cases/<int:case_id>"
CONSULT = "technical/consults/<int:consult_id>"

urlpatterns = [
    path("technical/orders/<str:number>/jobs/<int:job_id>/help/", phone.open_case, name="open_case"),
    path("technical/files/", phone.upload_case_file, name="upload_case_file"),
    path("technical/cases/", cases.list_cases, name="cases"),
    path(f"{CASE}/", cases.show_case, name="case"),
    path(f"{CASE}/print/", papers.print_case, name="print_case"),
    path(f"{CASE}/add-entry/", cases.add_case_entry, name="add_case_entry"),
    path(f"{CASE}/lead/", cases.lead_case, name="lead_case"),
    path(f"{CASE}/ask-group/", cases.ask_technical_group, name="ask_technical_group"),
    path(f"{CASE}/vote/", cases.vote_on_plan, name="vote_on_plan"),
    path(f"{CASE}/minor/", cases.judge_case_minor, name="judge_case_minor"),
    path(f"{CASE}/close/", cases.close_case, name="close_case"),
    path(f"{CASE}/consult/", consults.consult_experts, name="consult_experts"),
    path(f"{CASE}/end-consult/", consults.end_consult, name="end_consult"),
    path(f"{CASE}/invite-expert/", consults.invite_expert, name="invite_expert"),
    path("technical/expert-links/<int:link_id>/revoke/", consults.revoke_expert_link, name="revoke_expert_link"),
    path("technical/library/", library.list_library, name="library"),
    path("technical/library/<int:entry_id>/", library.show_entry, name="library_entry"),
    path("technical/consults/", consults.list_consults, name="consults"),
    path(f"{CONSULT}/", consults.show_consult, name="consult"),
    path(f"{CONSULT}/open/", consults.note_consult_opened, name="note_consult_opened"),
    path(f"{CONSULT}/answer/", consults.answer_consult, name="answer_consult"),
    path(f"{CONSULT}/files/<uuid:key>/", consults.consult_file, name="consult_file"),
    path("e/<str:token>/", link.answer_by_link, name="answer_by_link"),
    path("e/<str:token>/files/<uuid:key>/", link.link_file, name="link_file"),
]
