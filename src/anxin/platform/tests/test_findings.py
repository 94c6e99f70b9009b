"""Findings: one text for each language, places filled."""

from anxin.platform.findings import Finding, Severity, Unreadable


def test_a_finding_speaks_chinese_by_itself_and_the_language_it_is_asked_for() -> None:
    finding = Finding("x", "“%(value)s”不对。", "请改成 100%%，现为 %(value)s。", {"value": "甲"})
    english = {
        "“%(value)s”不对。": "“%(value)s” is wrong.",
        "请改成 100%%，现为 %(value)s。": "Make it 100%%, not %(value)s.",
    }
    assert (finding.message, finding.cure) == ("“甲”不对。", "请改成 100%，现为 甲。")
    assert finding.message_in(english.__getitem__) == "“甲” is wrong."
    assert finding.cure_in(english.__getitem__) == "Make it 100%, not 甲."


def test_a_warning_keeps_nothing_out() -> None:
    assert Finding("x", "a", "b").is_error
    assert not Finding("x", "a", "b", severity=Severity.WARNING).is_error


def test_a_refused_value_says_what_is_wrong_and_what_to_do() -> None:
    assert str(Unreadable(Finding("x", "错了。", "请改。"))) == "错了。 请改。"
