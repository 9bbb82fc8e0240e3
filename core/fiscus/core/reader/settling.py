"""Judgement on one filled draft: what it really is, what is missing, what contradicts itself."""

from __future__ import annotations

from dataclasses import replace

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
    _strangers(draft, vocabulary)
    _nowhere(draft)
    _payee(draft, vocabulary)
    _same_twice(draft)
    check_families(draft, vocabulary)
    return draft


def missing_of(draft: Draft) -> list[str]:
    """Fields to ask for: needed and absent, or in doubt."""
    if draft.action in READS:
        return list(draft.doubts)
    needs = frame_of("bridge" if draft.action == "bridge" else draft.frame).needs
    given = draft.params.keys() | draft.supplied
    if "proposal_text" in given:
        given |= {"proposal_id"}
    missing = [role for role in needs if role not in given or role in draft.doubts]
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
            _imply(draft, wrapped)
    if draft.frame == "wrap" and other is not None and other != f"W{token}":
        draft.doubt("to_token", f"{other} is not wrapped {token}")
    if draft.frame == "unwrap" and other is not None and token != f"W{other}":
        draft.doubt("to_token", f"{token} is not wrapped {other}")
    if draft.frame == "unwrap" and isinstance(token, str) and other is None:
        if token[:1] == "W" and token[1:] in vocabulary.natives:
            _imply(draft, token[1:])
        else:
            draft.doubt("token", f"{token} is not a wrapped coin")


def _imply(draft: Draft, other: str) -> None:
    """The other token is said with the one that stands there."""
    draft.params["to_token"] = other
    if (said := draft.values.get("token")) is not None:
        draft.values["to_token"] = replace(said, role="to_token", value=other)


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
    wanted = draft.params.get("to_token")
    arriving = vocabulary.token_families.get(wanted) if isinstance(wanted, str) else None
    crosses = bool(arriving) and family in (arriving or ()) and families.isdisjoint(arriving or ())
    if len(homes) != 1 or not crosses:
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
        if isinstance(chain, str) and _is_alien(draft, role, chain, vocabulary=vocabulary):
            draft.doubt(role, f"{token} is not on {chain.capitalize()}")
        if not homes or (isinstance(chain, str) and chain in homes):
            continue
        foreign = not homes <= vocabulary.chain_families.keys()
        if isinstance(chain, str) and (foreign or token in vocabulary.natives):
            draft.doubt(role, f"{token} is not on {chain.capitalize()}")
            draft.doubt("from_chain", f"{token} is not on {chain.capitalize()}")
        elif foreign and homes.isdisjoint(vocabulary.chain_families):
            draft.doubt(role, f"{token} is on no chain known here")


def _is_alien(draft: Draft, role: str, chain: str, *, vocabulary: Vocabulary) -> bool:
    """A token known only on another kind of chain."""
    token = draft.params.get(role)
    known = vocabulary.token_families.get(token) if isinstance(token, str) else None
    family = vocabulary.chain_families.get(chain)
    return (
        draft.action in {"swap", "bridge"}
        and bool(known)
        and family is not None
        and family not in (known or ())
    )


def _strangers(draft: Draft, vocabulary: Vocabulary) -> None:
    """ "swap 1 ETH to SOL": no chain has both."""
    token, other = draft.params.get("token"), draft.params.get("to_token")
    if draft.action != "swap" or not (isinstance(token, str) and isinstance(other, str)):
        return
    one, two = vocabulary.token_families.get(token), vocabulary.token_families.get(other)
    if one and two and one.isdisjoint(two):
        draft.doubt("from_chain", f"{token} and {other} are on different chains")


def _nowhere(draft: Draft) -> None:
    """ "bridge 5 USDC to atlantis": what stands where the chain should is meant as one."""
    name = draft.params.get("recipient_name")
    lacks = draft.action == "bridge" and "to_chain" not in draft.params
    if lacks and isinstance(name, str) and draft.doubts.get("recipient", "").endswith(repr(name)):
        draft.drop("recipient_name")
        del draft.doubts["recipient"]
        draft.doubt("to_chain", f"no chain is called {name!r} here")


def _payee(draft: Draft, vocabulary: Vocabulary) -> None:
    """A swap pays out to this wallet; only a bridge can pay somebody else. Nobody can burn."""
    recipient = draft.params.get("recipient")
    if isinstance(recipient, str) and vocabulary.burns(recipient):
        draft.doubt("recipient", f"what goes to {recipient} is lost for good")
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
        shown = f"{_kind_of(draft, family)}; it cannot receive on {str(target).capitalize()}"
        draft.doubt("recipient", shown)
    elif draft.action == "transfer" and known and family not in known:
        homes = " and ".join(_family_name(home) for home in sorted(known))
        draft.doubt("recipient", f"{_kind_of(draft, family)}; {token} lives on {homes} chains")


def _kind_of(draft: Draft, family: str) -> str:
    """ "9jW8…uBbCa is a Solana address"."""
    text = str(draft.params.get("recipient"))
    shown = text if len(text) <= 24 else f"{text[:4]}…{text[-5:]}"
    article = "an" if family[:1] in "aeio" else "a"
    kind = "name" if "." in text else "address"
    return f"{shown} is {article} {_family_name(family)} {kind}"


def _family_name(family: str) -> str:
    return family.upper() if len(family) <= 3 else family.capitalize()


def _token_on_chain(draft: Draft, there: str | None, known: frozenset[str] | None) -> None:
    if (
        draft.action == "transfer"
        and there is not None
        and known is not None
        and there not in known
    ):
        chain = str(draft.params.get("from_chain")).capitalize()
        draft.doubt("from_chain", f"{draft.params.get('token')} is not on {chain}")
