"""Portuguese labels of form fields: "quantidade: 5 USDC, para: alice.eth, rede: base"."""

from __future__ import annotations

from fiscus.core.reader.tables import phrases

LABELS = phrases(
    {
        "amount": "quantidade|quantia|valor|montante|quanto|total|qtd",
        "token": "token|moeda|ativo|cripto|criptomoeda|símbolo|token de origem",
        "to_token": "token de destino|receber|comprar|token destino|a receber|por",
        "recipient": (
            "destinatário|beneficiário|endereço|endereço de destino|para|carteira|wallet|conta|quem"
        ),
        "from": "de|desde|origem",
        "to": "a|até|destino",
        "chain": "rede|cadeia|blockchain|na rede|em",
        "from_chain": "rede de origem|cadeia de origem|rede origem",
        "to_chain": "rede de destino|cadeia de destino|rede destino",
        "action": "ação|operação|tipo|o que|ordem|tarefa",
        "proposal": "proposta|número da proposta|id da proposta",
        "support": "voto|sentido do voto|posição|meu voto|decisão",
        "governor": "governor|governador|contrato|contrato de governança|dao|governança",
    }
)
