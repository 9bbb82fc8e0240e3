from __future__ import annotations

from collections.abc import Generator

import pytest
from eth_typing import ChecksumAddress
from web3 import Web3

from fiscus.chains.sandbox.definition import (
    DAI,
    DEPLOYER,
    ENS_REGISTRY,
    GOVERNOR,
    NAMES,
    RESOLVER,
    SANDBOX,
    SANDBOX_TOKENS,
    TIMELOCK,
    TREASURY,
    USDC,
    VOTES,
    WETH,
)
from fiscus.chains.sandbox.session import Sandbox
from tests.chains.sandbox.witness import contract, witness
from tests.sandboxes import rpc


@pytest.fixture
def web3(sandbox: Sandbox) -> Web3:
    return witness(sandbox.rpc_url)


@pytest.fixture
def wallet(sandbox: Sandbox) -> ChecksumAddress:
    return Web3.to_checksum_address(sandbox.address)


@pytest.fixture
def unlocked(sandbox: Sandbox, wallet: ChecksumAddress) -> Generator[ChecksumAddress]:
    """The wallet, for whose transactions the node asks no signature."""
    rpc(sandbox.rpc_url, "anvil_impersonateAccount", wallet)
    yield wallet
    rpc(sandbox.rpc_url, "anvil_stopImpersonatingAccount", wallet)


def test_the_chain_is_its_own(web3: Web3) -> None:
    assert web3.eth.chain_id == SANDBOX.id == 31337


def test_the_wallet_begins_with_a_hundred_ether(web3: Web3, wallet: ChecksumAddress) -> None:
    assert web3.eth.get_balance(wallet) == 100 * 10**18
    assert web3.eth.get_transaction_count(wallet) == 0
    assert web3.eth.get_code(wallet) == b""


@pytest.mark.parametrize(
    ("symbol", "decimals", "units"),
    [("WETH", 18, 10 * 10**18), ("USDC", 6, 25_000 * 10**6), ("DAI", 18, 10_000 * 10**18)],
)
def test_the_wallet_has_tokens(
    web3: Web3, wallet: ChecksumAddress, symbol: str, decimals: int, units: int
) -> None:
    (listed,) = [token for token in SANDBOX_TOKENS if token.symbol == symbol]
    token = contract(web3, "Token", listed.address).functions
    assert token.symbol().call() == symbol
    assert token.name().call() == listed.name
    assert token.decimals().call() == decimals == listed.decimals
    assert token.balanceOf(wallet).call() == units


def test_the_assembly_has_a_treasury_and_the_wallet_votes_in_it(
    web3: Web3, wallet: ChecksumAddress
) -> None:
    governor = contract(web3, "Assembly", GOVERNOR).functions
    votes = contract(web3, "Votes", VOTES).functions
    assert governor.token().call() == VOTES
    assert governor.timelock().call() == TIMELOCK
    assert governor.latestProposalId().call() == 41
    assert votes.getVotes(wallet).call() == 1_000 * 10**18
    assert contract(web3, "Token", USDC).functions.balanceOf(TIMELOCK).call() == 100_000 * 10**6
    assert web3.eth.get_balance(Web3.to_checksum_address(TIMELOCK)) == 10 * 10**18


def test_a_token_arrived_by_a_transfer_that_the_chain_remembers(
    web3: Web3, wallet: ChecksumAddress
) -> None:
    token = contract(web3, "Token", USDC)
    (event,) = token.events.Transfer().get_logs(from_block=0, argument_filters={"to": wallet})
    assert event["args"]["value"] == 25_000 * 10**6


def test_only_the_issuer_makes_tokens(web3: Web3, wallet: ChecksumAddress) -> None:
    mint = contract(web3, "Token", USDC).functions.mint(wallet, 1)
    with pytest.raises(Exception, match="not the issuer"):
        mint.call({"from": wallet})


def test_wrapped_ether_is_backed(web3: Web3, unlocked: ChecksumAddress) -> None:
    weth = contract(web3, "Weth", WETH)
    backed = web3.eth.get_balance(weth.address)
    assert backed == weth.functions.totalSupply().call()
    weth.functions.withdraw(4 * 10**18).transact({"from": unlocked})
    weth.functions.deposit().transact({"from": unlocked, "value": Web3.to_wei(1, "ether")})
    web3.eth.send_transaction(
        {"from": unlocked, "to": weth.address, "value": Web3.to_wei(2, "ether")}
    )
    assert weth.functions.balanceOf(unlocked).call() == 9 * 10**18
    assert web3.eth.get_balance(weth.address) == backed - 10**18
    assert weth.functions.totalSupply().call() == backed - 10**18


def node(name: str) -> bytes:
    """EIP-137, by the hash of the witness."""
    above = bytes(32)
    for label in reversed(name.split(".")):
        above = Web3.keccak(above + Web3.keccak(text=label))
    return above


def record(web3: Web3, name: str, *coin: int) -> object:
    """What the resolver that the registry names says."""
    registry = contract(web3, "Registry", ENS_REGISTRY)
    resolver = contract(web3, "Resolver", registry.functions.resolver(node(name)).call())
    signature = "addr(bytes32,uint256)" if coin else "addr(bytes32)"
    return resolver.functions[signature](node(name), *coin).call()


@pytest.mark.parametrize("name", NAMES)
def test_names_resolve_for_ether_and_for_this_chain(web3: Web3, name: str) -> None:
    address = bytes.fromhex(NAMES[name][2:])
    assert record(web3, name) == NAMES[name]
    assert record(web3, name, 60) == address
    assert record(web3, name, 0x80000000 | 31337) == address
    assert record(web3, name, 0x80000000 | 8453) == b""


def test_other_names_are_not_registered(web3: Web3) -> None:
    registry = contract(web3, "Registry", ENS_REGISTRY).functions
    assert registry.recordExists(node("alice.eth")).call() is True
    assert registry.recordExists(node("mallory.eth")).call() is False
    assert int(registry.resolver(node("mallory.eth")).call(), 16) == 0


def test_names_stand_for_plain_accounts_but_for_the_treasury(web3: Web3) -> None:
    coded = {name for name, at in NAMES.items() if web3.eth.get_code(Web3.to_checksum_address(at))}
    assert coded == {"treasury.eth"}
    assert len(set(NAMES.values())) == len(NAMES)


def test_the_treasury_looks_like_a_safe_and_takes_ether(
    web3: Web3, unlocked: ChecksumAddress
) -> None:
    treasury = contract(web3, "Treasury", TREASURY)
    assert treasury.functions.VERSION().call() == "1.4.1"
    assert treasury.functions.getThreshold().call() == 2
    assert treasury.functions.getOwners().call() == [NAMES["alice.eth"], NAMES["bob.eth"]]
    assert treasury.functions.isOwner(Web3.to_checksum_address(NAMES["bob.eth"])).call() is True
    assert treasury.functions.isOwner(unlocked).call() is False
    sent = web3.eth.send_transaction(
        {"from": unlocked, "to": treasury.address, "value": Web3.to_wei(1, "ether")}
    )
    (event,) = treasury.events.SafeReceived().process_receipt(
        web3.eth.wait_for_transaction_receipt(sent)
    )
    assert event["args"]["sender"] == unlocked
    assert web3.eth.get_balance(treasury.address) == 10**18


def test_many_reads_in_one_keep_their_order_and_their_failures(
    web3: Web3, wallet: ChecksumAddress
) -> None:
    assert SANDBOX.multicall is not None
    many = contract(web3, "Multicall", SANDBOX.multicall)
    usdc = contract(web3, "Token", USDC)
    asked = [
        (many.address, False, many.encode_abi("getEthBalance", [wallet])),
        (usdc.address, True, "0xdeadbeef"),
        (usdc.address, False, usdc.encode_abi("balanceOf", [wallet])),
    ]
    first, second, third = many.functions.aggregate3(asked).call()
    assert [first[0], second[0], third[0]] == [True, False, True]
    assert int.from_bytes(first[1], "big") == 100 * 10**18
    assert int.from_bytes(third[1], "big") == 25_000 * 10**6
    with pytest.raises(Exception, match="Multicall3: call failed"):
        many.functions.aggregate3([(usdc.address, False, "0xdeadbeef")]).call()


def test_addresses_follow_from_the_deployer_alone(web3: Web3) -> None:
    deployer = bytes.fromhex(DEPLOYER[2:])

    def created(nonce: int) -> str:
        """The yellow paper's `CREATE`: the hash of the RLP of both."""
        encoded = b"\xd6\x94" + deployer + (bytes([nonce]) if nonce else b"\x80")
        return Web3.to_checksum_address(Web3.keccak(encoded)[-20:].hex())

    assert [created(nonce) for nonce in range(5)] == [WETH, USDC, DAI, RESOLVER, TREASURY]
    assert web3.eth.get_transaction_count(Web3.to_checksum_address(DEPLOYER)) == 5


def test_the_money_of_the_wallet_comes_last(web3: Web3) -> None:
    counts = [web3.eth.get_block_transaction_count(n) for n in range(web3.eth.block_number + 1)]
    assert counts == [0, 18, 5, 6, 1, 20, 2, 2, 5, 5]


def test_no_account_of_the_node_can_be_used_without_its_key(web3: Web3) -> None:
    assert len(web3.eth.accounts) == 0


def test_each_transaction_makes_a_block(web3: Web3, unlocked: ChecksumAddress) -> None:
    before = web3.eth.block_number
    for _ in range(2):
        web3.eth.send_transaction(
            {"from": unlocked, "to": unlocked, "value": Web3.to_wei(0, "ether")}
        )
    assert web3.eth.block_number == before + 2
