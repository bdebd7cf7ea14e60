"""Texts of kinds that repeat themselves, each in a fresh form by chance: code, lists, tables, talk, laws, verse.

Made up, so that they can be had anywhere and in any number, and so that nothing was ever tuned on one of them. What is
not repetitive, prose, are the project's own pages and demo sources.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from random import Random

_ROOT = Path(__file__).resolve().parents[2]
_PROSE = ("annotations/demo/*.md", "annotations/demo/*.txt", "docs/architecture.md", "docs/json.md", "README.md")
_MOST = 24_000
"""Characters of a text that are taken."""

_WORDS = {
    "name": "count index name value items total state user path limit",
    "thing": "colors fonts margins tables links footnotes",
    "part": "core layout export",
    "fault": "ignored lost doubled",
    "who": "用户 管理员 访客",
    "what": "密码 头像 昵称 邮箱地址 手机号码 语言",
    "person": "张三 李四 王五 赵六",
    "city": "北京 上海 广州",
    "age": "20 21 22 23 24 25",
    "result": "通过 未通过",
    "matter": "房子 工资 天气 孩子上学 地铁 budget harbour",
    "nick": "阿木 Lin_77 老秦 小满",
    "feature": "电池 镜头 快门 手感 屏幕",
    "verdict": "确实不错 有点问题 和说明书上写的不一样 用了一年没坏过",
    "advice": "推荐 再看看吧 不推荐",
    "party": "Licensee Licensor Tenant Supplier",
    "object": "Software Premises Documents Goods",
    "days": "ten thirty sixty",
    "subject": "经营者 消费者 主管部门 申请人",
    "record": "个人信息 交易记录 许可证 合同文本",
    "fine": "一万元以上五万元以下 五万元以上十万元以下 十万元以上五十万元以下",
    "years": "一年 三年 五年",
    "scene": "月落乌啼 江枫渔火 孤舟一叶 秋风又起 夜半钟声 白鹭高飞 细雨如丝 柴门未掩",
    "night": "wind-is-gone lamps-are-low boat-is-old snow-lies-deep birds-are-still",
}

_PATTERNS = {
    "code": [
        "def get_{name}(self):\n    if self.{name} is None:\n        return None\n    return self.{name}\n",
        "def set_{name}(self, value):\n    self.{name} = value\n    self.changed = True\n",
        "try:\n    load_{name}()\nexcept OSError:\n    pass\n",
    ],
    "list_en": [
        "* Added support for {thing} in the {part} module",
        "* Removed support for {thing} in the {part} module",
        "* Fixed a bug where {thing} were {fault}",
        "* {thing}",
        "* Other fixes",
    ],
    "list_zh": ["- {who}可以在设置页面修改{what}", "- {who}不能修改{what}", "- {what}", "- 其他问题"],
    "table": ["| {person} | {city} | {age} | {result} |"],
    "answers": ["Yes", "No", "Maybe", "- [ ] Open the door", "- [x] Open the window", "- [ ] 关上窗户", "好的", "收到"],
    "talk": [
        "主持人：好的。",
        "主持人：我们接着说。",
        "主持人：您怎么看？关于{matter}，没有人问过我们。",
        "陈老师：对。关于{matter}，大家都知道。",
        "陈老师：其实不是这样的。",
        "陈老师：这个问题很多人都问过。",
        "Anna: I do not think so.",
        "Anna: That is what people say of the {matter}.",
        "Anna: 对。",
    ],
    "law_en": [
        "The {party} shall not be liable to the {party} for loss of profit arising out of the use of the {object}.\n",
        "The {party} shall give the {party} written notice of not less than {days} days.\n",
        "The {party} may terminate this Agreement if the {party} fails to return the {object} in time.\n",
        "Nothing in this clause limits any liability which cannot be limited by law.\n",
        "For the purposes of this clause, the {object} includes all copies of it.\n",
    ],
    "law_zh": [
        "{subject}应当妥善保存{record}，保存时间不少于{years}。",
        "{subject}违反本法规定，未按照要求保存{record}的，由主管部门责令改正，处{fine}的罚款。",
        "任何组织和个人不得非法买卖、提供或者公开他人的{record}。",
        "{subject}认为其{record}有错误的，有权要求更正。法律、行政法规另有规定的，依照其规定。",
        "法律、行政法规另有规定的，依照其规定。",
    ],
    "verse_zh": ["{scene}，{scene}。\n{scene}，{scene}。\n归去来兮，田园将芜。\n归去来兮，江水自流。\n"],
    "verse_en": [
        "The {night},\nThe {night} and the {night},\nO carry me home to the river,\nO carry me over the sea.\n"
    ],
}
_NUMBERED = {"law_en": "{}. ", "law_zh": "第{}条　"}


def _filled(pattern: str, rng: Random) -> str:
    """Every field by a word of its own; fields of one name in code are one word."""
    name = rng.choice(_WORDS["name"].split())
    while "{" in pattern:
        field = pattern[pattern.index("{") + 1 : pattern.index("}")]
        word = name if field == "name" else rng.choice(_WORDS[field].split()).replace("-", " ")
        pattern = pattern.replace("{" + field + "}", word, 1)
    return pattern


def _pattern_text(kind: str, rng: Random) -> str:
    count = rng.randrange(8, 14) if kind.startswith("verse") else rng.randrange(24, 50)
    items = [_filled(rng.choice(_PATTERNS[kind]), rng) for _ in range(count)]
    return "".join(f"{_NUMBERED.get(kind, '').format(n)}{item}\n" for n, item in enumerate(items, 1))


def _traditional_law(rng: Random) -> str:
    from opencc import OpenCC

    text: str = OpenCC("s2t").convert(_pattern_text("law_zh", rng))
    return text


def _thread(rng: Random) -> str:
    """Posts that quote earlier ones, with the same signature under each."""
    said: list[str] = []
    done: list[str] = ["相机怎么选", ""]
    for n in range(1, rng.randrange(16, 28)):
        own = _filled("{feature}{verdict}，{advice}。", rng)
        done.append(f"{n}楼 {_filled('{nick}', rng)} 2025-03-{rng.randrange(1, 9):02d} {rng.randrange(8, 23)}:00")
        if said and rng.random() < 0.5:
            done.append(f"> {rng.choice(said)}")
        done += [own, *(["顶一下。"] if rng.random() < 0.2 else []), "发自我的手机", ""]
        said.append(own)
    return "\n".join(done) + "\n"


_KINDS: dict[str, Callable[[Random], str]] = {
    **{kind: partial(_pattern_text, kind) for kind in _PATTERNS},
    "law_zh, traditional": _traditional_law,
    "thread": _thread,
}


def texts(rng: Random, count: int, folder: Path | None = None) -> Iterator[tuple[str, str]]:
    """Kind and text: `count` of each kind that repeats itself, then prose, then what a folder holds."""
    for kind, make in _KINDS.items():
        for _ in range(count):
            yield kind, make(rng)
    for pattern in _PROSE:
        for path in sorted(_ROOT.glob(pattern)):
            yield "prose", path.read_text("utf-8")[:_MOST]
    for path in sorted(folder.iterdir()) if folder else ():
        text = path.read_text("utf-8", errors="replace")
        at = rng.randrange(max(1, len(text) - _MOST))
        yield "own folder", text[at : at + _MOST]
