"""What the database lets nobody change: closed reviews, finished measures, words of suggestions (R-KP20, M22.10)."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from anxin.management.reviews import commands
from anxin.management.reviews.commands import NewReview
from anxin.management.reviews.tests.factories import entered, make_team
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT
from anxin.platform.scope import unit_of_work
from anxin.visit.repair_orders.tests.factories import make_front_desk

DAY, TODAY = timedelta(days=1), AT.date()


def is_taken(statement: str) -> bool:
    with unit_of_work(system_actor("test"), "test", writable=True):
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement)
        except DatabaseError:
            return False
    return True


@pytest.mark.rule("R-KP20")
def test_a_closed_review_and_a_finished_measure_stay_but_for_what_is_erased(db: None) -> None:
    desk = make_front_desk("LG", "service_manager")
    by = {"actor": desk.actor, "at": AT}
    review = commands.open_review(store_id=desk.store.pk, review=NewReview(TODAY - DAY, TODAY, TODAY), **by)
    given = {"review_id": review.id, "responsible_id": desk.employee_id, "due_on": TODAY, **by}
    measure = commands.agree_measure(words="先查库存", **given)
    assert not is_taken("UPDATE reviews_reviewmeasure SET words = '改过'")
    commands.finish_measure(measure_id=measure.id, done="做了", **by)
    assert is_taken("UPDATE reviews_orderreview SET people = '谁'")
    commands.close_review(review_id=review.id, conclusion="谈完", **by)
    for change in ("conclusion = '别的'", "people = '别人'", "first = first - 30", "closed_at = now()"):
        assert not is_taken(f"UPDATE reviews_orderreview SET {change}"), change
    for change in ("done = '没做'", "done_at = now()", "due_on = due_on + 9"):
        assert not is_taken(f"UPDATE reviews_reviewmeasure SET {change}"), change
    assert is_taken("UPDATE reviews_reviewmeasure SET words = '***', done = '***'")


def test_what_was_suggested_stays_but_for_what_is_erased(db: None) -> None:
    entered(make_team("LG"))
    for table in ("suggestion", "suggestionstep"):
        assert not is_taken(f"UPDATE reviews_{table} SET words = '改过'"), table
    assert not is_taken("UPDATE reviews_suggestionstep SET verb = 'drop'")
    assert not is_taken("UPDATE reviews_suggestion SET department = 'parts', number = 'X'")
    assert is_taken("UPDATE reviews_suggestion SET words = '***'")
    assert is_taken("UPDATE reviews_suggestionstep SET words = '***'")
