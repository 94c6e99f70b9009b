"""SQL that several facts of work share."""


def main_technician(of: str) -> str:
    """A query of at most one row: ``technician_id`` and ``team_id`` of whoever has most of the shares.

    ``of`` is a condition over assignments ``a``: of one job, of an order; the first by id where several have as much.
    """
    return f"""
    SELECT a.technician_id, e.team_id FROM workshop_assignment a JOIN people_employee e ON e.id = a.technician_id
    WHERE a.released_at IS NULL AND {of}
    GROUP BY a.technician_id, e.team_id ORDER BY sum(a.share_percent) DESC, a.technician_id LIMIT 1"""
