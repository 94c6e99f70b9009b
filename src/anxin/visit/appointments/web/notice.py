"""The notice for the reception room: what booking is good for, and for whom the green channel is (R-AP02, R-AP07)."""

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext

from anxin.parties.org.queries import store_info
from anxin.platform import clock
from anxin.platform.parameters import value
from anxin.platform.ui.late import pdf_file
from anxin.platform.web import PageRequest, page
from anxin.visit.appointments import parameters, permissions


@page(permissions.SEE)
def notice_pdf(request: PageRequest) -> HttpResponse:
    """A page to hang up, in the reader's language."""
    store, now = store_info(request.store_id), clock.now()
    day = store.clock.day(now)
    minutes, gift = (value(limit, store.id, day) for limit in (parameters.EXPRESS_MINUTES, parameters.GIFT))
    good = [
        gettext("到店有人接：预约牌、工位和服务顾问都提前备好。"),
        gettext("派工在直接来店的车之前，少等。"),
        gettext("配件提前备好，约定时间交车。"),
        gettext("约在车少的时段，排得更快。"),
    ]
    if gift:
        good.append(gettext("预约来店有礼：%(gift)s。") % {"gift": gift})
    lane = [gettext("返修：上次修的没修好"), gettext("抱怨投诉：对服务不满意"), gettext("救援：救援进店的车")]
    if minutes:
        lane.insert(0, gettext("快保：%(minutes)s 分钟以内的保养套餐") % {"minutes": minutes})
    data = {
        "document": {
            "title": gettext("请先预约"),
            "number": store.name,
            "issued_at": timezone.localtime(now).isoformat(),
        },
        "store": store.name,
        "lead": gettext("预约电话 %(phone)s") % {"phone": store.phone} if store.phone else "",
        "sections": [
            {"heading": gettext("预约有什么好处"), "lines": good},
            {"heading": gettext("预约绿色通道"), "lines": lane},
        ],
    }
    return pdf_file("documents/notice", data, "booking-notice")
