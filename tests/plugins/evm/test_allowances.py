"""Who may spend what, told from the chain, and taken back by words."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest

from fiscus.core.bootstrap.turn import IncomingMessage, Turn
from fiscus.core.desk.door import Consent
from tests.chains.evm.market import (
    DAI,
    PERMIT2,
    ROUTER_02,
    TAXED,
    UNIVERSAL,
    USDC,
    V2,
    Market,
)
from tests.chains.evm.wallets import BOB, ME, NOWHERE, open_wallet, owner

ENDLESS = 2**256 - 1


async def ask(market: Market, text: str, *, consent: Consent = Consent.POLICY) -> Turn:
    wallet = market.wallet
    message = IncomingMessage(
        id=f"a{next(wallet.numbers)}", text=text, principal=owner(consent), room="rights"
    )
    return await wallet.agent.handle(message)


def grant(market: Market, token: str, spender: str, units: int, *, loud: bool) -> None:
    """Somebody else's wallet program gave it; `loud` is with the event."""
    market.chain.call(token, "grant(address,address,uint256,bool)", ME, spender, units, loud)


async def test_whoever_may_spend_is_listed_with_how_much(market: Market) -> None:
    assert "Nobody may spend USDC" in (await ask(market, "what can spend my USDC?")).results[0].text
    grant(market, USDC, ROUTER_02, ENDLESS, loud=False)
    grant(market, USDC, BOB, 5_000_000, loud=True)
    grant(market, DAI, V2, 10**18, loud=False)
    await market.wallet.agent.refresh()
    told = (await ask(market, "What can spend my USDC?")).results[0]
    assert f"Uniswap SwapRouter02 ({ROUTER_02}) may spend any amount of USDC on Base" in told.text
    assert f"{BOB} may spend 5 USDC on Base" in told.text
    assert "DAI" not in told.text
    rows = cast("list[dict[str, object]]", told.data["allowances"])
    assert {row["spender"]: row["units"] for row in rows} == {ROUTER_02: None, BOB: 5_000_000}
    every = (await ask(market, "what may spend my money?")).results[0]
    assert f"Uniswap v2 Router02 ({V2}) may spend 1 DAI on Base" in every.text


async def test_it_is_taken_back_after_an_owners_yes(market: Market) -> None:
    grant(market, USDC, ROUTER_02, ENDLESS, loud=False)
    told = (await ask(market, "what can spend my USDC?")).results[0]
    assert 'say "revoke it"' in told.text
    asked = await ask(market, "revoke it")
    assert asked.approval is not None, asked
    assert "Take back the right of Uniswap SwapRouter02" in asked.approval.summary
    assert market.chain.right(USDC, ROUTER_02) == ENDLESS
    done = await ask(market, "yes")
    assert done.results[0].success, done
    assert market.chain.right(USDC, ROUTER_02) == 0
    again = (await ask(market, "what can spend my USDC?")).results[0]
    assert "Nobody may spend USDC" in again.text


async def test_where_nothing_was_listed_it_is_the_only_right_that_stands(market: Market) -> None:
    grant(market, USDC, ROUTER_02, ENDLESS, loud=True)
    asked = await ask(market, "revoke it")
    assert asked.approval is not None, asked
    assert "Take back the right of Uniswap SwapRouter02" in asked.approval.summary
    assert "The chain, spender and token are not your own words" in " ".join(asked.approval.reasons)


async def test_one_of_several_is_meant_by_its_place_in_the_list(market: Market) -> None:
    grant(market, USDC, ROUTER_02, 5, loud=False)
    grant(market, USDC, V2, 7, loud=False)
    told = (await ask(market, "what can spend my USDC?")).results[0]
    assert 'say "revoke the first"' in told.text
    second = V2 if told.text.index(V2) > told.text.index(ROUTER_02) else ROUTER_02
    unsure = (await ask(market, "revoke it")).results[0]
    assert unsure.error is not None and unsure.error.code == "WHICH_RIGHT"
    asked = await ask(market, "revoke the second one")
    assert asked.approval is not None and second in asked.approval.summary
    beyond = (await ask(market, "revoke the third")).results[0]
    assert beyond.error is not None and beyond.error.code == "WHICH_RIGHT"


async def test_what_the_owner_names_in_full_is_taken_back_at_once(market: Market) -> None:
    grant(market, USDC, ROUTER_02, ENDLESS, loud=False)
    grant(market, USDC, V2, 7, loud=False)
    said = f"revoke {ROUTER_02}'s permission to spend my USDC on Base"
    done = await ask(market, said, consent=Consent.GIVEN)
    assert done.results[0].success, done
    assert (market.chain.right(USDC, ROUTER_02), market.chain.right(USDC, V2)) == (0, 7)


async def test_a_listed_contract_is_meant_by_its_name_and_never_guessed(market: Market) -> None:
    grant(market, USDC, ROUTER_02, ENDLESS, loud=False)
    grant(market, USDC, V2, 7, loud=False)
    several = (await ask(market, "revoke Uniswap's permission on USDC")).results[0]
    assert several.error is not None and several.error.code == "WHICH_RIGHT"
    assert ROUTER_02 in several.text and V2 in several.text
    asked = await ask(market, "revoke Uniswap SwapRouter02's permission on USDC")
    assert asked.approval is not None
    assert ROUTER_02 in asked.approval.summary
    nobody = (await ask(market, "revoke Sushiswap's permission on USDC")).results[0]
    assert nobody.error is not None and nobody.error.code == "WHICH_RIGHT"
    assert market.proxy.count("eth_sendRawTransaction") == 0


async def test_a_right_that_permit2_keeps_is_listed_and_taken_back(market: Market) -> None:
    await market.landed("approve", amount="2000", token="USDC", spender=PERMIT2)
    right = {"token": "USDC", "spender": UNIVERSAL, "through": "permit2"}
    await market.landed("approve", amount="5", until=str(market.later), **right)
    told = (await ask(market, "what can spend my USDC?")).results[0]
    assert f"Permit2 ({PERMIT2}) may spend 2000 USDC" in told.text
    assert f"({UNIVERSAL}) may spend 5 USDC on Base, through Permit2, until " in told.text
    asked = await ask(market, f"revoke {UNIVERSAL} on USDC on base")
    assert asked.approval is not None
    assert (await ask(market, "yes")).results[0].success
    assert market.chain.kept(USDC, UNIVERSAL) == 0
    assert market.chain.right(USDC, PERMIT2) == 2000 * 10**6


async def test_rights_over_tokens_on_no_list_lure_nobody(market: Market) -> None:
    grant(market, TAXED, BOB, 5, loud=True)
    told = (await ask(market, "show my token approvals")).results[0]
    assert "1 more over tokens that are on no list" in told.text
    assert BOB not in told.text
    named = (await ask(market, f"what can spend my {TAXED}?")).results[0]
    assert BOB in named.text


async def test_the_native_coin_is_nobodys_to_spend(market: Market) -> None:
    told = (await ask(market, "what can spend my ETH?")).results[0]
    assert told.success and "Nobody may spend ETH" in told.text


async def test_a_chain_that_does_not_answer_is_told_and_holds_up_nobody(
    market_url: str, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fiscus.plugins.evm.rights.DEADLINE", 1.0)
    async with open_wallet(home, market_url, ETHEREUM_PROVIDER_ETHEREUM=NOWHERE) as wallet:
        message = IncomingMessage(id="d", text="what can spend my USDC?", principal=owner())
        told = (await wallet.agent.handle(message)).results[0]
    assert told.success
    assert "Ethereum: unavailable" in told.text
    assert "Base" not in told.text


async def test_a_right_is_taken_back_under_the_policy_of_everybody(
    market: Market, home: Path
) -> None:
    """Without a policy file, and whoever may spend it: that only takes a right away."""
    grant(market, USDC, BOB, 5, loud=True)
    async with open_wallet(home / "other", market.proxy.url, policy=None) as wallet:
        careful = replace(market, wallet=wallet)
        asked = await ask(careful, f"revoke {BOB} on USDC on base")
        assert asked.approval is not None, asked
        assert (await ask(careful, "yes")).results[0].success
    assert market.chain.right(USDC, BOB) == 0
