"""Permissions of the files. Who may see a file is said by its purpose; see ``purposes``."""

from django.utils.translation import gettext_lazy as _

from anxin.platform.permissions import declare

KEEP = declare("files.keep", _("上传照片和文件"), "@staff")
