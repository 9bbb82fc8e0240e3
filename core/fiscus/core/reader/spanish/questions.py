"""Spanish sentences that ask. `{rest}` is what was understood: "enviar 5 USDC en Base"."""

from __future__ import annotations

from fiscus.core.reader.language import Wording
from fiscus.core.reader.spanish.reasons import REASONS

WORDING = Wording(
    acts={
        "transfer": ("enviar", "{amount}", "{token}", "a {recipient}", "en {from_chain}"),
        "swap": ("cambiar", "{amount}", "{token}", "por {to_token}", "en {from_chain}"),
        "bought": ("comprar", "{amount}", "{to_token}", "con {token}", "en {from_chain}"),
        "bridge": (
            "hacer un puente de",
            "{amount}",
            "{token}",
            "desde {from_chain}",
            "hacia {to_chain}",
            "en {to_token}",
            "para {recipient}",
        ),
        "vote": (
            "votar",
            "{support}",
            "en la propuesta {proposal_id}",
            "de {governor}",
            "en {from_chain}",
        ),
        "propose": ("proponer", "“{description}”", "en {governor}", "en {from_chain}"),
        "queue": ("encolar", "la propuesta {proposal_id}", "de {governor}", "en {from_chain}"),
        "execute": ("ejecutar", "la propuesta {proposal_id}", "de {governor}", "en {from_chain}"),
        "balance": ("consultar el saldo", "de {token}", "en {from_chain}"),
        "price": ("consultar el precio", "de {token}"),
    },
    asks={
        "amount": ("¿Qué cantidad [de {token}] debo {rest}?", "qué cantidad"),
        "token": ("¿Qué token debo {rest}?", "qué token"),
        "recipient": ("¿A qué dirección o nombre debo {rest}?", "a qué dirección"),
        "from_chain": ("¿En qué cadena debo {rest}?", "en qué cadena"),
        "bridge.from_chain": ("¿Desde qué cadena debo {rest}?", "desde qué cadena"),
        "to_chain": ("¿Hacia qué cadena debo {rest}?", "hacia qué cadena"),
        "to_token": ("¿Qué token quieres recibir al {rest}?", "por qué token"),
        "slippage": ("¿Cuánto deslizamiento aceptas al {rest}?", "cuánto deslizamiento"),
        "min_out": ("¿Cuánto quieres recibir como mínimo al {rest}?", "el mínimo a recibir"),
        "proposal_id": ("¿Con qué número de propuesta debo {rest}?", "qué número de propuesta"),
        "support": (
            "¿Cómo debo {rest}: a favor, en contra o abstención?",
            "a favor, en contra o abstención",
        ),
        "governor": ("¿En qué contrato de gobernanza debo {rest}?", "en qué governor"),
        "description": ("¿Qué debe decir la propuesta al {rest}?", "qué debe decir"),
        "targets": ("¿A qué contratos hay que llamar al {rest}?", "qué contratos llamar"),
        "values": ("¿Qué valor lleva cada llamada al {rest}?", "el valor de cada llamada"),
        "calldatas": ("¿Qué datos lleva cada llamada al {rest}?", "los datos de cada llamada"),
        "memo": ("¿Qué debe decir exactamente el memo al {rest}?", "el memo exacto"),
        "reason": ("¿Qué debe decir exactamente el motivo al {rest}?", "el motivo exacto"),
        "condition": ("¿Cuándo exactamente debo {rest}?", "cuándo exactamente"),
        "request": (
            "¿Debo {rest}? Dilo otra vez en una frase sencilla, por favor.",
            "la petición completa",
        ),
        "action": (
            "¿Qué debo hacer? Dilo con un verbo, por ejemplo: envía 5 USDC a alice.eth.",
            "qué hacer",
        ),
    },
    conjunction="y ",
    supports={
        "for": "a favor",
        "against": "en contra",
        "abstain": "abstención",
        "all": "todo",
        "half": "la mitad",
    },
    reasons=REASONS,
)
