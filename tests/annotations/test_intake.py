from __future__ import annotations

from pathlib import Path

import pytest

from annotations import commands
from annotations.anchoring.quote import describe
from annotations.commands import CommandError, Passage, Stamp
from annotations.ids import new_id
from annotations.intake import Intake, NoSource, Status, find_source, look_into, take_in
from annotations.model import Mark
from annotations.store.locate import open_library
from annotations.workspace import Workspace
from tests.annotations.fixtures import NOW

STAMP = Stamp(NOW, new_id)
TEXT = "渡轮每天载客一万二千人。市府说票价不变。\n\n批评者认为这个数字算错了。\n"


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace(open_library(tmp_path / ".crossread"))


def write(path: Path, text: str = TEXT) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def marked(workspace: Workspace, taken: Intake, quote: str) -> Mark:
    text = workspace.document(taken.source.id).text
    start = text.index(quote)
    passage = Passage(taken.source.id, describe(text, start, start + len(quote)))
    workspace.perform(commands.mark_claim(workspace.library, passage, STAMP))
    return workspace.library.marks_of(taken.source.id)[-1]


def test_a_file_is_added_once(workspace: Workspace, tmp_path: Path) -> None:
    path = write(tmp_path / "000_ferry.txt")
    first, again = take_in(workspace, path, STAMP), take_in(workspace, path, STAMP)
    assert (first.status, again.status) == (Status.ADDED, Status.KNOWN)
    assert first.source == again.source and first.source.handle == "000"
    assert first.source.script == "simplified" and first.source.length == len(workspace.document(first.source.id).text)


def test_a_new_handle_is_found_without_reading_the_other_sources(workspace: Workspace, tmp_path: Path) -> None:
    for number in range(3):
        take_in(workspace, write(tmp_path / f"{number}" / "Ferry.txt", f"{number} {TEXT}"), STAMP)
    workspace.close()
    again = Workspace(open_library(tmp_path / ".crossread"))
    taken = take_in(again, write(tmp_path / "ferry.txt"), STAMP)
    assert taken.source.handle == "ferry-4"
    assert again.library._sources.keys() == {taken.source.id}
    assert take_in(again, write(tmp_path / "ferry-5.md", f"md {TEXT}"), STAMP).source.handle == "ferry-5"


def test_a_moved_file_is_the_same_source(workspace: Workspace, tmp_path: Path) -> None:
    path = write(tmp_path / "ferry.txt")
    taken = take_in(workspace, path, STAMP)
    mark = marked(workspace, taken, "票价不变")
    moved = take_in(workspace, path.rename(tmp_path / "renamed.txt"), STAMP)
    assert moved.status is Status.MOVED and moved.source.id == taken.source.id
    assert workspace.library.marks_of(moved.source.id) == (mark,)


def test_a_copy_beside_the_original_is_known(workspace: Workspace, tmp_path: Path) -> None:
    taken = take_in(workspace, write(tmp_path / "ferry.txt"), STAMP)
    copy = take_in(workspace, write(tmp_path / "copy.txt"), STAMP)
    assert copy.status is Status.KNOWN and copy.source == taken.source


def test_documents_reopen_from_the_library_when_the_file_is_gone(workspace: Workspace, tmp_path: Path) -> None:
    path = write(tmp_path / "talk.md", "---\ntitle: 谈渡轮\n---\n\n## 开场\n\n这是**要点**。\n")
    taken = take_in(workspace, path, STAMP)
    blocks = workspace.document(taken.source.id).blocks
    path.unlink()
    again = Workspace(open_library(tmp_path / ".crossread"))
    assert again.document(taken.source.id).blocks == blocks
    assert again.library.sources()[0].title == "谈渡轮"


def test_handles_are_unique(workspace: Workspace, tmp_path: Path) -> None:
    for number, name in enumerate(["a_one.txt", "a_two.txt", "A three.txt"]):
        take_in(workspace, write(tmp_path / name, f"text number {number}"), STAMP)
    assert [source.handle for source in workspace.library.sources()] == ["a", "A-3", "a-2"] or {
        source.handle.casefold() for source in workspace.library.sources()
    } == {"a", "a-2", "a-3"}


def test_find_source(workspace: Workspace, tmp_path: Path) -> None:
    one = take_in(workspace, write(tmp_path / "000_x.txt", "甲"), STAMP).source
    two = take_in(workspace, write(tmp_path / "001_x.txt", "乙"), STAMP).source
    for reference in (one.id, one.id[:20], "000", "000_x.txt", str(tmp_path / "000_x.txt"), one.title):
        assert find_source(workspace.library, reference, folder=tmp_path) == one
    assert find_source(workspace.library, "001_x.txt", folder=tmp_path) == two
    with pytest.raises(CommandError, match="no source"):
        find_source(workspace.library, "002")
    (tmp_path / "circle").symlink_to("circle")
    for reference in ("circle", "x" * 300, "~nobody-has-this-name/x", "a\0b", ""):
        with pytest.raises(NoSource):
            find_source(workspace.library, reference, folder=tmp_path)


def test_folders_give_their_texts(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / ".crossread").mkdir()
    for name in ("b.txt", "a.md", "sub/c.txt", "picture.png", ".hidden.txt", ".crossread/t.txt"):
        (tmp_path / name).write_text("x")
    (tmp_path / "link.txt").symlink_to(tmp_path / "a.md")
    folder = look_into(tmp_path)
    assert [path.name for path in folder.texts] == ["a.md", "b.txt", "c.txt"]
    assert folder.left_out == {"hidden file": 2, ".png file": 1, "link": 1}


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("别急着鼓掌\n\n作者 某报\n\n很长的正文，有句号。\n", "别急着鼓掌"),
        ("主题: 别的东西\n\n正文有句号。\n", "plain"),
        ("一句完整的话。\n\n正文有句号。\n", "plain"),
        ("正文的第一段，有句号，也比较长，不是标题。\n\n## 小标题\n\n正文。\n", "小标题"),
    ],
)
def test_a_text_without_metadata_is_called_by_its_first_line_or_heading(
    text: str, title: str, workspace: Workspace, tmp_path: Path
) -> None:
    assert take_in(workspace, write(tmp_path / "plain.txt", text), STAMP).source.title == title


def thread(*lines: str) -> str:
    posts = ("\n\n".join(lines), "好的，没有别的了。")
    return "".join(
        f"####  甲方\n##### {n}#       发表于 2025-11-12 15:4{n}\n\n{words}\n\n*****\n\n"
        for n, words in enumerate(posts, 1)
    )


@pytest.mark.parametrize(
    ("lines", "title"),
    [
        (
            ("https://a.b/c?d=1", "编辑：某人", "【某报】渡轮票价又涨了。后面还有话。"),
            "【某报】渡轮票价又涨了。后面还有话。",
        ),
        (("[原创] 渡轮票价",), "[原创] 渡轮票价"),
        (('<img src="https://a.b/c.png">', "![](https://a.b/c.png)", "渡" * 90), "渡" * 39 + "…"),
        (("！！！", "{:4_1:}", "https://a.b/c"), "好的，没有别的了。"),
    ],
)
def test_a_thread_without_a_title_is_called_by_its_first_words(
    workspace: Workspace, tmp_path: Path, lines: tuple[str, ...], title: str
) -> None:
    assert take_in(workspace, write(tmp_path / "plain.txt", thread(*lines)), STAMP).source.title == title


def test_a_thread_is_called_by_the_topic_that_its_page_names(workspace: Workspace, tmp_path: Path) -> None:
    text = f"论坛首页 -> 港口\n主题: 渡轮票价又涨了\n\n{thread('正文的第一句话。')}"
    assert take_in(workspace, write(tmp_path / "plain.txt", text), STAMP).source.title == "渡轮票价又涨了"
