"""Public writes of the catalogue and the refusals that they raise."""

from anxin.resources.catalog.commands.articles import ArticleTerms, add_article, change_article
from anxin.resources.catalog.commands.bulk import (
    ImportedArticle,
    ImportedMaintenanceItem,
    ImportedOperation,
    ImportedPackage,
    ImportOutcome,
    import_catalog,
)
from anxin.resources.catalog.commands.links import (
    ArticleLinks,
    ArticleNumbers,
    BarcodeTaken,
    Superseded,
    SupersessionCircular,
    end_supersession,
    link_articles,
    set_article_numbers,
    supersede_article,
)
from anxin.resources.catalog.commands.maintenance import MaintenanceTerms, add_maintenance_item, change_maintenance_item
from anxin.resources.catalog.commands.operations import OperationTerms, add_operation, change_operation
from anxin.resources.catalog.commands.packages import PackageLineTerms, PackageTerms, add_package, change_package
from anxin.resources.catalog.commands.rates import RateSet, set_labour_rate
from anxin.resources.catalog.commands.rows import Changed, CodeTaken

__all__ = [
    "ArticleLinks",
    "ArticleNumbers",
    "ArticleTerms",
    "BarcodeTaken",
    "Changed",
    "CodeTaken",
    "ImportOutcome",
    "ImportedArticle",
    "ImportedMaintenanceItem",
    "ImportedOperation",
    "ImportedPackage",
    "MaintenanceTerms",
    "OperationTerms",
    "PackageLineTerms",
    "PackageTerms",
    "RateSet",
    "Superseded",
    "SupersessionCircular",
    "add_article",
    "add_maintenance_item",
    "add_operation",
    "add_package",
    "change_article",
    "change_maintenance_item",
    "change_operation",
    "change_package",
    "end_supersession",
    "import_catalog",
    "link_articles",
    "set_article_numbers",
    "set_labour_rate",
    "supersede_article",
]
