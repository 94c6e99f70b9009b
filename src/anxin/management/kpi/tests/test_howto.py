"""The guide's own example, copied word for word, is a figure: its fact reads, its case stands, no change goes unseen."""

import ast
import re
import shutil
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from anxin.management.kpi import catalogue as reading
from anxin.management.kpi.catalogue import Catalogue
from anxin.management.kpi.engine.live import LiveTables
from anxin.management.kpi.rules.definitions import (
    CLASSES,
    DIRECTIONS,
    GRAINS,
    KNOWN,
    OPERATORS,
    PERIODS,
    SOURCE_KNOWN,
    UNITS,
)
from anxin.management.kpi.tests.oracles import live, read_oracle
from anxin.management.kpi.tests.proving import Proof
from anxin.management.kpi.tests.test_catalogue import check_columns
from anxin.platform.facts import COMMON, Kind, registry

GUIDE = (Path(__file__).parents[5] / "docs/howto/add-a-kpi.md").read_text(encoding="utf-8")
TOML = re.findall(r"^```toml\n(.*?)^```", GUIDE, re.S | re.M)
(PYTHON,) = re.findall(r"^```python\n(.*?)^```", GUIDE, re.S | re.M)
MEASURES, DEFINITION, CASE, *EVIDENCE = TOML
(CODE,) = tomllib.loads(DEFINITION)


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    """The catalogue with all that the guide shows; its evidence beside what is called so already."""
    folder = tmp_path_factory.mktemp("guide") / "definitions"
    shutil.copytree(reading.FOLDER, folder)
    evidence = re.sub(r"^\[(\w+)\]", r"[shown_\1]", "\n".join(EVIDENCE), flags=re.M)
    for place, text in (("measures", MEASURES), ("", DEFINITION), ("evidence", evidence)):
        (folder / place / "guide.toml").write_text(text, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        base = reading.FOLDER
        for name in ("FOLDER", "MEASURES", "OBSTACLES", "PLANNED", "EVIDENCE"):
            patch.setattr(reading, name, folder / getattr(reading, name).relative_to(base))
        return reading.catalogue.__wrapped__()


@pytest.fixture(scope="module")
def proof(known: Catalogue) -> Proof:
    return Proof(known, {CODE: read_oracle(CODE, CASE, unit=1)}, {})


def test_the_catalogue_takes_what_the_guide_shows(known: Catalogue) -> None:
    assert CODE in known.definitions
    assert set(tomllib.loads(MEASURES)) == known.definitions[CODE].measures
    shown = [code for text in EVIDENCE for code in tomllib.loads(text)]
    assert shown
    assert all(f"shown_{code}" in known.evidence for code in shown)


def test_its_case_stands_and_no_change_of_it_goes_unseen(
    proof: Proof, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, db: None
) -> None:
    files = proof.files(tmp_path)
    for name, rows in proof.rows.items():
        monkeypatch.setitem(registry, name, live(registry[name], rows))
    for source in (files, LiveTables()):
        assert proof.wrong_figures(source) == proof.wrong_measures(source) == []
    assert proof.blind_ends(files) == proof.changed_formulas_unseen(files) == proof.changed_measures_unseen(files) == []


@pytest.mark.django_db
def test_its_fact_selects_columns_that_are_there() -> None:
    (made,) = (
        one for one in ast.walk(ast.parse(PYTHON)) if isinstance(one, ast.Call) and ast.unparse(one.func) == "publish"
    )
    name, _, columns, sql = made.args
    told: dict[str, Kind] = ast.literal_eval(columns)
    known = registry[ast.literal_eval(name)]
    assert told.items() <= known.columns.items()
    check_columns(replace(known, columns={**COMMON, **told}, sql=ast.literal_eval(sql), values={}))


@pytest.mark.parametrize(
    "words", [KNOWN, SOURCE_KNOWN, UNITS, DIRECTIONS, CLASSES, GRAINS, PERIODS, OPERATORS], ids=lambda words: min(words)
)
def test_it_names_every_word_that_a_definition_can_have(words: set[str] | tuple[str, ...]) -> None:
    assert sorted(word for word in words if not re.search(rf"\b{word}\b", GUIDE)) == []
