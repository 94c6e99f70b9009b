"""Permissions of the organisation."""

from django.utils.translation import gettext_lazy as _

from anxin.platform.permissions import declare

MANAGE_UNITS = declare("org.manage_units", _("维护集团、品牌、门店、工位与日历"), "@administrators", shared=True)
MANAGE_USERS = declare("org.manage_users", _("维护用户与权限"), "@administrators", shared=True)
MANAGE_PARAMETERS = declare(
    "org.manage_parameters", _("维护参数"), "@administrators after_sales_manager general_manager", shared=True
)
SEE_ACCESS = declare(
    "org.see_access", _("查看谁在哪里可以做什么"), "@administrators general_manager audit_group", shared=True
)
SEE_AUDIT = declare("org.see_audit", _("查看审计记录"), "@administrators general_manager audit_group", shared=True)
DEACTIVATE_USERS = declare(
    "org.deactivate_users", _("停用离职人员的账号"), "@administrators @management hr_manager group_hr", shared=True
)
OPEN_SETTINGS = declare("org.open_settings", _("打开设置"), "@administrators @management audit_group")
MANAGE_OWN_TOKENS = declare(
    "org.manage_own_tokens", _("管理自己的接口令牌"), "@administrators general_manager after_sales_manager network_clerk"
)
