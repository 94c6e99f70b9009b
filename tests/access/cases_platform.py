"""Access cases of files and imports."""

from typing import Any

from anxin.platform.files.tests.factories import PROBE, make_picture, make_upload
from anxin.platform.importing import commands as importing
from anxin.platform.importing import tasks
from tests.access.world import AT, DOCUMENT, World, case

SHEET = "姓名,电话\n欧阳静怡,13912345678\n,\n赵敏,1\n".encode()

IMPORTER = "administrator"


def picture(w: World) -> Any:
    return w.once("picture", lambda: make_upload(w.system, w.sid))


def upload(w: World) -> dict[str, Any]:
    return {"store_id": w.sid, "kind": "customers", "file_name": "客户名单.csv", "content": SHEET}


def uploaded(w: World) -> int:
    return int(w.once("run", lambda: importing.upload_import(actor=w.system, **upload(w), at=AT)).run_id)


def checked(w: World) -> int:
    run_id = uploaded(w)
    w.once("checked", lambda: tasks.check_import(run_id=run_id, store_id=w.sid) or True)
    return run_id


COMMANDS = {
    "files.keep_upload": case(lambda w: {"store_id": w.sid, "purpose": PROBE, "subject": None, "data": make_picture()}),
    "files.attach_files": case(
        lambda w: {"store_id": w.sid, "purpose": PROBE, "keys": [picture(w).key], "subject": DOCUMENT}
    ),
    "files.make_thumbnail": case(lambda w: {"file_id": picture(w).id}),
    "files.sweep_store": case(lambda w: {"store_id": w.sid, "blobs": []}),
    "importing.upload_import": case(upload, IMPORTER),
    "importing.start_import": case(lambda w: {"run_id": checked(w)}, IMPORTER),
    "importing.stop_import": case(lambda w: {"run_id": uploaded(w)}, IMPORTER),
    "importing.report_progress": case(lambda w: {"run_id": uploaded(w), "rows_done": 1, "rows_total": 2}, IMPORTER),
    "importing.conclude_step": case(
        lambda w: {"run_id": uploaded(w), "verb": "finish_check", "counts": {"good_rows": 1}, "files": {}}, IMPORTER
    ),
    "importing.forget_import_files": case(lambda w: {"store_id": w.sid}, IMPORTER),
}

QUERIES = {
    "importing.get_run": case(lambda w: {"run_id": checked(w)}, IMPORTER),
    "importing.get_file": case(lambda w: {"run_id": checked(w), "role": "source"}, IMPORTER),
    "importing.list_problems": case(lambda w: {"run_id": checked(w)}, IMPORTER),
    "importing.list_runs": case(lambda w: {"store_id": checked(w) and w.sid}, IMPORTER),
}
