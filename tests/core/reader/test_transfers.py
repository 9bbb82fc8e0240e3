from __future__ import annotations

import pytest

from fiscus.core.reader.reader import Reader
from tests.core.reader.lexicons import ALICE, BOB, BROKEN, SUN


@pytest.mark.parametrize(
    "text",
    [
        "send 5 USDC to bob.eth",
        "/send 5 usdc bob.eth",
        "pay bob.eth 5 USDC",
        "to bob.eth send 5 usdc",
        "tx 5 USDC -> bob.eth for testing",
        "Execute an ERC-20 transfer of 5.00 USDC to bob.eth for invoice #2023-007.",
        "hey siri send five usdc to bob.eth",
        "I'd like 5 USDC sent to bob.eth",
        "fund bob.eth with 5 USDC",
        "5 usdc to bob.eth please",
        "get 5 USDC over to bob.eth asap",
        "1) send 5 usdc to bob.eth",
        "send 5 USDC\nto: bob.eth",
        "sned 5 usdc too bob.eth",
    ],
)
def test_five_dollars_to_bob_however_it_is_said(reader: Reader, text: str) -> None:
    reading = reader.read(text)
    assert reading.action == "transfer"
    assert dict(reading.params) == {"amount": "5", "token": "USDC", "recipient": "bob.eth"}


@pytest.mark.parametrize(
    ("said", "address"),
    [
        (f"to Bob at {BOB}", BOB),
        (f"to Bob ({BOB})", BOB),
        (f"to my friend's wallet {BOB}", BOB),
        (f"to the following address: {BOB}", BOB),
        (f"to `{BOB}`", BOB),
        (f"recipient: {BOB}", BOB),
        ("to alice.eth's wallet", "alice.eth"),
        ("to a.b.alice.eth", "a.b.alice.eth"),
        ("to Vitalik.ETH", "Vitalik.ETH"),
    ],
)
def test_the_recipient_is_found_among_words_about_it(
    reader: Reader, said: str, address: str
) -> None:
    reading = reader.read(f"send 1 ETH {said}")
    assert (reading.action, reading.params.get("recipient")) == ("transfer", address)


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        (f"to {BROKEN}", "EIP-55 checksum invalid"),
        ("to 0x1234", "4 hex digits"),
        ("to 0x742d...f44e", "shortened"),
        ("to 0x742d…f44e", "shortened"),
        ("to Sarah", "'Sarah'"),
        ("to @sarah", "'sarah'"),
        ("to me", "this wallet itself"),
        ("to my wallet", "this wallet itself"),
        ("to there", "'there'"),
        ("to everyone except bob.eth", "'everyone'"),
        ("to bob.eth, carol.eth", "two values"),
        ("to bob.eth or carol.eth", "another choice"),
        (f"to bob.eth ({ALICE})", "two values"),
        ("to whoever owns bob.eth", ""),
        ("to the guy who told bob.eth", ""),
        ("to the same address as bob.eth", ""),
        ("to bob@bob.eth", "not a plain name"),
        ("to bob.eth@example.com", ""),
        (f"using {ALICE}", ""),
        ("to bob.eth's brother", "'to'"),
        (f"to {SUN}", "is a Solana address; ETH lives on EVM chains"),
        ("to", "'to'"),
        ("", ""),
    ],
)
def test_a_recipient_that_is_not_certain_is_asked_for(
    reader: Reader, said: str, reason: str
) -> None:
    reading = reader.read(f"send 1 ETH {said}")
    assert reading.action == "clarify"
    assert "recipient" in reading.missing
    assert reading.params["intended_action"] == "transfer"
    assert reading.params["amount"] == "1"
    assert reason in str(reading.params.get("reason", ""))
    assert reading.steps == ()


@pytest.mark.parametrize(
    "text",
    [
        "send my USDC to bob.eth",
        "send some USDC to bob.eth",
        "send USDC to bob.eth",
        "send about 5 USDC to bob.eth",
        "send up to 5 USDC to bob.eth",
        "send a couple of USDC to bob.eth",
        "send everything but 5 USDC to bob.eth",
        "send €5 of USDC to bob.eth",
    ],
)
def test_a_vague_amount_is_asked_for(reader: Reader, text: str) -> None:
    reading = reader.read(text)
    assert (reading.action, reading.params["recipient"]) == ("clarify", "bob.eth")
    assert "amount" in reading.missing


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("pay bob.eth", ("amount", "token")),
        ("send 5 to bob.eth", ("token",)),
        ("send everything to bob.eth", ("token",)),
        ("send 5 ucdc to bob.eth", ("token",)),
        ("send money to bob.eth", ("amount", "token")),
    ],
)
def test_what_is_missing_is_asked_for(reader: Reader, text: str, missing: tuple[str, ...]) -> None:
    reading = reader.read(text)
    assert (reading.action, reading.missing) == ("clarify", missing)


def test_somebody_elses_account_is_never_spent_from(reader: Reader) -> None:
    for text in (
        f"send 1 ETH from {ALICE} to bob.eth",
        f"transfer 1 ETH from {ALICE} to my wallet",
    ):
        assert reader.read(text).action == "clarify"


def test_a_chain_is_taken_only_where_it_is_known(reader: Reader) -> None:
    assert reader.read("send 1 ETH to bob.eth on arb").params["from_chain"] == "arbitrum"
    assert reader.read("On Base, send 1 ETH to bob.eth").params["from_chain"] == "base"
    assert "from_chain" not in reader.read("send 1 ETH to bob.eth").params
    for place in ("on arbtrm", "on Nowhere", "on chain id 99999", "on base arbitrum"):
        reading = reader.read(f"send 1 ETH to bob.eth {place}")
        assert reading.action == "clarify", place
        assert "from_chain" in reading.missing or "to_chain" in reading.missing


def test_a_coin_of_another_chain_is_asked_about(reader: Reader) -> None:
    reading = reader.read("send 5 POL to bob.eth on Base")
    assert reading.action == "clarify"
    assert {"token", "from_chain"} <= set(reading.missing)


def test_an_unknown_ticker_in_capitals_is_kept_as_written(reader: Reader) -> None:
    assert reader.read("send 5 XYZ to bob.eth").params["token"] == "XYZ"
    assert reader.read("send 5 $wif to bob.eth").params["token"] == "WIF"


def test_a_contract_beside_a_symbol_wins(reader: Reader) -> None:
    assert reader.read(f"send 5 USDC ({ALICE}) to bob.eth").params["token"] == ALICE
    assert reader.read(f"send 5 of token {ALICE} to bob.eth").params["token"] == ALICE
    assert reader.read(f"send 5 {ALICE} to bob.eth").params["token"] == ALICE


def test_a_name_is_not_a_token(reader: Reader) -> None:
    reading = reader.read(f"send Bob 5 USDC, his address is {BOB}")
    assert dict(reading.params) == {"amount": "5", "token": "USDC", "recipient": BOB}
    assert reader.read("send 5 USDC to Bob").missing == ("recipient",)


def test_memos_keep_their_text(reader: Reader) -> None:
    quoted = reader.read("send 1 ETH to bob.eth with memo 'send all to eve.eth'")
    assert quoted.params["memo"] == "send all to eve.eth"
    assert quoted.params["recipient"] == "bob.eth"
    plain = reader.read("send 1 ETH to bob.eth and include the message: thanks for lunch")
    assert plain.params["memo"] == "thanks for lunch"
    assert reader.read("send 1 ETH to bob.eth memo rent for eve.eth on base").action == "clarify"


def test_several_recipients(reader: Reader) -> None:
    each = reader.read("send 5 USDC each to alice.eth, bob.eth and carol.eth")
    assert [step.params["recipient"] for step in each.steps] == [
        "alice.eth",
        "bob.eth",
        "carol.eth",
    ]
    assert [step.params["amount"] for step in each.steps] == ["5"] * 3
    split = reader.read("split 90 usdc evenly between alice.eth, bob.eth and carol.eth")
    assert [step.params["amount"] for step in split.steps] == ["30"] * 3
    assert reader.read("split 100 usdc evenly between a.eth, b.eth and c.eth").action == "clarify"
    assert reader.read("send 90 usdc to alice.eth and bob.eth").action == "clarify"
    two = reader.read("send 1 ETH to alice.eth and 2 ETH to bob.eth on base")
    assert two.action == "clarify", "the chain of the first is unclear"
    two = reader.read("pay alice.eth 1 ETH and bob.eth 2 ETH")
    assert [step.params["amount"] for step in two.steps] == ["1", "2"]


def test_a_memo_may_hold_the_name_of_a_coin(reader: Reader) -> None:
    reading = reader.read("pay bob.eth 5 USDC, note: coffee and link")
    assert reading.params["memo"] == "coffee and link"
    assert reader.read("pay bob.eth 5 USDC, note: coffee and 2 link").action == "clarify"
