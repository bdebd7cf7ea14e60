"""Names: which words could name a speaker, judged by themselves. What the rest of the text says is up to `turns`.

The look of a name proves little, so there are two questions: what may be a name if the text shows that somebody of
that name speaks, and what is likely enough to be one where it stands before a single turn.
"""

from __future__ import annotations

import re

from sources.patterns import lazy

HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff々〇"

# Labels that say what follows and not who speaks. Latin ones as `str.capitalize` writes them.
_LABELS = """
注意 注 备注 備註 附注 附註 例如 比如 譬如 举例 舉例 提示 说明 說明 解释 解釋 定义 定義 笔者 筆者 笔者按 筆者按
编者按 編者按 按 译注 譯註 结论 結論 总结 總結 小结 小結 摘要 概要 导读 導讀 导语 導語 引言 前言 背景 来源 來源
出处 出處 作者 编辑 編輯 译者 譯者 编译 編譯 撰文 文章 文 图 圖 表 附 附录 附錄 标题 標題 副标题 主题 主題 题目
題目 时间 時間 日期 地点 地點 链接 連結 网址 網址 原文 原文链接 原始連結 电话 電話 邮箱 郵箱 电邮 電郵 地址 关键词
關鍵詞 关键字 标签 標籤 分类 分類 编号 編號 价格 價格 数量 數量 首先 其次 再次 最后 最後 此外 另外 因此 所以 但是
然而 总之 總之 其中 包括 以下 如下 同时 同時 当然 當然 一方面 另一方面 第一 第二 第三 第四 第五 结果 結果 原因 影响
影響 优点 優點 缺点 缺點 目标 目標 特点 特點 重点 重點 关键 關鍵 问题 問題 答案 建议 建議 短期 中期 长期 長期 内部
外部 今天 昨天 明天 事实 事實 更新 补充 補充 评论 評論 回复 回覆 姓名 性别 性別 年龄 年齡 文章标题 文章標題
加入时间 经验值 Note Notes Warning Caution Tip Tips Hint Example Examples Source Sources Author Authors Editor
Title Subtitle Subject Date Time Place Location From To Cc Bcc Re Fwd Url Link Links Isbn Doi Issn Todo Fixme Ps Nb
Summary Conclusion Conclusions Abstract Introduction Keywords Tags Update Edit Figure Fig Table Chapter Section
Step Part Result Results Reason First Second Third Finally However Therefore See Also Page Price Phone Email
Address Version Name Description Status Type Category Usage Error Info Debug Pros Cons Background Method Methods
Discussion References Appendix Question Answer Problem Problems Solution Solutions File Files License Availability
Why What When Where How Wrong Right Careful Important Exception Module Class Function Returns Parameters Arguments
Required Key Point Points Main Takeaway Takeaways Disclaimer Transcript Optional Default Known Fixed Added Changed
Removed The This That Sender Received Organization
Gui Cli Tui Api Ui Ux Ide Sdk Os Cpu Gpu Ram Http Https Sql Html Css Json Xml Pdf Url Uri Ssh Ssl Tls Dns
Mac Macos Windows Win32 Linux Unix Bsd Android Ios Dos Vms Web Server Client Desktop Mobile Docs Documentation Tests
Build Compatibility Security Performance Bugfix Bugfixes Feature Features Breaking Deprecated Internal Misc Input Output
"""
NOT_NAMES = frozenset(_LABELS.split())
_MAIL_HEADER = lazy(
    r"(?:Content|X|Message|Return|List|MIME|User|Delivered|Errors|Reply|In-Reply|Arrival|Final|Received)-",
    re.IGNORECASE,
)
_SPEAKS_OF = tuple("说說道称稱问問答是的了为為在于於指出到有如即")
_DIALOGUE = frozenset(("问", "問", "答", "记者问", "記者問", "Q", "A"))

# Words that do not stand in a name, by which longer labels ("核心观点", "具体来看") are told from names.
_NOT_IN_NAMES = """
观点 觀點 看法 核心 具体 具體 总体 總體 整体 整體 换句 換句 换言 換言 简单 簡單 简言 主要 特别 特別 比方 意思 条件 條件
方案 步骤 步驟 理由 好处 好處 坏处 壞處 优势 優勢 劣势 劣勢 风险 風險 事项 事項 话题 話題 环节 環節 情况 情況 方法 内容
內容 来看 來看 来讲 來講 而言 一句 也就 数据 數據 公式 逻辑 邏輯 案例 例子 第一 第二 第三 声明 聲明 聊天室 字幕
本期 本集 成本 高度 方向 方式 方面 高峰 高端 金额 金額 金融 黄金 黃金 程度 白酒 白天 石油 石头 石頭 小米 小时 小時
江苏 江蘇 任务 任務 关系 關係 毛利 马上 馬上 龙头 龍頭 余额 餘額 余下 付款 付费 付費 谷歌 左边 左右 路径 路徑
"""
_WRITERS = frozenset(("作者", "编辑", "編輯", "译者", "譯者", "笔者", "筆者"))
_NO_PART = frozenset(word for word in (*NOT_NAMES, *_NOT_IN_NAMES.split()) if len(word) > 1) - _WRITERS
_SURNAMES = (
    "王李张張刘劉陈陳杨楊黄黃赵趙吴吳周徐孙孫马馬朱胡郭何林高罗羅郑鄭梁谢謝宋唐许許韩韓冯馮邓鄧曹彭曾肖萧蕭田董潘袁蔡蒋蔣余"
    "杜叶葉程魏苏蘇吕呂丁任卢盧姚沈钟鍾姜崔谭譚陆陸范汪廖石金韦韋贾賈夏付傅方邹鄒熊白孟秦邱侯江尹薛闫閆雷龙龍史陶贺賀顾"
    "顧毛郝龚龔邵钱錢严嚴洪武莫孔汤湯康施牛樊葛邢齐齊庞龐伍庄莊聂聶章鲁魯岳翟殷申欧歐耿关關兰蘭焦俞左柳甘祝包"
    "宁寧阮纪紀梅童凌毕畢裴霍涂苗谷曲冉翁蓝藍辛柴蒙鲍鮑老小阿"
)
_SHORT_HAN = lazy(rf"[{HAN}]{{2,4}}[A-Z0-9]?")
_ROLES = (
    "观众|觀眾|听众|聽眾|网友|網友|嘉宾|嘉賓|记者|記者|主持|主播|同学|同學|学生|學生|学员|學員|老师|老師|先生|女士|小姐|教授|博士|医生|醫生|"
    "律师|律師|专家|專家|代表|朋友|用户|用戶|提问|提問|来电|來電|连线|連線|画外音|畫外音|旁白|众人|眾人|全体|全體|男声|男聲|女声|女聲|说话人|發言人|发言人"
)
_ROLE = lazy(rf"[{HAN}]{{0,4}}(?:{_ROLES})(?:[甲乙丙丁戊]|[{_SURNAMES}][{HAN}]{{1,2}})?[ ]?[A-Z0-9]{{0,3}}")
_PERSON = lazy(rf"[{_SURNAMES}][{HAN}]{{1,2}}[A-Z0-9]?|[甲乙丙丁戊某]")
_LATIN = lazy(r"[A-Z][\w.'’-]+(?: [A-Z0-9][\w.'’-]*){0,2}")


def may_speak(name: str) -> bool:
    """Whether what is shaped like a name could be one."""
    if name in _DIALOGUE:
        return True
    labels = all(is_label(word) for word in name.split())
    return not labels and not name.endswith(_SPEAKS_OF) and _MAIL_HEADER.match(name) is None


def is_label(word: str) -> bool:
    """Whether the word says what follows, as "作者" and "Source" do."""
    return word in NOT_NAMES or word.capitalize() in NOT_NAMES


def is_likely(name: str) -> bool:
    """Whether a name that `may_speak` is likely one, before words that are a sentence."""
    return is_telling(name) or (_SHORT_HAN.fullmatch(name) is not None and not _has_label(name))


def is_telling(name: str) -> bool:
    """Whether a name that `may_speak` shows by itself that it is one: Latin, a role, a surname with one or two Han."""
    if _LATIN.fullmatch(name):
        return True
    return not _has_label(name) and (_PERSON.fullmatch(name) or _ROLE.fullmatch(name)) is not None


def _has_label(name: str) -> bool:
    """Whether a word that stands in no name begins or ends this one."""
    return any(name[:size] in _NO_PART or name[-size:] in _NO_PART for size in (2, 3, 4))
