"""Chinese words that the grammar speaks of by name, and what it calls them."""

from __future__ import annotations

from fiscus.core.reader.tables import phrases

_GLOSSES = {
    "but": "但|但是|不过|然而",
    "this": "这个|这些|这|该|此|这笔|本|这枚",
    "the": "那个|那些|那|那笔",
    "and": "和|与",
    "instead of": "与其|而不是",
    "cancel that": "取消|算了|不用了|不要了",
    "have": "有|我有|还有|我还有|还剩|剩余",
    "do i have": "我有|我还有|有没有|我们有|我们还有",
    "how much have": "有多少|还有多少|还剩多少|剩多少",
    "much": "多少|几多|多少钱|几多钱",
    "many": "几个|几",
    "what": "什么|啥|哪些|有什么|有哪些|有啥|是什么|咩",
    "show": "显示|展示|给我看|给我看看|看|看看|看一下|我想看",
    "check": "查|查询|查一下|查看|检查|查下|帮我查",
    "list": "列出|列一下",
    "own": "持有|拥有",
    "worth": "价值|值|等值|多少钱|价值多少|值多少|值多少钱|几多钱",
    "above": "高于|超过|以上",
    "below": "低于|以下|跌破",
    "dollars": "美元|美金|刀",
    "address": "地址",
    "wallet": "钱包",
    "i": "我",
    "we": "我们",
    "my": "我的|我们的",
    "first": "首先|先|第一步",
    "second": "其次|第二步",
    "next": "接下来",
    "finally": "最后",
    "note": "备注|附言|附注",
    "message": "留言",
    "is": "是|为",
}
GLOSSES: dict[str, str] = phrases(_GLOSSES)
