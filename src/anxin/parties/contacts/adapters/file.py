"""Writes every message as one JSON line into a file per day: for installations without a gateway, and to look at."""

from dataclasses import asdict
from pathlib import Path

from anxin.parties.contacts.sending import OutgoingMessage, TemporaryFailure
from anxin.platform import clock
from anxin.platform.day_files import append_line


class FileSender:
    """A line for each, in the folder that the installation names."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def send(self, message: OutgoingMessage) -> str:
        """:raises TemporaryFailure: the disk refuses"""
        try:
            append_line(self.folder, clock.now(), asdict(message))
        except OSError as problem:
            raise TemporaryFailure(str(problem)) from problem
        return f"file:{message.key}"
