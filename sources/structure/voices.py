"""Voices: headings and lead-ins of an article that say who speaks in what follows, "笔者总结：", "DeepSeek的推演：".

Apart from turns because a voice stands on a line of its own and speaks for a section, not for a paragraph; and because
nearly every line of that look is none ("综合评论：", "美国AI发展路径推演："). A name written in Han is taken only for
words that mean the writer; a Latin name only if it is said once to whom the words belong ("X的分析：").
"""

from __future__ import annotations

from typing import NamedTuple

from sources.patterns import lazy

_WRITER = "笔者|筆者|编者|編者|译者|譯者"
_LATIN = r"[A-Z][A-Za-z0-9.’'-]{0,24}(?:[ ][A-Z0-9][A-Za-z0-9.’'-]{0,24}){0,2}"
_NAME = rf"{_LATIN}(?:\s?(?:与|與|和|及|、|&|and)\s?{_LATIN}){{0,3}}"
_WORDS = (
    "观点|觀點|总结|總結|补充|補充|评论|評論|推演|分析|看法|点评|點評|回应|回應|结论|結論|意见|意見|解读|解讀|回答|"
    "按语|按語|按|注|附言|后记|後記"
)
_LEAD_IN = lazy(
    rf"\s*(?:[〇一二三四五六七八九十]{{1,3}}[、．.]\s*|[#*]{{1,6}}\s+|\d{{1,2}}[.、]\s*)?"
    rf"(?:(?P<writer>{_WRITER})|(?P<name>{_NAME}))(?P<of>\s?的)?(?P<words>{_WORDS})?\s*(?P<colon>[:：])?(?P<title>.*)"
)
_LONGEST = 60  # code points of a line that leads in
_SENTENCE = lazy(r"[。！!；;]|[，,].*[，,]")


class Voice(NamedTuple):
    """Who a line says is speaking. `sure` if the line alone proves it."""

    name: str
    sure: bool


def read_voice(line: str) -> Voice | None:
    """The voice that `line` leads in if it is shaped like that; `find_voices` says which lines of a text are."""
    if len(line) > _LONGEST or (match := _LEAD_IN.fullmatch(line.rstrip())) is None:
        return None
    name = match["writer"] or match["name"]
    title = match["title"].strip()
    if not (match["colon"] or (match["writer"] and match["words"] and not title)) or _SENTENCE.search(title):
        return None
    if match["writer"]:
        field = title and not match["words"] and name[0] not in "笔筆"  # "译者：张三" is said of him, not by him
        return None if field else Voice(name, True)
    return None if title or (match["of"] and not match["words"]) else Voice(name, bool(match["of"]))


def find_voices(lines: dict[int, str]) -> dict[int, str]:
    """Line number → who speaks from there on, for those of `lines`, each standing by itself, that lead in a voice."""
    read = {number: voice for number, line in lines.items() if (voice := read_voice(line))}
    known = {voice.name for voice in read.values() if voice.sure}
    return {number: voice.name for number, voice in read.items() if voice.name in known}
