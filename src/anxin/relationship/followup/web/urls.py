"""Pages of the follow-up; each act is named as its command."""

from django.urls import path

from anxin.relationship.followup.web import calls

app_name = "followup"

urlpatterns = [
    path("follow-up/", calls.queue, name="queue"),
    path("follow-up/<int:followup_id>/", calls.follow_up, name="follow_up"),
    path("follow-up/<int:followup_id>/record-call/", calls.record_call, name="record_call"),
    path("follow-up/<int:followup_id>/reveal-number/", calls.reveal_number, name="reveal_number"),
    path("follow-up/<int:followup_id>/cancel/", calls.cancel_follow_up, name="cancel_follow_up"),
]
