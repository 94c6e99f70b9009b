"""All figures of a group from its history: every definition that has facts, by store and month.

    .venv/bin/python bench/figures.py [--orders 5000000] [--stores 80] [--months 36] [--passes] [--keep FOLDER]

Generates the files that the nightly export would have written, then asks all definitions of all months, of one month, and
of half of the orders. Prints seconds and greatest memory of each, each in a process of its own, and beside them the same
sums in SQL written by hand over the same files on the same engine.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src"), str(Path(__file__).parent)]


def main() -> None:
    """Generate, measure, print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--orders", type=int, default=5_000_000)
    parser.add_argument("--stores", type=int, default=80)
    parser.add_argument("--months", type=int, default=36)
    parser.add_argument("--passes", action="store_true", help="print the CPU seconds of each pass over a fact")
    parser.add_argument("--keep", type=Path, help="a folder for the files, which are used again when they are there")
    parser.add_argument("--measure", choices=tuple(MEASURES), help=argparse.SUPPRESS)
    given = parser.parse_args()
    _set_up()
    from generated_facts import Group

    group = Group(given.stores, given.months, given.orders)
    if given.measure:
        print(json.dumps(MEASURES[given.measure](given.keep, group, passes=given.passes)))
        return
    with tempfile.TemporaryDirectory(prefix="anxin-figures-") as made:
        home = given.keep or Path(made)
        _generate(home / "whole", group)
        _generate(home / "half", Group(given.stores, given.months, given.orders // 2))
        print(f"{len(_ready())} definitions have facts")
        whole, half = (_run("all", home / part, given) for part in ("whole", "half"))
        _run("month", home / "whole", given)
        hand = _run("hand", home / "whole", given)
        print(f"twice the orders: {whole['cpu'] / half['cpu']:.2f} times the CPU")
        print(f"ours beside what is written by hand: {hand['ours'] / hand['seconds']:.2f} times the CPU")


def _set_up() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")
    # No database is asked: facts declare themselves when the modules are loaded.
    os.environ.setdefault("DATABASE_URL", "postgresql://nobody@localhost/none")
    import django

    django.setup()


def _generate(folder: Path, group: Any) -> None:
    from generated_facts import write_facts

    from anxin.management.kpi.catalogue import catalogue
    from anxin.platform.facts import registry

    if folder.exists():
        return
    begun, known = perf_counter(), catalogue()
    names = {known.measures[term.measure].fact for one in _ready() for term in one.formula.terms}
    rows = write_facts(folder, group, [registry[name] for name in sorted(names)], list(known.measures.values()))
    size = sum(path.stat().st_size for path in folder.rglob("*.parquet")) / 1e9
    print(f"{folder.name}: {group.orders:,} orders, {rows:,} rows, {size:.1f} GB, made in {perf_counter() - begun:.0f} s")


def _ready() -> list[Any]:
    """The definitions that have facts."""
    from anxin.management.kpi.catalogue import catalogue

    return [one for one in catalogue().definitions.values() if not catalogue().needs(one)]


def _run(what: str, folder: Path, given: argparse.Namespace) -> dict[str, float]:
    command = [sys.executable, __file__, "--measure", what, "--keep", str(folder), "--stores", str(given.stores)]
    command += ["--months", str(given.months), "--orders", str(given.orders), *(["--passes"] if given.passes else [])]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    *said, last = done.stdout.strip().splitlines()
    print(*said, sep="\n", end="\n" if said else "")
    found: dict[str, float] = json.loads(last)
    told = ", ".join(f"{name} {value:,.2f}" for name, value in found.items())
    print(f"{what}, {folder.name}: {told}")
    return found


def _measure_all(folder: Path, group: Any, *, passes: bool) -> dict[str, float]:
    return _ask(folder, group, _ready(), group.months, passes=passes)


def _measure_month(folder: Path, group: Any, *, passes: bool) -> dict[str, float]:
    """The second time: a program that runs has read its definitions and composed its statements."""
    _ask(folder, group, _ready(), 1, passes=False)
    return _ask(folder, group, _ready(), 1, passes=passes)


def _measure_hand(folder: Path, group: Any, *, passes: bool) -> dict[str, float]:
    """Some definitions, ours and by hand, each the second time, in CPU seconds; both must say the same."""
    from written_by_hand import CODES, run_by_hand

    chosen = [one for one in _ready() if one.code in CODES]
    assert len(chosen) == len(CODES), "a definition was renamed"
    ours: list[float] = []
    by_hand: list[float] = []
    for _time in range(2):
        with _cpu(ours):
            figures = _figures(folder, group, chosen, group.months, passes=passes)
        with _cpu(by_hand):
            written = run_by_hand(folder, group.spans[0].first, group.spans[-1].first)
    compared = 0
    for figure in figures:
        for term, value in figure.parts.items():
            if term.shift or term.measure not in written[figure.cell.unit_id, figure.cell.span.first]:
                continue
            assert value == written[figure.cell.unit_id, figure.cell.span.first][term.measure], (figure, term)
            compared += 1
    return {"seconds": by_hand[-1], "ours": ours[-1], "equal": compared}


@contextmanager
def _cpu(spent: list[float]) -> Iterator[None]:
    begun = resource.getrusage(resource.RUSAGE_SELF)
    yield
    ended = resource.getrusage(resource.RUSAGE_SELF)
    spent.append(ended.ru_utime + ended.ru_stime - begun.ru_utime - begun.ru_stime)


def _ask(folder: Path, group: Any, definitions: list[Any], months: int, *, passes: bool) -> dict[str, float]:
    cpu: list[float] = []
    begun = perf_counter()
    with _cpu(cpu):
        figures = _figures(folder, group, definitions, months, passes=passes)
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    return {"seconds": perf_counter() - begun, "cpu": cpu[0], "megabytes": used, "figures": len(figures)}


def _figures(folder: Path, group: Any, definitions: list[Any], months: int, *, passes: bool) -> list[Any]:
    import ibis.expr.api

    from anxin.management.kpi.catalogue import catalogue
    from anxin.management.kpi.engine.history import ParquetFiles
    from anxin.management.kpi.engine.working import Asked, work_out
    from anxin.management.kpi.rules.periods import Period

    assert ibis
    source = ParquetFiles(folder)
    if passes:
        _watch(source)
    places = {store: store for store in range(1, group.stores + 1)}
    asked = Asked(definitions, places, Period.MONTH, group.spans[-months:])
    return work_out(source, catalogue(), asked, lambda *_: True)


def _watch(source: Any) -> None:
    """One pass at a time: beside another nobody knows whose CPU it was."""
    run, source.threads = source.run, 1

    def timed(fact: Any, *rest: Any, **more: Any) -> Any:
        cpu: list[float] = []
        with _cpu(cpu):
            rows = run(fact, *rest, **more)
        print(f"  {cpu[0]:6.2f} s of CPU  {fact.name}")
        return rows

    source.run = timed


MEASURES = {"all": _measure_all, "month": _measure_month, "hand": _measure_hand}

if __name__ == "__main__":
    main()
