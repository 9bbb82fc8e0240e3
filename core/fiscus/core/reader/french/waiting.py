"""French words of conditions and schedules."""

from __future__ import annotations

from fiscus.core.reader.tables import crossed, spelled, typed
from fiscus.core.reader.waiting import Waiting

_DAYS = {
    "lundi": "monday",
    "mardi": "tuesday",
    "mercredi": "wednesday",
    "jeudi": "thursday",
    "vendredi": "friday",
    "samedi": "saturday",
    "dimanche": "sunday",
}
_BE = "est|sont|sera|seront|se trouve|reste|soit|cote"
_FALL = "passe|passent|passera|tombe|tombent|descend|descendent|baisse|baissent|chute|redescend"
_RISE = "passe|passent|passera|monte|montent|grimpe|remonte"
_BELOW = "sous|sous les|en dessous de|en-dessous de|au-dessous de|en dessous des"
_ABOVE = "au-dessus de|au dessus de|au-dessus des|par-dessus"
_HAVE = "j' ai|j'ai|nous avons|on a|il y a|mon wallet a|mon portefeuille a|mon wallet contient"

WAITING = Waiting(
    opening=typed(
        "si|quand|lorsque|lorsqu'|dès que|dès qu'|une fois que|une fois qu'|aussitôt que"
        "|seulement si|uniquement si|seulement quand|à condition que|pourvu que|au cas où"
        "|mais seulement si|le jour où"
    ),
    never_before=typed(
        "même|comme|ni|pas|sauf|excepté|que|sais|dis|savoir|demande|voir|moins|depuis|ou|pour"
        "|préviens|surtout|jusqu'à|dis-moi|moi"
    ),
    until=typed("jusqu'à|jusqu'au"),
    gas=typed(
        "gas|gaz|prix du gas|prix du gaz|frais de gas|frais de gaz|frais de réseau|frais réseau"
        "|frais du réseau|coût du gas|coût du gaz|frais"
    ),
    levels=spelled(
        {
            crossed(_BE, "bas|faible|faibles|pas cher|pas chers|bon marché"): "low",
            crossed(_BE, "élevé|élevés|haut|cher|chers"): "high",
        }
    ),
    relations=spelled(
        {
            crossed(f"{_BE}|{_FALL}", _BELOW): "<",
            crossed(_BE, "inférieur à|inférieurs à|à moins de|plus bas que"): "<",
            "coûte moins de|vaut moins de|passe à moins de|tombe à moins de": "<",
            crossed(f"{_BE}|{_RISE}", _ABOVE): ">",
            crossed(_BE, "supérieur à|supérieurs à|à plus de|plus haut que"): ">",
            "coûte plus de|vaut plus de|passe à plus de|monte à plus de": ">",
            "dépasse|dépassent|dépassera|excède|franchit|dépasse les|franchit les": ">",
            crossed("tombe|tombent|descend|descendent|baisse|chute|redescend", "à|jusqu'à"): "<=",
            crossed("monte|montent|grimpe|remonte", "à|jusqu'à"): ">=",
            "atteint|atteignent|atteindra|touche|arrive à|atteint les|touche les": "reaches",
        }
    ),
    price=typed("prix"),
    price_of=typed(
        "prix de|prix du|prix d'|prix de l'|cours de|cours du|cours d'|cours de l'|valeur de l'"
        "|valeur du|prix d'un|prix d' un"
    ),
    balance=typed("solde"),
    balance_of=typed("solde de|solde en|solde d'|solde d'un|solde du"),
    having=spelled(
        {
            crossed(_HAVE, "plus de|plus d'"): ">",
            crossed(_HAVE, "moins de|moins d'"): "<",
            crossed(_HAVE, "au moins|au minimum"): ">=",
            crossed(_HAVE, "au plus|au maximum"): "<=",
        }
    ),
    mine=typed("dans mon wallet|dans mon portefeuille|sur mon compte|dans le wallet"),
    adjectives=typed("récurrent|programmé|programmée|automatique|régulier|périodique"),
    articles=typed("le|la|les|l'|mon|ma|mes|notre|nos|un|une"),
    every=spelled({"chaque|tous les|toutes les|une fois par|une fois tous les": 1}),
    adverbs=spelled(
        {
            "quotidiennement|par jour": "day",
            "par semaine|hebdomadairement": "week",
            "mensuellement|par mois": "month",
            "annuellement|par an": "year",
        }
        | {f"les {name}s": day for name, day in _DAYS.items()}
    ),
    periods=spelled(
        {
            "minute|minutes": "minute",
            "heure|heures": "hour",
            "jour|jours": "day",
            "semaine|semaines": "week",
            "mois": "month",
            "an|ans|année|années": "year",
            "jour ouvré|jours ouvrés|jour ouvrable|jours ouvrables": "weekday",
            "trimestre|trimestres": "quarter",
        }
    ),
    weekdays=_DAYS | {f"{name}s": day for name, day in _DAYS.items()},
    plurals=frozenset(f"{name}s" for name in _DAYS),
    months=spelled(
        {
            "janvier": 1,
            "février": 2,
            "mars": 3,
            "avril": 4,
            "mai": 5,
            "juin": 6,
            "juillet": 7,
            "août": 8,
            "septembre": 9,
            "octobre": 10,
            "novembre": 11,
            "décembre": 12,
        }
    ),
    days=spelled(
        {"demain": "tomorrow", "après-demain": "in 2 days", "aujourd'hui": "today"}
        | {name: f"on {day}" for name, day in _DAYS.items()}
        | {f"{name} prochain": f"next {day}" for name, day in _DAYS.items()}
        | {f"ce {name}": f"this {day}" for name, day in _DAYS.items()}
    ),
    unsaid=typed("today"),
    clock=spelled({"midi|à midi": "12:00", "minuit|à minuit": "00:00"}),
    dayparts=spelled(
        {
            "du matin|matin": (1, 11),
            "de l'après-midi|de l'aprem|de l' après-midi": (12, 18),
            "du soir|soir": (17, 23),
        }
    ),
    hours=typed("h|heures|heure"),
    zones=typed("utc|gmt"),
    at=typed("à"),
    on=typed("le|au"),
    within=typed("dans"),
    from_now=typed("plus tard|à partir de maintenant"),
    lasting=typed("pendant|durant"),
    of_each=typed("de chaque mois|du mois|de tous les mois"),
    ordinals=typed("|er"),
    conjunction=typed("et|et que|et si"),
    one=typed("un|une"),
)
