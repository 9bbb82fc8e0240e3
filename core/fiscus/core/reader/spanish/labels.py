"""Spanish labels of form fields: "cantidad: 5 USDC, para: alice.eth, red: base"."""

from __future__ import annotations

from fiscus.core.reader.tables import phrases

LABELS = phrases(
    {
        "amount": "cantidad|monto|importe|suma|cuánto|valor|total|volumen",
        "token": "token|moneda|activo|divisa|cripto|criptomoneda|símbolo|token de origen",
        "to_token": "token de destino|recibir|comprar|token destino|a recibir|por",
        "recipient": (
            "destinatario|beneficiario|dirección|dirección de destino|para|receptor|wallet"
            "|billetera"
            "|cuenta|quién|a quién"
        ),
        "from": "de|desde|origen",
        "to": "a|hacia|destino",
        "chain": "red|cadena|blockchain|en|en la red",
        "from_chain": "red de origen|cadena de origen|red origen|cadena origen",
        "to_chain": "red de destino|cadena de destino|red destino|cadena destino",
        "action": "acción|operación|tipo|qué|orden|tarea",
        "proposal": "propuesta|propuesta número|id de propuesta|número de propuesta",
        "support": "voto|sentido|sentido del voto|posición|mi voto|decisión",
        "governor": "governor|gobernador|contrato|contrato de gobernanza|dao|gobernanza",
    }
)
