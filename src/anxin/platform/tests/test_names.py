"""Sort keys and initials of Chinese names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anxin.platform.names import pinyin_initials, pinyin_key


@pytest.mark.parametrize(
    ("name", "key", "initials"),
    [
        ("张三", "zhang san", "zs"),
        ("单雄信", "shan xiong xin", "sxx"),
        ("仇英", "qiu ying", "qy"),
        ("解缙", "xie jin", "xj"),
        ("查良镛", "zha liang yong", "zly"),
        ("任我行", "ren wo xing", "rwx"),
        ("曾国藩", "zeng guo fan", "zgf"),
        ("区德华", "ou de hua", "odh"),
        ("单于夫罗", "chan yu fu luo", "cyfl"),
        ("尉迟恭", "yu chi gong", "ycg"),
        ("吕布", "lv bu", "lb"),
        ("John Smith", "johnsmith", "johnsmith"),
        ("", "", ""),
    ],
)
def test_a_personal_name_is_read_with_its_surname(name: str, key: str, initials: str) -> None:
    assert (pinyin_key(name), pinyin_initials(name)) == (key, initials)


def test_a_company_name_has_no_surname() -> None:
    assert pinyin_key("单县解放汽车", personal=True).startswith("shan")
    assert pinyin_key("解放汽车", personal=False) == "jie fang qi che"
    assert pinyin_key("重庆长安2店", personal=False) == "chong qing chang an 2 dian"
    assert pinyin_initials("ABC汽车", personal=False) == "abcqc"


def test_names_sort_as_people_expect() -> None:
    assert sorted(["张三", "李四", "阿明", "单雄信", "林冲"], key=pinyin_key) == ["阿明", "李四", "林冲", "单雄信", "张三"]


@given(st.text())
def test_any_text_has_a_single_line_key(name: str) -> None:
    key = pinyin_key(name)
    assert key == key.lower() or not key.isascii()
    assert "\x00" not in key
    assert "\n" not in key
