"""Pages of customers and vehicles, and the search."""

from django.urls import path

from anxin.parties.customers.web import customers, parties, privacy, registers, search, vehicles

urlpatterns = [
    path("search/", search.search, name="search"),
    path("customers/", customers.list_customers, name="customers"),
    path("customers/new/", customers.register_customer, name="register_customer"),
    path("customers/loans/", registers.list_loans, name="file_loans"),
    path("customers/loans/<int:loan_id>/return/", registers.return_file, name="return_file"),
    path("customers/data-requests/", registers.list_data_requests, name="data_requests"),
    path("customers/data-requests/answer/", registers.answer_data_request, name="answer_data_request"),
    path("customers/<int:customer_id>/", customers.customer, name="customer"),
    path("customers/<int:customer_id>/change/", customers.change_customer, name="change_customer"),
    path("customers/<int:customer_id>/lend-file/", registers.lend_file, name="lend_file"),
    path("customers/<int:customer_id>/reveal-phone/", privacy.reveal_phone, name="reveal_phone"),
    path("customers/<int:customer_id>/give-consent/", privacy.give_consent, name="give_consent"),
    path("customers/<int:customer_id>/withdraw-consent/", privacy.withdraw_consent, name="withdraw_consent"),
    path("customers/<int:customer_id>/copy/", privacy.copy_personal_data, name="copy_personal_data"),
    path("customers/<int:customer_id>/erase/", privacy.erase_customer, name="erase_customer"),
    path("vehicles/", vehicles.list_vehicles, name="vehicles"),
    path("vehicles/new/", vehicles.register_vehicle, name="register_vehicle"),
    path("vehicles/attach/", vehicles.attach_vehicle, name="attach_vehicle"),
    path("vehicles/<int:vehicle_id>/", vehicles.vehicle, name="vehicle"),
    path("vehicles/<int:vehicle_id>/change/", vehicles.change_vehicle, name="change_vehicle"),
    path("vehicles/<int:vehicle_id>/set-party/", parties.set_party, name="set_party"),
    path("vehicles/<int:vehicle_id>/end-party/", parties.end_party, name="end_party"),
]
