"""Chinese sentences that ask. `{rest}` is what was understood: "在 Base 上转账 5 USDC"."""

from __future__ import annotations

from fiscus.core.reader.chinese.reasons import REASONS
from fiscus.core.reader.language import Wording

WORDING = Wording(
    acts={
        "transfer": ("在 {from_chain} 上", "给 {recipient}", "转账", "{amount}", "{token}"),
        "swap": ("在 {from_chain} 上", "把", "{amount}", "{token}", "兑换成 {to_token}"),
        "bought": ("在 {from_chain} 上", "用 {token}", "买入", "{amount}", "{to_token}"),
        "bridge": (
            "从 {from_chain}",
            "跨链",
            "{amount}",
            "{token}",
            "到 {to_chain}",
            "换成 {to_token}",
            "给 {recipient}",
        ),
        "vote": (
            "在 {from_chain} 上",
            "向治理合约 {governor}",
            "对提案 {proposal_id}",
            "投票",
            "{support}",
        ),
        "propose": ("在 {from_chain} 上", "向治理合约 {governor}", "提交提案", "“{description}”"),
        "queue": (
            "在 {from_chain} 上",
            "把治理合约 {governor} 的",
            "提案 {proposal_id}",
            "加入队列",
        ),
        "execute": (
            "在 {from_chain} 上",
            "执行",
            "治理合约 {governor} 的",
            "提案 {proposal_id}",
        ),
        "balance": ("查询", "{token}", "在 {from_chain} 上", "的余额"),
        "price": ("查询", "{token}", "的价格"),
    },
    asks={
        "amount": ("要{rest}，数量是多少[ {token}]？", "数量是多少"),
        "token": ("要{rest}，用哪种代币？", "用哪种代币"),
        "recipient": ("要{rest}，收款地址或域名是什么？", "收款地址是什么"),
        "from_chain": ("要{rest}，在哪条链上？", "在哪条链上"),
        "bridge.from_chain": ("要{rest}，从哪条链转出？", "从哪条链转出"),
        "to_chain": ("要{rest}，转到哪条链？", "转到哪条链"),
        "to_token": ("要{rest}，想换成哪种代币？", "想换成哪种代币"),
        "slippage": ("要{rest}，允许多大的滑点？", "允许多大的滑点"),
        "min_out": ("要{rest}，最少要收到多少？", "最少要收到多少"),
        "proposal_id": ("要{rest}，提案编号是多少？", "提案编号是多少"),
        "support": ("要{rest}，赞成、反对还是弃权？", "赞成、反对还是弃权"),
        "governor": ("要{rest}，治理合约的地址是什么？", "治理合约的地址是什么"),
        "description": ("要{rest}，提案内容是什么？", "提案内容是什么"),
        "targets": ("要{rest}，调用哪些合约？", "调用哪些合约"),
        "values": ("要{rest}，每次调用附带多少金额？", "每次调用的金额"),
        "calldatas": ("要{rest}，调用数据是什么？", "调用数据是什么"),
        "memo": ("要{rest}，备注的准确内容是什么？", "备注的准确内容"),
        "reason": ("要{rest}，理由的准确内容是什么？", "理由的准确内容"),
        "condition": ("具体什么时候{rest}？例如：当gas低于10 gwei时，或：每周一。", "具体什么时候"),
        "request": ("是要{rest}吗？请用一句简单的话再说一遍。", "完整的请求"),
        "action": ("要做什么？请用一个动词说明，例如：转 5 USDC 给 alice.eth。", "要做什么"),
    },
    conjunction="以及",
    pause="，",
    stop="。",
    supports={
        "for": "赞成",
        "against": "反对",
        "abstain": "弃权",
        "all": "全部",
        "half": "一半",
    },
    reasons=REASONS,
)
