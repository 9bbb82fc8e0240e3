"""German words that the grammar speaks of by name, and what it calls them."""

from __future__ import annotations

from fiscus.core.reader.tables import phrases

_GLOSSES = {
    "but": "aber|doch|sondern",
    "a": "ein|eine|einen|einem|einer|eines|ne|nen",
    "the": "der|die|das|den|dem|des",
    "this": "dieser|dieses|diesen|diesem|jener|jene|jenes",
    "and": "und",
    "hundred": "hundert",
    "thousand": "tausend",
    "million": "million|millionen|mio",
    "for": "für",
    "code": "code",
    "half of": (
        "die hälfte|die hälfte von|die hälfte vom|hälfte von|hälfte vom|die hälfte der"
        "|hälfte meiner|die hälfte des|die hälfte meiner|die hälfte meines|die hälfte aller"
        "|hälfte meines"
    ),
    "is": "ist",
    "are": "sind",
    "was": "war|wurde",
    "were": "waren|wurden",
    "has": "hat",
    "have": "habe ich|hab ich|haben wir|habe|hab",
    "instead of": "anstatt|statt|anstelle",
    "cancel that": (
        "vergiss das|vergiss es|abbrechen bitte|brich ab|breche ab|lass das|doch nicht"
    ),
    "reference": "referenz|referenznummer",
    "is a": "lautet",
    "much": "wie viel|wieviel|wie hoch|wie hoch ist|viel",
    "many": "wie viele|wieviele|viele",
    "what": "was|was ist|was sind|welche|welcher|welches|welchen|welchem",
    "which": "welche adresse",
    "show": "zeig|zeige|zeig mir|zeige mir|zeigen sie|zeigen sie mir|zeig mal|anzeigen",
    "check": "prüf|prüfe|prüfen|prüfen sie|überprüfe|überprüf|check|checke|schau|schau nach",
    "list": "liste|auflisten",
    "hold": "liegen|liegt|befinden sich|befindet sich",
    "own": "besitze|besitzen wir|besitze ich",
    "cost": "kostet|kosten|was kostet|kostets",
    "worth": "wert|ist wert|wie steht|notiert",
    "above": "oberhalb|über",
    "below": "unterhalb|unter",
    "dollars": "dollar|usd",
    "address": "adresse",
    "wallet": "wallet",
    "i": "ich",
    "we": "wir",
    "my": "mein|meine|meinen|meinem|meiner|meines",
    "first": "zuerst|erstens|als erstes|zunächst",
    "second": "zweitens",
    "next": "als nächstes",
    "finally": "schließlich|zum schluss|zuletzt",
    "note": "notiz|vermerk|zweck",
    "message": "nachricht",
    "left": "übrig",
}
GLOSSES: dict[str, str] = phrases(_GLOSSES)
