"""German sentences that ask. `{rest}` is what was understood: "5 USDC auf Base senden"."""

from __future__ import annotations

from fiscus.core.reader.german.reasons import REASONS
from fiscus.core.reader.language import Wording

WORDING = Wording(
    acts={
        "transfer": ("{amount}", "{token}", "an {recipient}", "auf {from_chain}", "senden"),
        "swap": ("{amount}", "{token}", "in {to_token}", "auf {from_chain}", "tauschen"),
        "bought": ("{amount}", "{to_token}", "mit {token}", "auf {from_chain}", "kaufen"),
        "bridge": (
            "{amount}",
            "{token}",
            "von {from_chain}",
            "nach {to_chain}",
            "als {to_token}",
            "für {recipient}",
            "bridgen",
        ),
        "vote": (
            "über Vorschlag {proposal_id}",
            "bei {governor}",
            "auf {from_chain}",
            "{support}",
            "abstimmen",
        ),
        "propose": ("bei {governor}", "auf {from_chain}", "„{description}“", "vorschlagen"),
        "queue": (
            "Vorschlag {proposal_id}",
            "bei {governor}",
            "auf {from_chain}",
            "in die Warteschlange stellen",
        ),
        "execute": ("Vorschlag {proposal_id}", "bei {governor}", "auf {from_chain}", "ausführen"),
        "balance": ("das Guthaben", "von {token}", "auf {from_chain}", "nachsehen"),
        "price": ("den Preis", "von {token}", "nachsehen"),
    },
    asks={
        "amount": ("Wie viel [{token}] soll ich {rest}?", "wie viel"),
        "token": ("Welchen Token soll ich {rest}?", "welcher Token"),
        "recipient": ("An welche Adresse oder welchen Namen soll ich {rest}?", "an welche Adresse"),
        "from_chain": ("Auf welcher Chain soll ich {rest}?", "auf welcher Chain"),
        "bridge.from_chain": ("Von welcher Chain soll ich {rest}?", "von welcher Chain"),
        "to_chain": ("Auf welche Chain soll ich {rest}?", "auf welche Chain"),
        "to_token": ("Welchen Token möchtest du, wenn ich {rest} soll?", "in welchen Token"),
        "slippage": (
            "Wie viel Slippage ist in Ordnung, wenn ich {rest} soll?",
            "wie viel Slippage",
        ),
        "min_out": (
            "Wie viel möchtest du mindestens erhalten, wenn ich {rest} soll?",
            "wie viel mindestens",
        ),
        "proposal_id": ("Bei welcher Vorschlagsnummer soll ich {rest}?", "welche Vorschlagsnummer"),
        "support": (
            "Wie soll ich {rest}: dafür, dagegen oder Enthaltung?",
            "dafür, dagegen oder Enthaltung",
        ),
        "governor": ("Bei welcher Governor-Adresse soll ich {rest}?", "welche Governor-Adresse"),
        "description": ("Was soll im Vorschlag stehen, wenn ich {rest} soll?", "was darin steht"),
        "targets": ("Welche Contracts sollen aufgerufen werden?", "welche Contracts"),
        "values": ("Welchen Betrag soll jeder Aufruf haben?", "der Betrag jedes Aufrufs"),
        "calldatas": ("Welche Calldata soll verwendet werden?", "die Calldata"),
        "memo": ("Wie soll das Memo genau lauten, wenn ich {rest} soll?", "das genaue Memo"),
        "reason": (
            "Wie soll die Begründung genau lauten, wenn ich {rest} soll?",
            "die genaue Begründung",
        ),
        "condition": (
            "Wann genau soll ich {rest}? Zum Beispiel: wenn das Gas unter 10 Gwei fällt.",
            "wann genau",
        ),
        "request": (
            "Soll ich {rest}? Bitte sag es noch einmal in einem einfachen Satz.",
            "der ganze Auftrag",
        ),
        "action": (
            "Was soll ich tun? Sag es mit einem Verb, zum Beispiel: Sende 5 USDC an alice.eth.",
            "was zu tun ist",
        ),
    },
    conjunction="und ",
    supports={
        "for": "dafür",
        "against": "dagegen",
        "abstain": "mit Enthaltung",
        "all": "alles",
        "half": "die Hälfte",
    },
    reasons=REASONS,
)
