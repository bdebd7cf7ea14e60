"""What a reader has already done with the demo sources: marks, claims, links and tags as plain data.

Kept apart from the code that opens the demo library, so that the story can be read and rewritten without touching
code, and so that the demo goes through the same commands as any reader's own work. Marks name their passage by its
exact words, never by an offset: each quote occurs once in its file, and holds no Markdown.
"""

from __future__ import annotations

from dataclasses import dataclass

from annotations.model import Relation


@dataclass(frozen=True, slots=True)
class DemoTag:
    """As `annotations.model.Tag`: `color` is an index into the palette's tag colours, `letter` the tag's sign."""

    name: str
    color: int
    letter: str


@dataclass(frozen=True, slots=True)
class DemoClaim:
    key: str
    statement: str


@dataclass(frozen=True, slots=True)
class DemoMark:
    """`source` is one of `DEMO_SOURCES`; `claim` is the key of a `DemoClaim`, or None for a highlight."""

    key: str
    source: str
    quote: str
    claim: str | None = None
    tags: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class DemoLink:
    """`origin` and `target` are keys of `DemoMark`s."""

    origin: str
    relation: Relation
    target: str
    note: str = ""


LIVESTREAM = "01-livestream.md"
FORUM = "02-forum.txt"
REPORT = "03-report.md"
COLUMN = "04-column.txt"
MEMO = "05-council-memo.md"
LETTER = "06-letter.txt"

DEMO_SOURCES: tuple[str, ...] = (LIVESTREAM, FORUM, REPORT, COLUMN, MEMO, LETTER)

DEMO_TAGS: tuple[DemoTag, ...] = (
    DemoTag("air/no2", 0, "a"),
    DemoTag("cost/budget", 1, "b"),
    DemoTag("shops", 2, "s"),
    DemoTag("traffic/hill-road", 3, "t"),
    DemoTag("method/baseline", 4, "m"),
    DemoTag("method/survey", 4, "y"),
    DemoTag("误引", 5, "q"),
)

DEMO_CLAIMS: tuple[DemoClaim, ...] = (
    DemoClaim("no2", "封路半年，旧江路边的二氧化氮降了三成"),
    DemoClaim("budget", "Closing Old River Road costs L$320 million"),
    DemoClaim("shops", "Most shops on the road did as well as before, or better"),
    DemoClaim("diverted", "车没有少，只是绕到环山路去了"),
)

DEMO_MARKS: tuple[DemoMark, ...] = (
    DemoMark(
        "stream-no2",
        LIVESTREAM,
        "试行期间，路边二氧化氮月均浓度从每立方米42微克降到29微克，降幅31%。",
        claim="no2",
        tags=("air/no2",),
        note="念的是研究院的报告，但没念后面那句“比较基期”。",
    ),
    DemoMark(
        "stream-63",
        LIVESTREAM,
        "报告里写得明明白白，63%的商户说生意变好了。",
        tags=("shops", "误引"),
        note="报告不是这么写的，见 03 第 6 条。",
    ),
    DemoMark(
        "forum-63",
        FORUM,
        "原文是63%的店“持平或增加”，真正增加的只有27%，还有37%是减少的。",
        tags=("shops",),
    ),
    DemoMark(
        "forum-diverted",
        FORUM,
        "车又不会凭空消失，只是换个地方堵。",
        claim="diverted",
        tags=("traffic/hill-road",),
        note="有意思：一周后的专栏里几乎是同一句话。",
    ),
    DemoMark(
        "report-no2",
        REPORT,
        "試辦期間，路側二氧化氮月均濃度由每立方公尺 42 微克降至 29 微克，降幅 31%。",
        claim="no2",
        tags=("air/no2",),
        note="The primary source. Everyone else quotes this sentence.",
    ),
    DemoMark(
        "report-third",
        REPORT,
        "其中約三分之一改搭公車、渡輪或取消行程，其餘移往環山路。",
        tags=("traffic/hill-road",),
    ),
    DemoMark(
        "report-63",
        REPORT,
        "沿線 212 家店中有 126 家回覆問卷，63% 表示營業額持平或增加。",
        claim="shops",
        tags=("shops", "method/survey"),
        note="126 of 212 is 59 per cent. Who are the 86 that did not answer?",
    ),
    DemoMark(
        "report-cost",
        REPORT,
        "工程費估計為 3.2 億元，含鋪面、植栽、排水及照明。",
        claim="budget",
        tags=("cost/budget",),
    ),
    DemoMark(
        "column-12",
        COLUMN,
        "這三成是拿春夏跟冬天比出來的，跟前一年同期相比，其實只少了 12%。",
        tags=("air/no2", "method/baseline"),
        note="查过了：报告“研究限制”第一条，去年同期 33 微克，(33−29)÷33 ≈ 12%，没算错。",
    ),
    DemoMark(
        "column-51",
        COLUMN,
        "總共是 5.1 億元，比市民聽到的多了將近六成。",
        tags=("cost/budget",),
        note="3.2 + 1.4 + 0.5 = 5.1",
    ),
    DemoMark(
        "column-diverted",
        COLUMN,
        "車子不會憑空消失，只是換個地方塞。",
        claim="diverted",
        tags=("traffic/hill-road",),
    ),
    DemoMark(
        "memo-no2",
        MEMO,
        "Roadside nitrogen dioxide fell by 31 per cent during the trial, from 42 to 29 µg/m³.",
        claim="no2",
        tags=("air/no2",),
        note="No baseline given here either.",
    ),
    DemoMark(
        "memo-63",
        MEMO,
        "Of the 126 shops that answered the survey, 63 per cent reported the same or higher takings.",
        claim="shops",
        tags=("shops",),
    ),
    DemoMark(
        "memo-cost",
        MEMO,
        "Construction is estimated at L$320 million, and upkeep at L$18 million a year.",
        claim="budget",
        tags=("cost/budget",),
    ),
    DemoMark(
        "memo-separate",
        MEMO,
        "Widening two junctions on Hill Road (L$140 million) and moving the bus terminus (L$50 million) "
        "are budgeted separately and are not part of this decision.",
        tags=("cost/budget",),
    ),
    DemoMark(
        "letter-saturday",
        LETTER,
        "A polite young man came in on a\nSaturday in July, when the road was full of pushchairs, and asked how\n"
        "trade had been.",
        tags=("method/survey",),
        note="One shop's story, but the report does say that the survey was done on two Saturdays.",
    ),
)

DEMO_LINKS: tuple[DemoLink, ...] = (
    DemoLink("column-12", Relation.UNDERCUTS, "report-no2", "31% 没算错，问题出在拿春夏跟冬天比。"),
    DemoLink("stream-63", Relation.CITES, "report-63", "引错了：少了“持平”两个字。"),
    DemoLink("forum-63", Relation.CONTRADICTS, "stream-63"),
    DemoLink("column-51", Relation.CONTRADICTS, "memo-cost", "同一件事，两个总价。"),
    DemoLink("memo-separate", Relation.SUPPORTS, "column-51", "The Council's own figures add up to the columnist's."),
    DemoLink("report-third", Relation.QUALIFIES, "column-diverted", "三分之一的车确实没了，三分之二绕了路。"),
    DemoLink("letter-saturday", Relation.UNDERCUTS, "memo-63"),
    DemoLink("letter-saturday", Relation.SEE_ALSO, "column-12", "Both are about how the counting was done."),
)
