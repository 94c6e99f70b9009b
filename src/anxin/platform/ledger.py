"""What every ledger shares: entries are only inserted, a correction is a new entry that names the old."""

import pgtrigger


def append_only(name: str = "append_only") -> list[pgtrigger.Trigger]:
    """Triggers for a table from which nothing is changed, deleted or truncated."""
    return [
        pgtrigger.Protect(name=name, operation=pgtrigger.Update | pgtrigger.Delete),
        pgtrigger.Trigger(
            name=f"{name}_truncate",
            when=pgtrigger.Before,
            operation=pgtrigger.Truncate,
            level=pgtrigger.Statement,
            func="RAISE EXCEPTION 'append only';",
        ),
    ]
