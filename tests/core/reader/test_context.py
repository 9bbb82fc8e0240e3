"""What stands beside a request: lead-ins, stories, terms in a sentence of their own."""

from __future__ import annotations

import pytest

from fiscus.core.reader.reader import Reader
from tests.core.reader.lexicons import ALICE, GOVERNOR, WRITES

SEND = "send 5 USDC to bob.eth"
SWAP = "swap 1 ETH to USDC"


@pytest.mark.parametrize(
    "text",
    [
        f"in my novel the hero types: {SEND}",
        f"the villain whispers, {SEND}",
        f"save a template called coffee: {SEND}",
        f"note to self: {SEND}",
        f"add to my to-do list: {SEND}",
        f"TODO: {SEND}",
        f"// TODO: {SEND}",
        f"# {SEND}",
        f"/* {SEND} */",
        f"<!-- {SEND} -->",
        f"send a message to Bob: {SEND}",
        f"carol: {SEND}",
        f"my cat typed this: {SEND}",
        f"the sign on the wall: {SEND}",
        f"press the button labelled: {SEND}",
        f"last words: ok: {SEND}",
        "example form: amount: 5 USDC, to: bob.eth",
        "template: amount: 5 USDC, to: bob.eth, chain: base",
    ],
)
def test_a_request_behind_words_that_quote_it_is_not_acted_on(reader: Reader, text: str) -> None:
    assert reader.read(text).action not in WRITES


@pytest.mark.parametrize(
    "lead",
    ["please", "hey", "request", "quick one", "payment request", "urgent", "do the following"],
)
def test_a_request_behind_words_that_announce_it_is_acted_on(reader: Reader, lead: str) -> None:
    reading = reader.read(f"{lead}: {SEND}")
    assert (reading.action, reading.params["recipient"]) == ("transfer", "bob.eth")


@pytest.mark.parametrize(
    ("text", "role", "value"),
    [
        (f"{SWAP}. max slippage: one percent", "slippage", "1"),
        (f"{SWAP}. Slippage: 0.5%. Chain: base.", "from_chain", "base"),
        (f"slippage 1%. {SWAP}", "slippage", "1"),
        (f"{SWAP}; i need at least 900 usdc out", "min_out", "900"),
        (f"{SWAP}. I want at least two thousand", "min_out", "2000"),
        (f"{SEND}. On polygon.", "from_chain", "polygon"),
        (f"{SEND}. memo: rent", "memo", "rent"),
        (f"{SEND}. Reference PO-88213.", "memo", "PO-88213"),
        ("send 5 USDC. To bob.eth.", "recipient", "bob.eth"),
    ],
)
def test_a_term_in_its_own_sentence_belongs_to_the_request(
    reader: Reader, text: str, role: str, value: str
) -> None:
    reading = reader.read(text)
    assert reading.action in WRITES
    assert reading.params[role] == value


@pytest.mark.parametrize(
    "text",
    [
        f"{SWAP}. slippage one percent. slippage 2%",
        f"{SWAP} on base. on polygon",
        f"{SWAP}. deadline 20 minutes",
        f"{SWAP}. Keep 0.2 for gas",
        f"{SWAP}. no more than 20 of it",
        f"{SEND}. slippage 1%",
        f"{SEND}. To carol.eth",
        f"{SEND}. twice",
        f"{SEND}. That's wrong",
        f"{SEND}. from my other wallet",
        f"{SEND}. Six of them",
        f"{SEND} on base. scratch that, on optimism",
    ],
)
def test_a_sentence_that_may_change_the_request_leads_to_a_question(
    reader: Reader, text: str
) -> None:
    assert reader.read(text).action == "clarify"


@pytest.mark.parametrize(
    "text",
    [
        "Rent is due on the 5th. {}",
        "my cat was at the vet for 2 hours, ugh. anyway {}",
        "The contractor finished milestone 2 of 4 yesterday, so {}",
        "{} (it is her birthday, the 21st!)",
        "Lunch was great. {}",
        "{}. It's for the pizza.",
    ],
)
def test_harmless_talk_beside_a_request_does_not_stop_it(reader: Reader, text: str) -> None:
    reading = reader.read(text.format(SEND))
    assert (reading.action, reading.params["amount"]) == ("transfer", "5")


@pytest.mark.parametrize(
    "text",
    [
        "The price was 500 USDC. {}",
        "my landlord is carol.eth. {}",
        "he isn't the right one. {}",
        "the address is wrong. {}",
        "{}; he isn't the one from accounting",
    ],
)
def test_talk_that_could_bear_on_a_request_stops_it(reader: Reader, text: str) -> None:
    assert reader.read(text.format(SEND)).action not in WRITES


@pytest.mark.parametrize(
    "text",
    [
        f"{ALICE} should get 5 USDC from me",
        f"For {ALICE}: 5 USDC, please send.",
        f"send 5 USDC to <{ALICE}>",
        f"Please to send 5 USDC for this address {ALICE}",
    ],
)
def test_who_is_paid_may_stand_in_unusual_places(reader: Reader, text: str) -> None:
    reading = reader.read(text)
    assert reading.action == "transfer"
    assert (reading.params["recipient"], reading.params["amount"]) == (ALICE, "5")


@pytest.mark.parametrize(
    "text",
    [
        "bob.eth gets 5 USDC",
        "I was told bob.eth should get 5 USDC",
        "bob.eth should get 5 USDC every month",
        "bob.eth should get 5 USDC from carol.eth",
        "either bob.eth or carol.eth should get 5 USDC",
        "bob.eth should get 5 USDC?",
    ],
)
def test_what_somebody_should_get_is_not_always_a_request(reader: Reader, text: str) -> None:
    assert reader.read(text).action not in WRITES


def test_refusing_one_action_for_another_asks_for_the_other(reader: Reader) -> None:
    reading = reader.read("don't swap, bridge: 5 usdc from base to optimism")
    assert (reading.action, reading.params["to_chain"]) == ("bridge", "optimism")
    assert reader.read(f"don't swap, {SWAP}").action not in WRITES


@pytest.mark.parametrize(
    ("text", "support"),
    [
        (f"NO on proposal 17 — {GOVERNOR} on arbitrum", "against"),
        (f"AGAINST proposal 17 at {GOVERNOR}", "against"),
        (f"cast an abstention on proposal 17 at {GOVERNOR} (base)", "abstain"),
        (f"record our opposition to proposal 17 with the governor at {GOVERNOR}", "against"),
        (f"say yay to proposal 17 — governor {GOVERNOR}", "for"),
        (f'cast my ballot for the "against" side on proposal 17, governor {GOVERNOR}', "against"),
        (f"abstain from proposal 17 at {GOVERNOR} by voting abstain", "abstain"),
    ],
)
def test_votes_in_other_words(reader: Reader, text: str, support: str) -> None:
    reading = reader.read(text)
    assert (reading.action, reading.params["support"]) == ("vote", support)
    assert (reading.params["proposal_id"], reading.params["governor"]) == ("17", GOVERNOR)


@pytest.mark.parametrize(
    "text",
    [
        f"vote yes and no on proposal 17 at {GOVERNOR}",
        f"cast my ballot for the wrong side on proposal 17, governor {GOVERNOR}",
        f"vote abstain by voting for on 17 at {GOVERNOR}",
        f"people said no on proposal 17 at {GOVERNOR}",
        f"NO on proposal 17? {GOVERNOR}",
        f"I vote yes on proposal 17 at {GOVERNOR}",
    ],
)
def test_an_uncertain_vote_is_not_cast(reader: Reader, text: str) -> None:
    assert reader.read(text).action not in WRITES


@pytest.mark.parametrize(
    "text",
    [
        "swap 1 ETH to USDC on base on arbitrum",
        "send 5 USDC on base to bob.eth on arbitrum",
        "swap 1 ETH on base to USDC, on arbitrum",
        "swap 2 SOL to USDC on arbitrum",
        "swap 1 ETH to SOL",
    ],
)
def test_chains_that_contradict_each_other_are_asked_about(reader: Reader, text: str) -> None:
    assert reader.read(text).action == "clarify"


def test_chains_beside_what_leaves_and_what_arrives_make_a_bridge(reader: Reader) -> None:
    reading = reader.read("swap 100 USDC on Base for ETH on Arbitrum")
    assert reading.action == "bridge"
    assert (reading.params["from_chain"], reading.params["to_chain"]) == ("base", "arbitrum")
