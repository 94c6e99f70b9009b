"""Forms of staff."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from anxin.parties.org.queries import grouped_role_choices
from anxin.parties.people.models import Absence, Employee, Skill
from anxin.parties.people.queries import EmployeeCard, EmployeeRow, ShiftRow
from anxin.platform.text import clean_text
from anxin.platform.ui.forms import set_choices

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
MOMENT = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
MOMENTS = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"]
NOBODY = ("", _("无"))


def colleague_choices(staff: list[EmployeeRow], besides: int | None = None) -> list[tuple[Any, Any]]:
    """People of a store by id, with their posts."""
    return [(one.id, f"{one.name} · {one.post_label}") for one in staff if one.id != besides]


class EmployeeForm(forms.Form):
    """What is known of an employee."""

    number = forms.CharField(label=_("工号"), max_length=20)
    name = forms.CharField(label=_("姓名"), max_length=40)
    post = forms.ChoiceField(label=_("岗位"), choices=lambda: [("", _("请选择")), *grouped_role_choices()])
    extra_posts = forms.MultipleChoiceField(
        label=_("兼任岗位"), choices=grouped_role_choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    trade = forms.ChoiceField(label=_("工种"), choices=Employee.Trade.choices, required=False)
    level = forms.CharField(label=_("等级"), max_length=20, required=False)
    phone = forms.CharField(label=_("手机"), max_length=24, required=False)
    joined_on = forms.DateField(label=_("入职日期"), widget=DAY)
    user_id = forms.TypedChoiceField(label=_("登录账号"), coerce=int, empty_value=None, required=False)
    deputy_id = forms.TypedChoiceField(label=_("B 岗（不在时代理）"), coerce=int, empty_value=None, required=False)
    mentor_id = forms.TypedChoiceField(label=_("导师"), coerce=int, empty_value=None, required=False)
    team_id = forms.TypedChoiceField(label=_("班组"), coerce=int, empty_value=None, required=False)
    is_trainee = forms.BooleanField(label=_("学徒/试用"), required=False)
    is_full_time = forms.BooleanField(label=_("全职"), required=False, initial=True)

    def __init__(self, *args: Any, staff: list[EmployeeRow], users: list[tuple[int, str]], **kwargs: Any) -> None:
        teams: list[tuple[int, str]] = kwargs.pop("teams", [])
        self.card: EmployeeCard | None = kwargs.pop("card", None)
        if self.card is not None:
            kwargs.setdefault("initial", {name: getattr(self.card, name) for name in self.base_fields})
        super().__init__(*args, **kwargs)
        others = [NOBODY, *colleague_choices(staff, self.card.id if self.card else None)]
        for name in ("deputy_id", "mentor_id"):
            set_choices(self, name, others)
        set_choices(self, "user_id", [NOBODY, *users])
        set_choices(self, "team_id", [NOBODY, *teams])

    def clean_extra_posts(self) -> tuple[str, ...]:
        """As the command takes them."""
        return tuple(self.cleaned_data["extra_posts"])


class ColleagueForm(EmployeeForm):
    """What is asked of a new colleague: the usual case. Deputy, mentor and the rest are added on the person's page."""

    USUAL = ("number", "name", "post", "extra_posts", "skills", "phone", "joined_on", "trade", "is_trainee", "username")

    username = forms.CharField(label=_("登录名"), max_length=40, required=False, help_text=_("留空就用工号登录"))
    skills = forms.MultipleChoiceField(
        label=_("技能"),
        choices=Skill.Code.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("派工按技能；证书编号和有效期之后在他的页面补"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, staff=[], users=[], **kwargs)
        self.fields = {name: self.fields[name] for name in self.USUAL}
        self.fields["number"].help_text = _("也是登录名")


class LeaveForm(forms.Form):
    """The last day."""

    left_on = forms.DateField(label=_("离职日期"), widget=DAY)


class SkillForm(forms.Form):
    """A skill with its certificate."""

    code = forms.ChoiceField(label=_("技能"), choices=Skill.Code.choices)
    certificate = forms.CharField(label=_("证书编号"), max_length=60, required=False)
    trained_on = forms.DateField(label=_("培训日期"), widget=DAY, required=False)
    valid_to = forms.DateField(label=_("有效期至"), widget=DAY, required=False, help_text=_("长期有效就留空"))


class AbsenceForm(forms.Form):
    """Days away."""

    employee_id = forms.TypedChoiceField(label=_("员工"), coerce=int)
    kind = forms.ChoiceField(label=_("类型"), choices=Absence.Kind.choices, widget=forms.RadioSelect)
    starts_on = forms.DateField(label=_("从"), widget=DAY)
    ends_on = forms.DateField(label=_("到（含当天）"), widget=DAY)
    reason = forms.CharField(label=_("说明"), max_length=120, required=False)

    def __init__(self, *args: Any, staff: list[EmployeeRow], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "employee_id", colleague_choices(staff))


class SubstitutionForm(forms.Form):
    """Who stands in for whom."""

    employee_id = forms.TypedChoiceField(label=_("谁不在"), coerce=int)
    substitute_id = forms.TypedChoiceField(label=_("谁代班"), coerce=int)
    starts_on = forms.DateField(label=_("从"), widget=DAY)
    ends_on = forms.DateField(label=_("到（含当天）"), widget=DAY)
    reason = forms.CharField(label=_("原因"), max_length=120, required=False)

    def __init__(self, *args: Any, staff: list[EmployeeRow], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("employee_id", "substitute_id"):
            set_choices(self, name, colleague_choices(staff))


class ShiftForm(forms.Form):
    """A shift that was forgotten or clocked wrongly."""

    shift_id = forms.TypedChoiceField(label=_("哪一段班"), coerce=int, empty_value=None, required=False)
    clocked_in_at = forms.DateTimeField(label=_("上班"), widget=MOMENT, input_formats=MOMENTS)
    clocked_out_at = forms.DateTimeField(label=_("下班"), widget=MOMENT, input_formats=MOMENTS)
    reason = forms.CharField(label=_("更正原因"), max_length=120)

    def __init__(self, *args: Any, shifts: list[ShiftRow], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [(one.id, f"{one.worked_on:%m-%d}") for one in shifts]
        set_choices(self, "shift_id", [("", _("补录新的一段")), *known])

    def clean_reason(self) -> str:
        """Without surrounding blanks."""
        return clean_text(self.cleaned_data["reason"])
