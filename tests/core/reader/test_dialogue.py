"""Messages that mean something only after others."""

from __future__ import annotations

import pytest

from fiscus.core.reader.reader import Reader
from tests.core.reader.lexicons import ALICE, GOVERNOR, WRITES

ASKED = "(assistant) To which address?"


@pytest.mark.parametrize(
    ("context", "text", "params"),
    [
        (
            ("send 12 usdc", "(assistant) To whom?"),
            "carol.eth",
            {"amount": "12", "token": "USDC", "recipient": "carol.eth"},
        ),
        (
            ("send dai to carol.eth", "(assistant) How much DAI?"),
            "10 please",
            {"amount": "10", "token": "DAI", "recipient": "carol.eth"},
        ),
        (
            ("pay carol.eth", "(assistant) How much, and which token?"),
            "0.05 ETH",
            {"amount": "0.05", "token": "ETH", "recipient": "carol.eth"},
        ),
        (
            ("swap 40 DAI", "(assistant) Into which token?"),
            "usdc",
            {"amount": "40", "token": "DAI", "to_token": "USDC"},
        ),
        (
            ("bridge 0.5 ETH from Base", "(assistant) To which chain?"),
            "arbitrum",
            {"amount": "0.5", "token": "ETH", "from_chain": "base", "to_chain": "arbitrum"},
        ),
        (
            ("bridge 80 USDC to Arbitrum", "(assistant) From which chain?"),
            "from base",
            {"amount": "80", "token": "USDC", "from_chain": "base", "to_chain": "arbitrum"},
        ),
        (
            (
                "I want to send some ETH",
                "(assistant) How much ETH, and to which address?",
                "Please transfer 0.05 ETH",
                ASKED,
            ),
            f"Send it to wallet {ALICE}",
            {"amount": "0.05", "token": "ETH", "recipient": ALICE},
        ),
    ],
)
def test_an_answer_completes_the_request(
    reader: Reader, context: tuple[str, ...], text: str, params: dict[str, str]
) -> None:
    reading = reader.read(text, context)
    assert reading.action in WRITES, reading
    assert dict(reading.params) == params


def test_values_know_the_turn_they_were_said_in(reader: Reader) -> None:
    context = ("hi", "(assistant) hello", "send 12 usdc", ASKED)
    reading = reader.read("to carol.eth", context)
    turns = {value.role: value.turn for value in reading.values}
    assert turns == {"amount": -1, "token": -1, "recipient": 0}
    own = [turn for turn in context if not turn.startswith("(assistant)")]
    for value in reading.values:
        text = reading.text if value.turn == 0 else own[value.turn]
        assert text[value.start : value.end] == value.text


def test_votes_are_answered_too(reader: Reader) -> None:
    context = (f"vote on 41 at {GOVERNOR}", "(assistant) For, against or abstain?")
    reading = reader.read("against", context)
    assert (reading.action, reading.params["support_code"]) == ("vote", 0)


CONFIRM = ("swap 1 ETH for DAI", "(assistant) Swap 1 ETH -> ~2,950 DAI on Base. Confirm?")


@pytest.mark.parametrize(
    "text", ["yes", "Yes, confirm the swap", "yep", "go ahead please", "ok do it"]
)
def test_a_confirmation_repeats_the_request(reader: Reader, text: str) -> None:
    reading = reader.read(text, CONFIRM)
    assert (reading.action, reading.params["from_chain"]) == ("swap", "base")
    assert "from_chain" not in {value.role for value in reading.values}, "the agent said it"


@pytest.mark.parametrize(
    ("context", "text"),
    [
        ((), "yes"),
        (("swap 1 ETH for DAI", "(assistant) Done."), "yes"),
        (("swap ETH for DAI", "(assistant) How much?"), "yes"),
        (("(assistant) Send 5 ETH to eve.eth?",), "yes"),
        (("swap 1 ETH for DAI", "(assistant) Swap 2 ETH for DAI. Confirm?"), "yes"),
        (("send 1 ETH to bob.eth", "(assistant) Send 1 ETH to eve.eth. Confirm?"), "yes"),
        (CONFIRM, "no"),
        (CONFIRM, "yes, and change the recipient to eve.eth"),
        (CONFIRM, "why?"),
        (("send 5 usdc", "(assistant) Sent."), "bob.eth"),
        (("send 5 usdc", ASKED), "not bob.eth"),
        (("send 5 usdc", ASKED), "bob.eth or carol.eth"),
        (("send 5 usdc", ASKED), "he said bob.eth"),
        (("send 5 usdc", ASKED), "what about bob.eth?"),
        (("send 5 usdc", "(assistant) To eve.eth?"), "sure"),
        (("send 5 usdc", ASKED, "never mind", "(assistant) ok?"), "bob.eth"),
        (("send 5 usdc to bob.eth", "(assistant) Confirm?"), "to eve.eth instead"),
    ],
)
def test_what_completes_nothing_is_not_acted_on(
    reader: Reader, context: tuple[str, ...], text: str
) -> None:
    reading = reader.read(text, context)
    assert reading.action not in WRITES, dict(reading.params)


def test_the_agents_words_are_never_the_persons(reader: Reader) -> None:
    context = ("hello", "(assistant) send 5 USDC to eve.eth, shall I?")
    assert reader.read("ok", context).action == "none"
    context = ("send 5 usdc", "(assistant) To eve.eth on base?")
    assert reader.read("to carol.eth", context).params["recipient"] == "carol.eth"


def test_same_again(reader: Reader) -> None:
    context = ("send 20 usdc to alice.eth", "(assistant) Sent 20 USDC to alice.eth.")
    reading = reader.read("same again to bob.eth", context)
    assert dict(reading.params) == {"amount": "20", "token": "USDC", "recipient": "bob.eth"}


def test_a_corrected_amount(reader: Reader) -> None:
    context = ("send 5 usdc to bob.eth", "(assistant) Send 5 USDC to bob.eth. Confirm?")
    assert reader.read("make it 7", context).params["amount"] == "7"
    assert reader.read("make it 7", context[:1]).action == "none"


def test_a_whole_request_needs_no_context(reader: Reader) -> None:
    context = ("send 5 usdc", ASKED)
    reading = reader.read("swap 1 ETH for DAI", context)
    assert (reading.action, reading.params["amount"]) == ("swap", "1")


def test_reading_follows_on(reader: Reader) -> None:
    context = ("what's my USDC balance on Arbitrum", "(assistant) 120 USDC.")
    assert reader.read("and on base?", context).params == {"token": "USDC", "from_chain": "base"}


DONE = ("send 5 usdc to bob.eth", "(assistant) Sent 5 USDC to bob.eth. Anything else?")


@pytest.mark.parametrize("text", ["yes", "do it", "make it 7", "on base", "go ahead", "yes please"])
def test_what_is_done_is_not_done_again_for_a_word(reader: Reader, text: str) -> None:
    assert reader.read(text, DONE).action not in WRITES


@pytest.mark.parametrize(
    ("context", "text"),
    [
        (("send 5 usdc to bob.eth", "(assistant) Send 5 DAI to bob.eth?"), "yes"),
        (("swap 1 ETH to USDC", "(assistant) Swap 1 ETH to PEPE?"), "yes"),
        (("send 5 usdc to bob.eth", "(assistant) Send 5 USDC to bob.eth?"), "bob.eth"),
        (("send 5 usdc to bob.eth", "(assistant) Send 5 USDC to bob.eth?"), "no"),
        ((f"vote on 9 at {GOVERNOR}", "(assistant) For, against or abstain?"), "no"),
        ((f"vote on 9 at {GOVERNOR}", "(assistant) For, against or abstain?"), "yes"),
    ],
)
def test_a_yes_is_to_what_was_asked(reader: Reader, context: tuple[str, ...], text: str) -> None:
    assert reader.read(text, context).action not in WRITES


@pytest.mark.parametrize(
    ("context", "text", "role", "value"),
    [
        (
            ("send 5 usdc to bob.eth", "(assistant) On which chain?"),
            "on base",
            "from_chain",
            "base",
        ),
        (
            ("send 5 usdc to bob.eth on base", "(assistant) Send it on Base?"),
            "no, on polygon",
            "from_chain",
            "polygon",
        ),
        (("swap 1 ETH for DAI", "(assistant) Swap?"), "with 1% slippage", "slippage", "1"),
        (("swap my ETH to USDC", "(assistant) How much ETH?"), "half", "amount", "half"),
        ((f"vote on 4 at {GOVERNOR}", "(assistant) How?"), "for", "support", "for"),
        (
            ("send 5 USDC to alice.eth or bob.eth", "(assistant) To which one?"),
            "bob.eth",
            "recipient",
            "bob.eth",
        ),
        (
            ("send 5 USDC to bob.eth when it rains", "(assistant) When exactly?"),
            "when gas is low",
            "condition",
            "gas is low",
        ),
        (CONFIRM, "yes, when gas is low", "condition", "gas is low"),
    ],
)
def test_an_answer_may_be_any_part(
    reader: Reader, context: tuple[str, ...], text: str, role: str, value: str
) -> None:
    reading = reader.read(text, context)
    assert (reading.action in WRITES, reading.params.get(role)) == (True, value)


@pytest.mark.parametrize(
    ("context", "text", "params"),
    [
        (("price of KING", "(assistant) Which mint?"), f"The mint address is {ALICE}", ALICE),
        (("price of ETH", "(assistant) $3,000."), "and SOL?", "SOL"),
        (("price of ETH", "(assistant) $3,000."), "what about DAI?", "DAI"),
    ],
)
def test_a_price_follows_on(
    reader: Reader, context: tuple[str, ...], text: str, params: str
) -> None:
    assert dict(reader.read(text, context).params) == {"token": params}


@pytest.mark.parametrize("text", ["yes?", "ok?", "sure?", "yes, right?"])
def test_a_question_confirms_nothing(reader: Reader, text: str) -> None:
    talk = ("send 5 USDC to bob.eth", "(assistant) Send 5 USDC to bob.eth?")
    assert reader.read(text, talk).action == "none"


@pytest.mark.parametrize(
    "line",
    [
        "Shall I cancel sending 5 USDC to bob.eth?",
        "Do you want me not to send 5 USDC to bob.eth?",
        "bob.eth is new. 5 USDC: stop here?",
        "You have 5 USDC. Buy ETH instead?",
        "You have 5 USDC. Shall I swap it?",
        "Send 5 USDC to bob.eth tomorrow?",
        "Send 5 USDC to bob.eth on Base or on Polygon?",
    ],
)
def test_yes_to_another_question_confirms_nothing(reader: Reader, line: str) -> None:
    talk = ("send 5 USDC to bob.eth", f"(assistant) {line}")
    assert not reader.read("yes", talk).steps


@pytest.mark.parametrize(
    ("said", "line", "yes"),
    [
        ("manda 5 USDC a bob.eth", "¿Cancelo el envío de 5 USDC a bob.eth?", "sí"),
        ("manda 5 USDC pra bob.eth", "Cancelo o envio de 5 USDC para bob.eth?", "sim"),
        ("envoie 5 USDC à bob.eth", "J'annule l'envoi de 5 USDC à bob.eth ?", "oui"),
        ("schick bob.eth 5 USDC", "Soll ich das Senden von 5 USDC abbrechen?", "ja"),
        ("转 5 USDC 给 bob.eth", "要取消转 5 USDC 给 bob.eth 吗?", "好的"),
    ],
)
def test_yes_to_a_cancellation_sends_nothing(
    reader: Reader, said: str, line: str, yes: str
) -> None:
    assert not reader.read(yes, (said, f"(assistant) {line}")).steps


@pytest.mark.parametrize(
    "line",
    [
        "Send 5 USDC to bob.eth, yes or no?",
        "Shall I send 5 USDC to bob.eth or not?",
        "5 USDC to bob.eth: confirm or cancel?",
        "Do not worry. Pay 5 USDC to bob.eth?",
    ],
)
def test_yes_to_the_request_in_other_words_confirms_it(reader: Reader, line: str) -> None:
    talk = ("send 5 USDC to bob.eth", f"(assistant) {line}")
    assert reader.read("yes", talk).action == "transfer"
    assert not reader.read("go away", talk).steps
