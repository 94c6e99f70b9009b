"""A visit of the plan step by step through the real commands, each by whoever does it, each at its time."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from anxin.faces.twin import words
from anxin.faces.twin.floor import Floor
from anxin.faces.twin.picture import signature_png
from anxin.faces.twin.plan import PlannedJob, PlannedVisit
from anxin.faces.twin.steps import FIRST, Step, book, decide_late_express, handle_events
from anxin.parties.org.queries import system_actor
from anxin.parties.work import commands as work
from anxin.platform.money import Money
from anxin.platform.scope import unit_of_work
from anxin.relationship.followup import commands as followup
from anxin.relationship.followup.models import FollowUp
from anxin.visit.billing import commands as billing
from anxin.visit.reception import commands as reception
from anxin.visit.repair_orders import commands as orders
from anxin.visit.repair_orders.commands import Confirmations, NewJob
from anxin.visit.repair_orders.models import Item, Job
from anxin.visit.repair_orders.permissions import SEE
from anxin.visit.workshop import commands as workshop
from anxin.visit.workshop.commands import NewFinding, Plan, Share, Verdict

ORDER = "repair_orders.repairorder"
OWN = "rows of the visit that is being played"


@dataclass(slots=True)
class PlayedVisit:
    """A visit in play: the numbers and ids that the commands gave back."""

    floor: Floor
    visit: PlannedVisit
    reception: str = ""
    order: str = ""
    order_id: int = 0
    job_ids: list[int] = field(default_factory=list)
    found: Any = None
    bills: tuple[Any, ...] = ()

    def steps(self) -> list[Step]:
        """Every step with its time, without those that the plan has not reached."""
        visit = self.visit
        planned: list[tuple[datetime, Callable[[datetime], None]]] = [
            (visit.arrived_at, self._receive),
            (visit.walked_at, self._walk),
            (visit.interviewed_at, self._interview),
            (visit.opened_at, self._open),
            (visit.signed_at, self._sign),
            (visit.dispatched_at, self._dispatch),
        ]
        for place, job in enumerate(visit.jobs):
            planned += self._job_steps(place, job)
        if visit.rework is not None:
            planned += self._rework_steps()
        planned += [
            (visit.inspected_at, self._inspect),
            (visit.checked_at, self._check),
            (visit.settled_at, self._settle),
            (visit.paid_at, self._pay),
            (visit.delivered_at, self._deliver),
        ]
        planned += [(call.at, self._call(place)) for place, call in enumerate(visit.calls)]
        limit = visit.until
        kept = [(at, act) for at, act in planned if limit is None or at < limit]
        steps: list[Step] = [(at, visit.serial, place, act) for place, (at, act) in enumerate(kept)]
        if visit.booking is not None:
            steps.append((visit.booking.booked_at, visit.booking.car - FIRST, 0, self._book))
        return steps

    @property
    def advisor(self) -> Any:
        """Who acts at the front desk."""
        return self.floor.advisor(self.visit.advisor).actor

    def _book(self, at: datetime) -> None:
        assert self.visit.booking is not None
        book(self.floor, self.visit.booking, at)

    def _receive(self, at: datetime) -> None:
        vehicle_id, _customer_id = self.floor.cars[self.visit.car]
        kept = reception.receive_vehicle(
            actor=self.advisor,
            store_id=self.floor.store.id,
            car=reception.CarWish(vehicle_id=vehicle_id),
            purpose=self.visit.purpose,
            concerns=self.visit.jobs[0].complaint,
            at=at,
        )
        self.reception = kept.number

    def _walk(self, at: datetime) -> None:
        reception.record_walk_around(actor=self.advisor, number=self.reception, seen=words.walk_around(self.visit), at=at)

    def _interview(self, at: datetime) -> None:
        reception.record_interview(
            actor=self.advisor,
            number=self.reception,
            concerns=self.visit.jobs[0].complaint,
            at=at,
        )

    def _open(self, at: datetime) -> None:
        opened = reception.open_order_from_reception(
            actor=self.advisor,
            number=self.reception,
            jobs=self._new_jobs(),
            promised_at=self.visit.promised_at,
            at=at,
        )
        self.order, self.order_id = opened.order_number, opened.order_id
        with unit_of_work(self.advisor, "twin.read", writable=False):
            rows = Job.objects.across_stores(reason=OWN).filter(repair_order_id=self.order_id).order_by("position")
            self.job_ids = list(rows.values_list("pk", flat=True))

    def _new_jobs(self) -> list[NewJob]:
        return [words.new_job(job) for job in self.visit.jobs]

    def _sign(self, at: datetime) -> None:
        confirmed = Confirmations(self.visit.promised_at, words.old_parts(self.visit), words.wants_wash(self.visit))
        reception.sign_order(
            actor=self.advisor,
            number=self.reception,
            confirmations=confirmed,
            signature=signature_png(),
            also_sheet=True,
            at=at,
        )

    def _dispatch(self, at: datetime) -> None:
        for job_id, job in zip(self.job_ids, self.visit.jobs, strict=True):
            workshop.dispatch_job(
                actor=self.floor.one("dispatcher").actor,
                number=self.order,
                job_id=job_id,
                plan=Plan(
                    [Share(self.floor.technician(job.technician).employee_id)],
                    job.planned_from,
                    job.planned_to,
                    self.floor.bays[job.bay],
                ),
                at=at,
            )

    def _job_steps(self, place: int, job: PlannedJob) -> list[tuple[datetime, Callable[[datetime], None]]]:
        technician = self.floor.technician(job.technician).actor

        def start(at: datetime) -> None:
            workshop.clock_on(actor=technician, number=self.order, job_id=self.job_ids[place], at=at)

        def issue(at: datetime) -> None:
            self._issue(self.job_ids[place], at, additional=False)

        def pause(at: datetime) -> None:
            job_id = self.job_ids[place]
            workshop.pause_job(actor=technician, number=self.order, job_id=job_id, reason=job.pause_reason, at=at)

        def finish(at: datetime) -> None:
            self._finish(place, job, at)

        planned: list[tuple[datetime, Callable[[datetime], None]]] = [(job.started_at, start), (job.started_at, issue)]
        for before, after in zip(job.stretches, job.stretches[1:], strict=False):
            planned += [(before[1], pause), (after[0], start)]
        planned.append((job.finished_at, finish))
        if job.addition is not None:
            planned += self._addition_steps(place, job)
        return sorted(planned, key=lambda one: one[0])

    def _addition_steps(self, place: int, job: PlannedJob) -> list[tuple[datetime, Callable[[datetime], None]]]:
        addition = job.addition
        assert addition is not None
        technician = self.floor.technician(job.technician).actor

        def find(at: datetime) -> None:
            # The technician does it in the time that the promise leaves.
            finding = NewFinding(
                addition.words, "soon", words.proposed_items(addition.parts), harm=addition.harm, extra_minutes=0
            )
            self.found = workshop.report_finding(
                actor=technician, number=self.order, job_id=self.job_ids[place], finding=finding, at=at
            )

        def decide(at: datetime) -> None:
            decisions = dict.fromkeys(self.found.item_ids, (addition.decision, addition.reason))
            orders.decide_items(actor=self.advisor, number=self.order, decisions=decisions, channel="phone", at=at)
            work.complete_task(actor=self.advisor, task_id=self.found.task_id, result="已电话联系客户", at=at)
            if addition.decision == "APPROVED":
                self._issue(self.job_ids[place], at, additional=True)

        planned: list[tuple[datetime, Callable[[datetime], None]]] = [(addition.found_at, find)]
        if addition.decided_at is not None:
            planned.append((addition.decided_at, decide))
        return planned

    def _issue(self, job_id: int, at: datetime, *, additional: bool) -> None:
        actor = self.floor.one("parts_clerk").actor
        with unit_of_work(actor, "twin.read", writable=False):
            rows = Item.objects.across_stores(reason=OWN).filter(
                job_id=job_id, kind="part", decision="APPROVED", is_additional=additional
            )
            wished = {row.pk: row.quantity for row in rows.order_by("pk") if row.article_id is not None}
        if wished:
            orders.issue_order_parts(actor=actor, number=self.order, quantities=wished, at=at)

    def _finish(self, place: int, job: PlannedJob, at: datetime) -> None:
        workshop.finish_job(
            actor=self.floor.technician(job.technician).actor,
            number=self.order,
            job_id=self.job_ids[place],
            checks=words.checks("self", self._lines(self.job_ids[place])),
            cause=job.cause,
            correction=job.correction,
            at=at,
        )

    def _lines(self, job_id: int | None = None) -> list[Item]:
        """The lines of the order, or of one job."""
        with unit_of_work(system_actor("twin"), "twin.read", writable=False):
            rows = Item.objects.visible_to(system_actor("twin"), SEE).filter(repair_order__number=self.order)
            return list(rows if job_id is None else rows.filter(job_id=job_id))

    def _rework_steps(self) -> list[tuple[datetime, Callable[[datetime], None]]]:
        rework, job = self.visit.rework, self.visit.jobs[0]
        assert rework is not None
        technician = self.floor.technician(job.technician).actor

        def fail(at: datetime) -> None:
            verdict = Verdict("general", words.failed_checks(self._lines()), rework.note, [self.job_ids[0]])
            inspector = self.floor.one("quality_inspector").actor
            workshop.inspect_order(actor=inspector, number=self.order, verdict=verdict, at=at)

        def start(at: datetime) -> None:
            workshop.clock_on(actor=technician, number=self.order, job_id=self.job_ids[0], at=at)

        def finish(at: datetime) -> None:
            self._finish(0, job, at)

        return [(rework.failed_at, fail), (rework.started_at, start), (rework.finished_at, finish)]

    def _inspect(self, at: datetime) -> None:
        inspector = self.floor.one("quality_inspector").actor
        verdict = Verdict("general", words.checks("general", self._lines()))
        workshop.inspect_order(actor=inspector, number=self.order, verdict=verdict, at=at)

    def _check(self, at: datetime) -> None:
        verdict = Verdict("final", words.checks("final", ()))
        workshop.inspect_before_delivery(actor=self.advisor, number=self.order, verdict=verdict, at=at)

    def _settle(self, at: datetime) -> None:
        decide_late_express(self.floor, self.order, at, approve=False)
        settled = billing.settle_order(actor=self.floor.one("cashier").actor, number=self.order, at=at)
        self.bills = settled.bills

    def _pay(self, at: datetime) -> None:
        for bill in self.bills:
            if bill.payer == "customer" and bill.due:
                shares = bill.due.split([percent for _method, percent in self.visit.methods])
                tenders = [
                    billing.Tender(method, share)
                    for (method, _percent), share in zip(self.visit.methods, shares, strict=True)
                    if share > Money(0)
                ]
                cashier = self.floor.one("cashier").actor
                billing.take_payment(actor=cashier, bill_id=bill.bill_id, tenders=tenders, at=at)

    def _deliver(self, at: datetime) -> None:
        reception.deliver_vehicle(
            actor=self.advisor,
            number=self.order,
            note=words.delivery_note(self.visit),
            signature=signature_png(),
            at=at,
        )
        handle_events(self.floor.store.id)

    def _call(self, place: int) -> Callable[[datetime], None]:
        call = self.visit.calls[place]

        def report(at: datetime) -> None:
            clerk = self.floor.one("follow_up_clerk").actor
            with unit_of_work(clerk, "twin.read", writable=False):
                rows = FollowUp.objects.across_stores(reason=OWN).filter(repair_order_id=self.order_id, round=call.round)
                follow_up_id = rows.values_list("pk", flat=True).get()
            told = followup.CallReport(call.result, dict(call.answers), call.words)
            followup.record_call(actor=clerk, followup_id=follow_up_id, report=told, at=at)

        return report
