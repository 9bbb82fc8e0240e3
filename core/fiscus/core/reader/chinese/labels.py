"""Chinese labels of form fields: "金额：5 USDC，收款人：alice.eth，网络：Base"."""

from __future__ import annotations

from fiscus.core.reader.tables import phrases

_LABELS = {
    "amount": "金额|数量|数目|数额|数量为|总额|额度|amount",
    "token": "代币|币种|币|资产|卖出代币|卖出|源代币|支付代币|token",
    "to_token": "目标代币|目标币种|买入|买入代币|接收代币",
    "recipient": (
        "收款人|收款地址|接收地址|接收人|收款方|地址|目标地址|对方地址|钱包地址|收款钱包|接收方"
        "|收款账户"
    ),
    "from": "从|来源|源",
    "to": "到|至|目标|给|发往",
    "chain": "链|网络|区块链|主网|公链|网路|chain|network",
    "from_chain": "源链|来源链|起始链|源网络|来源网络",
    "to_chain": "目标链|目的链|目标网络|目的网络",
    "action": "操作|类型|动作|任务|交易类型|操作类型|指令",
    "proposal": "提案|提案编号|提案号|提案id|议案|议案编号",
    "support": "投票|立场|选择|态度|意见|投票选项",
    "governor": "治理合约|治理合约地址|治理者|合约|dao|治理地址",
}
LABELS: dict[str, str] = phrases(_LABELS)
