"""Pages of contacts."""

from django.urls import path

from anxin.parties.contacts.web import messages, records, templates, unsubscribe

urlpatterns = [
    path("contacts/", records.list_contacts, name="contacts"),
    path("contacts/customers/<int:customer_id>/new/", records.log_contact, name="log_contact"),
    path("messages/", messages.list_messages, name="messages"),
    path("messages/<int:message_id>/", messages.show_message, name="message"),
    path("messages/<int:message_id>/retry/", messages.retry_message, name="retry_message"),
    path("messages/<int:message_id>/hand-over/", messages.hand_over_message, name="hand_over_message"),
    path("messages/customers/<int:customer_id>/new/", messages.queue_message, name="queue_message"),
    path("messages/templates/", templates.list_templates, name="message_templates"),
    path("messages/templates/<str:code>/", templates.change_template, name="message_template"),
    path("messages/templates/<str:code>/reset/", templates.reset_template, name="reset_template"),
    path("u/<str:token>/", unsubscribe.unsubscribe, name="unsubscribe"),
]
