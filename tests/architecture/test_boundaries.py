"""What imports do not show: foreign keys point down, modules meet only at their public files, no back doors."""

import ast
import os
import pkgutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db.models import ForeignKey, Model

SOURCE = Path(__file__).parents[2] / "src" / "anxin"
STOREYS = ["platform", "parties", "resources", "holdings", "visit", "relationship", "management", "faces"]
ORDER = {
    "parties": ["org", "people", "customers", "work", "contacts"],
    "resources": ["catalog", "figures", "capacity"],
    "holdings": ["coverage", "parts", "vehicle_sales", "purchasing", "transfers", "stocktaking", "replenishment"],
    "visit": [
        "appointments",
        "repair_orders",
        "billing",
        "counter_sales",
        "reception",
        "workshop",
        "promises",
        "quality",
        "technical",
        "parts_desk",
    ],
    "relationship": ["followup"],
    "management": ["market", "reviews", "kpi", "assessments", "budgets"],
    "faces": ["desks", "twin"],
}
PUBLIC = {"commands", "queries", "events", "facts", "parameters", "permissions"}
# The twin writes history in bulk and the desks register the home page: no other module looks inside another.
INSIDERS = {"faces.twin"}


def python_files() -> Iterator[Path]:
    for path in sorted(SOURCE.rglob("*.py")):
        if "migrations" not in path.parts and "tests" not in path.parts:
            yield path


def module_of(path: Path) -> str:
    parts = path.relative_to(SOURCE).parts
    return ".".join(parts[:2]) if len(parts) > 2 and parts[0] != "platform" else parts[0]


def imports_of(path: Path) -> Iterator[tuple[int, str]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            for alias in node.names:
                yield node.lineno, f"{node.module}.{alias.name}"
        elif isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name


def test_of_another_module_only_its_public_files_are_imported() -> None:
    wrong = []
    for path in python_files():
        own = module_of(path)
        if own in INSIDERS:
            continue
        for line, name in imports_of(path):
            parts = name.split(".")
            if parts[0] != "anxin" or len(parts) < 3 or parts[1] == "platform":
                continue
            target = ".".join(parts[1:3])
            if "api" in path.relative_to(SOURCE).parts[:-1] or path.name == "api.py":
                # What is sent has one shape: an endpoint may take the schemas of a lower module.
                public = PUBLIC | {"api"}
            else:
                public = PUBLIC
            if target != own and (len(parts) < 4 or parts[3] not in public):
                wrong.append(f"{path.relative_to(SOURCE)}:{line} {name}")
    assert wrong == []


def test_what_a_module_lets_read_is_rows_never_its_tables() -> None:
    wrong = []
    for folder in {module_of(path).replace(".", "/") for path in python_files()}:
        if (SOURCE / folder / "queries").is_dir() or (SOURCE / folder / "queries.py").exists():
            module = pkgutil.resolve_name(f"anxin.{folder.replace('/', '.')}.queries")
            public = {name: getattr(module, name) for name in getattr(module, "__all__", ())}
            models = {name: one for name, one in public.items() if isinstance(one, type) and issubclass(one, Model)}
            # An abstract one has no table: it is the shape of higher modules' own.
            tables = [name for name, one in models.items() if not one._meta.abstract]
            wrong += [f"{folder}: {name}" for name in tables]
    assert wrong == []


def rank(label: str) -> int:
    flat = [module for storey in STOREYS for module in ORDER.get(storey, [storey])]
    return flat.index(label) if label in flat else -1


def test_foreign_keys_point_down_and_leave_no_reverse_name_across_modules() -> None:
    wrong = []
    for model in apps.get_models():
        if not model.__module__.startswith("anxin."):
            continue
        for field in model._meta.get_fields():
            if not isinstance(field, ForeignKey) or field.model is not model:
                continue
            target = field.related_model
            if target._meta.app_label == model._meta.app_label:
                continue
            if "pgh_" in field.name or not target.__module__.startswith("anxin."):
                continue
            if rank(target._meta.app_label) > rank(model._meta.app_label):
                wrong.append(f"{model.__name__}.{field.name} points up")
            if not field.remote_field.hidden:
                wrong.append(f"{model.__name__}.{field.name} needs related_name='+'")
    assert wrong == []


@pytest.mark.parametrize("banned", ["apps.get_model(", "importlib.import_module", "django.db.models.signals", "mark_safe("])
def test_no_back_door(banned: str) -> None:
    allowed = {"mark_safe(": {"platform/ui"}}
    wrong = [
        str(path.relative_to(SOURCE))
        for path in python_files()
        if banned in path.read_text(encoding="utf-8")
        and not any(str(path.relative_to(SOURCE)).startswith(home) for home in allowed.get(banned, set()))
    ]
    assert wrong == []


def test_only_api_files_know_ninja() -> None:
    wrong = [
        f"{path.relative_to(SOURCE)}:{line}"
        for path in python_files()
        for line, name in imports_of(path)
        if name.split(".")[0] == "ninja" and path.name != "api.py" and "api" not in path.relative_to(SOURCE).parts[:-1]
    ]
    assert wrong == []


def test_the_plain_manager_is_not_used_outside_the_platform() -> None:
    wrong = [
        str(path.relative_to(SOURCE))
        for path in python_files()
        if ".plain." in path.read_text(encoding="utf-8") and not str(path.relative_to(SOURCE)).startswith("platform")
    ]
    assert wrong == []


def test_no_file_has_a_name_that_says_nothing() -> None:
    empty = {"utils", "helpers", "common", "misc", "services", "managers", "base"}
    # Django looks for a database backend in a file of this name.
    named = {path for path in python_files() if path.stem in empty} - {SOURCE / "platform/database/backend/base.py"}
    assert named == set()


def test_rules_lifecycles_and_events_know_no_framework() -> None:
    pure = {"rules", "lifecycle", "events"}
    wrong = [
        f"{path.relative_to(SOURCE)}:{line} {name}"
        for path in python_files()
        if path.relative_to(SOURCE).parts[0] != "platform" and (path.stem in pure or pure & set(path.parts))
        for line, name in imports_of(path)
        if name.split(".")[0] in {"django", "ninja", "ibis"} and not name.startswith("django.utils.translation")
    ]
    assert wrong == []


def test_the_import_contracts_are_kept() -> None:
    program = Path(sys.executable).with_name("lint-imports")
    environment = {**os.environ, "PYTHONPATH": "src:."}
    ran = subprocess.run([program], cwd=SOURCE.parents[1], env=environment, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout[-4000:] + ran.stderr[-2000:]
