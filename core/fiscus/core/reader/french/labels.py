"""French labels of form fields: "montant : 5 USDC, à : alice.eth, réseau : base"."""

from __future__ import annotations

from fiscus.core.reader.tables import phrases

LABELS = phrases(
    {
        "amount": "montant|quantité|somme|combien|total|valeur|qté",
        "token": "token|jeton|monnaie|actif|devise|crypto|symbole|token d'origine",
        "to_token": "token de destination|recevoir|acheter|à recevoir|contre",
        "recipient": (
            "destinataire|bénéficiaire|adresse|adresse de destination|pour|portefeuille|wallet"
            "|compte|à qui"
        ),
        "from": "de|depuis|origine|source",
        "to": "à|a|vers|destination",
        "chain": "réseau|chaîne|blockchain|sur",
        "from_chain": "réseau d'origine|chaîne d'origine|réseau source|chaîne source",
        "to_chain": "réseau de destination|chaîne de destination",
        "action": "action|opération|type|quoi|ordre|tâche",
        "proposal": "proposition|numéro de proposition|id de proposition",
        "support": "vote|sens du vote|position|mon vote|choix|décision",
        "governor": "governor|gouverneur|contrat|contrat de gouvernance|dao|gouvernance",
    }
)
