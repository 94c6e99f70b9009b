"""Making and changing customer files, the dedicated advisor, and the logged look at a phone number."""

from dataclasses import asdict, dataclass, replace
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from anxin.parties.customers import permissions
from anxin.parties.customers.commands.access import (
    CUSTOMER,
    business_day,
    require_colleague,
    require_store,
    store_of_customer,
)
from anxin.parties.customers.commands.cleaning import clean_customer, sort_keys
from anxin.parties.customers.events import CustomerChanged, CustomerRegistered
from anxin.parties.customers.models import Customer, CustomerStore, NameToken, relate_customers
from anxin.parties.customers.rules import MASKED, CustomerData, kept_or_typed, mask_of, name_tokens
from anxin.platform import audit
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.database.prepared import prepared
from anxin.platform.errors import Conflict, Invalid, VersionConflict
from anxin.platform.events import publish
from anxin.platform.phones import parse_phone
from anxin.platform.references import DocumentRef
from anxin.platform.scoped import require_version

PHONE_REASONS = {
    "visit": _("联系到店事宜"),
    "follow_up": _("回访"),
    "complaint": _("处理投诉"),
    "reminder": _("保养或续保提醒"),
    "check": _("核对资料"),
    "emergency": _("紧急情况"),
}


class CustomerAlreadyRegistered(Conflict):
    """The actor's stores have a customer with this name and phone; ``customer_id`` names it."""

    code = "customer_already_registered"
    default_message = _("同名同电话的客户已经登记过，请直接打开他的档案。")

    def __init__(self, customer_id: int) -> None:
        self.customer_id = customer_id
        super().__init__()


class CustomerIsErased(Conflict):
    """The personal data of this customer were erased."""

    code = "customer_is_erased"
    default_message = _("这位客户的个人信息已按其要求删除，不能再修改。")


@dataclass(frozen=True, slots=True)
class CustomerKept:
    """A customer file as it was written."""

    customer_id: int
    version: int


@dataclass(frozen=True, slots=True)
class RevealedPhone:
    """The full numbers; only ever shown to the person who asked."""

    customer_id: int
    phone: str
    second_phone: str
    display: str
    tax_number: str


@command(permissions.REGISTER)
def register_customer(
    *, actor: Actor, store_id: int, data: CustomerData, at: datetime, allow_duplicate: bool = False
) -> CustomerKept:
    """Make a customer file (M02.01, R-CF02), known to the store.

    :raises InvalidFields: fields to mend
    :raises CustomerAlreadyRegistered: same name and phone are there, unless ``allow_duplicate``
    """
    require_store(actor, permissions.REGISTER, store_id)
    cleaned = clean_customer(data)
    if not allow_duplicate:
        _refuse_duplicate(actor, cleaned)
    customer = Customer.objects.create(
        created_at=at,
        created_on=business_day(store_id, at),
        created_store_id=store_id,
        store_ids=[store_id],
        **asdict(cleaned),
        **sort_keys(cleaned),
    )
    customer_id = int(customer.pk)
    relate_customers(store_id, [customer_id], at=at, is_listed=True)
    _add_name_tokens(customer)
    publish(CustomerRegistered(customer_id=customer_id, store_id=store_id, kind=cleaned.kind), at=at)
    return CustomerKept(customer_id, customer.version)


@command(permissions.CHANGE)
def change_customer(
    *, actor: Actor, customer_id: int, data: CustomerData, version: int | None, at: datetime
) -> CustomerKept:
    """Replace what a customer file says; phones and tax number stay if ``data`` has none or the mask of them (R-CF09).

    :raises VersionConflict: somebody else changed it since ``version``
    :raises InvalidFields: fields to mend
    """
    customer = lock_customer(actor, permissions.CHANGE, customer_id)
    typed = {name: kept_or_typed(name, getattr(customer, name), getattr(data, name)) for name in MASKED}
    cleaned = clean_customer(replace(data, **typed))
    changed = [name for name, value in asdict(cleaned).items() if getattr(customer, name) != value]
    differences = {name: (mask_of(name, getattr(customer, name)), mask_of(name, getattr(cleaned, name))) for name in changed}
    if version is not None and version != customer.version:
        raise VersionConflict(differences, now=customer.version)
    if not changed:
        return CustomerKept(customer_id, customer.version)
    require_version(customer, version)
    for name, value in {**asdict(cleaned), **sort_keys(cleaned)}.items():
        setattr(customer, name, value)
    customer.save(update_fields=[*changed, "name_key", "initials", "version"])
    if "name" in changed:
        write_name_tokens(customer)
    store_id = store_of_customer(actor, permissions.CHANGE, customer_id)
    publish(CustomerChanged(customer_id=customer_id, store_id=store_id, fields=changed), at=at)
    return CustomerKept(customer_id, customer.version)


@command(permissions.CHANGE)
def assign_advisor(
    *, actor: Actor, store_id: int, customer_id: int, advisor_user_id: int | None, at: datetime
) -> CustomerKept:
    """Give a customer the store's dedicated advisor, or none (M02.05, R-CF05).

    :raises NotFound: not a customer of the store
    :raises Invalid: nobody who works in the store
    """
    require_store(actor, permissions.CHANGE, store_id)
    if advisor_user_id is not None:
        require_colleague(store_id, advisor_user_id, "advisor_user_id", at)
    customer = lock_customer(actor, permissions.CHANGE, customer_id)
    relation = CustomerStore.objects.visible_to(actor, permissions.CHANGE).locked()
    found = relation.one(customer_id=customer_id, store_id=store_id)
    found.advisor_id = advisor_user_id
    found.save(update_fields=["advisor"])
    audit.note(DocumentRef(CUSTOMER, customer_id), store_id, advisor_user_id=advisor_user_id)
    return CustomerKept(customer_id, customer.version)


@command(permissions.REVEAL_PHONE)
def reveal_phone(*, actor: Actor, customer_id: int, reason: str, at: datetime) -> RevealedPhone:
    """Show phones and tax number whole for a reason of the list; who looked and why is logged (R-CF09, M01.03).

    :raises Invalid: no reason of the list
    """
    if reason not in PHONE_REASONS:
        raise Invalid(_("请选择查看电话的原因。"), field="reason")
    customer = Customer.objects.visible_to(actor, permissions.REVEAL_PHONE).one(pk=customer_id)
    store_id = store_of_customer(actor, permissions.REVEAL_PHONE, customer_id)
    audit.note(DocumentRef(CUSTOMER, customer_id), store_id, reason=reason)
    shown = parse_phone(customer.phone).display if customer.phone else ""
    return RevealedPhone(customer_id, customer.phone, customer.second_phone, shown, customer.tax_number)


def lock_customer(actor: Actor, permission: str, customer_id: int) -> Customer:
    """The locked row of a customer that may be changed.

    :raises NotFound: unknown, or not in a store where the actor holds the permission
    :raises CustomerIsErased: nothing personal may be written any more
    """
    customer: Customer = Customer.objects.visible_to(actor, permission).locked().one(pk=customer_id)
    if customer.erased_at is not None:
        raise CustomerIsErased
    return customer


def write_name_tokens(customer: Customer) -> None:
    """Replace the search tokens of a customer's name."""
    mine = NameToken.objects.across_stores(reason="tokens of one visible customer").filter(customer_id=customer.pk)
    mine.delete()
    _add_name_tokens(customer)


def _add_name_tokens(customer: Customer) -> None:
    NameToken.objects.bulk_create(
        NameToken(customer_id=customer.pk, token=token, store_ids=customer.store_ids)
        for token in sorted(name_tokens(customer.name))
    )


def _refuse_duplicate(actor: Actor, data: CustomerData) -> None:
    if not data.phone:
        return
    same = _same_person(sorted(actor.stores_for(permissions.REGISTER)), data.phone, data.name)
    if same:
        raise CustomerAlreadyRegistered(same[0].pk)


@prepared
def _same_person(store_ids: list[int], phone: str, name: str) -> QuerySet[Customer]:
    rows: QuerySet[Customer] = Customer.objects.in_stores(store_ids)
    return rows.filter(phone=phone, name=name)[:1]
