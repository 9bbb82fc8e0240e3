"""English verbs and nouns of wallet actions, by frame."""

from __future__ import annotations

from collections.abc import Iterator

from fiscus.core.reader.english.words import MARKERS
from fiscus.core.reader.language import Verb

_REGULAR = {
    "send": "transfer wire disburse remit forward beam xfer yeet ping donate tip gift zap toss"
    " sling venmo reimburse refund withdraw ship hand disperse slide fund sweep empty drain drop"
    " deposit settle fire"
    " pass deliver route credit remunerate compensate spot loan kick chuck lob fling",
    "swap": "swap exchange trade convert turn flip change switch rotate transform morph exit",
    "buy": "purchase acquire grab snag cop",
    "sell": "dump liquidate offload unload ditch",
    "bridge": "bridge port migrate teleport relay relocate shuttle ferry transport haul carry",
    "move": "move shift push",
    "wrap": "wrap",
    "unwrap": "unwrap",
    "vote": "vote",
    "support": "endorse oppose reject abstain",
    "propose": "propose",
    "queue": "queue enqueue",
    "execute": "execute",
    "split": "divide distribute share",
    "spend": "invest dca",
}
_IRREGULAR = {
    "send": (
        "send sending sent sends|pay paying paid pays|give giving gave gives"
        "|tx txing txed txs|throw throwing threw throws|hit hitting hit hits"
        "|shoot shooting shot shoots"
    ),
    "buy": "buy buying bought buys",
    "get": "get getting got gets",
    "sell": "sell selling sold sells",
    "spend": (
        "spend spending spent spends|ape aping aped apes|put putting put puts|use using used uses"
    ),
    "split": "split splitting split splits",
    "support": "support supporting supported supports|back backing backed backs",
    "move": "bring bringing brought brings|take taking took takes",
    "bridge": "hop hopping hopped hops",
}
_PHRASES = {
    "send": (
        "send over|transfer over|wire over|fire off|hand over|shoot over|send out|send off"
        "|pay out|pay back|send across|give back|send back|cash app|settle up with|top up"
        "|forward on|pass on|pass along|send along|wire across|pay over|pay up|empty out|clear out"
    ),
    "swap": (
        "cross-chain swap|cross chain swap|crosschain swap|swap out|trade in|swap over|change over"
        "|turn over|flip over"
    ),
    "buy": (
        "pick up|load up on|load up with|fill my bags with|scoop up|stock up on|stack up on"
        "|market buy|ape into|get me|buy me|buy up|grab me"
    ),
    "cash": "cash out",
    "sell": "sell off|market sell|get rid of",
    "bridge": (
        "bridge over|port over|hop over|bridge across|move across chains|cross chain"
        "|cross-chain|bridge out"
    ),
    "move": "move over|bring over|move across|take over|shift over|push over|push across",
    "vote": (
        "castvote|cast an abstention|cast our ballot|cast the ballot|record our vote"
        "|record a vote|record our opposition|record our support|record our abstention"
        "|record my opposition|record my support|record my abstention|record opposition"
        "|say yay|say yes|say no|say nay|say aye|give a thumbs up|give a thumbs down"
        "|thumbs up|thumbs down|register our opposition|register our support"
        "|register my opposition|register my support|lodge my vote|lodge a vote|log my vote"
        "|enter my vote|cast our votes"
        "|cast my votes|put us down as|put my vote down as|mark me down as|count me as"
        "|cast my vote|cast a vote|cast the vote|cast vote|cast your vote|cast our vote"
        "|submit my vote|submit a vote|register my vote|put me down as|put my vote"
        "|register our vote|cast a ballot|cast my ballot|record my vote|mark my vote"
        "|place my vote"
    ),
    "propose": (
        "submit a new governance proposal|create a new governance proposal"
        "|make a new governance proposal|open a new proposal|make a new proposal"
        "|create a proposal|create proposal|submit a proposal|make a proposal"
        "|create a new proposal|submit a new proposal|new proposal|open a proposal"
        "|draft a proposal|put forward a proposal|create a governance proposal"
        "|submit a governance proposal|submit proposal|file a proposal|put up a proposal"
        "|raise a proposal|start a proposal|make a governance proposal"
        "|draft a governance proposal|open a governance proposal"
    ),
    "support": "abstain from voting",
    "queue": "queue up|put in the timelock|schedule proposal|put in the queue",
    "execute": (
        "run proposal|carry out proposal|enact proposal|enact|finalize proposal|finalise proposal"
    ),
    "delegate": (
        "delegate my votes|delegate my vote|delegate votes|delegate my voting power"
        "|delegate the votes|delegate voting power|delegate all my votes|delegate our votes"
    ),
    "split": "split up|divide up",
}
_WHOLE = frozenset({"empty", "drain", "sweep", "empty out", "clear out"})
"""Verbs that mean everything there is, where no amount is said."""
NOUNS = {
    "transfer": "send",
    "transfers": "send",
    "payment": "send",
    "payout": "send",
    "movement": "move",
    "cross-chain movement": "bridge",
    "cross chain movement": "bridge",
    "remittance": "send",
    "disbursement": "send",
    "tx": "send",
    "transaction": "send",
    "withdrawal": "send",
    "donation": "send",
    "swap": "swap",
    "trade": "swap",
    "exchange": "swap",
    "conversion": "swap",
    "swapping": "swap",
    "purchase": "buy",
    "buy": "buy",
    "sale": "sell",
    "sell": "sell",
    "bridge": "bridge",
    "bridging": "bridge",
    "bridge transfer": "bridge",
    "vote": "vote",
}


def _ing(base: str) -> str:
    if base.endswith("e") and not base.endswith("ee"):
        return base[:-1] + "ing"
    return _doubled(base) + "ing"


def _ed(base: str) -> str:
    return base + "d" if base.endswith("e") else _doubled(base) + "ed"


def _doubled(base: str) -> str:
    short = len(base) <= 4 and base[-1] not in "aeiouwxy" and base[-2] in "aeiou"
    double = short and base[-3] not in "aeiou"
    return base + base[-1] if double or base in {"transfer", "unwrap"} else base


def _s(base: str) -> str:
    return base + ("es" if base.endswith(("s", "sh", "ch", "x")) else "s")


def _forms() -> Iterator[tuple[str, str, str]]:
    for frame, words in _REGULAR.items():
        for base in words.split():
            yield base, frame, "base"
            yield _ing(base), frame, "gerund"
            yield _ed(base), frame, "past"
            yield _s(base), frame, "third"
    for frame, groups in _IRREGULAR.items():
        for group in groups.split("|"):
            forms = zip(group.split(), ("base", "gerund", "past", "third"), strict=True)
            for word, form in forms:
                yield word, frame, form
    for frame, phrases in _PHRASES.items():
        for phrase in phrases.split("|"):
            yield phrase, frame, "base"


def english_verbs() -> dict[str, Verb]:
    """Every form of every verb. Where two forms are the same word ("put"), the base form wins."""
    verbs: dict[str, Verb] = {}
    for word, frame, form in _forms():
        if word not in verbs or form == "base":
            verbs[word] = Verb(frame, form, whole=word in _WHOLE)
    for word in MARKERS["with"].split("|"):
        verbs.pop(word, None)
    return verbs
