"""Bearer tokens for the API: issued by their user, narrowed to scopes, shown once (M01.03)."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from anxin.parties.org.commands.checked import cleaned
from anxin.parties.org.models import ApiToken
from anxin.parties.org.permissions import MANAGE_OWN_TOKENS, MANAGE_USERS
from anxin.parties.org.reach import managed_user
from anxin.parties.org.rules import unknown_scopes
from anxin.parties.org.sign_in import digest
from anxin.platform import audit
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Conflict, Denied, Invalid, NotFound
from anxin.platform.permissions import all_permissions
from anxin.platform.references import DocumentRef

MOST_LIVE_TOKENS = 20
LONGEST_DAYS = 730


@dataclass(frozen=True, slots=True)
class IssuedToken:
    """A new token; ``token`` is in clear here and nowhere else."""

    id: int
    token: str
    expires_at: datetime


@command(MANAGE_OWN_TOKENS)
def issue_api_token(*, actor: Actor, name: str, scopes: Sequence[str], days: int, at: datetime) -> IssuedToken:
    """Make a token that acts for oneself within ``scopes`` (modules, permissions or ``*``) for some days.

    :raises Denied: not a signed-in user, or through a token itself
    :raises Invalid: no or unknown scopes, or more than two years
    :raises Conflict: too many live tokens
    """
    if actor.kind != "user" or actor.id is None or actor.scopes is not None:
        raise Denied
    if not scopes:
        raise Invalid(_("请至少选一个范围。"), field="scopes")
    if unknown_scopes(scopes, all_permissions()):
        raise Invalid(_("范围只能是模块名、权限代码或 *。"), field="scopes")
    if not 1 <= days <= LONGEST_DAYS:
        raise Invalid(_("有效期是 1 到 %(days)s 天。") % {"days": LONGEST_DAYS}, field="days")
    if ApiToken.objects.filter(user_id=actor.id, revoked_at=None, expires_at__gt=at).count() >= MOST_LIVE_TOKENS:
        raise Conflict(_("有效的令牌太多了；请先撤销不用的。"))
    token = f"anx_{secrets.token_urlsafe(32)}"
    row = ApiToken.objects.create(
        user_id=actor.id,
        name=cleaned(name, "name", 60),
        digest=digest(token),
        scopes=sorted(set(scopes)),
        created_at=at,
        expires_at=at + timedelta(days=days),
    )
    audit.note(DocumentRef("org.apitoken", row.pk), actor.home_store_id, scopes=row.scopes, days=days)
    return IssuedToken(row.pk, token, at + timedelta(days=days))


@command(None)
def revoke_api_token(*, actor: Actor, token_id: int, at: datetime) -> None:
    """Make a token invalid at once: one's own, or that of a user whom the actor manages.

    :raises NotFound: unknown, or of somebody else
    """
    row = ApiToken.objects.filter(pk=token_id).first()
    if row is None or actor.kind == "anonymous":
        raise NotFound
    if row.user_id != actor.id or actor.kind != "user":
        if not actor.may(MANAGE_USERS):
            raise NotFound
        managed_user(actor, MANAGE_USERS, row.user_id)
    if row.revoked_at is None:
        row.revoked_at = at
        row.save(update_fields=["revoked_at"])
    audit.note(DocumentRef("org.apitoken", row.pk), actor.home_store_id)
