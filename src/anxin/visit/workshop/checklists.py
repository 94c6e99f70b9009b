"""The words of the inspections' checklists; the items themselves stand in ``rules``."""

from django.utils.translation import gettext_lazy as _

CHECK_LABELS = {
    "work_complete": _("委托项目全部做完"),
    "torque": _("关键螺栓按力矩拧紧"),
    "leaks": _("无渗漏"),
    "clean": _("工位与车内已清洁"),
    "items_repaired": _("项目修复完毕"),
    "function": _("相关功能正常，无故障码"),
    "road_test": _("路试或举升检查正常"),
    "fluids": _("油液液位正常"),
    "fasteners": _("拆装部位装复牢固"),
    "old_parts": _("旧件按客户要求处理"),
    "dashboard": _("仪表无报警，保养提示已复位"),
    "exterior": _("外观与接车时一致"),
    "interior": _("内饰清洁，座椅后视镜已还原"),
    "belongings": _("随车物品齐全，无遗留工具"),
}
