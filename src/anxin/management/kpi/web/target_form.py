"""What a form of targets says: of whom, which months, how a whole is shared out."""

from dataclasses import dataclass
from typing import Any

from anxin.management.kpi.catalogue import catalogue
from anxin.management.kpi.commands import Cell, NewTarget
from anxin.management.kpi.commands.sharing import Basis
from anxin.management.kpi.commands.targets import check_target
from anxin.management.kpi.rules.definitions import Definition
from anxin.management.kpi.rules.targets import kind_of, months_allowed
from anxin.management.kpi.web.target_words import LONGEST_ID, asked_year, read_number, seen_in
from anxin.platform import clock
from anxin.platform.errors import Invalid, InvalidFields
from anxin.platform.web import PageRequest


@dataclass(frozen=True, slots=True)
class Whom:
    """Whose targets are looked at: the store's, or those of one employee or team; as the address says it (``e12``)."""

    employee_id: int | None = None
    team_id: int | None = None

    @property
    def said(self) -> str:
        """The word of the address."""
        if self.employee_id is not None:
            return f"e{self.employee_id}"
        return "" if self.team_id is None else f"t{self.team_id}"

    def cell(self, code: str, month: int) -> Cell:
        """The place of a month."""
        return Cell(code, month, self.employee_id, self.team_id)


def typed_targets(request: PageRequest, definition: Definition) -> list[NewTarget]:
    """The months of the form: a number sets, an empty field takes back.

    :raises InvalidFields: each month that cannot be what it says, with why
    """
    whom, operator = whom_in(request.POST.get("who", "")), request.POST.get("operator", "")
    kind = kind_of(definition, catalogue().measures)
    targets: list[NewTarget] = []
    errors: dict[str, Any] = {}
    for month in months_allowed(kind):
        if f"m{month}" not in request.POST:
            continue
        try:
            value = read_number(request.POST[f"m{month}"], f"m{month}")
            until = read_number(request.POST.get(f"u{month}", ""), f"u{month}") if operator == "range" else None
            one = NewTarget(whom.cell(definition.code, month), operator, value, until)
            check_target(one, asked_year(request))
            targets.append(one)
        except Invalid as refusal:
            if refusal.field == "operator":
                raise
            errors[f"m{month}"] = refusal.message
    if errors:
        raise InvalidFields(errors)
    return targets


def whom_in(text: str) -> Whom:
    """Whom an address or form means; the store where it says nothing sound."""
    number = text[1:]
    if not number.isdecimal() or len(number) > LONGEST_ID:
        return Whom()
    return {"e": Whom(employee_id=int(number)), "t": Whom(team_id=int(number))}.get(text[0], Whom())


def year_of_form(request: PageRequest) -> dict[str, Any]:
    """Whose year a form is about, and what of it was seen when it was opened."""
    about = {"actor": request.actor, "store_id": request.store_id, "year": asked_year(request)}
    return {**about, "seen": seen_in(request.POST.get("seen", "")), "at": clock.now()}


def is_sure(request: PageRequest) -> bool:
    """Whether somebody looked at what was asked about and means it so."""
    return request.POST.get("is_sure") == "1"


def basis_of(request: PageRequest) -> Basis:
    """By what a whole is shared out."""
    return Basis.EQUALLY if request.POST.get("basis") == Basis.EQUALLY else Basis.LAST_YEAR
