"""Chinese words of conditions and schedules. Phrases are cut at their words, with a space."""

from __future__ import annotations

from fiscus.core.reader.tables import spelled, typed
from fiscus.core.reader.waiting import Waiting

_DAYS = {
    "一": "monday",
    "二": "tuesday",
    "三": "wednesday",
    "四": "thursday",
    "五": "friday",
    "六": "saturday",
    "日|天": "sunday",
}
_WEEK = ("周", "星期", "礼拜")


def _named(before: str, spelling: str) -> dict[str, str]:
    """The days of a week with what stands before them: "每" to "每周一", "每星期一"."""
    return {
        f"{first}{week}{day}": spelling.format(name)
        for first in before.split("|")
        for week in _WEEK
        for days, name in _DAYS.items()
        for day in days.split("|")
        if (week, day) != ("周", "天")
    }


WAITING = Waiting(
    opening=typed("当|如果|要是|假如|若|等|等到|一旦|只要|只有"),
    never_before=typed("即使|就算|不|不管|除非|没|哪怕|除了|看看|告诉|或|或者|知道|问"),
    gas=typed("gas|gas 费|gas 价格|gas 费用|手续费|gas 价|燃料费|网络费|矿工费|gas price|gas fee"),
    levels=spelled({"低|很低|便宜|比较低|较低": "low", "高|很高|贵": "high"}),
    relations=spelled(
        {
            "低于|小于|跌破|少于|降到 低于|不到": "<",
            "高于|超过|大于|突破|涨破|多于": ">",
            "跌到|跌至|降到|降至|回落到|回调到": "<=",
            "涨到|涨至|升到|升至": ">=",
            "达到|到达|触及": "reaches",
        }
    ),
    around=spelled(
        {
            "跌到|跌至|降到|降至|在": {"以下": "<="},
            "涨到|涨至|升到|升至": {"以上": ">="},
        }
    )
    | {"在": {"以下": "<=", "以上": ">="}},
    closing=typed("时|的时候|的话|后|之后|以后|时候"),
    price=typed("价格|的 价格|价"),
    balance=typed("余额|的 余额"),
    having=spelled(
        {
            "我 有 超过|我有 超过|我 的 超过": ">",
            "我 有 至少|我有 至少": ">=",
        }
    ),
    articles=typed("我 的|我的"),
    every={"每": 1, "每隔": 1},
    adverbs=spelled(
        {
            "每天|每日|天天": "day",
            "每周|每星期|每个星期|每礼拜|按周": "week",
            "每月|每个月|按月": "month",
            "每小时|每个小时": "hour",
            "每年": "year",
            "每个工作日|每工作日": "weekday",
        }
    )
    | _named("每|每个", "{}"),
    periods=spelled(
        {
            "分钟": "minute",
            "小时|个小时|钟头": "hour",
            "天": "day",
            "周|星期|个星期": "week",
            "月|个月": "month",
            "年": "year",
            "工作日": "weekday",
        }
    ),
    days=spelled({"明天|明日|明早": "tomorrow", "后天": "in 2 days", "今天": "today"})
    | _named("", "on {}")
    | _named("下|下个", "next {}")
    | _named("这|本|这个", "this {}"),
    unsaid=typed("today"),
    clock=spelled({"中午": "12:00", "午夜": "00:00"}),
    dayparts=spelled(
        {
            "早上|上午|早晨": (4, 11),
            "下午": (12, 18),
            "晚上|今晚": (18, 23),
            "凌晨": (1, 5),
        }
    ),
    oclock=typed("点|点钟|点整"),
    zones=typed("utc|gmt"),
    from_now=typed("后|之后|以后"),
    conjunction=typed("并且|且|而且|同时"),
)
WORDS = frozenset(
    word
    for table in (
        *(WAITING.opening, WAITING.gas, WAITING.levels, WAITING.relations, WAITING.closing),
        *(WAITING.price, WAITING.balance, WAITING.adverbs, WAITING.periods, WAITING.days),
        *(WAITING.clock, WAITING.dayparts, WAITING.oclock, WAITING.from_now, WAITING.every),
        *(WAITING.around, frozenset({"以上", "以下", "费", "费用"})),
    )
    for phrase in table
    for word in phrase.split(" ")
)
