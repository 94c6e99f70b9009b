"""What a figure counts does not change under its version: old months stay comparable, restated ones say so."""

import hashlib
import json
from dataclasses import replace
from pathlib import Path

from anxin.management.kpi.catalogue import catalogue
from anxin.management.kpi.rules.basis import made_of

KNOWN = json.loads((Path(__file__).parent / "versions.json").read_text())
"""Code → version and mark of what is counted."""


def mark(made: list[str]) -> str:
    return hashlib.sha256("\n".join(made).encode()).hexdigest()[:12]


def test_what_is_counted_changes_with_the_version_only() -> None:
    known = catalogue()
    now = {code: [one.version, mark(made_of(one, known.measures))] for code, one in sorted(known.definitions.items())}
    raised = sorted(
        code for code in now.keys() & KNOWN.keys() if now[code][1] != KNOWN[code][1] and now[code][0] <= KNOWN[code][0]
    )
    assert raised == [], "these count something else now: raise their version, set since, say in note what changed"
    wrong = {code: now.get(code) for code in now.keys() | KNOWN.keys() if now.get(code) != KNOWN.get(code)}
    lines = [f"  {json.dumps(code)}: {json.dumps(line)}," for code, line in sorted(wrong.items())]
    assert wrong == {}, "\n".join(["write these lines into tests/versions.json (null: take the line out):", *lines])


def test_words_make_no_version_and_a_filter_does() -> None:
    known = catalogue()
    one = known.definitions["appointment_rate"]
    named, filtered = (
        {**known.measures, "appointed_entries": replace(known.measures["appointed_entries"], **change)}
        for change in ({"zh": "another"}, {"where": {}})
    )
    now = mark(made_of(one, known.measures))
    assert mark(made_of(one, named)) == now
    assert mark(made_of(one, filtered)) != now
