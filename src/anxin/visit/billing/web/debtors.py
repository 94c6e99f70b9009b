"""Who owes what by age, one debtor with its bills, credit and promises, and the account customers of a store."""

from dataclasses import asdict
from datetime import date

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from anxin.parties.org.queries import store_info
from anxin.platform import clock
from anxin.platform.errors import NotFound
from anxin.platform.money import Money
from anxin.platform.ui.formats import PAYER_LABELS
from anxin.platform.ui.lists import Column, RowPage, read_list
from anxin.platform.ui.pages import Toast, redirect_after_post, render_page
from anxin.platform.web import PageRequest, page
from anxin.visit.billing import commands, permissions, queries
from anxin.visit.billing.queries import AccountFilter, AgeFilter, DebtorKey, DebtorView
from anxin.visit.billing.queries.debts import MOST_DIGITS
from anxin.visit.billing.web.forms import CreditForm, NoFilter, PromiseForm
from anxin.visit.billing.web.refusing import refusal_of

ACCOUNTS = (
    Column("name", gettext_lazy("客户")),
    Column("limit", gettext_lazy("额度"), lambda row: row.credit.limit, kind="money"),
    Column("used", gettext_lazy("已用"), lambda row: row.credit.used, kind="money"),
    Column("left", gettext_lazy("还可挂"), lambda row: row.credit.left, kind="money"),
    Column("days", gettext_lazy("付款天数"), lambda row: row.credit.days, kind="integer", wide_only=True),
    Column("until", gettext_lazy("有效期至"), lambda row: row.credit.until, kind="day", wide_only=True),
    Column("granted_by", gettext_lazy("批准人"), wide_only=True),
    Column("granted_at", gettext_lazy("批准时间"), kind="time", wide_only=True),
)
BILLS = (
    Column("plate", gettext_lazy("车牌"), kind="plate"),
    Column("due", gettext_lazy("未收"), kind="money"),
    Column("due_on", gettext_lazy("应付日"), kind="day"),
    Column("overdue", gettext_lazy("状态"), lambda row: _overdue_words(row)),
    Column("settlement", gettext_lazy("结算单号"), wide_only=True),
    Column("billed_on", gettext_lazy("结算日期"), kind="day", wide_only=True),
    Column("age_days", gettext_lazy("天数"), kind="integer", wide_only=True),
    Column("amount", gettext_lazy("账单金额"), kind="money", wide_only=True),
)


@require_safe
@page(permissions.SEE)
def debts(request: PageRequest) -> HttpResponse:
    """What each customer and insurer, and the maker, owe, by age."""
    store_id, today = request.store_id, _today(request.store_id)
    listing = read_list(request, AgeFilter, _age_columns(queries.age_bounds(store_id, today)), default_sort="")
    found = queries.list_debts_by_age(request.actor, store_id, listing.filter, listing.order, listing.window, today)
    listing = listing.with_page(found)
    if listing.wants_export:
        return listing.export(_("应收账龄"))
    return render_page(request, "billing/debts.html", {"list": listing}, partial="table")


@require_safe
@page(permissions.SEE)
def accounts(request: PageRequest) -> HttpResponse:
    """Customers who may pay later, with what is left of their credit."""
    store_id = request.store_id
    listing = read_list(request, AccountFilter, ACCOUNTS, default_sort="")
    found = queries.list_accounts(request.actor, store_id, listing.filter, listing.window, _today(store_id))
    listing = listing.with_page(found)
    if listing.wants_export:
        return listing.export(_("挂账客户"))
    return render_page(request, "billing/accounts.html", {"list": listing}, partial="table")


@require_safe
@page(permissions.SEE)
def debtor(request: PageRequest, key: str) -> HttpResponse:
    """One debtor; the export is its statement as a spreadsheet."""
    return show_debtor(request, key)


@require_POST
@page(permissions.GRANT_CREDIT)
def grant_credit(request: PageRequest, key: str) -> HttpResponse:
    """Grant credit to a customer, or end it."""
    actor, form = request.actor, CreditForm(request.POST)
    store_id, wanted = debtor_key(request, key)
    if wanted.customer_id is None:
        raise NotFound
    if not form.is_valid():
        return show_debtor(request, key, credit_form=form, status=422)
    customer_id, said = wanted.customer_id, form.cleaned_data
    limit, terms = Money.yuan(said["limit"]), {"days": said["days"], "until": said["until"]}

    def run() -> None:
        commands.grant_credit(actor=actor, store_id=store_id, customer_id=customer_id, limit=limit, at=clock.now(), **terms)

    refused = refusal_of(run)
    if refused is not None:
        form.add_error(refused.field if refused.field in form.fields else "limit", refused.shown)
        return show_debtor(request, key, credit_form=form, status=refused.status)
    return _back(request, key, _("挂账额度已批") if limit else _("已停止挂账"))


@require_POST
@page(permissions.COLLECT)
def note_promise(request: PageRequest, key: str) -> HttpResponse:
    """Note by which day a debtor said that it would pay."""
    actor, form = request.actor, PromiseForm(request.POST)
    store_id, wanted = debtor_key(request, key)
    if not form.is_valid():
        return show_debtor(request, key, promise_form=form, status=422)
    on: date = form.cleaned_data["on"]

    def run() -> None:
        commands.note_promise(actor=actor, store_id=store_id, on=on, at=clock.now(), **asdict(wanted))

    refused = refusal_of(run)
    if refused is not None:
        form.add_error("on", refused.shown)
        return show_debtor(request, key, promise_form=form, status=refused.status)
    return _back(request, key, _("已记承诺付款日，到期前不再提醒"))


def show_debtor(
    request: PageRequest,
    key: str,
    *,
    credit_form: CreditForm | None = None,
    promise_form: PromiseForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of one debtor; after a refusal with its words and what was typed."""
    actor = request.actor
    found = find_debtor(request, key)
    listing = read_list(request, NoFilter, BILLS, default_sort="")
    shown = list(found.bills)[listing.window.offset :][: listing.window.limit]
    listing = listing.with_page(RowPage(shown, len(found.bills), {"due": found.due}))
    if listing.wants_export:
        return listing.export(_("对账单 %(name)s") % {"name": found.name})
    may_grant = found.key.customer_id is not None and actor.may(permissions.GRANT_CREDIT, found.store_id)
    credit = found.credit
    known = {"limit": credit.limit.as_yuan, "days": credit.days, "until": credit.until} if credit else {}
    context = {
        "found": found,
        "payer": PAYER_LABELS[found.key.payer],
        "list": listing,
        "ages": list(zip(_age_labels(queries.age_bounds(found.store_id, _today(found.store_id))), found.ages, strict=True)),
        "credit_form": (credit_form or CreditForm(initial=known)) if may_grant else None,
        "promise_form": (promise_form or PromiseForm())
        if found.bills and actor.may(permissions.COLLECT, found.store_id)
        else None,
    }
    return render_page(request, "billing/debtor.html", context, status=status)


def find_debtor(request: PageRequest, key: str) -> DebtorView:
    """The debtor that an address names.

    :raises NotFound: unknown or out of scope
    """
    store_id, wanted = debtor_key(request, key)
    return queries.get_debtor(request.actor, store_id, wanted, _today(store_id))


def debtor_key(request: PageRequest, key: str) -> tuple[int, DebtorKey]:
    """Store and key: of the id under which a task names a debtor, or of a payer of the page's own store and which one.

    :raises NotFound: neither
    """
    if key.isdecimal() and len(key) < MOST_DIGITS:
        return queries.get_debtor_key(request.actor, int(key))
    found = DebtorKey.read(key)
    if found is None:
        raise NotFound
    return request.store_id, found


def _age_columns(bounds: list[int]) -> tuple[Column, ...]:
    def age(place: int) -> Column:
        return Column(f"age_{place}", labels[place], lambda row: row.ages[place], kind="money", wide_only=True)

    labels = _age_labels(bounds)
    return (
        Column("name", gettext_lazy("客户 / 付款方")),
        Column("due", gettext_lazy("未收"), kind="money", sort="due"),
        Column("overdue", gettext_lazy("其中逾期"), kind="money", sort="overdue"),
        *(age(place) for place in range(len(labels))),
        Column("bills", gettext_lazy("张数"), kind="integer", wide_only=True),
        Column("oldest_on", gettext_lazy("最早结算"), kind="day", sort="oldest_on", wide_only=True),
        Column("promised_on", gettext_lazy("承诺付款"), kind="day", wide_only=True),
    )


def _age_labels(bounds: list[int]) -> list[str]:
    begins = [0, *(bound + 1 for bound in bounds[:-1])]
    between = [_("%(first)s–%(last)s 天") % {"first": a, "last": b} for a, b in zip(begins, bounds, strict=True)]
    return [*between, _("%(days)s 天以上") % {"days": bounds[-1]}]


def _overdue_words(row: queries.OpenBill) -> str:
    if row.is_overdue:
        return _("逾期")
    return _("挂账") if row.charged_on else _("未到期")


def _today(store_id: int) -> date:
    return store_info(store_id).clock.day(clock.now())


def _back(request: PageRequest, key: str, words: str) -> HttpResponse:
    return redirect_after_post(request, reverse("billing:debtor", args=[key]), toast=Toast(words))
