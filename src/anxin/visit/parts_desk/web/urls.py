"""Pages of the parts counter; each act is named as its command."""

from django.urls import path

from anxin.visit.parts_desk.web import desk, labels, notes

app_name = "parts_desk"
ORDER = "parts/desk/<str:number>"

urlpatterns = [
    path("parts/desk/", desk.show_desk, name="desk"),
    path(f"{ORDER}/scan/", desk.scan_part, name="scan_part"),
    path(f"{ORDER}/hand-out/", desk.hand_out, name="hand_out"),
    path(f"{ORDER}/lay-ready/", desk.lay_order_ready, name="lay_order_ready"),
    path(f"{ORDER}/put-back/", desk.put_back, name="put_back"),
    path(f"{ORDER}/lines/<int:item_id>/answer/", desk.answer_shortage, name="answer_shortage"),
    path("parts/desk/bookings/<str:number>/ask-rebooking/", desk.ask_rebooking, name="ask_rebooking"),
    path(f"{ORDER}/issue-note/", notes.print_issue_note, name="print_issue_note"),
    path(f"{ORDER}/old-part-labels/", labels.print_old_part_labels, name="print_old_part_labels"),
]
