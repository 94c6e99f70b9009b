"""Files that take long to make: the view reads, ``@page`` makes the file once the read transaction is closed."""

from collections.abc import Callable, Mapping
from typing import Any

from django.db import connection
from django.http import HttpResponse

from anxin.platform.documents.pdf import render_pdf


class LateFile(HttpResponse):
    """A download whose bytes ``make`` gives later, from what has been read already; it must not read itself."""

    def __init__(self, make: Callable[[], bytes], content_type: str, disposition: str) -> None:
        super().__init__(content_type=content_type, headers={"Content-Disposition": disposition})
        self._make = make

    def finish(self) -> HttpResponse:
        """Make the file; the connection goes back to the pool meanwhile."""
        if not connection.in_atomic_block:
            connection.close()
        self.content = self._make()
        return self


def pdf_file(template: str, data: Mapping[str, Any], name: str) -> LateFile:
    """A PDF of a printed document, shown in the browser."""
    return LateFile(lambda: render_pdf(template, dict(data)), "application/pdf", f'inline; filename="{name}.pdf"')
