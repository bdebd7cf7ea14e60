"""Bytes → text: which encoding, which newlines, and what had to be replaced.

Reading a Chinese file with the wrong code page is the commonest complaint about text readers, so the choice is made by
rules that can be named, is told to the reader, and can be overridden. Order: byte order mark, ISO-2022-JP escapes,
UTF-16 by its NULs, strict UTF-8, the East Asian code pages by how many very common characters they yield, what the
optional detector says (the extra `detect`), CP1252.
"""

from __future__ import annotations

import codecs
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from sources.patterns import lazy, lazy_bytes
from sources.turns import give_way


class Decoded(NamedTuple):
    """`text` has only "\\n" newlines, no byte order mark, no NUL and no lone surrogate; it is always encodable.

    `encoding` is a Python codec name that reads the same bytes again. `notes` are sentences for the reader.
    """

    text: str
    encoding: str
    notes: tuple[str, ...]


_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark is its beginning
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

_HANS = frozenset(
    "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种事"
    "成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实什问最新第文与被电公把日长业让"
    "者民高全题政机市工体化关间重三两无使明场相此它已次没比见向点月情等路知给名制提己应常果水思制外产受反话特将头表老"
)
_HANT = frozenset(
    "的一是不了在人有我他這個們中來上大為和國地到以說時要就出會可也你對生能而子那得於著下自之年過發後作裡用道行所然家種事"
    "成方多經麼去法學如都同現當沒動面起看定天分還進好小部其些主樣理心她本前開但因只從想實什問最新第文與被電公把日長業讓"
    "者民高全題政機市工體化關間重三兩無使明場相此它已次比見向點月情等路知給名制提己應常果水思外產受反話特將頭表老裏"
)
_JA = frozenset(
    "あいうえおかきくけこさしすせそたちつてとなにぬねのはひふへほまみむめもやゆよらりるれろわをんがぎぐげござじずでどばびぶ"
    "べぼっゃゅょアイクシスタテトナニフマラリルレロンドプジーッィ日一人国大年会本中出事者的行見月分上生時前言今何自思"
)
_KO = frozenset(
    "이다는에의를가은고하지을한도로기사서나자그아리어있들대해인시것수라만정일으보니과제전주여구스부장원게상동성오조와면던연"
    "적국문회공우치비진경마신모러었했되거없"
)

# Each family: codecs from the narrow standard to the vendor's superset, and its common characters (about 200).
_EAST_ASIAN = (
    (("gb18030",), _HANS | _HANT),
    (("big5", "cp950", "big5hkscs"), _HANT),
    (("shift_jis", "cp932"), _JA),
    (("euc-jp",), _JA),
    (("euc-kr", "cp949"), _KO),
)
# Running text scores over 0.3 in the right code page; Russian and French bytes read as Chinese stay under 0.1.
_LEAST_SCORE = 0.15
_SAMPLE = 65_536  # bytes
_SLICE = 1 << 16  # bytes: a tenth of a millisecond

_ASCII_RUN = lazy_bytes(rb"([\x00-\x7f])[\x00-\x7f]{63,}")
_SUSPICIOUS = lazy("[\ufffd\ue000-\uf8ff\uff61-\uff9f\x80-\x9f]")
_PLAUSIBLE = lazy(
    "[\t\n\r -~\u00a0-\u024f\u0370-\u04ff\u2010-\u2027\u3000-\u30ff\u4e00-\u9fff\uac00-\ud7a3\uff00-\uffef]"
)
_UNSTORABLE = lazy("[\x00\ud800-\udfff]")


def decode(data: bytes, encoding: str | None = None) -> Decoded:
    """Read `data` in `encoding`, or in the one that the rules find. Bytes that do not fit become U+FFFD, with a note.

    Raises LookupError when `encoding` is not the name of a text encoding that Python knows.
    """
    notes: list[str] = []
    if encoding is not None:
        name = _checked(encoding)
        raw, bad = _lenient(data, name)
    else:
        name, raw, bad, guessed = _choose(data)
        if guessed:
            notes.append(
                f"The encoding is a guess: {name}. If characters look wrong, load the file again with another encoding."
            )
    if bad:
        notes.append(f"Bytes that are not valid {name} were replaced by “\ufffd” (how many: {bad}).")
    text = raw.removeprefix("\ufeff")
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    text, unstorable = _UNSTORABLE.subn("\ufffd", text) if _may_be_unstorable(data, name) else (text, 0)
    if unstorable:
        notes.append(f"NULs or halves of surrogate pairs were replaced by “\ufffd” (how many: {unstorable}).")
    return Decoded(text, name, tuple(notes))


def _checked(encoding: str) -> str:
    """Python's name for a text encoding; LookupError for anything else."""
    try:
        name = codecs.lookup(encoding).name
        # Refuses codecs that are no text encodings ("hex") or cannot replace errors ("idna").
        b"\x80 \x00\xff".decode(name, "replace")
    except (LookupError, ValueError) as error:
        raise LookupError(encoding) from error
    return name.replace("_", "-")


def _choose(data: bytes) -> tuple[str, str, int, bool]:
    """(codec, text, number of replaced places, whether it is only a guess) by the rules in the module's docstring."""
    for mark, name in _BOMS:
        if data.startswith(mark):
            return name, *_lenient(data, name), False
    for name in (*_iso_2022(data), *_utf_16(data), "utf-8"):
        if (text := decoded(data, name)) is not None:
            return name, text, 0, False
    # One damaged or cut character must not turn a long UTF-8 text into another code page.
    text, bad = _lenient(data, "utf-8")
    if bad * 10 <= len(text) - len(text.encode("ascii", "ignore")) - bad:
        return "utf-8", text, bad, False
    names, score = _east_asian(data)
    if score < _LEAST_SCORE:
        names = (_detected(data) or "cp1252",)
    readings = [(name, *_lenient(data, name)) for name in names]
    return *min(readings, key=lambda reading: reading[2]), True


def _detected(data: bytes) -> str:
    """What the detector makes of code pages that our rules cannot tell apart: Cyrillic, Greek … "" without one."""
    try:
        import chardet
    except ImportError:
        return ""
    found = chardet.detect(data[:_SAMPLE])["encoding"]
    try:
        return _checked(found) if found else ""
    except LookupError:
        return ""


def _may_be_unstorable(data: bytes, name: str) -> bool:
    """Looks for NULs, which takes no time in bytes; strict UTF-8 has no halves of surrogate pairs."""
    return name != "utf-8" or b"\0" in data


def decoded(data: bytes, name: str, errors: str = "strict") -> str | None:
    """The text, `errors` as for `bytes.decode`; None where the bytes are none in the encoding `name`."""
    view = memoryview(data)
    return joined((bytes(view[at : at + _SLICE]) for at in range(0, len(data), _SLICE)), name, errors)


def joined(pieces: Iterable[bytes], name: str, errors: str = "strict") -> str | None:
    """As `decoded`, of bytes in pieces, between which other threads run.

    A large file is decoded while somebody reads another. The text grows in its place: joining its pieces would stop
    every other thread for as long as copying them takes.
    """
    try:
        decoder = codecs.getincrementaldecoder(name)(errors)
        text = ""
        for piece in pieces:
            text += decoder.decode(piece)
            give_way()
        text += decoder.decode(b"", True)
    except UnicodeError:
        return None
    return text


def _lenient(data: bytes, name: str) -> tuple[str, int]:
    """The text with U+FFFD for what does not fit, and how many of those were not in the source itself."""
    if (strict := decoded(data, name)) is not None:
        return strict, 0
    text = data.decode(name, "replace")
    own = data.count("\ufffd".encode()) if name == "utf-8" else 0
    return text, text.count("\ufffd") - own


def _iso_2022(data: bytes) -> tuple[str, ...]:
    if b"\x1b$" not in data or not data.isascii():
        return ()
    return ("iso2022-kr",) if b"\x1b$)C" in data else ("iso2022-jp", "iso2022-jp-ext")


def _utf_16(data: bytes) -> tuple[str, ...]:
    """UTF-16 without a mark, recognised by its NULs: the byte order in which the sample looks like text.

    A few NULs in valid UTF-8 are damage, not UTF-16: pairs of ASCII letters would read as Han.
    """
    sample = data[:_SAMPLE]
    nuls = sample.count(0)
    if not nuls or len(data) % 2 or (nuls * 5 < len(sample) and decoded(data, "utf-8") is not None):
        return ()

    def plausible(name: str) -> float:
        text = sample.decode(name, "replace")
        return len(_PLAUSIBLE.findall(text)) / len(text)

    share, best = max((plausible(name), name) for name in ("utf-16-be", "utf-16-le"))
    return (best,) if share > 0.9 else ()


def _east_asian(data: bytes) -> tuple[tuple[str, ...], float]:
    """The best family's codecs, and its share of common characters less what no real text has."""
    # Long runs of ASCII say nothing and would crowd out the sample; their first byte may end a two-byte character.
    sample = _ASCII_RUN.sub(rb"\1\n", data)[:_SAMPLE]

    def score(names: tuple[str, ...], common: frozenset[str]) -> float:
        text = codecs.getincrementaldecoder(names[-1])("replace").decode(sample)
        counts = Counter(text)
        high = sum(number for char, number in counts.items() if char > "\x7f")
        if not high:
            return 0.0
        return (sum(counts[char] for char in common) - 2 * len(_SUSPICIOUS.findall(text))) / high

    best, names = max((score(names, common), names) for names, common in _EAST_ASIAN)
    return names, best
