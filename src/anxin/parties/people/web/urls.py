"""Pages of staff."""

from django.urls import path

from anxin.parties.people.web import attendance, roster, staff, substitutions

urlpatterns = [
    path("people/", staff.list_staff, name="people"),
    path("people/add/", staff.add_colleague, name="add_colleague"),
    path("people/hire/", staff.hire_employee, name="hire_employee"),
    path("people/<int:employee_id>/", staff.show_employee, name="employee"),
    path("people/<int:employee_id>/change/", staff.change_employee, name="change_employee"),
    path("people/<int:employee_id>/leave/", staff.leave_employee, name="leave_employee"),
    path("people/<int:employee_id>/skills/", staff.set_skill, name="set_skill"),
    path("people/<int:employee_id>/skills/<slug:code>/drop/", staff.drop_skill, name="drop_skill"),
    path("people/roster/", roster.show_roster, name="roster"),
    path("people/roster/copy/", roster.copy_week, name="copy_roster_week"),
    path("people/absences/", roster.record_absence, name="record_absence"),
    path("people/absences/<int:absence_id>/cancel/", roster.cancel_absence, name="cancel_absence"),
    path("people/substitutions/", substitutions.list_substitutions, name="substitutions"),
    path("people/substitutions/<int:substitution_id>/end/", substitutions.end_substitution, name="end_substitution"),
    path("people/clock/", attendance.show_clock, name="shift_clock"),
    path("people/clock/<slug:verb>/", attendance.clock, name="clock_shift"),
    path("people/attendance/", attendance.list_attendance, name="attendance"),
    path("people/attendance/records/", attendance.list_attendance_records, name="attendance_records"),
    path("people/<int:employee_id>/shifts/", attendance.correct_shift, name="correct_shift"),
]
