"""German verbs and nouns of wallet actions, by frame."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from fiscus.core.reader.language import Verb

_WEAK = {
    "send": (
        "schick transferier verschick übermittl zahl bezahl spend ausbezahl erstatt überschreib"
    ),
    "swap": "tausch konvertier wechsl swapp trad wandl switch konverti",
    "buy": "kauf besorg ersteh",
    "sell": "verkauf veräußer liquidier verscherbl",
    "bridge": "bridg brück überbrück transportier migrier",
    "move": "beweg verlager shift schieb",
    "support": "unterstütz befürwort",
    "wrap": "wrapp",
    "unwrap": "unwrapp entpack",
    "vote": "stimm vot",
    "queue": "queu",
    "execute": "exekutier",
    "split": "verteil teil splitt",
    "spend": "nutz verwend benutz investier setz",
}
"""Stems: "kauf" gives kaufe, kauf, kaufen, kauft, kaufst, gekauft and kaufte."""
_GIVEN = {
    "send": (
        "send sende senden sendet sendest gesendet sendete gesandt"
        "|versend versende versenden versendet versendest versendet versendete versandt"
        "|überweis überweise überweisen überweist überweist überwiesen überwies überwiesen"
        "|übertrag übertrage übertragen überträgt überträgst übertrug übertrug übertrug"
        "|gib gebe geben gibt gibst gegeben gab gegeben"
        "|pay paye payen payt payst gepayt payte payte"
    ),
    "buy": "erwirb erwerbe erwerben erwirbt erwirbst erworben erwarb erworben",
    "move": (
        "verschieb verschiebe verschieben verschiebt verschiebst verschoben verschob verschoben"
        "|bring bringe bringen bringt bringst gebracht brachte brachten"
        "|hol hole holen holt holst geholt holte holten"
    ),
    "bridge": "bridge bridge bridgen bridged bridgest gebridged bridgete gebridget",
    "spend": "nimm nehme nehmen nimmt nimmst genommen nahm genommen",
    "vote": "vote vote voten voted votest gevoted votete gevotet",
    "queue": "queue queue queuen queued queuest gequeued queute gequeuet",
    "execute": (
        "execute execute executen executed executest executed executete executet"
        "|vollzieh vollziehe vollziehen vollzieht vollziehst vollzogen vollzog vollzogen"
    ),
    "swap": "swap swape swappen swapped swapst geswapped swappte geswapt"
    "|trade trade traden traded tradest getraded tradete getradet",
    "wrap": "wrap wrape wrappen wrapped wrapst gewrapped wrappte gewrapt",
    "unwrap": "unwrap unwrape unwrappen unwrapped unwrapst unwrapped unwrappte geunwrapt",
}
"""Two imperatives, infinitive, third person, second person, participle, past."""
SEPARABLE: dict[str, dict[str, str]] = {
    "ab": {"support": "lehn", "vote": "stimm", "send": "send schick", "sell": "stoß stoss"},
    "um": {"swap": "tausch wandl wechsl wandel", "execute": "setz"},
    "ein": {
        "swap": "tausch wechsl wechsel",
        "queue": "reih",
        "": "zahl reich leit",
    },
    "aus": {"send": "zahl", "swap": "tausch", "execute": "führ fuehr"},
    "zurück": {"send": "zahl send schick überweis ueberweis transferier erstatt gib geb"},
    "weiter": {"send": "leit send schick überweis gib geb"},
    "los": {"send": "schick send"},
    "rüber": {
        "send": "schick send überweis transferier gib",
        "bridge": "bridg",
        "move": "bring hol schieb beweg",
    },
    "hinüber": {"move": "bring schieb beweg", "send": "schick send"},
    "herüber": {"move": "bring hol"},
    "zu": {"send": "send schick"},
    "vor": {"propose": "schlag"},
    "auf": {"split": "teil"},
}
"""Particle at the end to frame to the stems it completes: "stimme … ab", "schlag … vor"."""
_SEPARATED = {
    "vote": "abstimmen abzustimmen abgestimmt|abstimme|abstimmst",
    "send": (
        "auszahlen auszuzahlen ausgezahlt|zurückzahlen zurückzuzahlen zurückgezahlt"
        "|zurücksenden zurückzusenden zurückgesendet"
        "|zurückschicken zurückzuschicken zurückgeschickt"
        "|weiterleiten weiterzuleiten weitergeleitet|weitersenden weiterzusenden weitergesendet"
        "|losschicken loszuschicken losgeschickt|rüberschicken rüberzuschicken rübergeschickt"
        "|absenden abzusenden abgesendet|abschicken abzuschicken abgeschickt"
        "|zusenden zuzusenden zugesendet|zuschicken zuzuschicken zugeschickt"
        "|zurückerstatten zurückzuerstatten zurückerstattet"
        "|rübersenden rüberzusenden rübergesendet"
        "|zurücküberweisen zurückzuüberweisen zurücküberwiesen"
        "|weitergeben weiterzugeben weitergegeben|zukommen zuzukommen zugekommen"
    ),
    "swap": (
        "umtauschen umzutauschen umgetauscht|umwandeln umzuwandeln umgewandelt"
        "|umwechseln umzuwechseln umgewechselt|eintauschen einzutauschen eingetauscht"
        "|austauschen auszutauschen ausgetauscht|einwechseln einzuwechseln eingewechselt"
    ),
    "sell": "abstoßen abzustoßen abgestoßen",
    "move": (
        "rüberbringen rüberzubringen rübergebracht|rüberholen rüberzuholen rübergeholt"
        "|rüberschieben rüberzuschieben rübergeschoben"
    ),
    "queue": "einreihen einzureihen eingereiht",
    "execute": "ausführen auszuführen ausgeführt|umsetzen umzusetzen umgesetzt",
    "propose": "vorschlagen vorzuschlagen vorgeschlagen",
    "split": "aufteilen aufzuteilen aufgeteilt",
}
"""Infinitive, infinitive with "zu", participle."""
_PHRASES = {
    "support": (
        "enthalte|enthalt|enthalten|enthalte dich|enthalte mich|enthalten sie sich|enthalt dich"
        "|dich enthalten|mich enthalten|der stimme enthalten|ablehnen|abzulehnen"
    ),
    "send": "lass zukommen|zahle aus|zahl aus",
    "buy": "hol mir|hole mir|hol dir|besorg mir|besorge mir|kauf mir|kaufe mir|kaufen mir",
    "vote": (
        "gib meine stimme|gib unsere stimme|gib eine stimme|geben sie meine stimme"
        "|meine stimme abgeben|eine stimme abgeben|unsere stimme abgeben"
        "|geben sie unsere stimme|gebe meine stimme"
    ),
    "propose": (
        "erstelle einen vorschlag|erstell einen vorschlag|reiche einen vorschlag ein"
        "|erstelle einen neuen vorschlag|einen vorschlag einreichen|einen vorschlag erstellen"
        "|mach einen vorschlag|stelle einen antrag"
    ),
    "queue": (
        "in die warteschlange stellen|in die warteschlange setzen|in die warteschlange"
        "|in die timelock|in den timelock|zur ausführung einreihen"
    ),
}
NOUNS = {
    "überweisung": "send",
    "überweisungen": "send",
    "zahlung": "send",
    "auszahlung": "send",
    "transfer": "send",
    "transaktion": "send",
    "spende": "send",
    "rückzahlung": "send",
    "rückerstattung": "send",
    "tausch": "swap",
    "umtausch": "swap",
    "swap": "swap",
    "trade": "swap",
    "umwandlung": "swap",
    "wechsel": "swap",
    "kauf": "buy",
    "verkauf": "sell",
    "bridge": "bridge",
    "bridging": "bridge",
    "bridge transfer": "bridge",
    "abstimmung": "vote",
    "stimmabgabe": "vote",
}


def _weak(stem: str) -> Iterator[tuple[str, str]]:
    """Every form of a weak verb, and which it is."""
    liquid = stem.endswith(("l", "r")) and stem[-2] not in "aeiouäöüh"
    full = f"{stem[:-1]}e{stem[-1]}" if liquid else stem
    link = "e" if stem.endswith(("t", "d")) else ""
    yield full, "base"
    yield f"{stem}e", "base"
    yield (f"{full}n" if liquid else f"{stem}en"), "base"
    yield f"{full}{link}t", "third"
    yield f"{full}{link}st", "third"
    yield f"{full}{link}te", "past"
    yield f"{full}{link}ten", "past"
    inseparable = stem.endswith("ier") or stem.startswith(("ver", "über", "be", "ent", "er"))
    participle = f"{full}{link}t"
    yield (participle if inseparable else f"ge{participle}"), "past"


_KINDS = ("base", "base", "base", "third", "third", "past", "past", "past")
_SPLIT = ("base", "base", "past")


def _forms() -> Iterator[tuple[str, str, str]]:
    for frame, stem in _listed(_WEAK, " "):
        for word, form in _weak(stem):
            yield word, frame, form
    for table, kinds in ((_GIVEN, _KINDS), (_SEPARATED, _SPLIT)):
        for frame, group in _listed(table, "|"):
            for word, form in zip(group.split(), kinds, strict=False):
                yield word, frame, form
    for frame, phrase in _listed(_PHRASES, "|"):
        yield phrase, frame, "base"


def _listed(table: Mapping[str, str], mark: str) -> Iterator[tuple[str, str]]:
    for frame, text in table.items():
        for item in text.split(mark):
            yield frame, item


def separable() -> dict[str, dict[str, str]]:
    """First part of a verb in two parts, to its particle, to the frame of both."""
    table: dict[str, dict[str, str]] = {}
    for particle, frames in SEPARABLE.items():
        for frame, stems in frames.items():
            for stem in stems.split():
                for word in (stem, f"{stem}e", f"{stem}en", f"{stem}n"):
                    table.setdefault(word, {})[particle] = frame
                    table.setdefault(word, {})[_written(particle)] = frame
    return table


def _written(word: str) -> str:
    return word.replace("ü", "ue")


def german_verbs() -> dict[str, Verb]:
    """Every form of every verb. Where two forms are the same word, the one that asks for less
    wins: "bezahlt" is the past."""
    verbs: dict[str, Verb] = {}
    for word, frame, form in _forms():
        old = verbs.get(word)
        if old is None or (old.form, form) in {("base", "base"), ("third", "past")}:
            verbs[word] = Verb(frame, form)
    return verbs
