"""What reviews publish for figures: suggestions with their judgement."""

from django.utils.translation import gettext_lazy as _

from anxin.platform.facts import day_of, publish

SUGGESTION = publish(
    "reviews.suggestion",
    _("改进建议（判定过的按判定日，没判定的按提出日）"),
    {
        "number": "text",
        "department": "text",
        "state": "text",
        "author_id": "id",
        "judge_id": "id",
        "responsible_id": "id",
        "is_to_do": "flag",
        "is_confirmed": "flag",
    },
    # Few rows: the day is worked out, no index serves it.
    f"""
SELECT s.id AS key, s.store_id, {day_of("coalesce(s.judged_at, s.entered_at)")} AS day, s.number, s.department, s.state,
    s.author_id, s.judged_by_id AS judge_id, s.responsible_id,
    CASE WHEN s.judged_at IS NOT NULL THEN s.state <> 'DECLINED' END AS is_to_do, (s.state = 'CONFIRMED') AS is_confirmed
FROM reviews_suggestion s
JOIN org_store store ON store.id = s.store_id
""",
    page="reviews:suggestion",
)
