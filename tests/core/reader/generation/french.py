"""French requests."""

from __future__ import annotations

from tests.core.reader.generation.tongue import Shape, Tongue
from tests.core.reader.generation.words import CHAINS, GOVERNORS, PARTIES, PROPOSALS, TOKENS

AMOUNTS = {
    "5": "5",
    "0,25": "0.25",
    "1 250,75": "1250.75",
    "1,5": "1.5",
    "deux cents": "200",
    "vingt-cinq": "25",
    "25 dollars de": "$25",
    "la moitié de mes": "half",
    "40 % de mes": "40%",
    "tous mes": "all",
    "tout mon": "all",
}
EXACT = {text: value for text, value in AMOUNTS.items() if value[0].isdigit() and "%" not in value}

FRENCH = Tongue(
    name="fr",
    tables={
        "send": dict.fromkeys(("envoie", "envoyez", "transfère", "Envoie", "Transférez"), ""),
        "swap": dict.fromkeys(("échange", "échangez", "convertis", "Échange"), ""),
        "bridge": dict.fromkeys(("bridge", "fais un pont de", "déplace"), ""),
        "buy": dict.fromkeys(("achète", "achetez", "Achète"), ""),
        "sell": dict.fromkeys(("vends", "vendez", "Vends"), ""),
        "vote": dict.fromkeys(("vote", "votez", "Vote"), ""),
        "amount": AMOUNTS,
        "exact": EXACT,
        "slippage": {"1% de slippage": "1", "un slippage max de 0,5%": "0.5"},
        "support": {"pour": "for", "contre": "against"},
        "memo": {'avec le message "merci pour tout"': "merci pour tout"},
        "governor": GOVERNORS,
        "proposal_id": PROPOSALS,
        **TOKENS,
        **CHAINS,
        **PARTIES,
    },
    shapes=(
        Shape("transfer", "{send} {amount} {token} à {recipient}[ sur {chain}]"),
        Shape("transfer", "{send} à {recipient} {amount} {token}[ sur {chain}]"),
        Shape("transfer", "{send} {amount} {token} à {recipient} {memo}", kind="memo"),
        Shape("swap", "{swap} {amount} {token} (contre|en) {to_token}[ sur {chain}]"),
        Shape("swap", "{swap} {amount} {token} contre {to_token} avec {slippage}"),
        Shape("swap", "{sell} {amount} {token} contre {to_token}[ sur {chain}]"),
        Shape("swap", "{buy} {to_token} avec {amount} {token}[ sur {chain}]"),
        Shape(
            "swap",
            "{buy} {exact} {to_token} avec {token}[ sur {chain}]",
            {"amount_side": "out"},
            "exact_out",
        ),
        Shape(
            "bridge", "{bridge} {amount} {token} de {from_chain} vers {to_chain}", worlds=("evm",)
        ),
        Shape(
            "vote",
            "{vote} {support} la proposition {proposal_id} sur {governor}[ sur {chain}]",
            worlds=("evm",),
        ),
    ),
    before=("", "", "s'il te plaît ", "salut, ", "URGENT : "),
    after=("", "", " s'il te plaît", " merci", " !", "."),
    frames={
        "refused": ("ne veux pas {}", "{} - non, laisse tomber", "je ne veux pas que tu {}"),
        "quoted": ('"{}"', "> {}", 'il a dit "{}"', "elle m'a écrit : {}", "« {} »"),
        "asked": ("que se passe-t-il si {} ?", "comment {} ?", "pourquoi {} ?"),
        "unreal": ("{} mais ne l'exécute pas", "imagine que {}", "{}, je plaisante"),
        "waiting": ("si l'ETH passe sous 3000 {}", "{} demain", "{} chaque lundi"),
    },
    negations=("pas ", "jamais ", "tout sauf "),
)
