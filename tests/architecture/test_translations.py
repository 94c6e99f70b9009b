"""Every text of the screens is there in both languages."""

import pytest

from anxin.platform.i18n.__main__ import main


def test_every_text_is_translated_and_reachable(capsys: pytest.CaptureFixture[str]) -> None:
    result = main(["check"])
    assert result == 0, capsys.readouterr().out[-6000:]
