"""Database guards: the lifecycle trigger that follows from a pure table, and rows that stay as they are."""

from collections.abc import Sequence

import pgtrigger

from anxin.platform.lifecycle import Lifecycle

ERASED_WORDS = "***"
"""What stands where somebody's words were erased."""


def when_written(*columns: str) -> pgtrigger.Operation:
    """The insert of a row and the update of these columns, for a trigger."""
    # pgtrigger does not type this one class of its own.
    written: pgtrigger.Operation = pgtrigger.Insert | pgtrigger.UpdateOf(*columns)  # type: ignore[no-untyped-call]
    return written


def stays(name: str, *, but: Sequence[str] = (), blanked: Sequence[str] = (), once: str = "TRUE") -> pgtrigger.Trigger:
    """A trigger that lets a row stay as it is where ``once`` (SQL over ``OLD``) holds, but for some columns.

    Those that are ``blanked`` may become the words that stand for what was erased, and nothing else.
    """
    left_out = ", ".join(f"'{column}'" for column in (*but, *blanked))
    kept = f"to_jsonb(NEW) - ARRAY[{left_out}]::text[] IS DISTINCT FROM to_jsonb(OLD) - ARRAY[{left_out}]::text[]"
    said = [f"(NEW.{one} IS DISTINCT FROM OLD.{one} AND NEW.{one} <> '{ERASED_WORDS}')" for one in blanked]
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        func=f"""
            IF ({once}) AND ({" OR ".join([kept, *said])}) THEN
                RAISE EXCEPTION '{name}: % stays as it is', TG_TABLE_NAME;
            END IF;
            RETURN NEW;
        """,
    )


def lifecycle_guard(lifecycle: Lifecycle, column: str = "state") -> pgtrigger.Trigger:
    """A trigger that lets a row be born only in an initial state and move only along the table's edges.

    Imported history announces itself with ``set_config('app.history', 'on', true)`` and may be born anywhere.
    """
    births = ", ".join(f"'{state}'" for state in lifecycle.initial)
    moves = ", ".join(f"('{before}', '{after}')" for before, after in sorted(lifecycle.edges()))
    return pgtrigger.Trigger(
        name=f"{column}_lifecycle",
        when=pgtrigger.Before,
        operation=when_written(column),
        func=f"""
            IF TG_OP = 'INSERT' THEN
                IF NEW.{column} NOT IN ({births}) AND coalesce(current_setting('app.history', true), '') <> 'on' THEN
                    RAISE EXCEPTION '{lifecycle.name}: a row may not be born %', NEW.{column};
                END IF;
            ELSIF NEW.{column} <> OLD.{column} AND (OLD.{column}, NEW.{column}) NOT IN ({moves}) THEN
                RAISE EXCEPTION '{lifecycle.name}: % may not become %', OLD.{column}, NEW.{column};
            END IF;
            RETURN NEW;
        """,
    )
