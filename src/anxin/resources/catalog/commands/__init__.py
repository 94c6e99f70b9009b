"""Public writes of the catalogue and the refusals that they raise."""

from anxin.resources.catalog.commands.articles import ArticleTerms, add_article, change_article
from anxin.resources.catalog.commands.bulk import (
    ImportedArticle,
    ImportedOperation,
    ImportedPackage,
    ImportOutcome,
    import_catalog,
)
from anxin.resources.catalog.commands.operations import OperationTerms, add_operation, change_operation
from anxin.resources.catalog.commands.packages import PackageLineTerms, PackageTerms, add_package, change_package
from anxin.resources.catalog.commands.rates import RateSet, set_labour_rate
from anxin.resources.catalog.commands.rows import Changed, CodeTaken

__all__ = [
    "ArticleTerms",
    "Changed",
    "CodeTaken",
    "ImportOutcome",
    "ImportedArticle",
    "ImportedOperation",
    "ImportedPackage",
    "OperationTerms",
    "PackageLineTerms",
    "PackageTerms",
    "RateSet",
    "add_article",
    "add_operation",
    "add_package",
    "change_article",
    "change_operation",
    "change_package",
    "import_catalog",
    "set_labour_rate",
]
