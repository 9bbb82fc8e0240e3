"""English words of conditions and schedules."""

from __future__ import annotations

from itertools import product

from fiscus.core.reader.waiting import Waiting


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split("|"))


_BE = "is|are|'s|was|gets|goes|comes|becomes|stays|trades|trades at|is trading|is at|sits|stands|"
_FALL = (
    "drops|falls|dips|goes|goes down|gets|sinks|slides|comes|comes down|declines|dumps|tanks"
    "|crashes|drop|fall|dip|go|go down|get|come|come down|falls back|is down|are down|moves"
    "|trades|breaks|is|are|'s"
)
_RISE = (
    "rises|climbs|goes|goes up|gets|pumps|moves|jumps|rallies|rise|climb|go|go up|get|breaks"
    "|moves up|is up|are up|trades|is|are|'s|rockets|shoots up"
)
_BELOW = "below|under|beneath|less than|lower than|cheaper than|<"
_ABOVE = "above|over|past|more than|higher than|greater than|>|bigger than|beyond"


def _relations() -> dict[str, str]:
    found: dict[str, str] = {}
    for verb, word in product((*_BE.split("|"), *_FALL.split("|")), _BELOW.split("|")):
        found[f"{verb} {word}".strip()] = "<"
    for verb, word in product((*_BE.split("|"), *_RISE.split("|")), _ABOVE.split("|")):
        found[f"{verb} {word}".strip()] = ">"
    for verb in _BE.split("|"):
        for words, relation in (
            ("at most|no more than|not more than|<=|≤|at or below|< =|or below", "<="),
            ("at least|no less than|not less than|>=|≥|at or above|> =", ">="),
        ):
            found |= {f"{verb} {word}".strip(): relation for word in words.split("|")}
    falling = "drops|falls|dips|sinks|declines|slides|drop|fall|dip|comes down|goes down|is down"
    rising = "rises|climbs|jumps|pumps|rallies|rise|climb|goes up|is up|moves up"
    for verb, word in product(falling.split("|"), ("to", "down to", "back to")):
        found[f"{verb} {word}"] = "<="
    for verb, word in product(rising.split("|"), ("to", "up to", "back to")):
        found[f"{verb} {word}"] = ">="
    reaching = "hits|reaches|touches|gets to|hit|reach|crosses|is at|trades at|equals|goes to"
    found |= dict.fromkeys(reaching.split("|"), "reaches")
    found |= dict.fromkeys(["exceeds", "surpasses", "tops", "exceed"], ">")
    return found


def _having() -> dict[str, str]:
    having = "i have|we have|i've got|i got|i hold|i own|we hold|my wallet has|the wallet has"
    having += "|my wallet holds|there is|there are|there's|i've|the treasury has|the treasury holds"
    words = dict.fromkeys(("less than", "under", "fewer than", "below"), "<")
    words |= dict.fromkeys(("more than", "over", "above", "greater than", ">"), ">")
    words |= dict.fromkeys(("at least", "no less than", "a minimum of"), ">=")
    words |= dict.fromkeys(("at most", "no more than"), "<=")
    return {f"{have} {word}": words[word] for have in having.split("|") for word in words}


def _weekdays() -> dict[str, str]:
    names = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
    short = {name[:3]: name for name in names}
    short |= {"tues": "tuesday", "thurs": "thursday"}
    return {name: name for name in names} | {f"{name}s": name for name in names} | short


_MONTHS = [
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
]
_WEEKDAYS = _weekdays()
_PERIODS = ["minute", "hour", "day", "week", "month", "year", "weekday", "quarter"]

WAITING = Waiting(
    opening=_set(
        "when|whenever|once|if|wait until|wait till|wait for when|as soon as|only if|only when"
        "|but only if|but only when|provided"
        "|provided that|in case|only once|the moment|the minute|as long as|assuming"
        "|on condition that|in the event that|in the event|when and if|if and when|should"
    ),
    never_before=_set(
        "even|as|what|except|especially|particularly|not|no matter|unless|like|wonder|know|ask"
        "|tell|see|say|says|said|sure|whether|only not|never|or|but not|than|me|check|how|which"
    ),
    until=_set("until|till|up until|until the|til"),
    gas=_set(
        "gas|gas price|gas prices|gas fee|gas fees|network fee|network fees|fees|the gas|gas costs"
        "|gas cost|base fee|transaction fees|tx fees"
    ),
    levels={
        f"{verb} {word}".strip(): level
        for verb in ("is", "are", "gets", "goes", "'s", "is back to", "comes", "becomes", "get")
        for word, level in (
            ("low", "low"),
            ("cheap", "low"),
            ("lower", "lower"),
            ("cheaper", "lower"),
            ("high", "high"),
        )
        if level in {"low", "high"}
    },
    relations=_relations(),
    price=_set("price|token price|usd price|market price|spot price|'s price"),
    price_of=_set("price of|the price of|price for|value of|the value of|a price of"),
    balance=_set("balance|wallet balance|token balance|holdings|bag|stack|position"),
    balance_of=_set(
        "balance of|my balance of|balance in|my balance in|wallet balance of|holdings of"
        "|my holdings of|our balance of"
    ),
    having=_having(),
    mine=_set(
        "in my wallet|in the wallet|left|in my account|in the treasury|in total|in our wallet"
        "|in the bank|available|on hand"
    ),
    adjectives=_set(
        "recurring|recurrent|scheduled|periodic|automatic|regular|standing|repeated|repeating"
    ),
    articles=_set("the|my|our|a|an"),
    every={
        "every": 1,
        "each": 1,
        "once every": 1,
        "once a": 1,
        "once per": 1,
        "once each": 1,
        "every single": 1,
        "per": 1,
        "a": 1,
        "every other": 2,
        "every second": 2,
    },
    adverbs={
        "daily": "day",
        "weekly": "week",
        "monthly": "month",
        "hourly": "hour",
        "yearly": "year",
        "annually": "year",
        "fortnightly": "2 weeks",
        "quarterly": "quarter",
        "on a daily basis": "day",
        "on a weekly basis": "week",
        "on a monthly basis": "month",
    },
    periods={
        **{word: period for period in _PERIODS for word in (period, f"{period}s")},
        "min": "minute",
        "mins": "minute",
        "hr": "hour",
        "hrs": "hour",
        "wk": "week",
        "wks": "week",
    },
    weekdays=_WEEKDAYS,
    plurals=frozenset(f"{name}s" for name in _WEEKDAYS.values()),
    months={name: number for number, name in enumerate(_MONTHS, 1)}
    | {name[:3]: number for number, name in enumerate(_MONTHS, 1) if name != "may"},
    days={
        "tomorrow": "tomorrow",
        "tmrw": "tomorrow",
        "tmr": "tomorrow",
        "today": "today",
        "the day after tomorrow": "in 2 days",
        **{f"next {day}": f"next {name}" for day, name in _WEEKDAYS.items()},
        **{f"this {day}": f"this {name}" for day, name in _WEEKDAYS.items()},
        **{f"on next {day}": f"next {name}" for day, name in _WEEKDAYS.items()},
    },
    unsaid=_set("today"),
    clock={
        "noon": "12:00",
        "at noon": "12:00",
        "midnight": "00:00",
        "at midnight": "00:00",
        "midday": "12:00",
    },
    halves={"am": 0, "pm": 12, "a.m": 0, "p.m": 12, "in the morning": 0},
    oclock=_set("o'clock"),
    zones=frozenset({"utc", "gmt"}),
    at=_set("at|@"),
    on=_set("on|on the"),
    within=_set("in|after"),
    from_now=_set("from now|later"),
    lasting=_set("for|for the next|over the next"),
    of_each=_set(
        "of each month|of every month|of the month|each month|every month|of any month|monthly"
    ),
    of_month=_set("of"),
    ordinals=_set("st|nd|rd|th"),
    conjunction=_set("and|&"),
    one=_set("a|an|one"),
)
