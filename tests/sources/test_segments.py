from __future__ import annotations

import builtins
from collections.abc import Callable, Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sources import segments
from sources.document import Span
from sources.segments import clauses, sentences, words
from tests.sources.texts import MIXED, SIMPLIFIED, TRADITIONAL, real_texts

PIECES = [
    "。",
    "！",
    "？」",
    "……",
    "”",
    "“",
    "「",
    "」",
    "（",
    "）",
    "《",
    "》",
    '"',
    "'",
    ". ",
    "...",
    "! ",
    "? ",
    "，",
    "：",
    "的",
]
LATIN = ["Dr. ", "U.S.", "e.g. ", "3.5", "v1.2", "1. ", "J. ", "c?d=e", " the", " The", "\n", "  ", "走了", "国", "é"]
soup = st.lists(st.one_of(st.sampled_from(PIECES + LATIN), st.characters()), max_size=25).map("".join)


def parts(text: str, cut: Callable[[str], list[Span]] = sentences) -> list[str]:
    return [text[start:end] for start, end in cut(text)]


@pytest.mark.parametrize(
    "expected",
    [
        ["我走了。", "你呢？", "好！"],
        ["真的？！", "当然！！！", "嗯"],
        ["「走吧！」", "「好。」", "他說。"],
        ["他說：「她問『好嗎？』」", "我沒答。"],
        ["“我们走吧。”", "他站了起来。"],
        ["“走吧！”，他说。", "然后没了。"],
        ["他问：“怎么办？”的时候，我笑了。"],
        ["她说：“好。”", "的确如此。"],
        ["“要是解决了呢？”（What if we solve it?）。", "我想过。"],
        ["他走了。（完）", "然后呢？"],
        ["他（真的吗？）走了。", "我没走。"],
        ["（他走了。）", "我没走。"],
        ["《怎么办？》一书很有名。", "我读过《怎么办？》。"],
        ["嗯……我想……是的。", "对。"],
        ["「算了……」", "他走了……"],
        ["算了……", "走吧。"],
        ["一；二，三：四、五。", "六"],
        ["增长3.5%，达到1.2万亿。", "版本v1.2.3可用。"],
        ["Wait... what?", "Well...", "No."],
        ["Dr. Wu met J. R. Smith, e.g. in the U.S. embassy.", "He left."],
        ["It costs $3.5 today.", "Use v1.2.3 or 10.0.0.1 now."],
        ["See https://a.com/c?d=e!f&g=h now.", "Then go."],
        ["Fig. 3 shows no. 5.", "She said no.", "Then left."],
        ['"Really?" he asked.', '"Yes."', "Then she left."],
        ["He said 'stop!' and left.", "It was 'fine.'", "Done."],
        ["(It rained.)", "We stayed (why?) inside."],
        ["1. First item.", "2. Second item."],
        ["1.2. Scope of work.", "(a) Terms."],
        ["We use GPT-4o.", "It works."],
        ["a != b is true.", "Next."],
        ["An unfinished line"],
        ["没有句号的一句"],
        ["One line\nand its next.", "Two."],
        [],
    ],
)
def test_sentences(expected: list[str]) -> None:
    text = ""
    for sentence in expected:
        text += (" " if text and (text[-1].isascii() or text[-1] in "……" or sentence[0].isascii()) else "") + sentence
    assert parts(text) == expected
    assert parts(f" \n{text}  ") == expected


def test_no_space_is_needed_between_chinese_sentences() -> None:
    assert parts("「新衣」?OpenAI 首次落後!然後呢?") == ["「新衣」?", "OpenAI 首次落後!", "然後呢?"]
    assert parts("「好。」他說。“走！”我没动……（笑）。再见") == [
        "「好。」",
        "他說。",
        "“走！”",
        "我没动……（笑）。",
        "再见",
    ]


@pytest.mark.parametrize("text", ["", " ", "\n\u3000\n"])
def test_blank_text_has_no_segments(text: str) -> None:
    assert sentences(text) == clauses(text) == words(text) == []


def test_only_the_given_range_counts() -> None:
    text = "甲。乙丙，丁。戊"
    assert sentences(text, 1, 6) == [(1, 2), (2, 6)]
    assert clauses(text, 2, 7) == [(2, 5), (5, 7)]
    assert words("abc def", 1, 5) == [(1, 3), (4, 5)]


@pytest.mark.parametrize(
    "expected",
    [
        ["但是，", "他说：", "好；", "走吧。", "对"],
        ["約 3,000 人,", "時間 10:30,", "見 http://a.com/b,", "再說."],
        ["他說，", "「走，", "吧，」", "然後——", "沒了"],
        ["甲、乙、丙"],
    ],
)
def test_clauses(expected: list[str]) -> None:
    text = expected[0]
    for clause in expected[1:]:
        text += (" " if text[-1].isascii() else "") + clause
    assert parts(text, clauses) == expected


@pytest.mark.parametrize("cut", [sentences, clauses, words])
@given(text=soup)
@settings(deadline=None)
def test_segments_are_ordered_disjoint_and_lose_nothing(cut: Callable[[str], list[Span]], text: str) -> None:
    last = 0
    for start, end in cut(text):
        assert last <= start < end <= len(text)
        assert not text[start].isspace() and not text[end - 1].isspace()
        assert cut is words or not text[last:start].strip()
        last = end
    assert cut is words or not text[last:].strip()


@given(soup)
@settings(deadline=None, max_examples=300)
def test_a_sentence_is_one_sentence(text: str) -> None:
    for start, end in sentences(text):
        assert sentences(text, start, end) == [(start, end)]
        assert sentences(text[start:end]) == [(0, end - start)]


def test_real_texts_cut_into_stable_sentences() -> None:
    for text in real_texts():
        for line in filter(None, map(str.strip, text.split("\n"))):
            found = sentences(line)
            assert found[0].start == 0 and found[-1].end == len(line)
            assert all(sentences(line, start, end) == [(start, end)] for start, end in found)


@pytest.fixture
def no_rjieba(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    original = builtins.__import__

    def refuse(name: str, *rest: object, **more: object) -> object:
        if name == "rjieba":
            raise ImportError(name)
        return original(name, *rest, **more)  # type: ignore[arg-type]

    segments.load_segmenter.cache_clear()
    monkeypatch.setattr(builtins, "__import__", refuse)
    yield
    monkeypatch.undo()
    segments.load_segmenter.cache_clear()


def test_words_of_both_scripts_are_the_same() -> None:
    expected = ["微软", "在", "数据中心", "卖", "了", "GPT-4o", "芯片"]
    assert parts("微软在数据中心卖了GPT-4o芯片。", words) == expected
    text = "輝達的資料庫，后來的軟件開發"
    simplified = "辉达的资料库，后来的软件开发"
    assert words(text) == words(simplified)


@pytest.mark.parametrize("without", [False, True])
def test_words_that_need_no_dictionary(without: bool, request: pytest.FixtureRequest) -> None:
    if without:
        request.getfixturevalue("no_rjieba")
    text = (
        "カタカナ don’t stop! 8.9% of $3,000.5 in e-mail, snake_case; v1.2.3 résumé re\u0301sume\u0301 ＡＢ 한국 a,b 我"
    )
    expected = (
        "カタカナ don’t stop 8.9% of 3,000.5 in e-mail snake_case v1.2.3 résumé re\u0301sume\u0301 ＡＢ 한국 a b 我"
    )
    assert parts(text, words) == expected.split()


def test_words_without_rjieba(no_rjieba: None) -> None:
    assert segments.load_segmenter() is None
    assert parts("我们在资料中心的芯片和软件", words) == ["我", "们", "在", "资料", "中心", "的", "芯片", "和", "软件"]


def test_words_cover_every_letter() -> None:
    for text in (TRADITIONAL, SIMPLIFIED, MIXED, "後\0面\ud800資料中心"):
        covered = {offset for start, end in words(text) for offset in range(start, end)}
        assert all(offset in covered for offset, char in enumerate(text) if char.isalnum() and char not in "㎏½Ⅲ")
