"""Tables of contacts. ``personal`` names the columns that an erasure blanks."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from anxin.parties.contacts.lifecycle import MESSAGE, SENDING, WAITING
from anxin.platform.guards import lifecycle_guard
from anxin.platform.ledger import append_only
from anxin.platform.references import DocumentRef
from anxin.platform.scoped import StoreRow, VersionedRow


class Channel(models.TextChoices):
    """How somebody is reached; only SMS and WeChat are sent by the program."""

    SMS = "sms", _("短信")
    WECHAT = "wechat", _("微信")
    PHONE = "phone", _("电话")
    PRINT = "print", _("信函")
    VISIT = "visit", _("面谈")


class Message(StoreRow):
    """The outbox. A message that may not be sent is kept as BLOCKED with its reason."""

    class Blocked(models.TextChoices):
        NONE = "", ""
        NO_CONSENT = "no_consent", _("客户没有授权此用途")
        NO_ADDRESS = "no_address", _("没有可用的手机号")
        ERASED = "erased", _("客户资料已删除")

    personal: ClassVar[tuple[str, ...]] = ("body", "secret")

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    customer = models.ForeignKey("customers.Customer", on_delete=models.PROTECT, related_name="+")
    vehicle = models.ForeignKey("customers.Vehicle", on_delete=models.PROTECT, related_name="+", null=True)
    purpose = models.CharField(max_length=12)
    channel = models.CharField(max_length=8, choices=Channel.choices)
    template = models.CharField(max_length=60)
    body = models.CharField(max_length=1000)
    # What only the customer gets (a link that lets him act): stands here until it is sent, never in the body.
    secret = models.CharField(max_length=200, blank=True)
    subject_kind = models.CharField(max_length=60, blank=True)
    subject_id = models.BigIntegerField(null=True)
    state = models.CharField(max_length=10, default=WAITING)
    blocked_reason = models.CharField(max_length=12, blank=True, choices=Blocked.choices)
    attempts = models.PositiveSmallIntegerField(default=0)
    failure = models.CharField(max_length=200, blank=True)
    provider_id = models.CharField(max_length=80, blank=True)
    queued_at = models.DateTimeField()
    queued_by = models.CharField(max_length=80)
    sent_at = models.DateTimeField(null=True)

    class Meta(StoreRow.Meta):
        indexes = [
            models.Index(fields=["store", "-queued_at", "-id"], name="message_recent"),
            models.Index(fields=["store", "state", "-queued_at"], name="message_state"),
            models.Index(fields=["customer", "-queued_at"], name="message_customer"),
            models.Index(fields=["subject_kind", "subject_id"], name="message_subject"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(secret="") | models.Q(state__in=(WAITING, SENDING)), name="message_secret_until_sent"
            ),
        ]
        triggers = [lifecycle_guard(MESSAGE)]

    @property
    def subject(self) -> DocumentRef | None:
        """The document that the message is about."""
        return DocumentRef(self.subject_kind, self.subject_id) if self.subject_id is not None else None


class ContactRecord(StoreRow):
    """A call, visit, letter or message in or out (R-FU06, R-FU07): who, when, by whom, with what result."""

    class Direction(models.TextChoices):
        OUT = "out", _("去电/发出")
        IN = "in", _("来电/收到")

    class Result(models.TextChoices):
        REACHED = "reached", _("已联系上")
        NO_ANSWER = "no_answer", _("无人接听")
        BUSY = "busy", _("占线或关机")
        CALL_BACK = "call_back", _("约定再联系")
        REFUSED = "refused", _("拒绝联系")
        WRONG_NUMBER = "wrong_number", _("号码有误")
        VOICEMAIL = "voicemail", _("语音留言")
        SENT = "sent", _("已寄出/已发出")

    personal: ClassVar[tuple[str, ...]] = ("words",)

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    customer = models.ForeignKey("customers.Customer", on_delete=models.PROTECT, related_name="+")
    vehicle = models.ForeignKey("customers.Vehicle", on_delete=models.PROTECT, related_name="+", null=True)
    channel = models.CharField(max_length=8, choices=Channel.choices)
    direction = models.CharField(max_length=3, choices=Direction.choices)
    result = models.CharField(max_length=12, choices=Result.choices)
    words = models.CharField(max_length=2000, blank=True)
    subject_kind = models.CharField(max_length=60, blank=True)
    subject_id = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    contacted_on = models.DateField()
    employee = models.ForeignKey("people.Employee", on_delete=models.PROTECT, related_name="+", null=True)

    class Meta(StoreRow.Meta):
        indexes = [
            models.Index(fields=["store", "-at", "-id"], name="contact_recent"),
            models.Index(fields=["store", "contacted_on"], name="contact_day"),
            models.Index(fields=["customer", "-at"], name="contact_customer"),
            models.Index(fields=["vehicle", "-at"], name="contact_vehicle"),
            models.Index(fields=["subject_kind", "subject_id"], name="contact_subject"),
        ]


class TimelineLine(StoreRow):
    """One line of the history of a vehicle or customer: a kind with plain values, written with what it tells of."""

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    vehicle = models.ForeignKey("customers.Vehicle", on_delete=models.PROTECT, related_name="+", null=True)
    customer = models.ForeignKey("customers.Customer", on_delete=models.PROTECT, related_name="+", null=True)
    at = models.DateTimeField()
    kind = models.CharField(max_length=60)
    subject_kind = models.CharField(max_length=60, blank=True)
    subject_id = models.BigIntegerField(null=True)
    values = models.JSONField(default=dict)
    actor_key = models.CharField(max_length=80)

    class Meta(StoreRow.Meta):
        constraints = [
            models.CheckConstraint(
                condition=models.Q(vehicle__isnull=False) | models.Q(customer__isnull=False), name="timeline_of_whom"
            ),
        ]
        indexes = [
            models.Index(fields=["vehicle", "-at", "-id"], name="timeline_vehicle"),
            models.Index(fields=["customer", "-at", "-id"], name="timeline_customer"),
        ]
        triggers = append_only()


class MessageTemplate(VersionedRow):
    """The group's own wording of a declared template; empty after it went back to the program's words."""

    code = models.CharField(max_length=60, unique=True)
    body = models.CharField(max_length=600)
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=80)
