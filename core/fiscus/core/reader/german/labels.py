"""German labels of form fields: "Betrag: 5 USDC, An: alice.eth, Netzwerk: Base"."""

from __future__ import annotations

from fiscus.core.reader.tables import phrases

_LABELS = {
    "amount": "betrag|menge|anzahl|summe|höhe|wert|wieviel|wie viel|amount|stückzahl",
    "token": "token|coin|währung|kryptowährung|asset|münze|von token|symbol|verkaufe",
    "to_token": "zieltoken|ziel token|ziel-token|in token|kaufe|erhalte|gegen|zu token",
    "recipient": (
        "empfänger|empfängerin|empfängeradresse|zieladresse|adresse|wallet|begünstigter|wer"
        "|an wen|an adresse|zahlungsempfänger|empfängerwallet"
    ),
    "from": "von|quelle|aus|ursprung",
    "to": "an|nach|ziel|wohin|zu",
    "chain": "chain|netzwerk|blockchain|netz|auf|kette",
    "from_chain": "quellchain|quellnetzwerk|von chain|ausgangsnetzwerk|quell-chain|von netzwerk",
    "to_chain": "zielchain|zielnetzwerk|ziel-chain|nach chain|ziel chain|ziel netzwerk",
    "action": "aktion|art|typ|was|vorgang|auftrag|befehl|operation|action|transaktionsart",
    "proposal": "vorschlag|vorschlagsnummer|antrag|proposal|proposal id|vorschlag nr",
    "support": "stimme|votum|meine stimme|wahl|entscheidung|haltung",
    "governor": "governor|governor adresse|governor-adresse|dao|vertrag|contract",
}
LABELS: dict[str, str] = phrases(_LABELS)
