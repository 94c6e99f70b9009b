"""The sentences that scripts show, translated on the server: scripts carry no words of their own."""

from __future__ import annotations

from django.utils.translation import gettext


def client_texts() -> dict[str, str]:
    """Text by key; {n} is filled in by the script."""
    return {
        "late": gettext("已超 {n} 分"),
        "left": gettext("余量 {n} 分"),
        "since": gettext("{n} 分"),
        "offline": gettext("连不上服务器，您填的内容还在，稍后再试一次。"),
        "failed": gettext("服务器出错了，这一步没有保存。请再试一次；还不行请找店内管理员。"),
        "waitsToSend": gettext("没有网络，内容和照片已存在手机上，连上后自动发送，请不要关掉这一页。"),
        "draft": gettext("已恢复上次没有提交的内容。"),
        "draftDrop": gettext("不要了"),
        "uploading": gettext("正在上传"),
        "uploadFailed": gettext("没有传上去，点这里再传"),
        "notImage": gettext("这不是照片，请选 JPG、PNG 或 WebP。"),
        "removePhoto": gettext("删除这张照片"),
        "damageRemove": gettext("删除第 {n} 处"),
        "delete": gettext("删除"),
        "newEnergy": gettext("新能源"),
        "plateWrong": gettext("车牌要 7 位，新能源 8 位。"),
        "newer": gettext("有更新，填完后刷新"),
    }
