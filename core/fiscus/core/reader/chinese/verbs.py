"""Chinese verbs and nouns of wallet actions, by frame. They are not inflected."""

from __future__ import annotations

from fiscus.core.reader.language import Verb

_VERBS = {
    "send": (
        "send|transfer|转|转账|转帐|发送|发|打|打款|汇|汇款|汇出|寄|付|支付|付款|送|转出|转移"
        "|划转|划|划拨|捐|捐款|捐赠|传送|拨付|派发|付清|转账转|返还|退还|退回|退款|交付|递|过账"
        "|过数|赠送|送出|发出|打钱|转钱|给付|拨款|拨|发放|赏"
    ),
    "swap": "换|兑换|交换|转换|互换|闪兑|兑|对换|交易|swap|换币|换购|trade",
    "buy": "买|购买|买入|买进|购入|买点|入手|收购|购|申购|采购|买些",
    "sell": "卖|卖出|卖掉|出售|抛售|抛|抛掉|售出|变现|沽|沽出|清掉|甩卖|放掉",
    "bridge": (
        "bridge|桥接|跨链|跨|桥|跨链转账|跨链转移|跨链转|跨链桥接|搭桥|跨桥|桥過|桥过|跨链发送"
    ),
    "move": "移动|移|搬|挪|迁移|迁|搬运|调拨",
    "wrap": "包装|封装|打包成",
    "unwrap": "解包|拆包|解封装|解除包装",
    "vote": "投票|投|投下|表决|投出",
    "support": "赞成|支持|反对|弃权",
    "propose": (
        "提议|发起提案|提交提案|创建提案|发起一个提案|提交一个提案|新建提案|提出提案|提出议案"
        "|发起新提案|提交新提案"
    ),
    "queue": (
        "排队|入队|加入队列|放入队列|放入时间锁|加入时间锁|列入队列|排入队列|送入时间锁"
        "|排进队列|加入执行队列|放进时间锁|放进队列"
    ),
    "execute": "执行提案|执行",
    "split": "平分|瓜分|分配|分发|分摊|均分|平均分|分",
    "spend": "投入",
}
NOUNS = {
    "转账": "send",
    "转帐": "send",
    "付款": "send",
    "汇款": "send",
    "支付": "send",
    "交易": "swap",
    "兑换": "swap",
    "闪兑": "swap",
    "跨链": "bridge",
    "桥接": "bridge",
    "投票": "vote",
}


def chinese_verbs() -> dict[str, Verb]:
    return {
        word: Verb(frame, whole=word in _WHOLE)
        for frame, words in _VERBS.items()
        for word in words.split("|")
    }


_WHOLE = frozenset({"清掉", "放掉"})
"""Verbs that mean everything there is, where no amount is said."""
