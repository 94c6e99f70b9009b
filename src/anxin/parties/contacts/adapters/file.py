"""Writes every message as one JSON line into a file per day: for installations without a gateway, and to look at."""

import json
import os
from dataclasses import asdict
from pathlib import Path

from anxin.parties.contacts.sending import OutgoingMessage, TemporaryFailure
from anxin.platform import clock


class FileSender:
    """Appends to ``<folder>/<day>.jsonl``; only the program's own user may read it, for it holds personal data."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def send(self, message: OutgoingMessage) -> str:
        """:raises TemporaryFailure: the disk refuses"""
        at = clock.now()
        line = json.dumps({"at": at.isoformat(), **asdict(message)}, ensure_ascii=False) + "\n"
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            file = os.open(self.folder / f"{at:%Y-%m-%d}.jsonl", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            try:
                # One write of one line: concurrent workers do not mix theirs.
                os.write(file, line.encode())
            finally:
                os.close(file)
        except OSError as problem:
            raise TemporaryFailure(str(problem)) from problem
        return f"file:{message.key}"
