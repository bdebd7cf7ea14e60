from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sources.document import Document
from sources.errors import LoadError
from sources.loaders import captions
from tests.sources.checks import check_document

LINES = ("1", "", "00:00:01,000 --> 00:00:02,000", "MIRA: yes.", "- 好", ">> Tom: no!", "WEBVTT", "<v A>x", "潮 --> 水",
         "{\\p1}", "&amp;", "\x1b[2J", "-->")  # fmt: skip


def load(source: str | bytes) -> Document:
    document = captions.load(source.encode() if isinstance(source, str) else source, "a.srt")
    check_document(document)
    return document


def shown(document: Document) -> list[tuple[str | None, str | None, str]]:
    """(time, speaker, text) of each block."""
    return [(b.locator.time, b.locator.speaker, document.text[b.start : b.end]) for b in document.blocks]


def srt(*cues: tuple[float, float, str]) -> str:
    def stamp(seconds: float) -> str:
        return f"{int(seconds) // 3600:02}:{int(seconds) // 60 % 60:02}:{seconds % 60:06.3f}".replace(".", ",")

    return "\n".join(
        f"{n}\n{stamp(start)} --> {stamp(end)}\n{words}\n" for n, (start, end, words) in enumerate(cues, 1)
    )


def test_captions_become_paragraphs_where_someone_pauses() -> None:
    document = load(
        srt((1, 3, "The lamp <i>was</i> lit"), (3, 5, "{\\an8}before the tide."), (12, 14, "Then it rained."))
    )
    assert shown(document) == [
        ("00:00:01", None, "The lamp was lit before the tide."),
        ("00:00:12", None, "Then it rained."),
    ]


def test_long_talk_is_cut_at_the_end_of_a_sentence() -> None:
    cues = [
        (n * 2.0, n * 2 + 2.0, "这是一句不短也不长的话，说到这里" + ("就完了。" if n % 2 else "还没有完"))
        for n in range(24)
    ]
    document = load(srt(*cues))
    assert len(document.blocks) > 2
    assert all(text.endswith("。") for _, _, text in shown(document))
    assert all(len(text) < 300 for _, _, text in shown(document))


def test_talk_without_punctuation_is_cut_too() -> None:
    document = load(srt(*[(n * 2.0, n * 2 + 2.0, f"第{n}次潮水来了又去") for n in range(200)]))
    assert max(len(text) for _, _, text in shown(document)) < 400
    assert document.text.startswith("第0次潮水来了又去 第1次潮水来了又去 ")


def test_names_before_a_colon_are_speakers() -> None:
    document = load(
        srt(
            (1, 3, "MIRA: The lamp was lit"),
            (3, 5, "all night long."),
            (5, 7, "TOM: And nobody saw it?"),
            (7, 9, "- Nobody.\n- Are you sure?"),
            (9, 11, "MIRA: I was there myself."),
            (11, 13, "Note: the lamp was old."),
            (13, 15, "TOM: So was I."),
        )
    )
    assert shown(document) == [
        ("00:00:01", "MIRA", "MIRA: The lamp was lit all night long."),
        ("00:00:05", "TOM", "TOM: And nobody saw it?"),
        ("00:00:07", None, "- Nobody."),
        ("00:00:07", None, "- Are you sure?"),
        ("00:00:09", "MIRA", "MIRA: I was there myself. Note: the lamp was old."),
        ("00:00:13", "TOM", "TOM: So was I."),
    ]


def test_webvtt() -> None:
    document = load(
        "\ufeffWEBVTT - a title\nKind: captions\n\nSTYLE\n::cue { color: red }\n\nNOTE --> not shown\nnor this\n\n"
        "intro\n00:01.000 --> 00:03.000 align:start\n<v.loud 陆飞>今天聊潮水，<c.yellow>先说</c>\n\n"
        "00:03.000 --> 00:05.000\n<v 陆飞>灯塔的<ruby>来<rt>lái</rt></ruby>历。</v>\n\n"
        "NOTE between\n\n"
        "01:00:05.000 --> 01:00:07.000\n<v Eason &amp; Co>1 &lt; 2 <01:00:06.000>is right.</v>\n<v 陆飞>好。\n"
    )
    assert shown(document) == [
        ("00:00:01", "陆飞", "陆飞: 今天聊潮水，先说 灯塔的来（lái）历。"),
        ("01:00:05", "Eason & Co", "Eason & Co: 1 < 2 is right."),
        ("01:00:05", "陆飞", "陆飞: 好。"),
    ]


def test_scrolling_captions_are_shown_once() -> None:
    rolling = ["the lamp was lit", "before the tide", "came in again", "and nobody saw it"]
    cues = [(0.0, 2.0, rolling[0])]
    cues += [(n * 2.0, n * 2 + 2.0, f"{rolling[n - 1]}\n{rolling[n]}") for n in range(1, 4)]
    document = load(srt(*cues))
    assert document.text == " ".join(rolling)
    assert "shown once" in document.notes[0]


def test_two_languages_stay_apart() -> None:
    document = load(srt((0, 2, "潮水来了\nThe tide is here,"), (2, 4, "我们走吧\nlet us go."), (4, 6, "走")))
    assert [text for _, _, text in shown(document)] == ["潮水来了 我们走吧 走", "The tide is here, let us go."]


def test_ass() -> None:
    document = load(
        "[Script Info]\nScriptType: v4.00+\n\n[Events]\n"
        "Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\n"
        "Comment: 0,0:00:00.00,0:00:01.00,Default,,0,0,0,,not shown\n"
        "Dialogue: 0,0:01:05.00,0:01:07.00,Default,索隆,0,0,0,,我们{\\i1}走{\\i0}吧，\n"
        "Dialogue: 1,0:01:05.00,0:01:07.00,Default,索隆,0,0,0,,我们走吧，\n"
        "Dialogue: 0,0:01:01.00,0:01:03.00,Default,索隆,0,0,0,,{\\an8}潮水来了，\\N很快，\n"
        "Dialogue: 0,0:01:01.00,0:01:03.00,Default,,0,0,0,,{\\p1}m 0 0 l 1 1{\\p0}\n"
    )
    assert shown(document) == [("00:01:01", "索隆", "索隆: 潮水来了，很快，我们走吧，")]


def test_json_of_podcasts_and_of_whisper() -> None:
    podcast = [
        {"speaker": "Ada", "startTime": 0.5, "endTime": 2, "body": "Hello,"},
        {"speaker": "Ada", "startTime": 2, "endTime": 4, "body": "and welcome."},
        {"speaker": "林", "startTime": 3600, "body": "谢谢。"},
    ]
    source = json.dumps({"version": "1.0.0", "segments": podcast})
    assert captions.recognises(source.encode(), "x.json")
    assert shown(load(source)) == [
        ("00:00:00", "Ada", "Ada: Hello, and welcome."),
        ("01:00:00", "林", "林: 谢谢。"),
    ]
    words = [
        {"startTime": n / 10, "endTime": n / 10, "body": word}
        for n, word in enumerate(("潮水", "来", "了", "又", "去"))
    ]
    assert load(json.dumps({"segments": words})).text == "潮水来了又去"
    whisper = json.dumps({"text": " One. Two.", "segments": [{"id": 0, "start": 0.0, "end": 2.0, "text": " One."}]})
    assert captions.recognises(whisper.encode(), "x.json")
    assert load(whisper).text == "One."


def test_times_that_cannot_be() -> None:
    document = load("1\n99:99:99,999 --> 00:00:00,000\nbackwards\n\n2\n-1:00:00,000 --> 00:00:0x,000\nbroken\n\n\n\n"
                    "3\n00:00:01.000 --> 00:00:02.000 X1:1\nok\n")  # fmt: skip
    assert shown(document) == [(None, None, "backwards broken"), ("00:00:01", None, "ok")]
    assert "(how many: 2)" in document.notes[0]


def test_blank_lines_in_captions_and_missing_ones_between() -> None:
    document = load("1\n00:00:01,000 --> 00:00:02,000\none\n\nstill one\n2\n00:00:02,000 --> 00:00:03,000\ntwo\n1984\n")
    assert document.text == "one still one two 1984"


def test_encodings() -> None:
    source = srt((1, 2, "繁简字幕测试，中文的编码也是要看的"), (2, 3, "我们不知道这是什么时候的事"))
    assert load(source.encode("gb18030")).encoding == "gb18030"
    assert captions.load(source.encode("big5", "replace"), "a.srt", "big5").encoding == "big5"
    with pytest.raises(LoadError, match="not a text encoding"):
        captions.load(source.encode(), "a.srt", "nonsense")
    assert load(source.encode("utf-16")).text == load(source).text


@pytest.mark.parametrize("suffix", [".txt", ".srt"])
def test_recognition_of_srt(suffix: str) -> None:
    assert captions.recognises(srt((1, 2, "words")).encode("utf-16"), f"a{suffix}")
    assert not captions.recognises(b"1\n\nA list --> not captions\n00:12 and so on", f"a{suffix}")


@pytest.mark.parametrize(
    "source", ["WEBVTT\n\n", '{"segments": [{"start": 1, "text": "   "}]}', "1\n00:00:01,000 --> 00:00:02,000\n\n"]
)
def test_nothing_to_read(source: str) -> None:
    with pytest.raises(LoadError, match="no captions with words"):
        load(source)


@pytest.mark.parametrize(
    "source", ['{"segments": 5, "x', '{"segments"' + ":[" * 90_000, '{"a": 1}', "[Events]\nFormat: x\nDialogue: 1"]
)
def test_damaged_files_are_refused(source: str) -> None:
    with pytest.raises(LoadError):
        load(source)


@settings(max_examples=80, deadline=None)
@given(st.lists(st.sampled_from(LINES), max_size=14))
def test_any_lines_are_a_document_or_refused(lines: list[str]) -> None:
    try:
        load("\n".join(lines))
    except LoadError as error:
        assert str(error).endswith(".")
