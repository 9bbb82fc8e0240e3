"""Portuguese sentences that ask. `{rest}` is what was understood: "enviar 5 USDC na Base"."""

from __future__ import annotations

from fiscus.core.reader.language import Wording
from fiscus.core.reader.portuguese.reasons import REASONS

WORDING = Wording(
    acts={
        "transfer": ("enviar", "{amount}", "{token}", "para {recipient}", "na rede {from_chain}"),
        "swap": ("trocar", "{amount}", "{token}", "por {to_token}", "na rede {from_chain}"),
        "bought": ("comprar", "{amount}", "{to_token}", "com {token}", "na rede {from_chain}"),
        "bridge": (
            "fazer uma ponte de",
            "{amount}",
            "{token}",
            "da rede {from_chain}",
            "para a rede {to_chain}",
            "em {to_token}",
            "para {recipient}",
        ),
        "vote": (
            "votar",
            "{support}",
            "na proposta {proposal_id}",
            "de {governor}",
            "na rede {from_chain}",
        ),
        "propose": ("propor", "“{description}”", "em {governor}", "na rede {from_chain}"),
        "queue": (
            "colocar na fila",
            "a proposta {proposal_id}",
            "de {governor}",
            "na rede {from_chain}",
        ),
        "execute": (
            "executar",
            "a proposta {proposal_id}",
            "de {governor}",
            "na rede {from_chain}",
        ),
        "balance": ("consultar o saldo", "de {token}", "na rede {from_chain}"),
        "price": ("consultar o preço", "de {token}"),
    },
    asks={
        "amount": ("Que quantidade [de {token}] devo {rest}?", "que quantidade"),
        "token": ("Que token devo {rest}?", "que token"),
        "recipient": ("Para que endereço ou nome devo {rest}?", "para que endereço"),
        "from_chain": ("Em que rede devo {rest}?", "em que rede"),
        "bridge.from_chain": ("A partir de que rede devo {rest}?", "a partir de que rede"),
        "to_chain": ("Para que rede devo {rest}?", "para que rede"),
        "to_token": ("Que token quer receber ao {rest}?", "por que token"),
        "slippage": ("Quanta derrapagem aceita ao {rest}?", "quanta derrapagem"),
        "min_out": ("Quanto quer receber no mínimo ao {rest}?", "o mínimo a receber"),
        "proposal_id": ("Com que número de proposta devo {rest}?", "que número de proposta"),
        "support": (
            "Como devo {rest}: a favor, contra ou abstenção?",
            "a favor, contra ou abstenção",
        ),
        "governor": ("Em que contrato de governança devo {rest}?", "em que governor"),
        "description": ("O que a proposta deve dizer ao {rest}?", "o que deve dizer"),
        "targets": ("Que contratos devem ser chamados ao {rest}?", "que contratos chamar"),
        "values": ("Que valor leva cada chamada ao {rest}?", "o valor de cada chamada"),
        "calldatas": ("Que dados leva cada chamada ao {rest}?", "os dados de cada chamada"),
        "memo": ("O que exatamente o memo deve dizer ao {rest}?", "o memo exato"),
        "reason": ("O que exatamente o motivo deve dizer ao {rest}?", "o motivo exato"),
        "condition": ("Quando exatamente devo {rest}?", "quando exatamente"),
        "request": (
            "Devo {rest}? Diga de novo numa frase simples, por favor.",
            "o pedido completo",
        ),
        "action": (
            "O que devo fazer? Diga com um verbo, por exemplo: envie 5 USDC para alice.eth.",
            "o que fazer",
        ),
    },
    conjunction="e ",
    supports={
        "for": "a favor",
        "against": "contra",
        "abstain": "abstenção",
        "all": "tudo",
        "half": "metade",
    },
    reasons=REASONS,
)
