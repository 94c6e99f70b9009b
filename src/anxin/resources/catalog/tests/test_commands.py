"""Writing the catalogue: done, refused, denied, in bulk, and what the history keeps."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from anxin.parties.org.tests.factories import AT, actor_for, make_actor, make_brand, make_store, make_user
from anxin.platform.actor import Actor
from anxin.platform.audit.models import AuditEntry
from anxin.platform.errors import Denied, InvalidFields, NotFound, VersionConflict
from anxin.platform.money import Money
from anxin.platform.scope import reading
from anxin.platform.ui.lists import Order, Window
from anxin.resources.catalog import commands, queries
from anxin.resources.catalog.models import LabourOperation, Package, PartArticle
from anxin.resources.catalog.tests.factories import make_article, make_operation, make_package, make_rate

pytestmark = pytest.mark.django_db
ARTICLE = commands.ArticleTerms(number=" f-1 ", name="机油滤清器", price=Money(68_00))
OPERATION = commands.OperationTerms(code="L-1", name="更换机油", hours=Decimal("0.5"))


@pytest.fixture
def keeper() -> Actor:
    make_store("NS")
    return make_actor(make_store(), "after_sales_manager", level="group")


def test_an_article_is_added_changed_and_its_history_says_who_changed_which_price(keeper: Actor) -> None:
    made = commands.add_article(actor=keeper, terms=ARTICLE, at=AT)
    assert (made.code, made.version) == ("F-1", 1)
    changed = commands.change_article(
        actor=keeper, article_id=made.id, terms=replace(ARTICLE, price=Money(72_00)), version=1, at=AT
    )
    assert changed.version == 2
    newest, oldest = queries.list_history(keeper, "article", made.id)
    assert (newest.values["price"], oldest.values["price"]) == (Money(72_00), Money(68_00))
    assert newest.by == keeper.display_name
    with reading(keeper):
        entry = AuditEntry.objects.get(command="catalog.change_article")
    assert entry.detail["changed"] == {"price": ["68.00", "72.00"]}


def test_a_change_that_changes_nothing_leaves_version_and_history_alone(keeper: Actor) -> None:
    made = commands.add_article(actor=keeper, terms=ARTICLE, at=AT)
    again = commands.change_article(actor=keeper, article_id=made.id, terms=ARTICLE, version=1, at=AT)
    assert again.version == 1
    assert len(queries.list_history(keeper, "article", made.id)) == 1


def test_who_comes_second_learns_what_stands_now(keeper: Actor) -> None:
    made = commands.add_operation(actor=keeper, terms=OPERATION, at=AT)
    said = {"actor": keeper, "operation_id": made.id, "version": 1, "at": AT}
    commands.change_operation(terms=replace(OPERATION, hours=Decimal("0.7")), **said)
    with pytest.raises(VersionConflict) as conflict:
        commands.change_operation(terms=replace(OPERATION, hours=Decimal("0.9")), **said)
    assert conflict.value.differences == {"hours": (Decimal("0.70"), Decimal("0.9"))}


def test_a_code_is_taken_once_per_brand(keeper: Actor) -> None:
    commands.add_article(actor=keeper, terms=ARTICLE, at=AT)
    with pytest.raises(commands.CodeTaken) as refusal:
        commands.add_article(actor=keeper, terms=ARTICLE, at=AT)
    assert refusal.value.field == "code"
    commands.add_article(actor=keeper, terms=replace(ARTICLE, brand_id=make_brand("AU").pk), at=AT)


def test_every_field_that_can_be_mended_is_named_at_once(keeper: Actor) -> None:
    wrong = commands.ArticleTerms(
        number=" ", name="长" * 81, price=Money(-1), next_price=Money(1), quality_days=-1, brand_id=987654
    )
    with pytest.raises(InvalidFields) as refusal:
        commands.add_article(actor=keeper, terms=wrong, at=AT)
    assert set(refusal.value.errors) == {"number", "name", "price", "next_price_on", "quality_days", "brand_id"}
    wrong_operation = replace(OPERATION, hours=Decimal("0.555"), labour_class="x", skill="y")
    with pytest.raises(InvalidFields) as refusal:
        commands.add_operation(actor=keeper, terms=wrong_operation, at=AT)
    assert set(refusal.value.errors) == {"hours", "labour_class", "skill"}


def test_a_package_names_the_codes_that_the_catalogue_lacks(keeper: Actor) -> None:
    make_operation("L-1")
    lines = [commands.PackageLineTerms("operation", "l-1"), commands.PackageLineTerms("article", "x-9")]
    with pytest.raises(InvalidFields) as refusal:
        commands.add_package(actor=keeper, terms=commands.PackageTerms(code="P", name="保养", lines=lines), at=AT)
    assert "X-9" in str(refusal.value.errors["lines"])
    with reading(keeper):
        assert not Package.objects.exists()


def test_a_package_counts_its_version_up_when_only_its_lines_change(keeper: Actor) -> None:
    first, second = make_operation("L-1"), make_operation("L-2")
    package = make_package(first, code="P")
    terms = commands.PackageTerms(
        code="P", name="基础保养套餐", lines=[commands.PackageLineTerms("operation", second.code, Decimal(2))]
    )
    said = {"actor": keeper, "package_id": package.pk, "terms": terms, "at": AT}
    assert commands.change_package(version=1, **said).version == 2
    card = queries.get_package(keeper, package.pk)
    assert [(line.kind, line.code, line.quantity) for line in card.lines] == [("operation", "L-2", Decimal(2))]
    assert commands.change_package(version=2, **said).version == 2
    with pytest.raises(VersionConflict):
        commands.change_package(actor=keeper, package_id=package.pk, terms=replace(terms, name="大保养"), version=1, at=AT)


def test_a_rate_of_a_store_needs_the_permission_there_and_one_of_the_group_in_the_group(keeper: Actor) -> None:
    store, other = make_store("LG"), make_store("NS")
    local = make_actor(store, "after_sales_manager")
    said = {"actor": local, "labour_class": "general", "rate": Money(300_00), "valid_from": date(2026, 1, 1), "at": AT}
    commands.set_labour_rate(store_id=store.pk, **said)
    for elsewhere in ({"store_id": other.pk}, {}, {"brand_id": store.brand_id}):
        with pytest.raises(Denied):
            commands.set_labour_rate(**elsewhere, **said)
    make_rate("260.00", valid_from=date(2026, 1, 1))
    replaced = commands.set_labour_rate(store_id=store.pk, **{**said, "rate": Money(310_00)})
    rates = queries.list_rates(local, store.pk)
    assert {(row.store_id, row.rate) for row in rates} == {(store.pk, Money(310_00)), (None, Money(260_00))}
    assert replaced.id in {row.id for row in rates}


def test_nobody_without_the_groups_permission_writes_the_catalogue(keeper: Actor) -> None:
    make_store("NS")
    row = make_article("F-9")
    for role, level in (("parts_manager", "store"), ("service_advisor", "group")):
        stranger = actor_for(make_user(make_store(), role, level=level))
        with pytest.raises(Denied):
            commands.add_article(actor=stranger, terms=ARTICLE, at=AT)
        with pytest.raises(Denied):
            commands.change_article(actor=stranger, article_id=row.pk, terms=ARTICLE, at=AT)
        with pytest.raises(Denied):
            commands.import_catalog(actor=stranger, articles=[ARTICLE], at=AT)
    with reading(keeper):
        assert PartArticle.objects.count() == 1


def test_unknown_ids_are_not_found(keeper: Actor) -> None:
    with pytest.raises(NotFound):
        commands.change_article(actor=keeper, article_id=987654, terms=ARTICLE, at=AT)
    with pytest.raises(NotFound):
        queries.get_package(keeper, 987654)


def test_the_same_file_twice_changes_nothing_and_a_bad_row_keeps_none_of_the_others_out(keeper: Actor) -> None:
    package = commands.PackageTerms(
        code="P",
        name="小保养",
        lines=[commands.PackageLineTerms("operation", "L-1"), commands.PackageLineTerms("article", "F-1")],
        price=Money(199_00),
    )

    def run(price: int = 68_00) -> list[str]:
        outcomes = commands.import_catalog(
            actor=keeper,
            operations=[OPERATION, replace(OPERATION, hours=Decimal(-1))],
            articles=[replace(ARTICLE, price=Money(price)), replace(ARTICLE, number="F-2", name="空气滤清器")],
            packages=[package, replace(package, code="Q", lines=[])],
            at=AT,
        )
        return [each.outcome for each in outcomes]

    assert run() == ["created", "refused", "created", "created", "created", "refused"]
    assert run() == ["unchanged", "refused", "unchanged", "unchanged", "unchanged", "refused"]
    assert run(70_00) == ["unchanged", "refused", "updated", "unchanged", "unchanged", "refused"]
    with reading(keeper):
        article = PartArticle.objects.get(number="F-1")
        assert LabourOperation.objects.count() == 1
    assert (article.version, article.price, article.name_key[:6]) == (2, Money(70_00), "ji you")
    assert len(queries.list_history(keeper, "article", article.pk)) == 2


def test_lists_filter_sort_and_page(keeper: Actor) -> None:
    make_article("B-2", name="雨刮片", price="30.00")
    make_article("A-1", name="火花塞", price="90.00", is_on_board=True)
    make_operation("L-1", labour_class="paint", name="喷漆")
    order = Order("price", descending=True)
    assert [row.number for row in queries.list_articles(keeper, queries.CatalogueFilter(), order).rows] == ["A-1", "B-2"]
    page = queries.list_articles(keeper, queries.CatalogueFilter(is_on_board=True))
    assert ([row.number for row in page.rows], page.total) == (["A-1"], 1)
    window = Window(1, 1)
    assert [row.number for row in queries.list_articles(keeper, queries.CatalogueFilter(), window=window).rows] == ["A-1"]
    paint = queries.OperationFilter(labour_class="paint", text="pq")
    assert [row.code for row in queries.list_operations(keeper, paint).rows] == ["L-1"]
