"""What is to become of slow and overdue stock: a decision, and the task that follows from it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from anxin.holdings.parts import parameters, permissions
from anxin.holdings.parts.commands.balances import ArticleUnknown
from anxin.holdings.parts.models import Clearing
from anxin.parties.org.queries import store_info
from anxin.parties.work.commands import cancel_tasks_of, create_task
from anxin.platform import audit
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Invalid
from anxin.platform.parameters import value
from anxin.platform.references import DocumentRef
from anxin.platform.turns import take_turn
from anxin.resources.catalog.queries import find_articles

LATEST_DAYS = 366


@dataclass(frozen=True, slots=True)
class DecidedClearing:
    """The decision as it stands; kept stock has no task."""

    article_id: int
    way: str
    until: date
    task_id: int | None


@command(permissions.CLEAR, rule="R-PT08")
def decide_clearing(*, actor: Actor, store_id: int, article_id: int, way: str, until: date, at: datetime) -> DecidedClearing:
    """Decide how slow or overdue stock goes, until when, and put it into the queue of its post (R-PT08, M14.06).

    The newest decision counts: the task of the one before is cancelled. ``way``: external_sale, transfer, supplier_return,
    write_off, keep (look again on the day).

    :raises Denied: the actor may not decide in this store
    :raises ArticleUnknown: not in the catalogue
    :raises Invalid: an unknown way, or a day that is over or more than a year away
    """
    actor.require(permissions.CLEAR, store_id)
    if way not in Clearing.Way.values:
        raise Invalid(_("请选择怎么处理：外销、调给别的店、退供应商、报废或留着。"), field="way")
    store = store_info(store_id)
    today = store.clock.day(at)
    if not today <= until <= today + timedelta(days=LATEST_DAYS):
        raise Invalid(_("完成日期要在今天以后、一年以内，请改。"), field="until")
    article = find_articles(actor, [article_id]).get(article_id)
    if article is None:
        raise ArticleUnknown(field="article_id")
    subject = DocumentRef("catalog.partarticle", article_id)
    take_turn(f"parts.clearing:{store_id}:{article_id}")
    # The article is every store's: the helper sees the tasks of this one alone.
    helper, kind = Actor.system("parts", [store_id]), parameters.CLEAR_SLOW
    cancel_tasks_of(actor=helper, subject=subject, kind=kind, reason=_("改了处理办法"), at=at)
    post = parameters.CLEAR_POSTS.get(way)
    task_id = None
    if post:
        title = _("处理滞销件 %(number)s %(name)s：%(way)s") % {
            "number": article.number,
            "name": article.name,
            "way": Clearing.Way(way).label,
        }
        due_at = at + timedelta(days=max((until - today).days, 1))
        task_id = create_task(
            actor=actor, store_id=store_id, kind=kind, subject=subject, title=title, due_at=due_at,
            post=value(post, store_id, today), at=at,
        ).id  # fmt: skip
    Clearing(
        store_id=store_id, article_id=article_id, way=way, until=until, task_id=task_id, decided_at=at, actor_key=actor.key
    ).save(force_insert=True)
    audit.note(subject, store_id, way=way, until=until.isoformat())
    return DecidedClearing(article_id, way, until, task_id)
