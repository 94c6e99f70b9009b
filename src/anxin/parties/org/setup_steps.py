"""The checklist of the first days (mock-up 12b): up to eight steps, whose state higher modules report.

Owns titles and order. Does not own what a step needs: the module that keeps it registers a function.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from anxin.parties.org.models import Bay, Grant, Holiday, Team, User
from anxin.parties.org.permissions import OPEN_SETTINGS
from anxin.parties.org.stores import calendar_of, store_info
from anxin.platform.actor import Actor
from anxin.platform.errors import NotFound
from anxin.platform.importing.lifecycle import DONE, WRITING
from anxin.platform.importing.models import ImportRun
from anxin.platform.queries import query


@dataclass(frozen=True, slots=True)
class SetupStepState:
    """How far a step is: done or not, and one line that says what is there."""

    done: bool
    text: Any = ""


@dataclass(frozen=True, slots=True)
class SetupStep:
    """A step as the page draws it; without ``url_name`` its module is not installed and the step is left out."""

    code: str
    title: Any
    hint: Any
    url_name: str = ""
    action: Any = ""
    state: SetupStepState = SetupStepState(False)


StateOf = Callable[[Actor, int], SetupStepState]

# Steps done by importing: which kinds of sheet, in the order in which they are wanted.
IMPORTS = {
    "catalog": ("catalog_operations", "catalog_packages"),
    "parts": ("catalog_articles", "opening_stock"),
    "customers": ("vehicles", "customers"),
}
STEPS: tuple[SetupStep, ...] = (
    SetupStep("store", _("门店与品牌"), _("代码、公司全称、纳税人识别号、服务电话"), "store_settings", _("修改")),
    SetupStep("calendar", _("营业时间与节假日"), _("每个时限都按它计算"), "store_hours", _("修改")),
    SetupStep("places", _("工位与班组"), _("派工和产能都按工位计算"), "store_places", _("修改")),
    SetupStep(
        "people",
        _("员工与岗位"),
        _("先添加账号并配岗位，再到员工里办理入职：派单和开单按入职的员工"),
        "users",
        _("添加员工"),
    ),
    SetupStep("rates", _("工时单价"), _("没有单价就不能给工时报价")),
    SetupStep("catalog", _("工时与套餐价"), _("从表格导入，错行可下载改后再传"), "imports", _("导入")),
    SetupStep("parts", _("配件与库存"), _("先导入配件目录，再导入期初库存：数量和成本"), "imports", _("导入")),
    SetupStep("customers", _("客户与车辆"), _("按 VIN 合并重复；同意项默认为“未同意”"), "imports", _("导入")),
    SetupStep("kpi", _("目标与指标口径"), _("指标已带默认目标，可逐项改")),
)
_reported: dict[str, tuple[StateOf, str, Any]] = {}


def register_setup_step(code: str, state: StateOf, *, url_name: str, action: Any) -> None:
    """Report a step's state and the page on which it is done; call it from ``web/navigation.py``.

    ``state(actor, store_id)`` runs inside the page's read.

    :raises KeyError: no such step
    """
    if code not in {step.code for step in STEPS}:
        raise KeyError(code)
    _reported[code] = (state, url_name, action)


def imported(*kinds: str) -> StateOf:
    """The state of a step that is done by importing sheets of these kinds: for modules to register."""

    def state(actor: Actor, store_id: int) -> SetupStepState:
        runs = ImportRun.objects.across_stores(reason="the checklist counts imports of the store at hand")
        mine = runs.filter(store_id=store_id, kind__in=kinds)
        running = mine.filter(state=WRITING).order_by("-pk").first()
        if running is not None:
            done = {"done": running.rows_done, "total": running.rows_total}
            return SetupStepState(False, _("正在导入：%(done)s / %(total)s 行") % done)
        taken = mine.filter(state=DONE).aggregate(created=Sum("created_rows"), updated=Sum("updated_rows"))
        rows = (taken["created"] or 0) + (taken["updated"] or 0)
        return SetupStepState(rows > 0, _("已导入 %(rows)s 行") % {"rows": rows} if rows else "")

    return state


@query(OPEN_SETTINGS)
def list_setup_steps(actor: Actor, store_id: int) -> list[SetupStep]:
    """The steps whose module is installed, with their state in a store.

    :raises NotFound: unknown, or the actor may not open its settings
    """
    if store_id not in actor.stores_for(OPEN_SETTINGS):
        raise NotFound
    steps = [_with_state(step, actor, store_id) for step in STEPS]
    return [step for step in steps if step.url_name]


def _with_state(step: SetupStep, actor: Actor, store_id: int) -> SetupStep:
    if step.code in _reported:
        state_of, url_name, action = _reported[step.code]
        return SetupStep(step.code, step.title, step.hint, url_name, action, state_of(actor, store_id))
    own = _OWN.get(step.code)
    state = own(actor, store_id) if own else SetupStepState(False)
    return SetupStep(step.code, step.title, step.hint, step.url_name, step.action, state)


def _store_state(actor: Actor, store_id: int) -> SetupStepState:
    store = store_info(store_id)
    wanted = ((store.company, _("公司全称")), (store.tax_number, _("纳税人识别号")), (store.phone, _("服务电话")))
    missing = [str(label) for value, label in wanted if not value]
    if missing:
        return SetupStepState(False, _("还缺%(what)s，单据上要印") % {"what": "、".join(missing)})
    return SetupStepState(True, f"{store.name} · {store.brand_name}")


def _calendar_state(actor: Actor, store_id: int) -> SetupStepState:
    week = calendar_of(store_id).weekly_hours
    spans = sorted({f"{opens:%H:%M}–{closes:%H:%M}" for day in week for opens, closes in day})
    last = Holiday.objects.filter(store=None).order_by("-day").first()
    if not spans or last is None:
        return SetupStepState(False, _("还没有营业时间或法定节假日"))
    return SetupStepState(
        True, _("%(hours)s，法定节假日到 %(year)s 年") % {"hours": "、".join(spans), "year": last.day.year}
    )


def _places_state(actor: Actor, store_id: int) -> SetupStepState:
    reason = "counts of the store at hand"
    bays = Bay.objects.across_stores(reason=reason).filter(store_id=store_id, is_active=True).count()
    teams = Team.objects.across_stores(reason=reason).filter(store_id=store_id, is_active=True).count()
    return SetupStepState(bays > 0, _("%(bays)s 个工位，%(teams)s 个班组") % {"bays": bays, "teams": teams})


def _people_state(actor: Actor, store_id: int) -> SetupStepState:
    users = User.objects.filter(is_active=True, home_store_id=store_id)
    count = users.filter(pk__in=Grant.objects.values("user_id")).count()
    return SetupStepState(count > 1, _("%(count)s 人有账号和岗位") % {"count": count})


_OWN: dict[str, StateOf] = {
    "store": _store_state,
    "calendar": _calendar_state,
    "places": _places_state,
    "people": _people_state,
    **{code: imported(*kinds) for code, kinds in IMPORTS.items()},
}
