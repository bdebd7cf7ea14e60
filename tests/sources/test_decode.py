from __future__ import annotations

import codecs
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sources.decode import decode

HANS = "今天的会议上，他说这个问题其实很简单：成本会继续下降，但是大家还没有准备好。\n第二行，也是一样的意思。"
HANT = "今天的會議上,他說這個問題其實很簡單:成本會繼續下降,但是大家還沒有準備好。\n第二行,也是一樣的意思。"
JA = "昨日の会議で、彼はこの問題は簡単だと言いました。コストは下がり続けるでしょう。\n二行目も同じです。"
KO = "어제 회의에서 그는 이 문제가 간단하다고 말했다. 비용은 계속 내려갈 것이다.\n둘째 줄도 같은 뜻이다."
FR = "Hier, à la réunion, il a déclaré que le problème était très simple.\nLes coûts vont baisser; c’est évident."


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (HANS, "utf-8"),
        (HANS, "gb18030"),
        (HANT, "gb18030"),
        (HANT, "big5"),
        (HANT + "裏恒銹", "cp950"),
        (JA, "shift_jis"),
        (JA, "euc-jp"),
        (JA, "iso2022-jp"),
        (KO, "euc-kr"),
        (FR, "cp1252"),
        (HANS, "utf-16-le"),
        (HANT, "utf-16-be"),
        (FR, "utf-16-le"),
    ],
)
def test_finds_the_encoding(text: str, encoding: str) -> None:
    decoded = decode(text.encode(encoding))
    assert decoded.text == text
    assert codecs.lookup(decoded.encoding) == codecs.lookup(encoding)
    assert decode(text.encode(encoding), decoded.encoding).text == text


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_byte_order_mark_decides_and_is_removed(encoding: str) -> None:
    decoded = decode(HANS.encode(encoding))
    assert (decoded.text, decoded.notes) == (HANS, ())
    assert decode(HANS.encode(encoding), decoded.encoding).text == HANS


def test_a_guess_is_told_and_utf_8_is_no_guess() -> None:
    assert "gb18030" in decode(HANS.encode("gb18030")).notes[0]
    assert decode(HANS.encode()).notes == ()


def test_one_cut_character_does_not_make_utf_8_another_code_page() -> None:
    decoded = decode(HANS.encode()[:-1])
    assert decoded.encoding == "utf-8"
    assert decoded.text == HANS[:-1] + "\ufffd"
    assert decoded.notes == ("Bytes that are not valid utf-8 were replaced by “\ufffd” (how many: 1).",)


def test_a_few_nuls_in_ascii_are_damage_and_not_utf_16() -> None:
    decoded = decode(b"some plain words here\x00 and there.")
    assert decoded.encoding == "utf-8"
    assert decoded.text == "some plain words here\ufffd and there."
    assert len(decoded.notes) == 1


def test_an_encoding_can_be_imposed() -> None:
    assert decode("中".encode("gb18030"), "latin-1").text == "ÖÐ"
    wrong = decode(HANS.encode("gb18030"), "UTF8")
    assert wrong.encoding == "utf-8"
    assert "\ufffd" in wrong.text and wrong.notes


@pytest.mark.parametrize("name", ["utf-99", "hex", "idna", "", "a\x00b", "rot13"])
def test_refuses_what_is_no_text_encoding(name: str) -> None:
    with pytest.raises(LookupError):
        decode(b"a", name)


def test_newlines_are_one_kind_and_other_controls_stay() -> None:
    assert decode(b"a\r\nb\rc\nd\x0b\x1b[0m").text == "a\nb\nc\nd\x0b\x1b[0m"


def test_lone_surrogates_are_replaced() -> None:
    decoded = decode(b"+2AA-a", "utf-7")
    assert "\ufffd" in decoded.text and decoded.notes
    decoded.text.encode()


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=400), st.sampled_from([None, "utf-8", "gb18030", "utf-16", "utf-7", "iso2022-jp", "cp1252"]))
def test_any_bytes_become_encodable_text(data: bytes, encoding: str | None) -> None:
    decoded = decode(data, encoding)
    decoded.text.encode("utf-8")
    assert not set("\r\x00") & set(decoded.text)
    assert decode(data, decoded.encoding).text == decoded.text


@settings(max_examples=100, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\x00\ufeff"), max_size=200))
def test_utf_8_round_trip(text: str) -> None:
    assert decode(text.encode(), "utf-8").text == text
    assert decode(codecs.BOM_UTF8 + text.encode()).text == text


def test_a_detector_tells_what_the_rules_cannot() -> None:
    pytest.importorskip("chardet")
    text = "Паром перевозит двенадцать тысяч человек в день, и город утверждает, что цена не изменилась. " * 4
    for encoding in ("cp1251", "koi8-r"):
        found = decode(text.encode(encoding))
        assert found.text == text and any("guess" in note for note in found.notes)


def test_without_the_detector_the_rules_stand_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "chardet", None)
    assert decode("Ça coûte cher à l’État, déjà.".encode("cp1252")).encoding == "cp1252"
