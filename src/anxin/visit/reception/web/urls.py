"""Addresses of reception and hand-over."""

from django.urls import path

from anxin.visit.reception.web import booking_figures, care, delivery, desk, duty, prints, steps, visitors

urlpatterns = [
    path("reception/", desk.reception_desk, name="reception_desk"),
    path("reception/receive/", desk.receive, name="receive_vehicle"),
    path("reception/receive-with-package/", desk.receive_with_package, name="receive_with_package"),
    path("reception/booking-figures/", booking_figures.booking_figures, name="booking_figures"),
    path("reception/duty/", duty.duty, name="reception_duty"),
    path("reception/duty/ready/", duty.ready, name="record_readiness"),
    path("reception/duty/pair/", duty.pair, name="pair_advisors"),
    path("reception/visitors/", visitors.visitors, name="visitors"),
    path("reception/visitors/<int:visitor_id>/greet/", visitors.greet, name="greet_visitor"),
    path("reception/visitors/<int:visitor_id>/leave/", visitors.leave, name="end_visit"),
    path("reception/<str:number>/waiting/", steps.choose_waiting, name="choose_waiting"),
    path("reception/<str:number>/take-over/", duty.take_over, name="take_over_reception"),
    path("reception/<str:number>/", steps.reception_page, name="reception"),
    path("reception/<str:number>/vin/", steps.record_vin, name="record_vin"),
    path("reception/<str:number>/photos/", steps.add_photo, name="reception_photos"),
    path("reception/<str:number>/walk-around/", steps.record_walk_around, name="record_walk_around"),
    path("reception/<str:number>/decline/", steps.decline_walk_around, name="decline_walk_around"),
    path("reception/<str:number>/interview/", steps.record_interview, name="record_interview"),
    path("reception/<str:number>/order/", steps.open_order, name="open_order_from_reception"),
    path("reception/<str:number>/add/", steps.add_to_order, name="add_to_order"),
    path("reception/<str:number>/sign/", steps.sign, name="sign_reception"),
    path("reception/<str:number>/release/", steps.release, name="release_vehicle"),
    path("reception/<str:number>/inspection-sheet.pdf", prints.inspection_sheet, name="inspection_sheet_pdf"),
    path("reception/<str:number>/key-tag.pdf", prints.key_tag, name="key_tag_pdf"),
    path("reception/<str:number>/gifts/", care.give_gift, name="give_gift"),
    path("reception/<str:number>/insurance/", care.answer_insurance_repair, name="answer_insurance_repair"),
    path("reception/<str:number>/flags/", care.flag, name="flag_visit"),
    path("reception/<str:number>/flags/<int:flag_id>/end/", care.end_flag, name="end_flag"),
    path("deliveries/<str:number>/", delivery.delivery_page, name="delivery"),
    path("deliveries/<str:number>/delivery-note.pdf", prints.delivery_note, name="delivery_note_pdf"),
]
