"""Words of wallet talk that mean the same thing to the embedded embedding. Part of its name."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

_SMALL = (
    "a an and are as at be been but by can could did do does for from had has have he her his "
    "how i if in into is it its just like me my of on or our please she should so some than "
    "that the their them then there these they this those to up us was we were what when where "
    "which who will with would you your "
)
STOP_WORDS = frozenset(_SMALL.split())

_WORDS: Mapping[str, str] = {
    "pay": (
        "send sends sent sending transfer transfers transferred pay pays paid paying "
        "payment payments wire remit forward give gave donate donation tip refund "
        "reimburse payout invoice owe owes salary rent recipient payee"
    ),
    "trade": (
        "swap swaps swapped exchange exchanged trade trades traded convert converted buy "
        "bought purchase sell sold liquidate order slippage dex uniswap jupiter"
    ),
    "bridge": "bridge bridged bridging cross-chain crosschain migrate port relay l2 rollup",
    "holding": (
        "balance balances portfolio holdings holding wallet wallets funds assets treasury "
        "account own owns reserves"
    ),
    "value": "price prices worth cost costs value valued quote market cap expensive cheap",
    "fee": "gas fee fees gwei lamports priority surcharge",
    "govern": (
        "vote votes voted voting proposal proposals governance governor ballot dao quorum delegate"
    ),
    "earn": ("stake staked staking yield lend lending deposit apy apr interest rewards earn farm"),
    "danger": (
        "risk risks risky scam scams hack hacked exploit phishing attack drained stolen "
        "unsafe malicious rug suspicious"
    ),
    "guard": (
        "safe safety security secure limit limits policy approval approve approved "
        "protect allowlist permission"
    ),
    "secret": "key keys seed mnemonic passphrase password secret private",
    "failure": (
        "fail failed fails failure error errors revert reverted stuck pending timeout broken"
    ),
    "history": "history past previous earlier transactions transaction activity log receipt hash",
    "ether": "eth ether ethereum weth wei",
    "dollar": "usd usdc usdt dai dollar dollars stablecoin stablecoins tether bucks",
    "bitcoin": "btc bitcoin wbtc sats satoshi",
    "solana": "sol solana wsol spl",
    "chain": "chain chains network networks mainnet testnet base arbitrum optimism polygon",
    "market": "bull bear bullish bearish pump dump crash rally volatile volatility dip",
    "person": "name called friend colleague contact brother sister wife husband",
    "liking": "like likes love loves prefer prefers preference favourite favorite enjoy enjoys",
    "time": "today tomorrow yesterday daily weekly monthly week month day hour schedule every",
    "greeting": "hi hello hey greetings morning evening welcome bye goodbye",
    "thanks": "thanks thank thx cheers grateful appreciate",
}


def _topics() -> Mapping[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for topic, words in _WORDS.items():
        for word in words.split():
            found[word] = (*found.get(word, ()), topic)
    return found


TOPICS: Mapping[str, tuple[str, ...]] = MappingProxyType(_topics())
"""The topics of a word."""
