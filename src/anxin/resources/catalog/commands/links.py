"""Writes of what articles are to each other and to the world: successors, and the other numbers of an article."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from anxin.platform import audit
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Conflict, Invalid, NotFound
from anxin.platform.references import DocumentRef
from anxin.platform.text import compact
from anxin.platform.turns import take_turn
from anxin.resources.catalog import permissions
from anxin.resources.catalog.commands.bulk import REFUSED, UNCHANGED, UPDATED, ImportOutcome
from anxin.resources.catalog.commands.rows import locked
from anxin.resources.catalog.models import ArticleNumber, NumberKind, PartArticle, Supersession

LONGEST_CHAIN = 20
MOST_NUMBERS = 30
LONGEST_NUMBER = 40


class BarcodeTaken(Invalid):
    """Another article has this barcode: a scan could not tell them apart."""

    code = "barcode_taken"
    default_rule = "M14.01"


class SupersessionCircular(Conflict):
    """The successor is itself replaced, at the end of its chain, by the article."""

    code = "supersession_circular"
    default_rule = "M14.01"
    default_message = _("替代关系成了一个圈：新件最终又被这个旧件替代。请先取消反方向的替代。")


@dataclass(frozen=True, slots=True)
class ArticleNumbers:
    """All other numbers of an article after the write, sorted."""

    article_id: int
    numbers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Superseded:
    """An article and what takes its place."""

    article_id: int
    successor_id: int
    from_on: date
    use_up_first: bool


@dataclass(frozen=True, slots=True)
class ArticleLinks:
    """What a sheet says of an article: numbers by kind (kinds that are left out stay), and its successor, if any."""

    number: str
    brand_id: int | None
    numbers: Mapping[str, Sequence[str]]
    successor: str = ""
    from_on: date | None = None
    use_up_first: bool = True


@command(permissions.CHANGE, rule="M14.01")
def set_article_numbers(
    *, actor: Actor, article_id: int, numbers: Mapping[str, Sequence[str]], at: datetime
) -> ArticleNumbers:
    """Say by which other numbers an article is known, by kind (oem, supplier, barcode); all are replaced (M14.01).

    :raises Denied: the actor does not hold the permission for the group
    :raises NotFound: unknown article
    :raises Invalid: an unknown kind, too many numbers or one that is too long
    :raises BarcodeTaken: another article has the barcode
    """
    actor.require_in_group(permissions.CHANGE)
    wanted = {(kind, number) for kind, given in numbers.items() for number in _cleaned(kind, given)}
    if len(wanted) > MOST_NUMBERS:
        raise Invalid(_("一个配件最多 30 个其他编号，请删去不用的。"), field="numbers")
    # One at a time: two articles that are given the same barcode at once.
    take_turn("catalog:article numbers")
    article = locked(PartArticle, article_id)
    _require_free(article, sorted(number for kind, number in wanted if kind == NumberKind.BARCODE))
    known = {(row.kind, row.number): row for row in ArticleNumber.objects.filter(article=article)}
    gone = [row.pk for key, row in known.items() if key not in wanted]
    ArticleNumber.objects.filter(pk__in=gone).delete()
    ArticleNumber.objects.bulk_create(
        [ArticleNumber(article=article, kind=kind, number=number) for kind, number in sorted(wanted - known.keys())]
    )
    article.other_numbers = sorted({number for _kind, number in wanted})
    article.save(update_fields=["other_numbers"])
    audit.note(_named(article_id), None, numbers=len(wanted), gone=len(gone))
    return ArticleNumbers(article_id, tuple(article.other_numbers))


@command(permissions.CHANGE, rule="M14.01")
def supersede_article(
    *, actor: Actor, article_id: int, successor_id: int, from_on: date, use_up_first: bool = True, at: datetime
) -> Superseded:
    """Say what takes the place of an article from a day on; a second answer replaces the first (M14.01).

    With ``use_up_first`` what is left of the old one is fitted first; without, it is not fitted any more from that day on.

    :raises Denied: the actor does not hold the permission for the group
    :raises NotFound: unknown article
    :raises Invalid: the successor is unknown, not in use, of another brand, or the article itself
    :raises SupersessionCircular: the successor ends at the article
    """
    actor.require_in_group(permissions.CHANGE)
    # One at a time: two links that are sound alone may close a circle together.
    take_turn("catalog:supersession")
    article = locked(PartArticle, article_id)
    successor = PartArticle.objects.filter(pk=successor_id, is_active=True).first()
    if successor is None or successor.brand_id not in (None, article.brand_id):
        raise Invalid(_("目录里没有这个在用的新件，或它属于别的品牌，请核对配件号。"), field="successor")
    if successor.pk == article.pk:
        raise Invalid(_("新件不能是它自己，请填另一个配件号。"), field="successor")
    _require_no_circle(article_id, successor_id)
    said = {"successor": successor, "from_on": from_on, "use_up_first": use_up_first}
    changed = {"changed_at": at, "changed_by_id": actor.id if actor.kind == "user" else None}
    Supersession.objects.update_or_create(article=article, defaults={**said, **changed})
    audit.note(_named(article_id), None, successor=successor.number, from_on=from_on.isoformat(), use_up_first=use_up_first)
    return Superseded(article_id, successor_id, from_on, use_up_first)


@command(permissions.CHANGE, rule="M14.01")
def end_supersession(*, actor: Actor, article_id: int, at: datetime) -> ArticleNumbers:
    """Take back that an article is superseded; what was said stays in the history (M14.01).

    :raises Denied: the actor does not hold the permission for the group
    :raises NotFound: unknown article, or nothing takes its place
    """
    actor.require_in_group(permissions.CHANGE)
    take_turn("catalog:supersession")
    row = Supersession.objects.select_related("article", "successor").filter(article_id=article_id).first()
    if row is None:
        raise NotFound
    audit.note(_named(article_id), None, ended=row.successor.number)
    row.delete()
    return ArticleNumbers(article_id, tuple(row.article.other_numbers))


@command(permissions.CHANGE, rule="M14.01")
def link_articles(*, actor: Actor, links: Sequence[ArticleLinks], at: datetime) -> list[ImportOutcome]:
    """Write other numbers and successors of many articles (M14.01); a refused row keeps no other out. Outcomes in order.

    :raises Denied: the actor does not hold the permission for the group
    """
    actor.require_in_group(permissions.CHANGE)
    wanted = {compact(code) for link in links for code in (link.number, link.successor)}
    known = {(row.number, row.brand_id): row for row in PartArticle.objects.filter(number__in=wanted)}
    outcomes = []
    for link in links:
        try:
            with transaction.atomic():
                changed = _link(actor, link, known, at)
            outcomes.append(ImportOutcome(link.number, UPDATED if changed else UNCHANGED, {}))
        except Invalid as refusal:
            outcomes.append(ImportOutcome(link.number, REFUSED, {refusal.field or "number": refusal.message}))
        except SupersessionCircular as refusal:
            outcomes.append(ImportOutcome(link.number, REFUSED, {"successor": refusal.message}))
    return outcomes


def _link(actor: Actor, link: ArticleLinks, known: Mapping[tuple[str, int | None], PartArticle], at: datetime) -> bool:
    article = known.get((compact(link.number), link.brand_id))
    if article is None:
        raise Invalid(_("目录里没有这个配件，请先在目录中添加。"), field="number")
    present = [(row.kind, row.number) for row in ArticleNumber.objects.filter(article=article)]
    kept = {kind: [number for each, number in present if each == kind] for kind, _number in present}
    numbers = {**kept, **link.numbers}
    changed = {(kind, compact(each)) for kind, given in numbers.items() for each in given if compact(each)} != set(present)
    if changed:
        set_article_numbers(actor=actor, article_id=article.pk, numbers=numbers, at=at)
    if not link.successor:
        return changed
    code = compact(link.successor)
    new = known.get((code, link.brand_id)) or known.get((code, None))
    if new is None:
        raise Invalid(_("目录里没有替代件号，请先导入新件。"), field="successor")
    row = Supersession.objects.filter(article=article).first()
    from_on = link.from_on or (row.from_on if row else None)
    if from_on is None:
        raise Invalid(_("请填写从哪天起由新件替代。"), field="successor_on")
    if row is not None and (new.pk, from_on, link.use_up_first) == (row.successor_id, row.from_on, row.use_up_first):
        return changed
    supersede_article(
        actor=actor,
        article_id=article.pk,
        successor_id=new.pk,
        from_on=from_on,
        use_up_first=link.use_up_first,
        at=at,
    )
    return True


def _cleaned(kind: str, given: Sequence[str]) -> set[str]:
    if kind not in NumberKind.values:
        raise Invalid(_("请从列表中选择编号的种类。"), field="numbers")
    numbers = {compact(number) for number in given} - {""}
    if any(len(number) > LONGEST_NUMBER for number in numbers):
        raise Invalid(_("编号最多 40 个字符，请分开写。"), field=kind)
    return numbers


def _require_free(article: PartArticle, barcodes: Sequence[str]) -> None:
    taken = ArticleNumber.objects.filter(kind=NumberKind.BARCODE, number__in=barcodes).exclude(article=article)
    row = taken.select_related("article").order_by("number").first()
    if row is not None:
        message = _("条码 %(code)s 已经是 %(number)s %(name)s 的，请核对。")
        names = {"code": row.number, "number": row.article.number, "name": row.article.name}
        raise BarcodeTaken(message % names, field=NumberKind.BARCODE.value)


def _require_no_circle(article_id: int, successor_id: int) -> None:
    seen, here = {article_id}, successor_id
    while True:
        if here in seen:
            raise SupersessionCircular
        seen.add(here)
        if len(seen) > LONGEST_CHAIN:
            raise Invalid(_("替代链太长，请直接填最新的那个件。"), field="successor")
        after = Supersession.objects.filter(article_id=here).values_list("successor_id", flat=True).first()
        if after is None:
            return
        here = after


def _named(article_id: int) -> DocumentRef:
    return DocumentRef("catalog.partarticle", article_id)
