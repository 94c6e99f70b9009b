"""Pages of the workshop; each act is named as its command."""

from django.urls import path

from anxin.visit.workshop.web import (
    board,
    clocks,
    dispatch,
    elsewhere,
    findings,
    inspection,
    job_card,
    ledgers,
    papers,
    phone,
    turnover,
)

app_name = "workshop"
JOB = "workshop/orders/<str:number>/jobs/<int:job_id>"

urlpatterns = [
    path("workshop/board/", board.board, name="board"),
    path("workshop/board/wall/", board.board_wall, name="board_wall"),
    path("workshop/board/preview/", board.placing_preview, name="placing_preview"),
    path("workshop/board/place-waiting/", board.place_waiting_jobs, name="place_waiting_jobs"),
    path("workshop/board/recall-placed/", board.recall_placed, name="recall_placed"),
    path("workshop/turnover/", turnover.list_turnover, name="list_turnover"),
    path("workshop/orders/<str:number>/job-card/", job_card.print_job_card, name="print_job_card"),
    path(f"{JOB}/drop/", board.drop_job, name="drop_job"),
    path("workshop/dispatch/", dispatch.dispatch, name="dispatch"),
    path("workshop/dispatch/version/", dispatch.floor_version, name="floor_version"),
    path(f"{JOB}/place/", dispatch.place_job, name="place_job"),
    path(f"{JOB}/recall/", dispatch.recall_job, name="recall_job"),
    path("workshop/orders/<str:number>/clocks/", clocks.order_clocks, name="order_clocks"),
    path("workshop/clocks/<int:clock_id>/correct/", clocks.correct_clock, name="correct_clock"),
    path(f"{JOB}/add-clock/", clocks.add_clock, name="add_clock"),
    path(f"{JOB}/change-shares/", clocks.change_shares, name="change_shares"),
    path("workshop/waiting/", ledgers.waits, name="waits"),
    path("workshop/labour/", ledgers.labour, name="labour"),
    path("workshop/labour/records/", ledgers.labour_records, name="labour_records"),
    path("workshop/labour/corrections/", ledgers.corrections, name="corrections"),
    path("workshop/labour/<int:employee_id>/", ledgers.technician_day, name="technician_day"),
    path("workshop/stays/", ledgers.stays, name="stays"),
    path("workshop/elsewhere/begin/", elsewhere.begin_indirect_time, name="begin_indirect_time"),
    path("workshop/elsewhere/end/", elsewhere.end_indirect_time, name="end_indirect_time"),
    path("workshop/elsewhere/<int:stretch_id>/correct/", clocks.correct_indirect_time, name="correct_indirect_time"),
    path("workshop/findings/<int:finding_id>/price/", findings.price_finding, name="price_finding"),
    path("workshop/inspection/", inspection.inspection_queue, name="inspection"),
    path("workshop/inspection/<str:number>/", inspection.inspect_order, name="inspect_order"),
    path("workshop/inspection/<str:number>/final/", inspection.inspect_before_delivery, name="inspect_before_delivery"),
    path("workshop/inspection/<str:number>/check-wash/", inspection.check_wash, name="check_wash"),
    path("workshop/inspection/<str:number>/photos/", inspection.upload_inspection_photo, name="upload_inspection_photo"),
    path("workshop/inspection/<str:number>/print/", papers.print_inspections, name="print_inspections"),
    path("workshop/my-day/", phone.my_day, name="my_day"),
    path("workshop/photos/", phone.upload_photo, name="upload_photo"),
    path(f"{JOB}/clock-on/", phone.clock_on, name="clock_on"),
    path(f"{JOB}/pause/", phone.pause_job, name="pause_job"),
    path(f"{JOB}/write-cause/", phone.write_cause, name="write_cause"),
    path(f"{JOB}/finish/", phone.finish_job, name="finish_job"),
    path(f"{JOB}/report-finding/", phone.report_finding, name="report_finding"),
    path(f"{JOB}/ask-part/", phone.ask_part, name="ask_part"),
]
