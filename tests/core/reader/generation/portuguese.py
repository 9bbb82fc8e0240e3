"""Portuguese requests."""

from __future__ import annotations

from tests.core.reader.generation.tongue import Shape, Tongue
from tests.core.reader.generation.words import CHAINS, GOVERNORS, PARTIES, PROPOSALS, TOKENS

AMOUNTS = {
    "5": "5",
    "0,25": "0.25",
    "1.250,75": "1250.75",
    "1,5": "1.5",
    "duzentos": "200",
    "vinte e cinco": "25",
    "25 dólares de": "$25",
    "metade dos meus": "half",
    "40% dos meus": "40%",
    "todos os meus": "all",
    "todo o meu": "all",
}
EXACT = {text: value for text, value in AMOUNTS.items() if value[0].isdigit() and "%" not in value}

PORTUGUESE = Tongue(
    name="pt",
    tables={
        "send": dict.fromkeys(("envia", "envie", "manda", "transfira", "Envie", "mande"), ""),
        "swap": dict.fromkeys(("troca", "troque", "converta", "Troque"), ""),
        "bridge": dict.fromkeys(("faça uma ponte de", "mova"), ""),
        "buy": dict.fromkeys(("compra", "compre", "Compre"), ""),
        "sell": dict.fromkeys(("vende", "venda", "Venda"), ""),
        "vote": dict.fromkeys(("vota", "vote", "Vote"), ""),
        "amount": AMOUNTS,
        "exact": EXACT,
        "slippage": {"slippage de 1%": "1", "slippage máximo de 0,5%": "0.5"},
        "support": {"a favor da": "for", "contra a": "against"},
        "memo": {'com a mensagem "obrigado por tudo"': "obrigado por tudo"},
        "governor": GOVERNORS,
        "proposal_id": PROPOSALS,
        **TOKENS,
        **CHAINS,
        **PARTIES,
    },
    shapes=(
        Shape("transfer", "{send} {amount} {token} para {recipient}[ na {chain}]"),
        Shape("transfer", "{send} {amount} {token} para {recipient} {memo}", kind="memo"),
        Shape("swap", "{swap} {amount} {token} por {to_token}[ na {chain}]"),
        Shape("swap", "{swap} {amount} {token} por {to_token} com {slippage}"),
        Shape("swap", "{sell} {amount} {token} por {to_token}[ na {chain}]"),
        Shape("swap", "{buy} {to_token} com {amount} {token}[ na {chain}]"),
        Shape(
            "swap",
            "{buy} {exact} {to_token} com {token}[ na {chain}]",
            {"amount_side": "out"},
            "exact_out",
        ),
        Shape(
            "bridge", "{bridge} {amount} {token} da {from_chain} para a {to_chain}", worlds=("evm",)
        ),
        Shape(
            "vote",
            "{vote} {support} proposta {proposal_id} em {governor}[ na {chain}]",
            worlds=("evm",),
        ),
    ),
    before=("", "", "por favor ", "oi, ", "URGENTE: "),
    after=("", "", " por favor", " obrigado", "!", "."),
    frames={
        "refused": ("não {}", "nunca {}", "{} - não, deixa pra lá", "não quero que {}"),
        "quoted": ('"{}"', "> {}", 'ele disse "{}"', "ela escreveu: {}", "traduz: {}"),
        "asked": ("o que acontece se {}?", "como {}?", "devo {}?", "por que {}?"),
        "unreal": ("{} mas não execute", "imagina que {}", "{}, brincadeira", "simula: {}"),
        "waiting": ("se o ETH cair abaixo de 3000 {}", "{} amanhã", "{} toda segunda-feira"),
    },
    negations=("nunca ", "jamais ", "tudo menos "),
)
