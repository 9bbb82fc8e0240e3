"""Names against published vectors, and against registry and resolvers on a real chain."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest
from eth_abi.abi import encode

from fiscus.chains.evm.addresses import checksum
from fiscus.chains.evm.client import EvmClient
from fiscus.chains.evm.definitions import CHAINS
from fiscus.chains.evm.ens import coin_type, namehash, normalise, parents, wire_name
from fiscus.chains.evm.names import OffchainName, ResolvedName, own_name, resolve_name
from fiscus.chains.evm.recipients import Recipient
from fiscus.core.errors import NameNotResolved
from tests.chains.evm.engine import Engine

BASE, ETHEREUM, OPTIMISM = CHAINS["base"], CHAINS["ethereum"], CHAINS["optimism"]
ON_BASE = "0x" + "ba" * 20
ON_ETHEREUM = "0x" + "e1" * 20
SET_RESOLVER = bytes.fromhex("1896f70a")
SET_ADDR = bytes.fromhex("8b95dd71")


@pytest.mark.parametrize(
    ("name", "node"),
    [
        ("", "00" * 32),
        ("eth", "93cdeb708b7545dc668eb9280176169d1c33cfd8ed6f04690a0bcc88a93fc4ae"),
        ("foo.eth", "de9b09fd7c5f901e23a3f19fecc54828e9c848539801e86591bd9801b019f84f"),
    ],
)
def test_nodes_are_those_of_eip_137(name: str, node: str) -> None:
    assert namehash(name).hex() == node


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("Nick.ETH", "nick.eth"),
        ("alice.eth", "alice.eth"),
        ("_under.eth", "_under.eth"),
        ("faß.eth", "faß.eth"),
        ("\uff41lice.eth", "alice.eth"),
        ("1\ufe0f\u20e3.eth", "1\u20e3.eth"),
        ("\U0001f468\u200d\U0001f469\u200d\U0001f467.eth",) * 2,
        ("münchen.pay.eth", "münchen.pay.eth"),
    ],
)
def test_names_are_brought_into_the_form_of_ensip_15(written: str, normal: str) -> None:
    assert normalise(written) == normal


INVALID = [
    "",
    "eth",
    "alice",
    ".eth",
    "alice..eth",
    "alice.eth.",
    " alice.eth",
    "alice eth.eth",
    "a_b.eth",
    "ab--c.eth",
    "xn--80ak6aa92e.eth",
    "alice\u3002eth",  # ideographic full stop
    "alice\uff0eeth",  # full-width full stop
    "alice\uff61eth",  # half-width ideographic full stop
    "vit\u0430lik.eth",  # one Cyrillic letter
    "\u0430\u0440\u0440\u04cf\u0435.eth",  # all Cyrillic, looks like "apple"
    "al\u0456ce.eth",
    "\u03b1lice.eth",  # Greek
    "ali\u200bce.eth",  # zero width space
    "ali\u200dce.eth",  # zero width joiner outside an emoji
    "ali\u00adce.eth",  # soft hyphen
    "ali\u202ece.eth",  # right-to-left override
    "alice\u2024eth",
    "alice/eth.eth",
    "a" * 260 + ".eth",
]


@pytest.mark.parametrize("name", INVALID)
def test_what_is_no_name_is_refused_in_plain_characters(name: str) -> None:
    with pytest.raises(NameNotResolved) as caught:
        normalise(name)
    assert str(caught.value).isascii()


def test_wire_form_parents_and_coin_types() -> None:
    assert wire_name("a.bc.eth") == b"\x01a\x02bc\x03eth\x00"
    assert parents("a.bc.eth") == ["a.bc.eth", "bc.eth", "eth"]
    assert coin_type(1) == 60
    assert coin_type(8453) == 2147492101
    assert coin_type(10) == 2147483658


@dataclass(frozen=True, slots=True)
class Ens:
    """A registry on the test chain."""

    engine: Engine
    registrar: EvmClient

    async def name(
        self, name: str, resolver: str, *, records: dict[int, str] | None = None
    ) -> None:
        registry = self.registrar.chain.ens_registry
        assert registry is not None
        node = namehash(name)
        words = encode(["bytes32", "address"], [node, resolver])
        await self.engine.transact(registry, "0x" + (SET_RESOLVER + words).hex())
        for coin, record in (records or {}).items():
            words = encode(["bytes32", "uint256", "bytes"], [node, coin, bytes.fromhex(record[2:])])
            await self.engine.transact(resolver, "0x" + (SET_ADDR + words).hex())


@pytest.fixture
async def ens(client: EvmClient, engine: Engine) -> Ens:
    await engine.multicall()
    registry = await engine.deploy("Registry")
    return Ens(engine, EvmClient(client.pool, replace(client.chain, ens_registry=registry)))


async def test_each_chain_gets_its_own_record_in_two_round_trips(ens: Ens) -> None:
    resolver = await ens.engine.deploy("Resolver")
    records = {coin_type(8453): ON_BASE, 60: ON_ETHEREUM}
    await ens.name("alice.eth", resolver, records=records)
    before = ens.registrar.pool.stats.round_trips
    on_base = await resolve_name(ens.registrar, "Alice.eth", chain=BASE)
    assert ens.registrar.pool.stats.round_trips - before == 2
    assert on_base == ResolvedName("alice.eth", checksum(ON_BASE))
    on_ethereum = await resolve_name(ens.registrar, "alice.eth", chain=ETHEREUM)
    assert on_ethereum.address == checksum(ON_ETHEREUM)


async def test_another_chains_record_is_a_hint_and_never_an_answer(ens: Ens) -> None:
    resolver = await ens.engine.deploy("Resolver")
    await ens.name("alice.eth", resolver, records={60: ON_ETHEREUM})
    with pytest.raises(NameNotResolved) as caught:
        await resolve_name(ens.registrar, "alice.eth", chain=OPTIMISM)
    assert caught.value.message == "'alice.eth' has no address for OP Mainnet"
    assert caught.value.hint is not None
    assert checksum(ON_ETHEREUM) in caught.value.hint


@pytest.mark.parametrize("record", ["0x", "0x" + "00" * 20, "0x1234", "0x" + "11" * 32])
async def test_a_record_that_is_no_address_is_no_answer(ens: Ens, record: str) -> None:
    resolver = await ens.engine.deploy("Resolver")
    await ens.name("alice.eth", resolver, records={coin_type(8453): record})
    with pytest.raises(NameNotResolved, match=r"'alice\.eth' has no address for Base"):
        await resolve_name(ens.registrar, "alice.eth", chain=BASE)


async def test_an_unknown_name_is_not_registered(ens: Ens) -> None:
    with pytest.raises(NameNotResolved, match=r"'nobody\.eth' is not a registered name"):
        await resolve_name(ens.registrar, "nobody.eth", chain=BASE)


async def test_a_plain_resolver_does_not_answer_for_names_below_its_own(ens: Ens) -> None:
    resolver = await ens.engine.deploy("Resolver")
    await ens.name("alice.eth", resolver, records={coin_type(8453): ON_BASE})
    with pytest.raises(NameNotResolved):
        await resolve_name(ens.registrar, "bob.alice.eth", chain=BASE)


async def test_a_resolver_older_than_coin_types_answers_for_ethereum_alone(ens: Ens) -> None:
    await ens.name("old.eth", await ens.engine.deploy("OldResolver"))
    found = await resolve_name(ens.registrar, "old.eth", chain=ETHEREUM)
    assert found.address == "0x" + "11" * 20
    with pytest.raises(NameNotResolved, match="for Base"):
        await resolve_name(ens.registrar, "old.eth", chain=BASE)


async def test_a_wildcard_resolver_answers_for_names_below_its_own(ens: Ens) -> None:
    await ens.name("pay.eth", await ens.engine.deploy("WildcardResolver"))
    found = await resolve_name(ens.registrar, "bob.pay.eth", chain=BASE)
    assert int(found.address, 16) == len(wire_name("bob.pay.eth"))


async def test_a_lookup_outside_the_chain_is_refused_and_not_followed(ens: Ens) -> None:
    await ens.name("off.eth", await ens.engine.deploy("OffchainResolver"))
    for chain in (BASE, ETHEREUM):
        with pytest.raises(OffchainName, match=r"'alice\.off\.eth' is kept outside the chain"):
            await resolve_name(ens.registrar, "alice.off.eth", chain=chain)


async def test_without_multicall_offchain_names_are_still_told(ens: Ens) -> None:
    await ens.name("off.eth", await ens.engine.deploy("OffchainResolver"))
    chain = replace(ens.registrar.chain, multicall=None)
    with pytest.raises(OffchainName):
        await resolve_name(EvmClient(ens.registrar.pool, chain), "off.eth", chain=BASE)


async def test_invalid_names_reach_no_node(ens: Ens) -> None:
    before = ens.registrar.pool.stats.requests
    for name in INVALID:
        with pytest.raises(NameNotResolved):
            await resolve_name(ens.registrar, name, chain=BASE)
    assert ens.registrar.pool.stats.requests == before


async def test_a_chain_without_a_registry_resolves_nothing(client: EvmClient) -> None:

    with pytest.raises(NameNotResolved, match="no name registry on Base"):
        await resolve_name(client, "alice.eth", chain=BASE)


def _says(text: str) -> str:
    """Code of a contract that answers every call with a `string` of at most 32 bytes."""
    store = [(32, 0), (len(text), 32)]
    code = "".join(f"60{value:02x}60{at:02x}52" for value, at in store)
    return f"0x{code}7f{text.encode().hex().ljust(64, '0')}604052" + "60606000f3"


async def _call_itself(ens: Ens, address: str, claim: str) -> None:
    """A reverse record (EIP-181)."""
    resolver = checksum("0x" + "5e" * 20)
    await ens.engine.do("anvil_setCode", resolver, _says(claim))
    await ens.name(f"{address[2:].lower()}.addr.reverse", resolver)


async def test_an_address_has_the_name_that_both_ways_lead_to(ens: Ens) -> None:
    here = checksum(ON_BASE)
    assert await own_name(ens.registrar, here) is None
    await ens.name("carol.eth", await ens.engine.deploy("Resolver"), records={8453: ON_BASE})
    await _call_itself(ens, here, "carol.eth")
    assert await own_name(ens.registrar, here) is None  # the name does not lead back yet
    coin = coin_type(ens.registrar.chain.id)
    await ens.name("carol.eth", await ens.engine.deploy("Resolver"), records={coin: ON_BASE})
    assert await own_name(ens.registrar, here) == "carol.eth"


@pytest.mark.parametrize("claim", ["vitalik.eth", "", "not a name", "a\u200b.eth"])
async def test_a_name_that_an_address_only_claims_is_not_its_own(ens: Ens, claim: str) -> None:
    await _call_itself(ens, checksum(ON_BASE), claim)
    assert await own_name(ens.registrar, checksum(ON_BASE)) is None


def test_a_recipient_is_shown_with_what_it_calls_itself() -> None:
    named = Recipient(checksum(ON_BASE), "bob.eth")
    assert named.note == ", which has no name of its own"
    assert replace(named, own_name="x.eth").note == ", whose own name is x.eth"
    assert replace(named, own_name="bob.eth").note == ""
    assert Recipient(checksum(ON_BASE)).note == ""
