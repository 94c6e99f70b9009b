"""A pointer to a document of any module: lower modules hold it without knowing what it points to."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DocumentRef:
    """``kind`` is ``module.model`` in lower case, ``id`` its primary key."""

    kind: str
    id: int

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}"

    @classmethod
    def parse(cls, text: str) -> "DocumentRef":
        """Read the form that ``str`` writes.

        :raises ValueError: not of that form
        """
        kind, _, number = text.rpartition(":")
        if not kind:
            raise ValueError(f"not a document reference: {text!r}")
        return cls(kind, int(number))
