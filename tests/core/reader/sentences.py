"""A grammar of requests with known meaning, and what people put around them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from hypothesis import strategies as st

from tests.core.reader.lexicons import ALICE, BOB, GOVERNOR

Params = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Sentence:
    """What is said, without anything around it, and what it means."""

    text: str
    action: str
    params: Params
    parts: tuple[str, ...] = ()
    """The stretches of text without which the request is not whole."""
    idioms: tuple[str, ...] = ()
    """Stretches whose words mean something else one by one."""


AMOUNTS = {
    "5": "5",
    "0.25": "0.25",
    ".5": "0.5",
    "1,250.75": "1250.75",
    "1_000": "1000",
    "10 000": "10000",
    "1.5k": "1500",
    "2.25m": "2250000",
    "3 million": "3000000",
    "half a million": "500000",
    "two hundred and fifty": "250",
    "twenty-five": "25",
    "one and a half": "1.5",
    "point one": "0.1",
    "one point two five": "1.25",
    "a hundred": "100",
    "three quarters of a": "0.75",
    "1/4": "0.25",
    "1.234567890123456789": "1.234567890123456789",
    "$25 of": "$25",
    "fifty dollars worth of": "$50",
    "half my": "half",
    "half of my": "half",
    "40% of my": "40%",
    "a quarter of my": "25%",
    "all my": "all",
    "my entire": "all",
    "the maximum amount of": "all",
}
TOKENS = {
    "ETH": "ETH",
    "usdc": "USDC",
    "DAI": "DAI",
    "$PEPE": "PEPE",
    "usd coin": "USDC",
    "WETH": "WETH",
}
CHAINS = {
    "base": "base",
    "the Arbitrum network": "arbitrum",
    "arb1": "arbitrum",
    "ethereum mainnet": "ethereum",
    "L1": "ethereum",
    "chain id 8453": "base",
    "Base mainnet": "base",
}
PARTIES = {
    ALICE: ALICE,
    "carol.eth": "carol.eth",
    "pay.dao.eth": "pay.dao.eth",
    f"Bob at {BOB}": BOB,
    f"my friend {BOB}": BOB,
    f"the wallet {ALICE}": ALICE,
    f"my external wallet {ALICE}": ALICE,
    f"Bob ({BOB})": BOB,
    "my brother's wallet dan.eth": "dan.eth",
}
SEND = ("send", "transfer", "pay", "wire", "tip", "Send", "trasnfer", "forward")
SWAP = ("swap", "exchange", "convert", "trade", "turn", "Swap", "exchagne")
BRIDGE = ("bridge", "move", "port", "transfer", "Bridge", "brigde")
BEFORE = (
    "",
    "please ",
    "can you ",
    "could you please ",
    "I want to ",
    "hey, ",
    "yo fam ",
    "let's ",
    "i'd like to ",
    "URGENT: ",
    "kindly ",
    "go ahead and ",
    "I need you to ",
)
AFTER = (
    "",
    " please",
    " asap",
    ", thanks",
    " for testing",
    " for my share of the dinner",
    "!",
    " 🎉",
    " pls",
)


def _one(table: Mapping[str, str]) -> st.SearchStrategy[tuple[str, str]]:
    return st.sampled_from(sorted(table.items()))


def _place() -> st.SearchStrategy[tuple[str, str]]:
    return st.one_of(st.just(("", "")), _one(CHAINS).map(lambda pair: (f" on {pair[0]}", pair[1])))


def _params(**params: str) -> Params:
    return {role: value for role, value in params.items() if value}


@st.composite
def transfers(draw: st.DrawFn) -> Sentence:
    verb = draw(st.sampled_from(SEND))
    (amount, number), (token, symbol) = draw(_one(AMOUNTS)), draw(_one(TOKENS))
    (party, address), (place, chain) = draw(_one(PARTIES)), draw(_place())
    shape = draw(st.sampled_from(("{v} {a} {t} to {p}{c}", "{v} {a} {t}{c} to {p}")))
    if party == address and draw(st.booleans()):
        shape = "{v} {p} {a} {t}{c}"
    text = shape.format(v=verb, a=amount, t=token, p=party, c=place)
    params = _params(amount=number, token=symbol, recipient=address, from_chain=chain)
    return Sentence(text, "transfer", params, (amount, party), (amount, token, party, place))


@st.composite
def swaps(draw: st.DrawFn) -> Sentence:
    verb, word = draw(st.sampled_from(SWAP)), draw(st.sampled_from(("for", "to", "into", "->")))
    (amount, number), (token, symbol) = draw(_one(AMOUNTS)), draw(_one(TOKENS))
    out, wanted = draw(_one(TOKENS).filter(lambda pair: pair[1] != symbol))
    place, chain = draw(_place())
    slip, percent = draw(
        st.sampled_from((("", ""), (" with 1% slippage", "1"), (", slippage 0.5%", "0.5")))
    )
    text = f"{verb} {amount} {token} {word} {out}{place}{slip}"
    params = _params(
        amount=number, token=symbol, to_token=wanted, from_chain=chain, slippage=percent
    )
    return Sentence(text, "swap", params, (amount,), (amount, token, out, place, slip))


@st.composite
def bridges(draw: st.DrawFn) -> Sentence:
    verb = draw(st.sampled_from(BRIDGE))
    (amount, number), (token, symbol) = draw(_one(AMOUNTS)), draw(_one(TOKENS))
    source, here = draw(_one(CHAINS))
    target, there = draw(_one(CHAINS).filter(lambda pair: pair[1] != here))
    shape = draw(st.sampled_from(("from {s} to {t}", "to {t} from {s}", "over from {s} to {t}")))
    text = f"{verb} {amount} {token} {shape.format(s=source, t=target)}"
    params = _params(amount=number, token=symbol, from_chain=here, to_chain=there)
    return Sentence(text, "bridge", params, (amount,), (amount, token, source, target))


@st.composite
def votes(draw: st.DrawFn) -> Sentence:
    support, stance = draw(
        st.sampled_from(
            (("for", "for"), ("yes on", "for"), ("against", "against"), ("no on", "against"))
        )
    )
    proposal = draw(st.integers(1, 10**70)).__str__()
    mark = draw(st.sampled_from(("proposal ", "proposal #", "#", "prop ")))
    place, chain = draw(_place())
    text = f"vote {support} {mark}{proposal} at {GOVERNOR}{place}"
    params = _params(proposal_id=proposal, support=stance, governor=GOVERNOR, from_chain=chain)
    return Sentence(text, "vote", params, (GOVERNOR,))


def requests() -> st.SearchStrategy[Sentence]:
    return st.one_of(transfers(), swaps(), bridges(), votes())


def payments() -> st.SearchStrategy[Sentence]:
    return st.one_of(transfers(), swaps(), bridges())


def dressed() -> st.SearchStrategy[tuple[str, Sentence]]:
    """A request with something polite, urgent or idle around it."""
    return st.tuples(st.sampled_from(BEFORE), requests(), st.sampled_from(AFTER)).map(
        lambda three: (f"{three[0]}{three[1].text}{three[2]}", three[1])
    )
