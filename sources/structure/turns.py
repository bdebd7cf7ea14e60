"""Speaker turns: which `NAME: …` lines of a text are somebody speaking.

Half of all lines with an early colon are not ("注意：", "https://", "结论:"), and the shape of a name cannot tell. The
evidence is the whole text: speakers come back, and what follows their label are sentences.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import NamedTuple

from sources.patterns import lazy

_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff々〇"

_LABEL = lazy(
    rf"""[ \t\u3000]*
    (?:[\[（(]?\d{{1,2}}(?::\d\d){{1,2}}[\]）)]?[ \t]+)?        # a time code may stand before the name
    (?P<name>
        [{_HAN}][{_HAN}·A-Za-z0-9]{{0,11}}                       # 陆飞, 嘉宾2, 老王A
      | [A-Z][\w.'’-]{{0,24}}(?:[ ][A-Z0-9][\w.'’-]{{0,24}}){{0,2}}   # Eason, DR. SMITH, Speaker 1
    )
    (?:[ ]?[（(][^（）()\n]{{1,16}}[）)])?[ ]?                   # Eason（提问）:
    (?::(?!//|:)|：)[ \t\u3000]*(?=\S)
    """,
    re.VERBOSE,
)

_CODE = r"\d{1,3}:[0-5]\d(?::[0-5]\d)?"
_LATIN = r"[A-Z][\w.'’-]{0,24}(?:[ ][A-Z0-9][\w.'’-]{0,24}){0,2}"
_NAME = rf"(?P<name>[{_HAN}][{_HAN}·A-Za-z]{{0,7}}[ ]?\d{{0,3}}|{_LATIN})"
# A line of its own above what is said: "说话人1 00:12", "[00:12] Ann Lee", "Ann Lee:".
_ABOVE = lazy(
    rf"\s*(?:{_NAME}\s+[\[(（]?{_CODE}[\])）]?|[\[(（]?{_CODE}[\])）]?\s+{_NAME.replace('name', 'after')})\s*[:：]?\s*"
)
_BARE = lazy(rf"\s*{_NAME}\s*[:：]\s*")
_LONGEST_ABOVE = 60  # code points

# Labels that say what follows and not who speaks. Latin ones as `str.capitalize` writes them.
_LABELS = """
注意 注 备注 備註 附注 附註 例如 比如 譬如 举例 舉例 提示 说明 說明 解释 解釋 定义 定義 笔者 筆者 笔者按 筆者按
编者按 編者按 按 译注 譯註 结论 結論 总结 總結 小结 小結 摘要 概要 导读 導讀 导语 導語 引言 前言 背景 来源 來源
出处 出處 作者 编辑 編輯 译者 譯者 编译 編譯 撰文 文章 文 图 圖 表 附 附录 附錄 标题 標題 副标题 主题 主題 题目
題目 时间 時間 日期 地点 地點 链接 連結 网址 網址 原文 原文链接 原始連結 电话 電話 邮箱 郵箱 电邮 電郵 地址 关键词
關鍵詞 关键字 标签 標籤 分类 分類 编号 編號 价格 價格 数量 數量 首先 其次 再次 最后 最後 此外 另外 因此 所以 但是
然而 总之 總之 其中 包括 以下 如下 同时 同時 当然 當然 一方面 另一方面 第一 第二 第三 第四 第五 结果 結果 原因 影响
影響 优点 優點 缺点 缺點 目标 目標 特点 特點 重点 重點 关键 關鍵 问题 問題 答案 建议 建議 短期 中期 长期 長期 内部
外部 今天 昨天 明天 事实 事實 更新 补充 補充 评论 評論 回复 回覆 姓名 性别 性別 年龄 年齡 文章标题 文章標題
加入时间 经验值 Note Notes Warning Caution Tip Tips Hint Example Examples Source Sources Author Authors Editor
Title Subtitle Subject Date Time Place Location From To Cc Bcc Re Fwd Url Link Links Isbn Doi Issn Todo Fixme Ps Nb
Summary Conclusion Conclusions Abstract Introduction Keywords Tags Update Edit Figure Fig Table Chapter Section
Step Part Result Results Reason First Second Third Finally However Therefore See Also Page Price Phone Email
Address Version Name Description Status Type Category Usage Error Info Debug Pros Cons Background Method Methods
Discussion References Appendix Question Answer Problem Problems Solution Solutions File Files License Availability
Why What When Where How Wrong Right Careful Important Exception Module Class Function Returns Parameters Arguments
Required Optional Default Known Fixed Added Changed Removed The This That Sender Received Organization
"""
_NOT_A_NAME = frozenset(_LABELS.split())
_MAIL_HEADER = lazy(
    r"(?:Content|X|Message|Return|List|MIME|User|Delivered|Errors|Reply|In-Reply|Arrival|Final|Received)-",
    re.IGNORECASE,
)
_FIELD = lazy(r"\s*([^\W\d_]{1,12})[ ]?[:：]")
_SPEAKS_OF = tuple("说說道称稱问問答是的了为為在于於指出到有如即")
_DIALOGUE = frozenset(("问", "問", "答", "记者问", "記者問", "Q", "A"))
_SENTENCE_END = lazy(r"[。！？!?….][”’」』）)】》\"']*\s*\Z")
_UTTERANCE = 15  # code points; what is longer counts as speech without a full stop too
_SURE_NAME = lazy(rf"[{_HAN}]{{2,4}}[A-Z0-9]?|[A-Z][\w.'’-]+(?: [A-Z0-9][\w.'’-]*)?")


class Label(NamedTuple):
    """A speaker label at the start of a line: the name, and the offset in that line where the words begin."""

    name: str
    end: int


def read_label(line: str) -> Label | None:
    """The label that `line` begins with if it is shaped like a speaker's; `find_speakers` says if it is one."""
    match = _LABEL.match(line)
    if match is None:
        return None
    return Label(match["name"], match.end()) if _may_speak(match["name"]) else None


def _may_speak(name: str) -> bool:
    """Whether what is shaped like a name could be one."""
    if name in _DIALOGUE:
        return True
    labels = all(word in _NOT_A_NAME or word.capitalize() in _NOT_A_NAME for word in name.split())
    return not labels and not name.endswith(_SPEAKS_OF) and _MAIL_HEADER.match(name) is None


def read_label_above(line: str) -> Label | None:
    """The label that is all of `line`, what is said standing below it: a name with a time code, or with a colon."""
    if len(line) > _LONGEST_ABOVE or not line.strip():
        return None
    match = (_ABOVE.fullmatch(line) if ":" in line else None) or (
        _BARE.fullmatch(line) if line.rstrip()[-1] in ":：" else None
    )
    if match is None:
        return None
    groups = match.groupdict()
    name = groups["name"] or groups["after"]
    return Label(name, len(line)) if _may_speak(name) else None


def find_speakers_above(names: list[str], lines: int) -> frozenset[str]:
    """The speakers among the labels that stand above what is said, in a text of so many `lines` that are not blank.

    Sections may have captions of that look, so the names must take turns and the text must hold little else.
    """
    turns = Counter(names)
    recurring = frozenset(name for name, count in turns.items() if count > 1)
    spoken = sum(turns[name] for name in recurring)
    if len(recurring) < 2 or spoken < 5 or spoken * 5 < lines:
        return frozenset()
    return recurring | {name for name in turns if _SURE_NAME.fullmatch(name)}


def is_field(line: str) -> bool:
    """Whether the line begins with a label that says what follows, such as "作者：" or "Source:"."""
    match = _FIELD.match(line)
    return match is not None and (match[1] in _NOT_A_NAME or match[1].capitalize() in _NOT_A_NAME)


def find_speakers(lines: list[tuple[str, str]], of: int = 0) -> frozenset[str]:
    """The speakers among (name, words after the label) of all labelled lines of one text.

    A name that comes back (twice, in a text with another label; else three times) and mostly introduces sentences is a
    speaker; one alone must speak in a fifth of the `of` lines or blocks that the text has. Where two such take turns, a
    name that speaks once (a caller, a question from the floor) is one too.
    """
    turns: Counter[str] = Counter()
    spoken: Counter[str] = Counter()
    for name, words in lines:
        turns[name] += 1
        spoken[name] += len(words) >= _UTTERANCE or _SENTENCE_END.search(words) is not None
    least = 2 if len(turns) > 1 else 3
    recurring = {name for name, count in turns.items() if count >= least and spoken[name] * 2 >= count}
    if len(recurring) < 2:
        return frozenset(name for name in recurring if turns[name] * 5 >= of)
    once = {name for name in turns if name not in recurring and spoken[name] and _SURE_NAME.fullmatch(name)}
    return frozenset(recurring | once)
