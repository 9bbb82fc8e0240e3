"""Small Chinese words that mean several things, and which one it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from fiscus.core.reader.atoms import Atom
from fiscus.core.reader.vocabulary import Entry

_IDLE = frozenset({"greeting", "please", "noise", "then"})
_ASKED = frozenset({"balance", "portfolio", "history", "price", "address_of", "governor"})
_WRITER = ("我", "我们", "咱们")
_ASPECTS = frozenset({"price", "history", "danger", "ref", "order", "time", "deadline"})
_ABLE = ("能不能", "可不可以", "能否", "可否", "可唔可以", "可以")
_HOLDERS = frozenset({"venue", "governor", "wallet"})


def meaning(tag: str) -> Entry:
    return Entry(frozenset({tag}))


def sensed(atoms: Sequence[Atom]) -> list[Atom]:
    """`atoms` of one sentence, each small word with the meaning it has here."""
    return [_sense(atoms, index) for index in range(len(atoms))]


def _sense(atoms: Sequence[Atom], index: int) -> Atom:
    atom = atoms[index]
    sense = _SENSES.get(atom.low) if atom.kind == "word" else None
    entry = sense(atoms, index) if sense is not None else None
    return atom if entry is None else replace(atom, entry=entry)


def _of(atoms: Sequence[Atom], index: int) -> Entry:
    """ "100 美元的 ETH", "30% 的 ETH", "100 USDC 的 ETH"; 的 says nothing elsewhere."""
    last = index + 1 >= len(atoms) or atoms[index + 1].kind == "mark"
    if last and _acts(atoms[:index]):
        # "是转给 bob.eth 的": what it was, or whose it is.
        return meaning("danger")
    if not index or last:
        return meaning("noise")
    before, after = atoms[index - 1], atoms[index + 1]
    if before.kind in {"address", "name"}:
        # "alice.eth 的钱包" is hers; her friend or her 10 USDC are something else.
        held = after.has("wallet") or not after.entry.tags.isdisjoint(_ASKED)
        return meaning("noise" if held or _proposes(atoms[index + 1 :]) else "danger")
    if not after.entry.tags.isdisjoint(_ASPECTS) and _acts(atoms[:index]):
        # "把 10 USDC 换成 ETH 的价格": something about the deed, not the deed.
        return meaning("danger")
    earlier = atoms[index - 2] if index > 1 else None
    if before.number is not None and not (earlier is not None and earlier.is_mark("$")):
        # "100 的 ETH": a hundred of what?
        return meaning("danger")
    thing = bool(after.entry.token) or after.kind == "address"
    counted = earlier is not None and earlier.number is not None and bool(before.entry.token)
    valued = before.is_mark("%$") or before.number is not None
    worth = valued or not before.entry.tags.isdisjoint({"dollar", "cent", "all", "half"})
    return meaning("of" if thing and (counted or worth) else "noise")


def _acts(atoms: Sequence[Atom]) -> bool:
    return any(atom.entry.verb is not None for atom in atoms)


def _among(atoms: Sequence[Atom], index: int) -> Entry | None:
    """ "在 alice.eth 和 bob.eth 之间平分"; between two chains it says no direction."""
    splits = any(atom.entry.verb is not None and atom.entry.verb.frame == "split" for atom in atoms)
    return meaning("noise" if splits else "danger")


def _able(atoms: Sequence[Atom], index: int) -> Entry | None:
    """ "能不能转 …" may ask whether it can be done, "能不能帮我 …" asks for it."""
    if not _acts(atoms[index + 1 :]):
        return None
    helped = any(atom.has("request") and atom.low not in _ABLE for atom in atoms)
    return None if helped else Entry(frozenset({"request", "danger"}))


def _proposes(atoms: Sequence[Atom]) -> bool:
    """ "GOV 的第 31 号提案"."""
    for atom in atoms:
        if atom.has("proposal"):
            return True
        if atom.number is None and atom.low not in {"第", "号"}:
            return False
    return False


def _wishing(atoms: Sequence[Atom], index: int) -> Entry | None:
    """ "他想转 10 USDC", "老板要转": somebody else's wish."""
    for atom in reversed(atoms[:index]):
        if atom.low in _WRITER or atom.low in {"就", "现在", "还"}:
            continue
        if atom.entry.tags.isdisjoint(_IDLE) or atom.has("subject"):
            return meaning("report")
        return None
    return None


def _ordinal(atoms: Sequence[Atom], index: int) -> Entry | None:
    """ "第 23 号提案", "23 号提案"."""
    if index + 1 >= len(atoms):
        return None
    following = atoms[index + 1]
    counts = following.number is not None and atoms[index].low == "第"
    return meaning("noise") if counts or following.has("proposal") else None


def _moreover(atoms: Sequence[Atom], index: int) -> Entry | None:
    return meaning("then")


def _inside(atoms: Sequence[Atom], index: int) -> Entry | None:
    """ "在治理合约 0x… 上", "在 Uniswap 上"."""
    if not index:
        return None
    before = atoms[index - 1]
    holds = before.kind in {"address", "name"} or not before.entry.tags.isdisjoint(_HOLDERS)
    return meaning("noise") if holds else None


def _writer(atoms: Sequence[Atom], index: int) -> Entry | None:
    """ "我转 10 USDC" tells what the writer does; "把我 10% 的 ETH" does not."""
    subject = all(
        other.low not in {"把", "将"} and not other.entry.tags.isdisjoint(_IDLE)
        for other in atoms[:index]
    )
    return Entry(frozenset({"subject", "my"})) if subject else None


_SENSES: Mapping[str, Callable[[Sequence[Atom], int], Entry | None]] = {
    "的": _of,
    **dict.fromkeys(("第", "号"), _ordinal),
    **dict.fromkeys(("并", "并且", "而且"), _moreover),
    **dict.fromkeys(("上", "里", "中", "内", "里面", "上面"), _inside),
    **dict.fromkeys(_WRITER, _writer),
    "之间": _among,
    **dict.fromkeys(_ABLE, _able),
    **dict.fromkeys(("要", "想", "想要", "需要"), _wishing),
}
