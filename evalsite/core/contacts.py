"""What in a free text could name its writer or reach somebody: contact data, names, phrases about oneself.

A flag is a hint to the organiser, who decides; nothing is hidden by it. So a flag too many costs a look and one too few
may cost a voter: yet years, amounts of money and document numbers (〔2026〕12号) stand in half of all opinions, and
whoever has seen twenty false flags no longer looks at the twenty-first.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from evalsite.core.saying import say

KINDS = {
    "id_number": say("身份证号"),
    "mobile": say("手机号码"),
    "email": say("电子邮箱"),
    "wechat": say("微信号"),
    "qq": say("QQ 号"),
    "landline": say("电话号码"),
    "address": say("地址、房号"),
    "name": say("人名、对象名"),
    "self": say("说到自己"),
}


@dataclass(frozen=True, slots=True)
class Flag:
    """A passage of a text: ``text[start:end]`` in code points, and why it is worth a look (a key of ``KINDS``)."""

    kind: str
    start: int
    end: int


_GAP = r"[\s\-‐-―.·•_/]{1,3}"  # between the groups of a number
_MAY = r"[\s\-‐-―.·•_/]?"
_OF = r"[是为叫:=号码]{0,4}\s?"
_NO_SUM = r"(?!\d|\.\d|\s?[元万亿人吨米字个次票件份%平公])"  # what follows a count of something
_ALONE = r"(?<![\d〕\]])(?<!\d[.,])"

_MOBILE = "|".join(
    (
        r"1[3-9]\d{9}",
        rf"1[3-9]\d{_GAP}\d{{4}}{_GAP}\d{{4}}",
        rf"1[3-9]\d{_GAP}\d{{3}}{_GAP}\d{{5}}",
        rf"1[3-9]\d{{2}}{_GAP}\d{{3}}{_GAP}\d{{4}}",
        rf"1[3-9]\d{_GAP}\d{{8}}",
        rf"1{_GAP}[3-9](?:{_GAP}\d){{9}}",
    )
)
_BIRTHDAY = (
    rf"(?:1{_MAY}[89]|2{_MAY}0){_MAY}\d{_MAY}\d{_MAY}(?:0{_MAY}[1-9]|1{_MAY}[0-2]){_MAY}(?:[0-2]{_MAY}\d|3{_MAY}[01])"
)
_AREA = r"(?:010|02\d|0[3-9]\d{2})"
_HAN = "\u3400-\u9fff"
_WECHAT = r"(?:微信|薇信|威信|加微|加v|v信|(?<![a-z0-9])(?:weixin|wechat|wx|vx))"
_ID = r"[a-z][a-z0-9_-]{5,19}"

_OUR_ROOM = (
    r"科室?|股(?![东份权])室?|处(?![理在于境分事罚置])室?|室|部门?(?![分署])|办(?![事理好公成法])公?室?|所(?![有以在做说想需谓提作])"
    r"|站(?![在起出好])|队(?![伍])|组(?![织成建合])|班(?!子)|中心(?!工)|支部|窗口"
)
_OUR_PLACE = r"单位|村|社区|镇|乡|街道|院(?!子)|校|学校|厂"

# In the order in which they win where they overlap. Patterns see the text in half-width, small letters.
_PATTERNS: tuple[tuple[str, str], ...] = (
    ("id_number", rf"(?<!\d)[1-9](?:{_MAY}\d){{5}}{_MAY}{_BIRTHDAY}(?:{_MAY}\d){{3}}{_MAY}[\dx](?!\d)"),
    ("email", r"[a-z0-9][a-z0-9._%+-]*\s?@\s?[a-z0-9-]+(?:\s?\.\s?[a-z0-9-]+)*\s?\.\s?[a-z]{2,}"),
    ("wechat", rf"{_WECHAT}(?:(?:账号|帐号|号码|号|id)[是为叫:=\s]{{0,3}}|\s?[:=]\s?)(?:{_ID}|\d{{5,11}})(?!\d)"),
    ("wechat", rf"{_WECHAT}\s?(?:(?=[a-z_-]*\d){_ID}|1[3-9]\d{{9}})(?!\d)"),
    ("qq", rf"(?<![a-z])(?:qq|扣扣|企鹅)(?:群|号码|号)?{_OF}[1-9]\d{{4,10}}(?!\d)"),
    ("mobile", rf"{_ALONE}(?:\+?86{_MAY})?(?:{_MOBILE}){_NO_SUM}"),
    ("landline", rf"(?<![\d.])\(?{_AREA}\)?[\s-]{{0,2}}[1-9]\d{{2,3}}[\s-]?\d{{4}}{_NO_SUM}"),
    (
        "landline",
        rf"(?:电话|座机|致电|拨打|联系方式|手机){_OF}(?:(?!12\d{{3}}(?!\d))[1-9]\d{{2,3}}[\s-]?\d{{4}}|\d{{6}}){_NO_SUM}",
    ),
    ("landline", rf"(?:短号|分机|内线){_OF}\d{{3,6}}{_NO_SUM}"),
    (
        "address",
        rf"(?:(?![在到去从于住往的])[{_HAN}]){{1,4}}(?:路|街|巷|弄|胡同|大道)\s?\d{{1,5}}\s?(?:号|弄)(?![线文令窗会公桌])",
    ),
    ("address", rf"(?:(?![在到去从于住往的])[{_HAN}]){{1,4}}村\s?\d{{1,4}}\s?(?:组|号|社)"),
    (
        "address",
        r"(?<![第\d])\d{1,4}\s?(?:号楼(?![梯道])|号院|幢|栋)(?:\s?\d{1,2}\s?单元)?(?:\s?\d{3,4}\s?(?:室|房|号)?)?",
    ),
    ("address", r"(?<![第\d])\d{3,4}\s?(?:室|房间|办公室)"),
    ("address", r"我家在|我家住|我住在?|家住"),
    (
        "self",
        r"(?<![自对])我是(?!说|想|觉得|认为|指|希望|不|很|真|非常|十分|比较|支持|赞成|同意|建议|相信|看|要|从|对|为了|否|非)",
    ),
    ("self", r"我(?:本人|叫|姓|任职|担任|分管|负责|退休|爱人|老公|老婆|丈夫|妻子|孩子|儿子|女儿)"),
    ("self", rf"(?<![{_HAN}])本人|本人(?=是|系|在|作为|姓|分管|负责)(?<![他她其导部任长记志员]本人)"),
    ("self", rf"我们?(?:这个?|所在的?)?(?:{_OUR_ROOM}|{_OUR_PLACE})"),
    ("self", r"作为(?:一名|一个|本|我们)"),
    ("self", r"我(?:在|到|来)[^,。;!?\n]{0,12}?(?<!\d)(?:\d|[一二三四五六七八九十]){1,3}(?<!\d{3})多?(?:年|个月)"),
    ("self", r"(?:联系|找|加|告诉|回复)(?:一下)?我(?![们市县省区国局])"),
)
_RULES = tuple((kind, re.compile(pattern)) for kind, pattern in _PATTERNS)
_SPELT = str.maketrans("〇零一二三四五六七八九幺壹贰叁肆伍陆柒捌玖", "001234567891123456789")
_SPELT_RUN = re.compile(r"[0-9〇零一二三四五六七八九幺壹贰叁肆伍陆柒捌玖]{7,}")
_IN_NAMES = "·•・‧"  # what stands inside names of some peoples, written in several ways


class _View:
    """A text as patterns see it: half-width (NFKC), small letters, long runs of spelt digits as digits.

    ``at[i]`` is the place in the original text that the i-th character of ``text`` comes from.
    """

    def __init__(self, text: str) -> None:
        chars: list[str] = []
        self.at: list[int] = []
        for place, char in enumerate(text):
            for one in unicodedata.normalize("NFKC", char).lower():
                chars.append(one)
                self.at.append(place)
        self.text = _SPELT_RUN.sub(lambda run: run[0].translate(_SPELT), "".join(chars))

    def flag(self, kind: str, start: int, end: int) -> Flag:
        return Flag(kind, self.at[start], self.at[end - 1] + 1)


def _bare(text: str) -> str:
    """A name without blanks and dots, half-width, in small letters."""
    half = unicodedata.normalize("NFKC", text).lower()
    return "".join(c for c in half if not c.isspace() and c not in _IN_NAMES)


class Lookout:
    """Looks for flags in texts. ``names`` are those of subjects and of people on the register; one character is no name.

    A name of two characters can also be part of other words (高明, 向前): the flag says where to look, no more.
    """

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._names = {bare for name in names if len(bare := _bare(name)) > 1}
        self._lengths = sorted({len(name) for name in self._names}, reverse=True)

    def flags(self, text: str) -> tuple[Flag, ...]:
        """The flags of a text in its order; none overlaps another."""
        view = _View(text)
        found: list[Flag] = []
        for one in (*self._patterns(view), *self._named(view)):
            if all(one.end <= other.start or other.end <= one.start for other in found):
                found.append(one)
        return tuple(sorted(found, key=lambda flag: flag.start))

    @staticmethod
    def _patterns(view: _View) -> Iterator[Flag]:
        """Names go before phrases about oneself: of 我是王五 the name is what tells."""
        for kind, pattern in _RULES:
            for match in pattern.finditer(view.text):
                yield view.flag(kind, *match.span())

    def _named(self, view: _View) -> Iterator[Flag]:
        kept = [place for place, c in enumerate(view.text) if not c.isspace() and c not in _IN_NAMES]
        text = "".join(view.text[place] for place in kept)
        for start in range(len(text)):
            for length in self._lengths:
                piece = text[start : start + length]
                if piece in self._names:
                    yield view.flag("name", kept[start], kept[start + len(piece) - 1] + 1)
                    break
