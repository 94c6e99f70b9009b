"""Limits of the organisation module."""

from django.utils.translation import gettext_lazy as _

from anxin.platform.parameters import declare

SIGN_IN_TRIES = declare("org.sign_in_tries", "integer", 5, _("登录连续输错几次后锁定"), "M01.03", minimum=3, maximum=20)
LOCKOUT_MINUTES = declare("org.lockout_minutes", "integer", 15, _("登录锁定时长"), "M01.03", unit="min", minimum=1)
