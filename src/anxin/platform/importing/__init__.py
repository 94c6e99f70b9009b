"""The import page: upload a workbook, check it, take the good rows, hand back the rest; runs as jobs.

Owns the runs, their files (erased after some days) and the pages. Does not own what a sheet says or how its rows are
written: modules register an :class:`ImportKind` with their bulk command (``register_import`` in their ``imports.py``).
"""

from anxin.platform.importing.registry import ImportKind, register_import

__all__ = ["ImportKind", "register_import"]
