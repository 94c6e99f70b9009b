"""Eight people settle, place, clock, write, approve and pay on the same few orders: nothing is lost, no number is missing.

    .venv/bin/python bench/contention.py [--seconds 60] [--orders 6]

Against the program as an installation runs it. Every answer is either carried out or a refusal that says why (409, 422,
428, 403); at the end the books are asked for each rule, what each client was told is compared with what stands, and the
program ends with 1 if anything differs. Prints how often each act was carried out and refused. The fight goes on for the
given seconds, and on a slow machine until each act was carried out once, thirty times as long at most.
"""

import argparse
import sys
import tempfile
import threading
from pathlib import Path
from time import perf_counter

sys.path.insert(0, str(Path(__file__).parent))

from contention_books import find_faults
from contention_clients import Field, Fighter
from own_database import own_database
from own_server import own_server
from staffed_shop import POSTS, make_shop

CLIENTS = 8
STAFF = (*POSTS, "dispatcher", "finance_manager", "service_manager")


def main() -> None:
    """Make the shop, fight, look at what stands."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--orders", type=int, default=6)
    given = parser.parse_args()
    with own_database(durable=True) as url, tempfile.TemporaryDirectory() as home:
        ground = make_ground(given.orders, given.seconds)
        with own_server(url, Path(home)) as serving:
            fight(ground, serving.port)
            log = (Path(home) / "web.log").read_text(errors="replace")
        faults = [*ground.broken, *find_faults(url, ground)]
        for act in sorted({*ground.done, *ground.refused}):
            print(f"{act:10} {ground.done[act]:6} done {ground.refused[act]:6} refused")
        for reason, times in ground.why.most_common(40):
            print(f"  {times:6} {reason}")
        print(f"{sum(ground.done.values())} acts carried out, {sum(ground.refused.values())} refused, {len(faults)} faults")
        for fault in faults[:40]:
            print("FAULT", fault)
        if ground.broken:
            errors = [line for line in log.splitlines() if '"level": "ERROR"' in line]
            print("\n".join(errors)[-4000:] or log[-4000:])
        sys.exit(1 if faults else 0)


def make_ground(most: int, seconds: float) -> Field:
    """A store with people at every post for each client, and bays for them."""
    from anxin.parties.org.models import Store
    from anxin.parties.org.queries import system_actor
    from anxin.parties.org.tests.factories import make_bay
    from anxin.parties.people.models import Employee
    from anxin.platform.scope import reading

    shop = make_shop(CLIENTS, STAFF)
    store = Store.objects.get(pk=shop.store_id)
    bays = [make_bay(store).pk for _each in range(CLIENTS)]
    with reading(system_actor("bench")):
        people = Employee.objects.across_stores(reason="bench").filter(post="technician")
        technicians = list(people.values_list("pk", flat=True))
    return Field(shop, technicians, bays, most, seconds)


def fight(ground: Field, port: int) -> None:
    """Let every client act until the time is over."""
    begin = perf_counter()

    def work(place: int) -> None:
        fighter = Fighter(ground, port, place)
        try:
            while ground.is_to_go_on(perf_counter() - begin):
                fighter.act()
        except BaseException as failure:
            ground.broken.append(f"client {place}: {failure!r}")

    threads = [threading.Thread(target=work, args=[place]) for place in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


if __name__ == "__main__":
    main()
