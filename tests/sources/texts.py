"""Texts that several tests of text tools share: short fixtures of our own and, where present, the real sources."""

from __future__ import annotations

from pathlib import Path

import pytest

TRADITIONAL = (
    "輝達在資料中心賣出了更多的晶片，後來的報告卻顯示：電腦軟體的成本並沒有下降。"
    "「這隻是藉口，」工程師說，「我們瞭解乾燥的環境，也知道該怎麼複製舊的程式。」"
    "臺灣的讀者在裡面發現了三個著名的錯誤，張穎康與朱柏謙為此寫了鉛礦坳的故事。"
)
SIMPLIFIED = (
    "英伟达在数据中心卖出了更多的芯片，后来的报告却显示：电脑软件的成本并没有下降。"
    "“这只是借口，”工程师说，“我们了解干燥的环境，也知道该怎么复制旧的程序。”"
    "台湾的读者在里面发现了三个著名的错误；座谈会上，头发花白的皇后叙述了系统的发展。"
)
MIXED = "GPT-5 的 API（版本 3.5）定價為 $1,250，約 8.9%；Naïve Café résumé, Straße — “Why not?” ﬁne №5 ½ ㎏ Ⅲ"

_SOURCES = Path(__file__).parents[2] / "../shared/sources"


def real_texts() -> list[str]:
    """The five sources of the first user; skips the test where they are not present."""
    paths = sorted(_SOURCES.glob("*.txt"))
    if not paths:
        pytest.skip("the real sources are not on this machine")
    return [path.read_text("utf-8") for path in paths]
