"""What fails an inspection is shown by a photo: to the technician, on the order, on paper, to no other store."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from anxin.parties.org.models import ApiToken, User
from anxin.parties.org.queries import store_info
from anxin.parties.org.sign_in import digest
from anxin.parties.org.tests.factories import AT, make_actor
from anxin.platform import clock
from anxin.platform.documents.pdf import render_pdf
from anxin.platform.errors import Invalid, NotFound
from anxin.platform.files.tests.factories import make_picture, make_upload
from anxin.platform.references import DocumentRef
from anxin.platform.scope import reading
from anxin.visit.repair_orders.tests.factories import view_of
from anxin.visit.workshop import queries
from anxin.visit.workshop.permissions import FINDING_PHOTO, INSPECTION_PHOTO
from anxin.visit.workshop.rules import Check
from anxin.visit.workshop.tests.factories import (
    HOUR,
    Floor,
    OrderAtWork,
    all_passed,
    finish,
    inspect,
    make_floor,
    order_for,
    start,
)
from anxin.visit.workshop.tests.test_web import browser_of
from anxin.visit.workshop.web.papers import pictures_of, record_of

pytestmark = [pytest.mark.django_db, pytest.mark.rule("R-QC01", "R-QC03")]


@pytest.fixture
def floor(monkeypatch: pytest.MonkeyPatch) -> Floor:
    monkeypatch.setattr(clock, "now", lambda: AT + 2 * HOUR)
    return make_floor()


@pytest.fixture
def done(floor: Floor) -> OrderAtWork:
    order = order_for(floor)
    start(order, floor.wang)
    finish(order, floor.wang, AT + HOUR)
    return order


def shot(floor: Floor, **more: Any) -> str:
    return make_upload(floor.inspector, floor.store_id, **{"purpose": INSPECTION_PHOTO, **more}).key


def failed(*keys: str) -> list[Check]:
    return [*all_passed("general")[1:], Check("function", False, "异响", keys)]


def picture() -> dict[str, SimpleUploadedFile]:
    return {"photo": SimpleUploadedFile("a.jpg", make_picture(), "image/jpeg")}


def shown(client: Any, address: str, key: str) -> bool:
    return f"/files/{key}/?size=thumb" in client.get(address).content.decode()


def test_photos_of_the_job_and_of_the_list_go_to_the_technician_the_order_and_the_paper(
    floor: Floor, done: OrderAtWork
) -> None:
    inspector, phone = browser_of(floor.inspector), browser_of(floor.wang.actor)
    page = f"/workshop/inspection/{done.number}/"
    fields = inspector.get(page).content.decode().count("data-upload=")
    assert fields == 1 + len(all_passed("general"))
    sent = [inspector.post(f"{page}photos/", picture()).json()["id"] for _ in range(3)]
    of_job, of_list, by_mistake = sent
    line = f"job_{done.job_id}"
    posted: dict[str, Any] = {f"{line}_photos": [of_job], "function": "no", "function_photos": [of_list]}
    posted |= {"clean_photos": [by_mistake], "function_note": "异响"}
    refused = inspector.post(page, posted)
    assert (refused.status_code, of_job in refused.content.decode()) == (422, True)
    posted |= {"rework_job_ids": [done.job_id], f"{line}_note": "仍有异响"}
    assert inspector.post(page, posted).status_code == 303
    job = queries.technician_day(floor.wang.actor, now=AT + 2 * HOUR).current
    assert job is not None
    assert (job.sent_back, [photo.key for photo in job.sent_back_photos]) == ("仍有异响", [of_job, of_list])
    assert all(shown(phone, "/workshop/my-day/", key) for key in (of_job, of_list))
    desk = browser_of(floor.desk.actor)
    assert [shown(desk, f"/repair-orders/{done.number}/", key) for key in sent] == [True, True, False]
    head = view_of(floor.desk, done.number).head
    rows = queries.list_inspections(floor.inspector, head.id)
    with reading(floor.inspector):
        paper = record_of(head, rows, store_info(floor.store_id), pictures_of(floor.inspector, rows))
    assert [(one["note"], len(one["photos"])) for one in paper["inspections"][0]["items"] if one["photos"]] == [
        ("仍有异响", 1),
        ("异响", 1),
    ]
    assert b"/Subtype/Image" in render_pdf("workshop/inspection_record", paper)
    assert inspector.get(f"{page}print/").status_code == 200


def test_the_endpoint_takes_the_keys_and_tells_the_photos(floor: Floor, done: OrderAtWork) -> None:
    for name, actor in (("i", floor.inspector), ("w", floor.wang.actor)):
        user = User.objects.get(pk=actor.id)
        ApiToken.objects.create(user=user, name=name, digest=digest(name), scopes=["*"], created_at=AT)
    inspector, technician = (Client(headers={"Authorization": f"Bearer {name}"}) for name in "iw")
    address, of_job, of_list = f"/api/v1/workshop/orders/{done.number}", shot(floor), shot(floor)
    checks = [{"code": one.code, "passed": one.passed, "photo_keys": list(one.photo_keys)} for one in failed(of_list)]
    notes = [{"job_id": done.job_id, "note": "仍有异响", "photo_keys": [of_job]}]
    body = {"checks": checks, "rework_job_ids": [done.job_id], "job_notes": notes}
    assert inspector.post(f"{address}/inspect", body, content_type="application/json").status_code == 200
    told = inspector.get(f"{address}/inspections").json()[0]["items"]
    assert [photo["key"] for one in told for photo in one["photos"]] == [of_job, of_list]
    (mine,) = technician.get("/api/v1/workshop/my-day").json()["jobs"]
    assert [photo["thumb_url"] for photo in mine["sent_back_photos"]] == [
        f"/files/{key}/?size=thumb" for key in (of_job, of_list)
    ]


def test_once_the_job_has_passed_the_photos_leave_the_phone_and_every_time_stays_told(
    floor: Floor, done: OrderAtWork
) -> None:
    for hour, key in ((2, shot(floor)), (5, shot(floor))):
        back = {"rework_job_ids": [done.job_id], "job_notes": {done.job_id: f"{hour}点"}, "job_photos": {done.job_id: [key]}}
        inspect(floor, done, AT + hour * HOUR, **back)
        start(done, floor.wang, AT + (hour + 1) * HOUR)
        finish(done, floor.wang, AT + (hour + 2) * HOUR)
    inspect(floor, done, AT + 8 * HOUR)
    assert queries.find_send_back(floor.wang.actor, done.job_id) is None
    told = queries.list_send_backs(floor.wang.actor, done.job_id)
    assert [(one.words, len(one.photos)) for one in told] == [("5点", 1), ("2点", 1)]


def test_a_photo_shows_only_what_failed(floor: Floor, done: OrderAtWork) -> None:
    fine = [*all_passed("general")[1:], Check("function", True, "", [shot(floor)])]
    wrongs: tuple[tuple[dict[str, Any], str], ...] = (
        ({"checks": fine}, "checks"),
        ({"job_photos": {done.job_id: [shot(floor)]}}, "job_photos"),
    )
    for wrong, field in wrongs:
        with pytest.raises(Invalid) as refusal:
            inspect(floor, done, AT + 2 * HOUR, **wrong)
        assert (refusal.value.field, refusal.value.rule) == (field, "R-QC01")
    assert view_of(floor.desk, done.number).head.state == "WORK_FINISHED"


def test_only_a_free_upload_of_this_store_taken_for_an_inspection_is_one(floor: Floor, done: OrderAtWork) -> None:
    elsewhere = make_floor("NS")
    back: dict[str, Any] = {"rework_job_ids": [done.job_id], "note": "异响"}
    taken = shot(floor, subject=DocumentRef("workshop.inspectionitem", 1))
    for key in (shot(elsewhere), shot(floor, purpose=FINDING_PHOTO), taken, "nothing"):
        with pytest.raises(NotFound):
            inspect(floor, done, AT + 2 * HOUR, checks=failed(key), **back)
    same = shot(floor)
    with pytest.raises(NotFound):
        inspect(floor, done, AT + 2 * HOUR, checks=failed(same), job_photos={done.job_id: [same]}, **back)
    assert view_of(floor.desk, done.number).head.state == "WORK_FINISHED"


def test_who_sees_the_order_sees_the_photo_and_another_store_does_not(floor: Floor, done: OrderAtWork) -> None:
    elsewhere, key = make_floor("NS"), shot(floor)
    inspect(floor, done, AT + 2 * HOUR, checks=failed(key), rework_job_ids=[done.job_id], note="异响")
    cashier = make_actor(floor.desk.store, "cashier")
    for actor, status in ((floor.wang.actor, 200), (cashier, 200), (elsewhere.inspector, 404), (elsewhere.wang.actor, 404)):
        assert browser_of(actor).get(f"/files/{key}/").status_code == status
    assert queries.list_send_backs(elsewhere.inspector, done.job_id) == []
    refused = browser_of(elsewhere.inspector).post(f"/workshop/inspection/{done.number}/photos/", picture())
    assert refused.status_code == 404
