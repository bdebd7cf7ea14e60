"""Page chrome: the lines of a saved page that belong to the site and not to the text.

A line that looks like chrome proves nothing: an article may end in "阅读原文" or print a rule of CSS. Lines are claimed
only in a text that is a saved page by several of them, or that is a thread; and a line that a site would not have
written in these very words is never claimed, whatever stands around it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import IntEnum
from typing import NamedTuple

from sources.document import BlockKind
from sources.patterns import lazy
from sources.structure.lines import cells
from sources.structure.pieces import Claim, Lines

FOLDED = "chrome"
_CONFIDENCE = 0.8
_ENOUGH = 3  # weight of evidence from which on a text is a saved page
_LONGEST = 300  # code points of a line that is looked at
_LONGEST_CELL = 24  # terminal cells of one entry of a navigation bar
_MOST_FIGURES = 3  # this many counters in a row are no sentence of the text


class _Weight(IntEnum):
    """How much a line says for a saved page. What also stands in ordinary texts only follows the verdict."""

    FOLLOWS = 0
    LIKELY = 1
    SURE = 2


class _Sign(NamedTuple):
    """`needles`: a text without any of these holds no such line, which is quickly seen."""

    weight: _Weight
    needles: tuple[str, ...]
    pattern: re.Pattern[str]


def _sign(weight: _Weight, needles: str, pattern: str) -> _Sign:
    return _Sign(weight, tuple(needles.split(";")), lazy(pattern))


_SIGNS = (
    _sign(
        _Weight.SURE,
        "Page generation time;GZIP ;queries ex;Processed in ",
        r"Page generation time|GZIP (?:compression )?(?:enabled|disabled)|queries exe?cuted"
        r"|^Processed in \d[\d.]* second",
    ),
    _sign(
        _Weight.SURE,
        "owered by ;owered By ;OWERED BY ;based on ",
        r"(?i:\b(?:powered by|based on) (?:phpbb|discuz|vbulletin|xenforo|smf|mybb|wordpress|discourse)\b)",
    ),
    _sign(
        _Weight.SURE,
        "不能在",
        r"^您?不能在(?:本|这个|這個)(?:论坛|論壇)(?:发表|回复|编辑|删除|添加|下载|發表|回覆|編輯|刪除|新增|下載)",
    ),
    _sign(
        _Weight.SURE,
        "in this forum",
        r"^You (?:cannot|can) (?:post|reply|edit|delete|vote|attach|download)\b.{0,40} in this forum",
    ),
    _sign(
        _Weight.SURE,
        "printer-friendly;一个主题 ::; topic",
        r"^回复主题\s.*printer-friendly|^阅读上一个主题 ::|^View (?:previous|next) topic\b",
    ),
    _sign(
        _Weight.SURE,
        "阅读会员资料;发送站内短信;所有的时间均为;All times are ",
        r"^阅读会员资料\s|发送站内短信$|^所有的时间均为|^All times are (?:GMT|UTC)",
    ),
    _sign(_Weight.SURE, "来自 http;来自http", r"^作者[:：].{1,60}\s发[贴帖], ?来自 ?https?://"),
    _sign(
        _Weight.SURE,
        "自动关闭;|昵称|;电梯直达;只看;使用道具",
        r"^此帖将于.{8,20}自动关闭$|^\|昵称\|战斗力\||^电梯直达$|^只看(?:该作者|大图)|^使用道具\s*举报$",
    ),
    _sign(_Weight.SURE, "ICP;公网安备", r"ICP[备備]\s*\d{5,}号|公网安备\s*\d{8,}"),
    _sign(
        _Weight.LIKELY,
        "返回;回到顶部;Back to top;Skip to ",
        r"^(?:返回顶端|返回顶部|回到顶部|返回列表|返回首页|Back to top|Skip to (?:main )?content)$",
    ),
    _sign(
        _Weight.LIKELY,
        "论坛转跳;論壇轉跳;Jump to;显示文章;Display posts",
        r"^(?:论坛转跳|論壇轉跳|Jump to|显示文章|Display posts from previous)\s*[:：]",
    ),
    _sign(
        _Weight.LIKELY,
        "原文;全文;打印本页;关闭窗口;点击关注;Read more",
        r"^(?:阅读原文|閱讀原文|查看原文|展开全文|展開全文|打印本页|关闭窗口|点击关注|Read more)$",
    ),
    _sign(_Weight.LIKELY, "扫一扫;二维码", r"^(?:扫一扫|扫描二维码|长按二维码).{0,20}(?:关注|下载|分享)"),
    _sign(_Weight.LIKELY, "上一篇;下一篇", r"^(?:上一篇|下一篇)\s*[:：]"),
    _sign(
        _Weight.LIKELY,
        "首页;首頁;Home",
        r"(?:^|\s)(?:[^\s<]{0,12}(?:首页|首頁)\s*(?:->|>|»|›)\s*|Home (?:->|>|»|›) )\S",
    ),
    _sign(_Weight.LIKELY, "cookies", r"^This (?:site|website) uses cookies|^We use cookies"),
    _sign(_Weight.FOLLOWS, "{", r"^[.#@*a-z][^{}]{0,80}\{(?:\s*[\w-]+\s*:[^{};]+;){2,}[^{}]*\}$"),
    _sign(
        _Weight.FOLLOWS,
        "©;Copyright;版权所有;rights reserved;保留所有权利",
        r"^(?:©|Copyright\b|版权所有)|All rights reserved|保留所有权利",
    ),
)

_IN_THREADS = lazy(
    r"本帖最后由 .{1,60} 于 .{8,30} 编辑$|本帖最後由 .{1,60} 於 .{8,30} 編輯$|Last edited by .{1,80}$"
    r"|[^\s›»]{1,16}(?: [›»] [^›»]{1,24}){2,}$"  # the way to the thread: Forum › Section › Topic
    r"|﹍+$|评分$|参与人数\s*\d+|\|[-:|\s]+\|$|\|[^|]{1,40}\| ?[+-] ?\d+\s*\|[^|]*\|$|查看全部评分$"
)
# Entries of navigation bars, and of share bars, as `str.casefold` writes them; "_" for a space.
_NAVIGATION_WORDS = """
登录 登錄 登入 注册 註冊 首页 首頁 网站首页 论坛首页 論壇首頁 主页 搜索 搜尋 帮助 幫助 说明 收藏夹 收藏 个人设置
个人中心 会员 團隊 团队 关于我们 联系我们 聯絡我們 站点地图 版权声明 隐私政策 使用条款 下载app 客户端 订阅 rss 私信
退出 设置 导航 login register home search help faq about contact privacy terms sitemap subscribe menu memberlist
usergroups profile news log_in log_out sign_in sign_up about_us contact_us privacy_policy terms_of_service
"""
_NETWORK_WORDS = """
微信 微博 新浪微博 qq qq空间 qq好友 朋友圈 豆瓣 facebook twitter x linkedin reddit email whatsapp telegram line
pinterest weibo wechat
"""
_NAVIGATION = frozenset(word.replace("_", " ") for word in _NAVIGATION_WORDS.split())
_NETWORKS = frozenset(_NETWORK_WORDS.split())
_SHARE = lazy(r"^(?:分享(?:到|至)?|Share(?: this| on)?)\s*[:：]?\s*")
_SHARE_STARTS = "分S"
_SEPARATOR = lazy(r"[|｜·•»/\xa0]|[ \t\u3000]{2}")
_BAR = lazy(r"\s*[|｜·•»/]\s*|[ \t\u3000]{2,}|\xa0+")
_COUNTED = (
    "阅读|閱讀|浏览|瀏覽|点击|點擊|查看|播放|点赞|點讚|赞|讚|评论|評論|回复|回覆|收藏|转发|轉發|分享|关注|粉丝|人气|人氣|"
    "热度|熱度|views?|reads?|likes?|comments?|replies|shares?|followers?|plays?|upvotes?|"
    "درجة الشعبية|مشاهدة|إعجاب|تعليق"
)
_COUNTER_ENDS = frozenset("0123456789)）KMB千万萬亿億")
_NUMBER = r"\d[\d.,]*\s?(?:[KMB](?![a-z])|[千万萬亿億])?"
_COUNTER = lazy(
    rf"(?:{_NUMBER}\s*(?:次|个|個|人)?\s*(?:{_COUNTED})\s*[|·•,，]?\s*"
    rf"|(?:{_COUNTED})\s*(?:数|數|量)?\s*[:：(（]?\s*{_NUMBER}[)）]?\s*[|·•,，]?\s*)+",
    re.IGNORECASE,
)


def is_counter(line: str) -> bool:
    """Whether `line` holds counts of views, likes and the like, and nothing else."""
    words = line.strip()
    return len(words) <= _LONGEST and _COUNTER.fullmatch(words) is not None


def find_chrome(lines: Lines, posts: Sequence[int] = ()) -> list[Claim]:
    """Claims to the lines of a saved page that are the site's.

    `posts` are the lines where the posts of a thread begin, below their headers; a thread is known for a saved page. A
    rule of CSS is left over from its markup only right there: elsewhere the post is about CSS.
    """
    thread = bool(posts)
    signs = [sign for sign in _SIGNS if any(needle in lines.whole for needle in sign.needles)]
    found: dict[int, _Weight] = {}
    counters: list[int] = []
    for number, line in enumerate(lines.texts):
        if not line or len(line) > _LONGEST or not (words := line.strip()):
            continue
        if (words[0].isdigit() or words[-1] in _COUNTER_ENDS) and _COUNTER.fullmatch(words):
            counters.append(number)
        elif thread and _IN_THREADS.match(words):
            found[number] = _Weight.SURE
        elif (weight := _weight(words, signs)) is not None:
            found[number] = weight
    if thread:
        beginnings = {lines.next_filled(number) for number in posts}
        found = {
            n: weight for n, weight in found.items() if n in beginnings or not lines.texts[n].rstrip().endswith("}")
        }
    in_row = _in_rows(lines, counters)
    if not thread and sum(found.values()) + len(in_row) < _ENOUGH:
        return []
    found |= dict.fromkeys(counters if thread or sum(found.values()) >= _ENOUGH else in_row, _Weight.LIKELY)
    found |= dict.fromkeys(_site_names(lines, found), _Weight.FOLLOWS)
    return [
        Claim(number, number + 1, (lines.piece(BlockKind.CHROME, number, folded=FOLDED),), _CONFIDENCE)
        for number in sorted(found)
    ]


def _weight(words: str, signs: list[_Sign]) -> _Weight | None:
    """What a line says for a saved page; None if it is not chrome."""
    for sign in signs:
        if sign.pattern.search(words):
            return sign.weight
    shared = _SHARE.match(words) if words[0] in _SHARE_STARTS else None
    if shared is None and not _SEPARATOR.search(words):
        return None
    entries = [entry.casefold() for entry in _BAR.split(words[shared.end() if shared else 0 :]) if entry]
    if shared and len(entries) == 1:
        entries = entries[0].split()
    if any(cells(entry) > _LONGEST_CELL for entry in entries):
        return None
    if shared and len(entries) > 1 and sum(entry in _NETWORKS for entry in entries) * 2 > len(entries):
        return _Weight.SURE
    known = {entry for entry in entries if entry in _NAVIGATION or _NAVIGATION.issuperset(entry.split())}
    return _Weight.SURE if len(entries) > 2 and len(known) > 1 and len(known) * 2 > len(entries) else None


def _in_rows(lines: Lines, counters: list[int]) -> list[int]:
    """The counters that stand three or more in a row, blank lines between them aside."""
    rows: list[list[int]] = []
    for number in counters:
        if rows and all(lines.is_blank(between) for between in range(rows[-1][-1] + 1, number)):
            rows[-1].append(number)
        else:
            rows.append([number])
    return [number for row in rows if len(row) >= _MOST_FIGURES for number in row]


def _site_names(lines: Lines, found: dict[int, _Weight]) -> list[int]:
    """The site's name above its navigation: a first line that a breadcrumb below begins with."""
    first = lines.next_filled(0)
    name = lines.texts[first].strip() if first < len(lines) else ""
    near = [number for number in found if first < number <= first + 12]
    crumb = re.compile(rf"(?:^|\s){re.escape(name)}\s?(?:首页|首頁|Home)?\s*(?:->|>|»|›)")
    named = 1 < len(name) <= _LONGEST_CELL and any(crumb.search(lines.texts[number]) for number in near)
    return [first] if named else []
