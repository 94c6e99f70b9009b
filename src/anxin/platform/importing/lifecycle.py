"""The states of an import run."""

from anxin.platform.findings import gettext_noop as _
from anxin.platform.lifecycle import Lifecycle

CHECKING, CHECKED, WRITING, DONE, STOPPED, FAILED = "CHECKING", "CHECKED", "WRITING", "DONE", "STOPPED", "FAILED"

IMPORT_RUN = Lifecycle(
    "import run",
    initial=(CHECKING,),
    transitions={
        (CHECKING, "finish_check"): CHECKED,
        (CHECKING, "stop"): STOPPED,
        (CHECKING, "fail"): FAILED,
        (CHECKED, "start"): WRITING,
        (CHECKED, "discard"): STOPPED,
        (WRITING, "finish"): DONE,
        (WRITING, "stop"): STOPPED,
        (WRITING, "fail"): FAILED,
    },
    labels={
        CHECKING: _("检查中"),
        CHECKED: _("检查完成，待导入"),
        WRITING: _("导入中"),
        DONE: _("已完成"),
        STOPPED: _("已停止"),
        FAILED: _("没有完成"),
    },
)
