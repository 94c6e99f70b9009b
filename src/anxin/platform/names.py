"""Sort keys and initials of Chinese names, so that lists sort and search the way people expect.

Owns the pinyin of names, with the readings that characters have as surnames. Does not own people.
"""

from anxin.platform.text import clean_text

_MARK = "\x00"


def _readings(table: str) -> dict[str, str]:
    return {name: reading.replace("_", " ") for name, reading in (entry.split(":") for entry in table.split())}


# Characters that are read differently as a surname; only the beginning of a personal name is one.
_SURNAMES = _readings(
    """
    单:shan 仇:qiu 解:xie 查:zha 任:ren 曾:zeng 区:ou 朴:piao 盖:ge 乐:yue 缪:miao 覃:qin 翟:zhai 华:hua 纪:ji
    员:yun 黑:he 秘:bi 冼:xian 洗:xian 召:shao 折:she 种:chong 逄:pang 繁:po 牟:mu 应:ying 宁:ning 车:che 句:gou
    祭:zhai 瞿:qu 薄:bo 谌:chen 佴:nai 訾:zi 阚:kan 么:yao 幺:yao 乜:nie 尉:wei 长:zhang 万:wan 那:na 曲:qu
    相:xiang 葛:ge 行:xing 都:du 沈:shen 贾:jia 石:shi 强:qiang 隗:wei 柏:bai 燕:yan 干:gan 卜:bu 哈:ha 撒:sa
    於:yu 單:shan 區:ou 樂:yue 員:yun 繆:miao 蓋:ge 過:guo 过:guo
    """
)
_DOUBLE_SURNAMES = _readings(
    """
    单于:chan_yu 尉迟:yu_chi 万俟:mo_qi 长孙:zhang_sun 澹台:tan_tai 宰父:zai_fu 令狐:ling_hu 鲜于:xian_yu
    夏侯:xia_hou 皇甫:huang_fu 欧阳:ou_yang 诸葛:zhu_ge 司马:si_ma 上官:shang_guan 乐正:yue_zheng 宇文:yu_wen
    慕容:mu_rong 呼延:hu_yan 端木:duan_mu 东方:dong_fang
    """
)


def pinyin_key(name: str, *, personal: bool = True) -> str:
    """A sort key: lower-case pinyin syllables with single spaces (张三 → "zhang san"); ü is v.

    Companies pass ``personal=False``: their first character is no surname. Ties are for the caller to break.
    """
    return " ".join(_syllables(name, personal))


def in_reading_order(name: str) -> tuple[str, str]:
    """A sort key for stores, figures and whatever is no person: by pinyin, what sounds alike by its characters."""
    return pinyin_key(name, personal=False), name


def pinyin_initials(name: str, *, personal: bool = True) -> str:
    """Initials for searching (张三 → "zs"); Latin letters and digits stay whole."""
    parts = _marked_syllables(name, personal)
    return "".join(part[1:] if part.startswith(_MARK) else part[0] for part in parts)


def _syllables(name: str, personal: bool) -> list[str]:
    return [part.lstrip(_MARK) for part in _marked_syllables(name, personal)]


def _marked_syllables(name: str, personal: bool) -> list[str]:
    """Syllables; runs that are no hanzi carry a mark in front, so that initials keep them whole."""
    text = clean_text(name)
    head, rest = _surname(text) if personal else ([], text)
    return head + _read(rest)


def _surname(text: str) -> tuple[list[str], str]:
    if text[:2] in _DOUBLE_SURNAMES:
        return _DOUBLE_SURNAMES[text[:2]].split(), text[2:]
    if text[:1] in _SURNAMES:
        return [_SURNAMES[text[0]]], text[1:]
    return [], text


def _read(text: str) -> list[str]:
    def keep(run: str) -> str:
        cleaned = "".join(one for one in run if one.isalnum()).lower()
        return _MARK + cleaned if cleaned else ""

    # Its tables are a tenth of what a process loads at its start; the first name asks for them.
    from pypinyin import lazy_pinyin

    return [part for part in lazy_pinyin(text, errors=keep) if part]
