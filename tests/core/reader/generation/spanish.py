"""Spanish requests."""

from __future__ import annotations

from tests.core.reader.generation.tongue import Shape, Tongue
from tests.core.reader.generation.words import CHAINS, GOVERNORS, PARTIES, PROPOSALS, TOKENS

AMOUNTS = {
    "5": "5",
    "0,25": "0.25",
    "1.250,75": "1250.75",
    "1,5": "1.5",
    "doscientos": "200",
    "veinticinco": "25",
    "25 dólares de": "$25",
    "$25 de": "$25",
    "la mitad de mis": "half",
    "el 40% de mis": "40%",
    "todos mis": "all",
    "todo mi": "all",
}
EXACT = {text: value for text, value in AMOUNTS.items() if value[0].isdigit() and "%" not in value}

SPANISH = Tongue(
    name="es",
    tables={
        "send": dict.fromkeys(
            ("envía", "envia", "manda", "transfiere", "Envíe", "pasa", "enviá", "Transfiera"), ""
        ),
        "swap": dict.fromkeys(("cambia", "canjea", "intercambia", "convierte", "Cambie"), ""),
        "bridge": dict.fromkeys(("puentea", "haz un puente de", "mueve", "pasa"), ""),
        "buy": dict.fromkeys(("compra", "Compre", "cómprame"), ""),
        "sell": dict.fromkeys(("vende", "Venda"), ""),
        "vote": dict.fromkeys(("vota", "Vote"), ""),
        "amount": AMOUNTS,
        "exact": EXACT,
        "slippage": {"1% de deslizamiento": "1", "un deslizamiento máximo del 0,5%": "0.5"},
        "support": {"a favor de": "for", "en contra de": "against"},
        "memo": {'con el mensaje "gracias por todo"': "gracias por todo"},
        "governor": GOVERNORS,
        "proposal_id": PROPOSALS,
        **TOKENS,
        **CHAINS,
        **PARTIES,
    },
    shapes=(
        Shape("transfer", "{send} {amount} {token} a {recipient}[ en {chain}]"),
        Shape("transfer", "{send} a {recipient} {amount} {token}[ en {chain}]"),
        Shape("transfer", "{send} {amount} {token} a {recipient} {memo}", kind="memo"),
        Shape("swap", "{swap} {amount} {token} (por|a) {to_token}[ en {chain}]"),
        Shape("swap", "{swap} {amount} {token} por {to_token} con {slippage}"),
        Shape("swap", "{sell} {amount} {token} por {to_token}[ en {chain}]"),
        Shape("swap", "{buy} {to_token} con {amount} {token}[ en {chain}]"),
        Shape(
            "swap",
            "{buy} {exact} {to_token} con {token}[ en {chain}]",
            {"amount_side": "out"},
            "exact_out",
        ),
        Shape("bridge", "{bridge} {amount} {token} de {from_chain} a {to_chain}", worlds=("evm",)),
        Shape(
            "vote",
            "{vote} {support} la propuesta {proposal_id} en {governor}[ en {chain}]",
            worlds=("evm",),
        ),
    ),
    before=("", "", "por favor ", "hola, ", "URGENTE: "),
    after=("", "", " por favor", " gracias", "!", "."),
    frames={
        "refused": ("no quiero que {}", "nunca {}", "{} - no, mejor no", "no, no {}"),
        "quoted": ('"{}"', "> {}", 'dijo "{}"', "me escribió: {}", "traduce: {}", "«{}»"),
        "asked": ("¿qué pasa si {}?", "¿cómo {}?", "¿debería {}?", "¿por qué {}?"),
        "unreal": ("{} pero no lo ejecutes", "imagina que {}", "{}, es broma", "simula: {}"),
        "waiting": (
            "si ETH baja de 3000 {}",
            "{} mañana",
            "{} cada lunes",
            "cuando baje el gas {}",
        ),
    },
    negations=("nunca ", "jamás ", "todo menos "),
)
