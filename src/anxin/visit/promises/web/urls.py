"""Pages of the promise; each act is named as its command."""

from django.urls import path

from anxin.visit.promises.web import floor, following, lists, telling

app_name = "promises"
ORDER = "promises/orders/<str:number>"

urlpatterns = [
    path("promises/", lists.list_cars, name="cars"),
    path("promises/outcomes/", lists.list_outcomes, name="outcomes"),
    path(f"{ORDER}/tell/", telling.tell_customer, name="tell_customer"),
    path(f"{ORDER}/ask/", telling.ask_progress, name="ask_progress"),
    path(f"{ORDER}/link/", telling.progress_link, name="progress_link"),
    path(f"{ORDER}/link/revoke/", telling.revoke_progress, name="revoke_progress"),
    path(f"{ORDER}/talk/", floor.talk, name="talk"),
    path(f"{ORDER}/notes/write/", floor.write_note, name="write_note"),
    path(f"{ORDER}/notes/read/", floor.read_notes, name="read_notes"),
    path(f"{ORDER}/jobs/<int:job_id>/delay/", floor.say_delay, name="say_delay"),
    path("p/<str:token>/", following.progress, name="progress"),
    path("p/<str:token>/resend/", following.resend_decision, name="resend_decision"),
    path("p/<str:token>/photos/<uuid:key>/", following.progress_photo, name="progress_photo"),
]
