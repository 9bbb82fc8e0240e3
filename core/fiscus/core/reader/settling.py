"""Judgement on one filled draft: what it really is, what is missing, what contradicts itself."""

from __future__ import annotations

from fiscus.core.reader.draft import Draft
from fiscus.core.reader.filling import OWN_WALLET
from fiscus.core.reader.frames import frame_of
from fiscus.core.reader.numerals import number_of
from fiscus.core.reader.vocabulary import Vocabulary

READS = frozenset({"balance", "portfolio", "address", "price", "history"})


def settle(draft: Draft, vocabulary: Vocabulary) -> Draft:
    """Turn transfers between chains into bridges, swaps across chains too; check families."""
    _wrapping(draft, vocabulary)
    _crossing(draft)
    _home_chain(draft, vocabulary)
    _elsewhere(draft, vocabulary)
    _payee(draft)
    _same_twice(draft)
    check_families(draft, vocabulary)
    return draft


def missing_of(draft: Draft) -> list[str]:
    """Fields to ask for: needed and absent, or in doubt."""
    if draft.action in READS:
        return list(draft.doubts)
    needs = frame_of("bridge" if draft.action == "bridge" else draft.frame).needs
    missing = [role for role in needs if role not in draft.params or role in draft.doubts]
    if missing:
        missing += [role for role in sorted(draft.unknown) if role not in missing]
    missing += [
        role for role in draft.doubts if role not in missing and role not in {"request", "source"}
    ]
    return missing


def _wrapping(draft: Draft, vocabulary: Vocabulary) -> None:
    """ "wrap 1 ETH" and "unwrap 1 WETH" say only one of the two tokens."""
    token, other = draft.params.get("token"), draft.params.get("to_token")
    if draft.frame == "wrap" and isinstance(token, str) and other is None:
        wrapped = f"W{token}"
        if wrapped in vocabulary.token_families:
            draft.params["to_token"] = wrapped
    if draft.frame == "wrap" and other is not None and other != f"W{token}":
        draft.doubt("to_token", f"{other} is not wrapped {token}")
    if draft.frame == "unwrap" and isinstance(token, str) and other is None:
        if token[:1] == "W" and token[1:] in vocabulary.natives:
            draft.params["to_token"] = token[1:]
        else:
            draft.doubt("token", f"{token} is not a wrapped coin")


def _crossing(draft: Draft) -> None:
    """Two chains make a bridge, whatever the verb."""
    source, target = draft.params.get("from_chain"), draft.params.get("to_chain")
    if target is None or draft.action == "bridge":
        return
    if draft.action == "swap" and source is None:
        draft.doubt("from_chain", f"from which chain to {target!r}")
        draft.action = "bridge"
        return
    if draft.action == "swap" and source == target:
        draft.drop("to_chain")
        return
    if draft.action in {"transfer", "swap"}:
        draft.action = "bridge"
        if draft.params.get("to_token") == draft.params.get("token"):
            draft.drop("to_token")
        if draft.doubts.get("recipient") == OWN_WALLET:
            del draft.doubts["recipient"]


def _home_chain(draft: Draft, vocabulary: Vocabulary) -> None:
    """ "turn 3 SOL into ETH on base": a coin of a family with one chain leaves from that chain."""
    if draft.action != "swap":
        return
    chain, token = draft.params.get("from_chain"), draft.params.get("token")
    if not isinstance(chain, str) or not isinstance(token, str):
        return
    families = vocabulary.token_families.get(token)
    family = vocabulary.chain_families.get(chain)
    if not families or family is None or family in families:
        return
    homes = [name for name, at in vocabulary.chain_families.items() if at in families]
    if len(homes) != 1:
        draft.doubt("from_chain", f"{token} is not on {chain}")
        return
    draft.rename("from_chain", "to_chain")
    draft.params["from_chain"] = homes[0]
    draft.action = "bridge"


def _elsewhere(draft: Draft, vocabulary: Vocabulary) -> None:
    """A coin of another chain: AVAX is not on Optimism, SUI on none of ours."""
    chain = draft.params.get("from_chain")
    roles = ("token", "to_token") if draft.action == "swap" else ("token",)
    for role in roles:
        token = draft.params.get(role)
        homes = vocabulary.token_chains.get(token) if isinstance(token, str) else None
        if not homes or (isinstance(chain, str) and chain in homes):
            continue
        foreign = not homes <= vocabulary.chain_families.keys()
        if isinstance(chain, str) and (foreign or token in vocabulary.natives):
            draft.doubt(role, f"{token} is not on {chain}")
            draft.doubt("from_chain", f"{token} is not on {chain}")
        elif foreign and homes.isdisjoint(vocabulary.chain_families):
            draft.doubt(role, f"{token} is on no chain known here")


def _payee(draft: Draft) -> None:
    """A swap pays out to this wallet; only a bridge can pay somebody else."""
    if draft.action == "swap" and "recipient" in draft.params:
        draft.doubt("recipient", "a swap pays out to this wallet")


def _same_twice(draft: Draft) -> None:
    params = draft.params
    if draft.action == "bridge" and params.get("from_chain") == params.get("to_chain") is not None:
        draft.doubt("to_chain", "both chains are the same")
    if draft.action == "swap" and params.get("token") == params.get("to_token") is not None:
        draft.doubt("to_token", "both tokens are the same")
    if params.get("token") == params.get("recipient") is not None:
        draft.doubt("recipient", "the token itself cannot receive")
    if draft.action == "bridge" and params.get("token") == params.get("to_token") is not None:
        draft.drop("to_token")
    slippage = params.get("slippage")
    number = number_of(slippage) if isinstance(slippage, str) else None
    if number is not None and number > 50:
        draft.doubt("slippage", f"{slippage}% slippage")


def check_families(draft: Draft, vocabulary: Vocabulary) -> None:
    """An address of one kind of chain cannot receive on another."""
    if draft.action not in {"transfer", "bridge"}:
        return
    family = draft.families.get("recipient")
    target = draft.params.get("to_chain") or draft.params.get("from_chain")
    there = vocabulary.chain_families.get(target) if isinstance(target, str) else None
    token = draft.params.get("token")
    known = vocabulary.token_families.get(token) if isinstance(token, str) else None
    if draft.action == "transfer" and "token" in draft.families and draft.families["token"]:
        known = frozenset({str(draft.families["token"])})
    if family is None:
        _token_on_chain(draft, there, known)
        return
    if there is not None and there != family:
        draft.doubt("recipient", f"a {family} address cannot receive on {target}")
    elif draft.action == "transfer" and known is not None and family not in known:
        draft.doubt("recipient", f"a {family} address cannot receive {token}")
        draft.doubt("token", f"{token} is not on {family} chains")


def _token_on_chain(draft: Draft, there: str | None, known: frozenset[str] | None) -> None:
    if (
        draft.action == "transfer"
        and there is not None
        and known is not None
        and there not in known
    ):
        draft.doubt(
            "from_chain", f"{draft.params.get('token')} is not on {draft.params.get('from_chain')}"
        )
