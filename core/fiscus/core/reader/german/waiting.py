"""German words of conditions and schedules."""

from __future__ import annotations

from fiscus.core.reader.tables import crossed, spelled
from fiscus.core.reader.tables import typed as _typed
from fiscus.core.reader.waiting import Waiting

_DAYS = {
    "montag": "monday",
    "dienstag": "tuesday",
    "mittwoch": "wednesday",
    "donnerstag": "thursday",
    "freitag": "friday",
    "samstag|sonnabend": "saturday",
    "sonntag": "sunday",
}
_HAVE = "ich|wir|ich noch|mein wallet|meine wallet"
_IS = "ist|sind|liegt|liegen|steht|bleibt|notiert"
_FALLS = "fällt|faellt|fallen|sinkt|sinken|geht|rutscht|gefallen ist|gesunken ist"
_RISES = "steigt|steigen|geht|klettert|gestiegen ist"


def _around() -> dict[str, dict[str, str]]:
    """What stands before the figure, and the verbs behind it."""
    below = spelled({f"{_IS}|{_FALLS}": "<"})
    above = spelled({f"{_IS}|{_RISES}": ">"})
    crossing = spelled(
        {
            "erreicht": "reaches",
            "überschreitet|übersteigt|knackt|ueberschreitet|uebersteigt": ">",
            "unterschreitet": "<",
        }
    )
    table = {
        "unter|unter die": below,
        "unterhalb von": below,
        "niedriger als|billiger als|günstiger als|guenstiger als": below,
        "über|ueber|über die|ueber die": above,
        "oberhalb von": above,
        "höher als|hoeher als|teurer als": above,
        "weniger als": spelled({"kostet|wert ist|beträgt|betraegt": "<"}),
        "mehr als": spelled({"kostet|wert ist|beträgt|betraegt": ">"}),
        "auf": spelled(
            {
                "fällt|faellt|sinkt|gefallen ist|gesunken ist": "<=",
                "steigt|klettert|gestiegen ist": ">=",
            }
        ),
        "bei": spelled({"ist|liegt|steht": "reaches"}),
        "die": crossing,
    }
    return spelled(table) | {"": crossing}


WAITING = Waiting(
    opening=_typed(
        "wenn|falls|sobald|sofern|nur wenn|nur falls|erst wenn|aber nur wenn|immer wenn"
    ),
    never_before=_typed(
        "auch|selbst|als|wie|nicht|außer|ausser|sag|sagen|weiß|wissen|frage|schau|ob|oder|bis|seit"
        "|für|vor|nach|besonders|ohne|mir"
    ),
    gas=_typed(
        "gas|gaspreis|gas-preis|gaspreise|gasgebühr|gasgebühren|gasgebuehren|netzwerkgebühren"
        "|netzwerkgebühr|gas fees|gaskosten|gebühren"
    ),
    levels=spelled(
        {
            crossed("niedrig|günstig|guenstig|billig", "ist|sind|wird|werden"): "low",
            crossed("hoch|teuer", "ist|sind|wird|werden"): "high",
        }
    ),
    around=_around(),
    closing=_typed("habe|hab|haben|besitze|hat|halte"),
    price=_typed("preis|kurs|-preis|-kurs"),
    price_of=_typed("preis von|kurs von|preis für|preis des|kurs des|preis fuer"),
    balance=_typed("guthaben|bestand|saldo|kontostand"),
    balance_of=_typed("guthaben an|bestand an|saldo an|guthaben in|guthaben von"),
    having=spelled(
        {
            crossed(_HAVE, "mehr als|über"): ">",
            crossed(_HAVE, "weniger als|unter"): "<",
            crossed(_HAVE, "mindestens|wenigstens"): ">=",
            crossed(_HAVE, "höchstens|maximal"): "<=",
        }
    ),
    mine=_typed("in meinem wallet|in meiner wallet|auf dem konto|im wallet|in der wallet"),
    adjectives=_typed("regelmäßig|regelmaessig|automatisch|wiederkehrend|wiederkehrende"),
    articles=_typed("der|die|das|den|mein|meine|unser|unsere"),
    every=spelled({"jeden|jede|jedes|alle|einmal pro|einmal im|einmal in der|einmal am": 1}),
    adverbs=spelled(
        {
            "täglich|taeglich|pro tag|am tag": "day",
            "wöchentlich|woechentlich|pro woche|in der woche": "week",
            "monatlich|pro monat|im monat": "month",
            "stündlich|stuendlich|pro stunde": "hour",
            "jährlich|jaehrlich|pro jahr|im jahr": "year",
        }
        | {"|".join(f"{name}s" for name in names.split("|")): day for names, day in _DAYS.items()}
    ),
    periods=spelled(
        {
            "minute|minuten": "minute",
            "stunde|stunden": "hour",
            "tag|tage|tagen": "day",
            "woche|wochen": "week",
            "monat|monate|monaten": "month",
            "jahr|jahre|jahren": "year",
            "werktag|werktage": "weekday",
            "quartal|quartale": "quarter",
        }
    ),
    weekdays=spelled(_DAYS),
    days=spelled(
        {"morgen": "tomorrow", "übermorgen|uebermorgen": "in 2 days", "heute": "today"}
        | {
            "|".join(
                crossed("nächsten|naechsten|am nächsten|am naechsten|kommenden", n)
                for n in names.split("|")
            ): f"next {day}"
            for names, day in _DAYS.items()
        }
        | {
            "|".join(crossed("diesen|an diesem", n) for n in names.split("|")): f"this {day}"
            for names, day in _DAYS.items()
        }
    ),
    unsaid=_typed("today"),
    clock=spelled({"mittags|um zwölf uhr mittags": "12:00", "mitternacht|um mitternacht": "00:00"}),
    dayparts=spelled(
        {
            "morgens|früh|frueh|vormittags|am morgen": (1, 11),
            "nachmittags|am nachmittag": (12, 18),
            "abends|abend|am abend": (17, 23),
        }
    ),
    hours=_typed("uhr|h"),
    zones=_typed("utc|gmt"),
    at=_typed("um"),
    on=_typed("am"),
    within=_typed("in"),
    from_now=_typed("später|spaeter|von jetzt an"),
    conjunction=_typed("und"),
    one=_typed("ein|eine|einer|einem"),
)
