"""Chinese requests."""

from __future__ import annotations

from tests.core.reader.generation.tongue import Shape, Tongue
from tests.core.reader.generation.words import CHAINS, GOVERNORS, PARTIES, PROPOSALS, TOKENS

AMOUNTS = {
    "5": "5",
    "0.25": "0.25",
    "1,250.75": "1250.75",
    "5 个": "5",
    "两百": "200",
    "二十五个": "25",
    "3万": "30000",
    "一点五个": "1.5",
    "一半的": "half",
    "40% 的": "40%",
    "全部": "all",
    "所有的": "all",
    "价值25美元的": "$25",
}
EXACT = {text: value for text, value in AMOUNTS.items() if value[0].isdigit() and "%" not in value}

CHINESE = Tongue(
    name="zh",
    tables={
        "send": dict.fromkeys(("转", "发送", "转账", "发", "轉"), ""),
        "amount": AMOUNTS,
        "exact": EXACT,
        "slippage": {"滑点 1%": "1", "滑点0.5%": "0.5"},
        "support": {"赞成": "for", "反对": "against", "支持": "for"},
        "memo": {"，备注“谢谢”": "谢谢"},
        "governor": GOVERNORS,
        "proposal_id": PROPOSALS,
        **TOKENS,
        **CHAINS,
        **PARTIES,
    },
    shapes=(
        Shape("transfer", "{send} {amount} {token} (给|到) {recipient}"),
        Shape("transfer", "在 {chain} 上{send} {amount} {token} 给 {recipient}"),
        Shape("transfer", "给 {recipient} {send} {amount} {token}"),
        Shape("transfer", "把 {amount} {token} {send}给 {recipient}"),
        Shape("transfer", "{send} {amount} {token} 给 {recipient}{memo}", kind="memo"),
        Shape("swap", "把 {amount} {token} (换成|兑换成|换为) {to_token}[（{chain}）]"),
        Shape("swap", "(用|拿) {amount} {token} (买|换) {to_token}"),
        Shape("swap", "把 {amount} {token} 换成 {to_token}，{slippage}"),
        Shape("swap", "用 {token} 买 {exact} {to_token}", {"amount_side": "out"}, "exact_out"),
        Shape(
            "bridge",
            "(把|将) {amount} {token} 从 {from_chain} (跨链到|桥接到|转到) {to_chain}",
            worlds=("evm",),
        ),
        Shape("vote", "对 {governor} 的提案 {proposal_id} 投{support}票", worlds=("evm",)),
    ),
    before=("", "", "请", "帮我", "麻烦"),
    after=("", "", "。", "！", "，谢谢"),
    frames={
        "refused": ("不要{}", "别{}", "{}，算了不要了"),
        "quoted": ("“{}”", "> {}", "他说：{}", "她写道：“{}”", "翻译：{}", "「{}」"),
        "asked": ("如果{}会怎样？", "怎么{}？", "为什么{}？", "我应该{}吗？"),
        "unreal": ("{}，但不要执行", "假设{}", "{}，开玩笑的"),
        "waiting": ("如果 ETH 跌破 3000 就{}", "明天{}", "每周一{}"),
    },
    negations=("不是", "不要", "除了"),
)
