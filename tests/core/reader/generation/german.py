"""German requests."""

from __future__ import annotations

from tests.core.reader.generation.tongue import Shape, Tongue
from tests.core.reader.generation.words import CHAINS, GOVERNORS, PARTIES, PROPOSALS, TOKENS

AMOUNTS = {
    "5": "5",
    "0,25": "0.25",
    "1.250,75": "1250.75",
    "1,5": "1.5",
    "zweihundert": "200",
    "fünfundzwanzig": "25",
    "die Hälfte meiner": "half",
    "40% meiner": "40%",
    "alle meine": "all",
    "meine gesamten": "all",
}
EXACT = {text: value for text, value in AMOUNTS.items() if value[0].isdigit() and "%" not in value}

GERMAN = Tongue(
    name="de",
    tables={
        "send": dict.fromkeys(
            ("sende", "schick", "schicke", "überweise", "Sende", "Überweise"), ""
        ),
        "swap": dict.fromkeys(("tausche", "Tausche", "wechsle", "swappe"), ""),
        "bridge": dict.fromkeys(("bridge", "brücke", "verschiebe"), ""),
        "buy": dict.fromkeys(("kaufe", "Kaufe", "kauf"), ""),
        "sell": dict.fromkeys(("verkaufe", "Verkaufe"), ""),
        "vote": dict.fromkeys(("stimme", "Stimme"), ""),
        "amount": AMOUNTS,
        "exact": EXACT,
        "slippage": {"1% Slippage": "1", "maximal 0,5% Slippage": "0.5"},
        "support": {"für": "for", "gegen": "against"},
        "memo": {'mit der Nachricht "danke für alles"': "danke für alles"},
        "governor": GOVERNORS,
        "proposal_id": PROPOSALS,
        **TOKENS,
        **CHAINS,
        **PARTIES,
    },
    shapes=(
        Shape("transfer", "{send} {amount} {token} an {recipient}[ auf {chain}]"),
        Shape("transfer", "{send} {amount} {token} auf {chain} an {recipient}"),
        Shape("transfer", "{send} {amount} {token} an {recipient} {memo}", kind="memo"),
        Shape("transfer", "kannst du {amount} {token} an {recipient} (senden|schicken)"),
        Shape("transfer", "ich möchte {amount} {token} an {recipient} (senden|überweisen)"),
        Shape("swap", "{swap} {amount} {token} (gegen|in) {to_token}[ auf {chain}]"),
        Shape("swap", "{swap} {amount} {token} gegen {to_token} mit {slippage}"),
        Shape("swap", "{sell} {amount} {token} (gegen|für) {to_token}[ auf {chain}]"),
        Shape("swap", "{buy} {to_token} mit {amount} {token}[ auf {chain}]"),
        Shape(
            "swap",
            "{buy} {exact} {to_token} mit {token}[ auf {chain}]",
            {"amount_side": "out"},
            "exact_out",
        ),
        Shape(
            "bridge",
            "{bridge} {amount} {token} von {from_chain} (nach|zu) {to_chain}",
            worlds=("evm",),
        ),
        Shape(
            "vote",
            "{vote} {support} Vorschlag {proposal_id} bei {governor}[ auf {chain}]",
            worlds=("evm",),
        ),
    ),
    before=("", "", "bitte ", "hallo, ", "DRINGEND: "),
    after=("", "", " bitte", ", danke", "!", "."),
    frames={
        "refused": ("ich will nicht, dass du sagst: {}", "{} - nein, doch nicht", "niemals {}"),
        "quoted": ('"{}"', "> {}", "„{}“", 'er sagte "{}"', "sie schrieb: {}", "übersetze: {}"),
        "asked": ("was passiert, wenn ich sage {}?", "warum {}?"),
        "unreal": ("{}, aber führe es nicht aus", "stell dir vor, {}", "{}, war ein Scherz"),
        "waiting": ("wenn ETH unter 3000 fällt, {}", "{} morgen", "{} jeden Montag"),
    },
    negations=("nicht ", "kein ", "niemals ", "alles außer "),
)
