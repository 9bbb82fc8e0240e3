"""Portuguese words of conditions and schedules."""

from __future__ import annotations

from fiscus.core.reader.tables import crossed, spelled, typed
from fiscus.core.reader.waiting import Waiting

_WORKDAYS = {
    "segunda": "monday",
    "terça": "tuesday",
    "quarta": "wednesday",
    "quinta": "thursday",
    "sexta": "friday",
}
_DAYS = {
    **{f"{name}|{name}-feira": day for name, day in _WORKDAYS.items()},
    "sábado": "saturday",
    "domingo": "sunday",
}
_PLURALS = {
    **{f"{name}s|{name}s-feiras": day for name, day in _WORKDAYS.items()},
    "sábados": "saturday",
    "domingos": "sunday",
}
_BE = "está|estiver|tá|tiver|é|for|fica|ficar|estão|estiverem|ficarem|forem|seja|esteja"
_FALL = "cai|cair|caia|baixa|baixar|baixe|desce|descer|desça|caírem|baixarem|cairem"
_RISE = "sobe|subir|suba|subirem|passa|passar|passe|passarem"
_BELOW = "abaixo de|abaixo dos|menor que|menor do que|menor|inferior a|a menos de"
_ABOVE = "acima de|acima dos|maior que|maior do que|superior a|a mais de"
_HAVE = "tenho|eu tenho|tiver|eu tiver|temos|tivermos|houver|minha carteira tiver"

WAITING = Waiting(
    opening=typed(
        "se|quando|assim que|logo que|só se|somente se|apenas se|só quando|somente quando|caso"
        "|uma vez que|tão logo|contanto que|desde que|no caso de|sempre que|mas só se"
    ),
    never_before=typed(
        "mesmo|até|nem|como|não|salvo|exceto|que|sei|diga|dizer|saber|pergunta|ver|menos|mas não"
        "|ou|para|pra|por|avise|especialmente|desde"
    ),
    until=typed("até|até a"),
    gas=typed(
        "gas|gás|preço do gas|preço do gás|taxa de gas|taxas de gas|taxa de gás|taxas de gás"
        "|taxa de rede|taxas de rede|taxas da rede|custo do gas|custo do gás|taxas"
    ),
    levels=spelled(
        {
            crossed(_BE, "baixo|barato|baixas|baratas|baratinho|bem baixo"): "low",
            crossed(_BE, "alto|caro|altas|caras"): "high",
        }
    ),
    relations=spelled(
        {
            crossed(f"{_BE}|{_FALL}", _BELOW): "<",
            crossed("cai|cair|caia|baixa|baixar|baixe|desce|descer|desça", "de|dos"): "<",
            "custar menos de|custar menos que|valer menos de|custa menos de|vale menos de": "<",
            crossed(f"{_BE}|{_RISE}", _ABOVE): ">",
            crossed("passa|passar|passe|passarem", "de|dos"): ">",
            "custar mais de|custar mais que|valer mais de|custa mais de|vale mais de": ">",
            "supera|superar|supere|ultrapassa|ultrapassar|ultrapasse|exceder|superar os": ">",
            "ultrapassar os|superar os": ">",
            crossed(_FALL, "para|pra|a|até|aos"): "<=",
            crossed("sobe|subir|suba|subirem", "para|pra|a|até|aos"): ">=",
            crossed("chega|chegar|chegue|chegarem", "a|em|aos|nos|até"): "reaches",
            "atinge|atingir|atinja|bate|bater|bata|alcançar|alcança|bater em|atingir os": "reaches",
        }
    ),
    price=typed("preço"),
    price_of=typed("preço de|preço do|preço da|valor do|valor da|cotação do|cotação da|cotação de"),
    balance=typed("saldo"),
    balance_of=typed("saldo de|saldo em"),
    having=spelled(
        {
            crossed(_HAVE, "mais de|mais que"): ">",
            crossed(_HAVE, "menos de|menos que"): "<",
            crossed(_HAVE, "pelo menos|ao menos|no mínimo"): ">=",
            crossed(_HAVE, "no máximo"): "<=",
        }
    ),
    mine=typed("na minha carteira|na carteira|na minha wallet|na minha conta|na conta"),
    adjectives=typed("recorrente|programado|programada|agendado|agendada|automático|automática"),
    articles=typed("o|a|os|as|meu|minha|meus|minhas|nosso|nossa|o meu|a minha|um|uma"),
    every=spelled(
        {"todo|toda|cada|todos os|todas as|a cada|uma vez por|uma vez a cada|uma vez ao": 1}
    ),
    adverbs=spelled(
        {
            "diariamente|por dia|ao dia": "day",
            "semanalmente|por semana": "week",
            "mensalmente|por mês|ao mês": "month",
            "quinzenalmente": "2 weeks",
            "anualmente|por ano|ao ano": "year",
        }
        | {
            "|".join(crossed("às|nas|aos|nos", name) for name in names.split("|")): day
            for names, day in _PLURALS.items()
        }
    ),
    periods=spelled(
        {
            "minuto|minutos": "minute",
            "hora|horas": "hour",
            "dia|dias": "day",
            "semana|semanas": "week",
            "mês|meses": "month",
            "ano|anos": "year",
            "dia útil|dias úteis": "weekday",
            "trimestre|trimestres": "quarter",
        }
    ),
    weekdays=spelled(_DAYS | _PLURALS),
    plurals=typed("|".join(_PLURALS)),
    months={
        "janeiro": 1,
        "fevereiro": 2,
        "março": 3,
        "abril": 4,
        "maio": 5,
        "junho": 6,
        "julho": 7,
        "agosto": 8,
        "setembro": 9,
        "outubro": 10,
        "novembro": 11,
        "dezembro": 12,
        "marco": 3,
    },
    days=spelled(
        {"amanhã": "tomorrow", "depois de amanhã": "in 2 days", "hoje": "today"}
        | {
            "|".join(crossed("na próxima|no próximo|próxima|próximo", n) for n in names.split("|"))
            + "|"
            + "|".join(f"{p} {n} que vem" for p in ("na", "no") for n in names.split("|")): (
                f"next {day}"
            )
            for names, day in _DAYS.items()
        }
        | {
            "|".join(crossed("nesta|neste|nessa|nesse", n) for n in names.split("|")): f"this {day}"
            for names, day in _DAYS.items()
        }
    ),
    unsaid=typed("today"),
    clock=spelled(
        {"meio-dia|ao meio-dia": "12:00", "meia-noite|à meia-noite": "00:00"},
    ),
    dayparts=spelled(
        {
            "da manhã|de manhã": (1, 11),
            "da tarde|de tarde": (12, 18),
            "da noite|de noite": (18, 23),
            "da madrugada": (1, 6),
        }
    ),
    hours=typed("h|hs|hrs"),
    zones=typed("utc|gmt"),
    at=typed("às|à|as"),
    on=typed("na|no|no dia|dia|em"),
    within=typed("em|daqui a|dentro de|daqui"),
    from_now=typed("a partir de agora|depois"),
    lasting=typed("durante|por"),
    of_each=typed("de cada mês|de todo mês|do mês|de todos os meses"),
    of_month=typed("de"),
    ordinals=typed("|º|°"),
    conjunction=typed("e|e se|e quando"),
    one=typed("um|uma"),
)
