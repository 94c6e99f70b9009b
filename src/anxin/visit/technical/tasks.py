"""Work outside requests: the store hears of an expert's answer."""

from anxin.platform import clock
from anxin.platform.actor import Actor
from anxin.platform.jobs import job
from anxin.visit.technical.commands import tell_of_answer


@job()
def tell_of_expert_answer(case_id: int, store_id: int) -> None:
    """Whoever leads the case gets a task; the expert may belong to another store, whose actor cannot write here (SYS-14)."""
    tell_of_answer(actor=Actor.system("technical", [store_id]), case_id=case_id, at=clock.now())
