"""Search and lists at 200,000 vehicles and as many customers in 80 stores, as the app role under row-level security.

    .venv/bin/python bench/search.py [--vehicles 200000] [--plans]

Prints the median and the 95th percentile in ms of each kind of search, for a store that knows every vehicle, a store
that knows one in 80, and a person of the group with all stores.
"""

import argparse
import random
import statistics
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from own_database import own_database

STORES = 80
TRIES = 40
SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金"
    "石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
GIVEN = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红建国文斌辉玲云飞燕鹏波梅欣"
    "宇浩然子轩雨涵一诺思远嘉怡俊豪志雪琳佳慧海峰晓东"
)
COMPANY = (
    ("深圳市", "广州市", "东莞市"),
    ("顺达", "宏远", "嘉信", "鹏程", "联合"),
    ("物流有限公司", "科技有限公司", "商贸行"),
)
MODELS = ("朗逸 1.5L", "迈腾 2.0T", "途观 L", "ID.4 X", "速腾", "帕萨特")


def names(count: int, source: random.Random) -> list[str]:
    """Names of people, and one company in twelve."""
    made = []
    for _ in range(count):
        if source.random() < 1 / 12:
            made.append("".join(source.choice(part) for part in COMPANY) + str(source.randrange(90)) + "部")
        else:
            made.append(source.choice(SURNAMES) + "".join(source.choices(GIVEN, k=source.choice((1, 2, 2)))))
    return made


def fill(url: str, vehicles: int) -> dict[str, Any]:
    """Write stores, vehicles, customers, owners and relations; store 1 knows all, each other its share."""
    import psycopg

    from anxin.parties.customers.rules import name_tokens
    from anxin.parties.org.models import Brand, Store
    from anxin.platform.names import pinyin_initials, pinyin_key
    from anxin.platform.vin import check_digit

    source = random.Random(20261121)
    people = names(vehicles, source)
    brand = Brand.objects.create(pk=1, code="VW", name="大众", tier="mid")
    Store.objects.bulk_create(
        Store(pk=number, code=f"S{number:03}", name=f"门店{number}", brand=brand) for number in range(1, STORES + 1)
    )
    with psycopg.connect(url) as server:
        server.execute("SELECT set_config('app.stores', (SELECT array_agg(id) FROM org_store)::text, true)")
        server.execute(
            "CREATE TEMP TABLE t (id bigint, vin text, plate text, model text, name text, key text, initials text,"
            " phone text, tokens text[]) ON COMMIT DROP"
        )
        with server.cursor().copy("COPY t FROM STDIN") as copy:
            for number, name in enumerate(people, 1):
                draft = f"LSVAA2180N{source.choice('ABCDEFGHJK')}{number:06d}"
                tail = "".join(source.choices("ABCDEFGHJKLMNPQRSTUVWXYZ0123456789", k=2))
                copy.write_row(
                    (
                        number,
                        f"{draft[:8]}{check_digit(draft)}{draft[9:]}",
                        f"粤{source.choice('ABCDS')}{tail}{number % 1000:03d}",
                        source.choice(MODELS),
                        name,
                        pinyin_key(name),
                        pinyin_initials(name).lower()[:80],
                        f"13{source.randrange(10**9):09d}",
                        sorted(name_tokens(name)),
                    )
                )
        for statement in STATEMENTS:
            server.execute(statement)
        server.commit()
        server.autocommit = True
        for table in ("customer", "vehicle", "customerstore", "vehiclestore", "vehicleparty", "nametoken"):
            server.execute(f"ANALYZE customers_{table}")
        server.execute("SELECT set_config('app.stores', (SELECT array_agg(id) FROM org_store)::text, false)")
        return {row[0]: row for row in server.execute(SAMPLES).fetchall()}


KNOWN_IN = f"ARRAY[1, (2 + id % {STORES - 1})::int]"
STATEMENTS = (
    "DELETE FROM t a USING t b WHERE a.plate = b.plate AND a.id > b.id",
    *(
        f"""INSERT INTO customers_{model}store ({model}_id, store_id, since_at{more})
        SELECT id, s, now(){values} FROM t, LATERAL (SELECT 1 s UNION SELECT 2 + id % {STORES - 1}) r"""
        for model, more, values in (
            ("customer", "", ""),
            ("vehicle", ", reason, visits, last_visit_at", ", 'imported', 1, now() - (id % 900) * interval '1 day'"),
        )
    ),
    f"""INSERT INTO customers_customer (id, version, kind, name, name_key, initials, salutation, phone, second_phone,
    contact_person, address, tax_number, trade, source, wishes, created_at, created_on, created_store_id, store_ids)
    SELECT id, 1, 'private', name, key, initials, '', phone, '', '', '', '', '', 'import', '', now(), current_date, 1,
    {KNOWN_IN} FROM t""",
    f"""INSERT INTO customers_vehicle (id, version, vin, plate, brand_id, brand_name, model_name, body_type, engine_type,
    engine_number, color, is_own_sold, created_at, next_service_on, store_ids)
    SELECT id, 1, vin, plate, 1, '', model, '', '', '', '', false, now(), current_date + (id % 400)::int, {KNOWN_IN}
    FROM t""",
    """INSERT INTO customers_vehicleparty (vehicle_id, customer_id, role, valid_from)
    SELECT id, id, 'owner', current_date FROM t""",
    f"INSERT INTO customers_nametoken (customer_id, token, store_ids) SELECT id, unnest(tokens), {KNOWN_IN} FROM t",
)
SAMPLES = """
SELECT v.id, v.plate, v.vin, c.phone, c.initials, c.name FROM customers_vehicle v JOIN customers_customer c ON c.id = v.id
WHERE v.id % (SELECT max(id) / 400 FROM customers_vehicle) = 0
"""


def measure(run: Callable[[Any], Any], samples: list[Any]) -> str:
    """Median and 95th percentile in ms, and how many hits there were at the median."""
    times, hits = [], []
    for sample in samples:
        begin = perf_counter()
        found = run(sample)
        times.append((perf_counter() - begin) * 1000)
        hits.append(len(found) if isinstance(found, list) else len(found.rows))
    late = sorted(times)[int(len(times) * 0.95) - 1]
    return f"{statistics.median(times):8.1f} {late:8.1f} {max(times):8.1f}   {statistics.median(hits):.0f}"


def kinds() -> dict[str, Callable[[tuple[Any, ...]], str]]:
    """What is typed, made from a stored row."""
    return {
        "plate, whole": lambda row: row[1],
        "plate tail 4": lambda row: row[1][-4:],
        "VIN, whole": lambda row: row[2],
        "VIN tail 6": lambda row: row[2][-6:],
        "phone, whole": lambda row: row[3],
        "phone tail 4": lambda row: row[3][-4:],
        "initials": lambda row: row[4][:3],
        "initials 2": lambda row: row[4][:2],
        "name": lambda row: row[5],
        "name, 2 of it": lambda row: row[5][-2:] if len(row[5]) < 4 else row[5][3:5],
        "nothing fits": lambda row: "zzqx",
    }


def main() -> None:
    """Make the rows, measure, print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--vehicles", type=int, default=200_000)
    given = parser.parse_args()
    with own_database() as url:
        begin = perf_counter()
        found = list(fill(url, given.vehicles).values())
        print(f"{given.vehicles} vehicles and customers, {STORES} stores, filled in {perf_counter() - begin:.0f} s")
        report(found)


def report(found: list[tuple[Any, ...]]) -> None:
    """Print the table for the three people."""
    from anxin.parties.customers import queries
    from anxin.platform.actor import Actor
    from anxin.platform.ui.lists import Order, Window

    source = random.Random(7)
    everywhere = frozenset(range(1, STORES + 1))
    for label, stores in (("knows all", {1}), ("knows 1 in 80", {2}), ("group", everywhere)):
        actor = Actor("user", 1, "bench", frozenset(stores), {"customers.see": frozenset(stores)})
        print(f"\n{label:24} {'median':>8} {'p95':>8} {'max':>8}   hits", flush=True)
        search = partial(queries.search_vehicles, actor)
        for kind, typed in kinds().items():
            texts = [typed(row) for row in source.sample(found, TRIES)]
            print(f"{kind:24} {measure(search, texts)}", flush=True)
        cars = partial(queries.list_vehicles, actor, queries.VehicleFilter(), window=Window())
        people = partial(queries.list_customers, actor, queries.CustomerFilter(), window=Window())
        for name, run, orders in (
            ("vehicles", cars, ("last_visit_at", "plate", "next_service_on")),
            ("customers", people, ("name", "created_on")),
        ):
            for order in orders:
                wanted = [Order(order, True)] * 6
                print(f"{name + ' by ' + order:24} {measure(run, wanted)}", flush=True)


if __name__ == "__main__":
    main()
