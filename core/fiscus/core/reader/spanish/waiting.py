"""Spanish words of conditions and schedules."""

from __future__ import annotations

from fiscus.core.reader.tables import crossed, spelled, typed
from fiscus.core.reader.waiting import Waiting

_DAYS = {
    "lunes": "monday",
    "martes": "tuesday",
    "miércoles": "wednesday",
    "jueves": "thursday",
    "viernes": "friday",
    "sábado": "saturday",
    "domingo": "sunday",
}
_WEEKDAYS = spelled(_DAYS | {"sábados": "saturday", "domingos": "sunday"})
_BE = "está|esté|es|sea|se encuentra|están|estén|sean|son|cotiza|cotice"
_FALL = "baja|baje|cae|caiga|bajan|bajen|desciende|descienda|cayera"
_RISE = "sube|suba|suben|suban|pasa|pase|pasan|pasen"
_BELOW = "por debajo de|debajo de|bajo|por debajo de los|debajo de los"
_ABOVE = "por encima de|encima de|sobre|por encima de los|arriba de"
_HAVE = "tengo|tenga|tenemos|tengamos|hay|haya|mi wallet tiene|mi wallet tenga|mi cartera tiene"

WAITING = Waiting(
    opening=typed(
        "si|cuando|en cuanto|apenas|una vez que|solo si|sólo si|solo cuando|sólo cuando|siempre que"
        "|tan pronto como|siempre y cuando|en caso de que|ni bien|únicamente si|pero solo si"
    ),
    never_before=typed(
        "incluso|aun|aún|aunque|ni|como|no|salvo|excepto|que|qué|sé|dime|decime|saber|pregunta|ver"
        "|pero no|menos|desde|hasta|o|para|por|avísame|avisame|especialmente|sobre todo"
    ),
    until=typed("hasta|hasta el"),
    gas=typed(
        "gas|precio del gas|tarifa de gas|tarifas de gas|comisión de gas|comisiones de gas"
        "|comisiones de red|comisión de red|comisiones|costo del gas|coste del gas|gas fee"
    ),
    levels=spelled(
        {
            crossed(_BE, "bajo|barato|bajas|baratas|muy bajo"): "low",
            crossed(_BE, "alto|caro|altas|caras"): "high",
        }
    ),
    relations=spelled(
        {
            crossed(f"{_BE}|{_FALL}", _BELOW): "<",
            crossed(_FALL, "de|de los|a menos de"): "<",
            crossed(_BE, "a menos de|en menos de|menor que|menor a|inferior a"): "<",
            "cuesta menos de|cueste menos de|vale menos de|valga menos de|es menos de": "<",
            crossed(f"{_BE}|{_RISE}", _ABOVE): ">",
            crossed(_RISE, "de|de los|a más de"): ">",
            crossed(_BE, "a más de|en más de|mayor que|mayor a|superior a"): ">",
            "cuesta más de|cueste más de|vale más de|valga más de|es más de": ">",
            "supera|supere|superan|superen|supera los|supere los|sobrepasa|sobrepase": ">",
            "excede|exceda|rebasa|rebase|sobrepasa los|rebasa los": ">",
            crossed(_FALL, "a|a los|hasta|hasta los"): "<=",
            crossed("sube|suba|suben|suban", "a|a los|hasta|hasta los"): ">=",
            "llega a|llegue a|alcanza|alcance|toca|toque|llega a los|llegue a los": "reaches",
            "alcanza los|alcance los|toca los|toque los|llegan a|lleguen a": "reaches",
        }
    ),
    price=typed("precio"),
    price_of=typed("precio de|precio del|valor de|valor del|cotización de|cotización del"),
    balance=typed("saldo|balance"),
    balance_of=typed("saldo de|saldo en|balance de|balance en"),
    having=spelled(
        {
            crossed(_HAVE, "más de"): ">",
            crossed(_HAVE, "menos de"): "<",
            crossed(_HAVE, "al menos|por lo menos|como mínimo"): ">=",
            crossed(_HAVE, "como máximo|como mucho"): "<=",
        }
    ),
    mine=typed("en mi wallet|en la wallet|en mi cartera|en mi billetera|en mi cuenta"),
    adjectives=typed("recurrente|programado|programada|periódico|periódica|automático|automática"),
    articles=typed("el|la|los|las|mi|mis|nuestro|nuestra|un|una"),
    every=spelled({"cada|todos los|todas las|una vez cada|una vez al|una vez por|una vez a la": 1}),
    adverbs=spelled(
        {
            "diariamente|a diario|al día|por día": "day",
            "semanalmente|por semana|a la semana": "week",
            "mensualmente|por mes|al mes": "month",
            "quincenalmente": "2 weeks",
            "cada quincena": "2 weeks",
            "anualmente|al año|por año": "year",
        }
        | {f"los {name if name.endswith('s') else name + 's'}": day for name, day in _DAYS.items()}
    ),
    periods=spelled(
        {
            "minuto|minutos": "minute",
            "hora|horas": "hour",
            "día|días": "day",
            "semana|semanas": "week",
            "mes|meses": "month",
            "año|años": "year",
            "día laborable|día hábil|días laborables|días hábiles": "weekday",
            "trimestre|trimestres": "quarter",
        }
    ),
    weekdays=_WEEKDAYS,
    plurals=typed("sábados|domingos"),
    months={
        "enero": 1,
        "febrero": 2,
        "marzo": 3,
        "abril": 4,
        "mayo": 5,
        "junio": 6,
        "julio": 7,
        "agosto": 8,
        "septiembre": 9,
        "setiembre": 9,
        "octubre": 10,
        "noviembre": 11,
        "diciembre": 12,
    },
    days=spelled(
        {"mañana": "tomorrow", "pasado mañana": "in 2 days", "hoy": "today"}
        | {
            f"el próximo {name}|próximo {name}|el {name} que viene|el {name} próximo": f"next {day}"
            for name, day in _DAYS.items()
        }
        | {f"este {name}": f"this {day}" for name, day in _DAYS.items()}
    ),
    unsaid=typed("today"),
    clock=spelled({"mediodía|al mediodía": "12:00", "medianoche|a medianoche": "00:00"}),
    dayparts=spelled(
        {
            "de la mañana": (1, 11),
            "de la tarde": (12, 20),
            "de la noche": (19, 23),
            "de la madrugada": (1, 6),
            "am|a.m": (1, 11),
            "pm|p.m": (12, 23),
        }
    ),
    hours=typed("h|hs|hrs"),
    zones=typed("utc|gmt"),
    at=typed("a las|a la"),
    on=typed("el|el día"),
    within=typed("en|dentro de"),
    from_now=typed("a partir de ahora|después|más tarde"),
    lasting=typed("durante|por"),
    of_each=typed("de cada mes|de todos los meses|del mes"),
    of_month=typed("de"),
    ordinals=typed("|º|°"),
    conjunction=typed("y|y que"),
    one=typed("un|una"),
)
