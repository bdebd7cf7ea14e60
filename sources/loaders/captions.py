"""Subtitles and transcripts with times: SRT, WebVTT, ASS/SSA, and the JSON of podcasts and speech recognisers.

The captions of one speaker become turns and paragraphs, since a reader reads sentences and not two-second pieces.
"""

from __future__ import annotations

import re

from sources.document import Document
from sources.patterns import lazy, lazy_bytes

FORMAT = "subtitles"
PARTS = ("sources.loaders.caption_turns", "sources.loaders.cues")
"""Modules that `load` imports, for a process that imports them ahead."""

_SUFFIXES = (".srt", ".vtt", ".ass", ".ssa")
_HEAD = 65_536  # bytes
_TIMING = lazy(r"^\s*-?\d{1,4}:[\d:.,]{3,12}\s*-->\s*\S", re.MULTILINE)
_FIRST_CAPTION = lazy(r"\s*\d{1,6}[ \t]*\n\s*\d{1,4}:\d\d:\d\d[.,]\d{1,3}\s*-->\s*\d")
_ASS = lazy(r"^\s*\[(?:script info|v4\+? styles|events)\]", re.IGNORECASE)
# One of these, or the NULs of UTF-16, stands in all of them: decoding costs more.
_HINT = lazy_bytes(rb"-->|WEBVTT|Dialogue:|\[[ -~]{0,12}(?:info|styles|events)\]|\x00", re.IGNORECASE)
_JSON_TIME = lazy_bytes(rb'"(?:startTime|start)"\s*:\s*[\d.]')
_JSON_TEXT = lazy_bytes(rb'"(?:body|text)"\s*:\s*"')


def recognises(data: bytes, name: str) -> bool:
    """By what stands at the beginning; a file with a suffix of subtitles needs only one line of times."""
    if data[:64].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return b'"segments"' in data and _JSON_TIME.search(data) is not None and _JSON_TEXT.search(data) is not None
    if not _HINT.search(data[:_HEAD]):
        return False
    head = _decoded_head(data)
    if _FIRST_CAPTION.match(head) or _ASS.match(head) or re.match(r"\s*WEBVTT(?:[ \t\n]|\Z)", head):
        return True
    return name.lower().endswith(_SUFFIXES) and (_TIMING.search(head) is not None or "\nDialogue:" in head)


def load(data: bytes, name: str, encoding: str | None = None) -> Document:
    """`encoding` overrides what the bytes look like. Raises LoadError where there are no captions."""
    from sources.decode import decode
    from sources.errors import LoadError
    from sources.loaders.caption_turns import compose
    from sources.loaders.cues import read_ass, read_json, read_srt, read_vtt

    try:
        decoded = decode(data, encoding)
    except LookupError as error:
        raise LoadError(f"“{encoding}” is not a text encoding; use a name such as utf-8, gb18030 or big5.") from error
    text = decoded.text
    if text.lstrip().startswith("{"):
        read = read_json
    elif _ASS.match(text) or "\nDialogue:" in text:
        read = read_ass
    else:
        read = read_vtt if text.lstrip().startswith("WEBVTT") else read_srt
    try:
        track = read(text)
    except ValueError as error:
        raise LoadError(f"“{name}” is damaged: its captions cannot be read; save it again, or as text.") from error
    if not track.cues:
        raise LoadError(f"“{name}” holds no captions with words; check that it is the file you mean.")
    composed = compose(track.cues)
    return Document(
        composed.text,
        composed.blocks,
        encoding=decoded.encoding,
        format=FORMAT,
        notes=(*decoded.notes, *track.notes, *composed.notes),
    )


def _decoded_head(data: bytes) -> str:
    from sources.decode import decode

    return decode(data[:_HEAD]).text
