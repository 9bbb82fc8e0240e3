"""How votes are said in Chinese, and what tokens and chains are called."""

from __future__ import annotations

SUPPORTS = {
    "for": (
        "赞成|赞成票|支持|支持票|同意|同意票|赞同|赞同票|支持该提案|通过票|yes|for|赞成的一票"
        "|yes票|我赞成|我支持|我同意"
    ),
    "against": (
        "反对|反对票|不同意|不赞成|不支持|否决|否决票|no|against|反对的一票|no票|拒绝票|我反对"
    ),
    "abstain": "弃权|弃权票|放弃投票|中立|abstain|我弃权|中立票|弃权的一票",
}
ALIASES = {
    "以太坊": "ethereum",
    "以太": "eth",
    "以太币": "ether",
    "姨太": "ether",
    "主网": "mainnet",
    "以太坊主网": "ethereum mainnet",
    "以太主网": "ethereum mainnet",
    "以太坊主链": "ethereum mainnet",
    "以太坊网络": "ethereum mainnet",
    "以太坊链": "ethereum mainnet",
    "eth链": "ethereum mainnet",
    "eth主网": "ethereum mainnet",
    "比特币": "btc",
    "大饼": "btc",
    "泰达币": "usdt",
    "泰达": "usdt",
    "币安币": "bnb",
    "币安链": "bsc",
    "币安智能链": "bsc",
    "币安主网": "bsc",
    "索拉纳": "solana",
    "索拉那": "solana",
    "狗狗币": "doge",
    "柴犬币": "shib",
    "屎币": "shib",
    "波场币": "trx",
    "瑞波币": "xrp",
    "莱特币": "ltc",
    "雪崩链": "avalanche",
    "雪崩网络": "avalanche",
    "雪崩": "avalanche",
    "马蹄链": "polygon",
    "马蹄": "polygon",
    "多边形链": "polygon",
    "多边形网络": "polygon",
    "乐观链": "optimism",
    "op链": "optimism",
    "arb链": "arbitrum",
    "狐狸链": "linea",
    "柚子": "eos",
    "佩佩": "pepe",
    "佩佩币": "pepe",
    "青蛙币": "pepe",
    "dai币": "dai",
    "包装以太": "weth",
    "包装以太币": "weth",
    "封装以太": "weth",
    "包装比特币": "wbtc",
    "封装比特币": "wbtc",
    "欧易链": "x layer",
}
