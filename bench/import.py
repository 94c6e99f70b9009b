"""The import of a workbook of vehicles with their owners, from the file to the last row, as the app role.

    .venv/bin/python bench/import.py [--rows 100000]

Prints seconds and the largest memory of the process; then loads the same file again, which must change nothing.
"""

import argparse
import multiprocessing
import resource
import sys
import tempfile
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from own_database import own_database

HEADS = ("车牌号", "车架号", "品牌", "车型", "年款", "颜色", "购车日期", "里程", "车主", "车主电话", "车主性质", "车主地址")


def write_file(path: Path, rows: int) -> None:
    """An XLSX of good rows."""
    import xlsxwriter

    from anxin.platform.vin import check_digit

    workbook = xlsxwriter.Workbook(path, {"constant_memory": True})
    sheet = workbook.add_worksheet("车辆")
    sheet.write_row(0, 0, HEADS)
    letters = "ABCDEFGHJKLMNPQRSTUVWXYZ"
    for number in range(1, rows + 1):
        draft = f"LSVAA2180N2{number:06d}"
        plate = f"粤{letters[number // 100_000 + 1]}{letters[number // 5000 % 24]}{number % 10_000:04d}"
        vin = f"{draft[:8]}{check_digit(draft)}{draft[9:]}"
        name = f"{'王李张刘陈'[number % 5]}{'伟芳娜敏静'[number // 5 % 5]}{'丽强磊军洋'[number // 25 % 5]}"
        owner = (name, f"138{number:08d}", "私家", f"深圳市龙岗区第 {number} 号")
        sheet.write_row(number, 0, (plate, vin, "大众", "朗逸 1.5L", 2022, "白", "2022-03-05", number, *owner))
    workbook.close()


def load(path: Path, store_id: int) -> Any:
    """Run the import as the job does; prints its account."""
    from anxin.parties.customers.imports import VEHICLES, write_vehicles
    from anxin.platform import clock
    from anxin.platform.actor import Actor
    from anxin.platform.workbook import open_source, run_import

    actor, begin, worked = Actor.system("bench", [store_id]), perf_counter(), process_time()
    result = run_import(
        VEHICLES,
        open_source(path.read_bytes()),
        lambda rows: write_vehicles(actor, store_id, rows, clock.now()),
        take_good_rows=True,
    )
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{perf_counter() - begin:6.1f} s ({process_time() - worked:.1f} s of them at work), {memory:4.0f} MB at most;"
        f" created {result.created}, updated {result.updated}, unchanged {result.unchanged}, refused {result.refused}",
        flush=True,
    )
    for problem in result.problems[:3]:
        print("   ", problem)
    return result


def main() -> None:
    """Make the file, load it twice."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=100_000)
    given = parser.parse_args()
    with own_database(), tempfile.TemporaryDirectory() as folder:
        from anxin.parties.org.models import Brand, Store

        brand = Brand.objects.create(code="VW", name="大众", tier="mid")
        store = Store.objects.create(code="LG", name="龙岗店", brand=brand)
        path = Path(folder) / "vehicles.xlsx"
        # In a process of its own: what writing takes is not the import's.
        writing = multiprocessing.get_context("spawn").Process(target=write_file, args=(path, given.rows))
        writing.start()
        writing.join()
        load(path, store.pk)
        load(path, store.pk)


if __name__ == "__main__":
    main()
