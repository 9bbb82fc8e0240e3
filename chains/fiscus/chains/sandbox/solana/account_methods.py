"""Methods about accounts and tokens."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from solders.account import Account
from solders.pubkey import Pubkey

from fiscus.chains.jsonrpc import Json
from fiscus.chains.sandbox.solana.accounts import account_json, decimals_of, token_amount
from fiscus.chains.sandbox.solana.encoding import decoded
from fiscus.chains.sandbox.solana.faults import invalid
from fiscus.chains.sandbox.solana.layouts import TOKEN_PROGRAMS, Holding, read_holding, read_mint
from fiscus.chains.sandbox.solana.node import Methods, Node, in_context
from fiscus.chains.sandbox.solana.params import Config, Params, pubkey

MOST_ACCOUNTS: Final = 100
MOST_FILTERS: Final = 4
MOST_LARGEST: Final = 20


def get_balance(node: Node, params: Params) -> Json:
    return in_context(node.bank(params.config(1)), node.engine.balance(params.key(0)))


def get_account_info(node: Node, params: Params) -> Json:
    config = params.config(1)
    account = node.engine.account(params.key(0))
    return in_context(node.bank(config), _shown(node, account, config, "binary"))


def get_multiple_accounts(node: Node, params: Params) -> Json:
    config = params.config(1)
    keys = params.keys(0, most=MOST_ACCOUNTS)
    found = [_shown(node, node.engine.account(key), config, "base64") for key in keys]
    return in_context(node.bank(config), found)


def get_program_accounts(node: Node, params: Params) -> Json:
    program, config = params.key(0), params.config(1)
    fits = read_filters(config)
    found: list[Json] = [
        _keyed(node, key, account, config)
        for key, account in node.engine.known()
        if account.owner == program and fits(account)
    ]
    bank = node.bank(config)
    return in_context(bank, found) if config.flag("withContext") else found


def get_token_accounts_by_owner(node: Node, params: Params) -> Json:
    owner = params.key(0)
    return _token_accounts(node, params, lambda holding: holding.owner == owner)


def get_token_accounts_by_delegate(node: Node, params: Params) -> Json:
    delegate = params.key(0)
    return _token_accounts(node, params, lambda holding: holding.delegate == delegate)


def get_token_account_balance(node: Node, params: Params) -> Json:
    account = node.engine.account(params.key(0))
    if account is None:
        raise invalid("Invalid param: could not find account")
    holding = read_holding(account)
    if holding is None:
        raise invalid("Invalid param: not a Token account")
    decimals = decimals_of(node.engine, holding.mint)
    return in_context(node.bank(params.config(1)), token_amount(holding.amount, decimals))


def get_token_supply(node: Node, params: Params) -> Json:
    account = node.engine.account(params.key(0))
    if account is None:
        raise invalid("Invalid param: could not find account")
    mint = read_mint(account)
    if mint is None:
        raise invalid("Invalid param: not a Token mint")
    return in_context(node.bank(params.config(1)), token_amount(mint.supply, mint.decimals))


def get_token_largest_accounts(node: Node, params: Params) -> Json:
    key = params.key(0)
    mint = read_mint(node.engine.account(key))
    if mint is None:
        raise invalid("Invalid param: not a Token mint")
    held = [
        (holding.amount, str(address))
        for address, account in node.engine.known()
        if (holding := read_holding(account)) is not None and holding.mint == key
    ]
    largest: list[Json] = [
        {"address": address, **token_amount(amount, mint.decimals)}
        for amount, address in sorted(held, reverse=True)[:MOST_LARGEST]
    ]
    return in_context(node.bank(params.config(1)), largest)


def read_filters(config: Config) -> Callable[[Account], bool]:
    """Whether an account fits all `filters` of the options."""
    filters = config.options.get("filters")
    wanted = filters if isinstance(filters, list) else []
    if len(wanted) > MOST_FILTERS:
        raise invalid(f"Too many filters provided; max {MOST_FILTERS}")
    tests = [_filter(entry) for entry in wanted]
    return lambda account: all(fits(account) for fits in tests)


def _token_accounts(node: Node, params: Params, fits: Callable[[Holding], bool]) -> Json:
    belongs, config = _token_filter(node, params.filter(1)), params.config(2)
    found: list[Json] = []
    for key, account in node.engine.known():
        holding = read_holding(account)
        if holding is not None and fits(holding) and belongs(account, holding):
            found.append(_keyed(node, key, account, config))
    return in_context(node.bank(config), found)


def _token_filter(node: Node, asked: Mapping[str, Json]) -> Callable[[Account, Holding], bool]:
    """By `mint`, or by `programId`."""
    if "mint" in asked:
        mint = pubkey(asked["mint"])
        if read_mint(node.engine.account(mint)) is None:
            raise invalid("Invalid param: could not find mint")
        return lambda _, holding: holding.mint == mint
    if "programId" in asked:
        program = pubkey(asked["programId"])
        if program not in TOKEN_PROGRAMS:
            raise invalid("Invalid param: unrecognized Token program id")
        return lambda account, _: account.owner == program
    raise invalid("Invalid params: expected `mint` or `programId`")


def _filter(entry: Json) -> Callable[[Account], bool]:
    if not isinstance(entry, dict):
        raise invalid("Invalid params: a filter is no object")
    size, config = entry.get("dataSize"), Config(entry).inner("memcmp")
    if isinstance(size, int):
        return lambda account: len(account.data) == size
    if config is None:
        raise invalid("Invalid params: expected `dataSize` or `memcmp`")
    start = config.number("offset") or 0
    wanted = decoded(config.text("bytes", ""), config.text("encoding", "base58"))
    return lambda account: account.data[start : start + len(wanted)] == wanted


def _keyed(node: Node, key: Pubkey, account: Account, config: Config) -> Json:
    return {"pubkey": str(key), "account": _shown(node, account, config, "binary")}


def _shown(node: Node, account: Account | None, config: Config, default: str) -> Json:
    encoding = config.text("encoding", default)
    return account_json(account, node.engine, encoding=encoding, piece=config.piece)


METHODS: Final[Methods] = {
    "getAccountInfo": get_account_info,
    "getBalance": get_balance,
    "getMultipleAccounts": get_multiple_accounts,
    "getProgramAccounts": get_program_accounts,
    "getTokenAccountBalance": get_token_account_balance,
    "getTokenAccountsByDelegate": get_token_accounts_by_delegate,
    "getTokenAccountsByOwner": get_token_accounts_by_owner,
    "getTokenLargestAccounts": get_token_largest_accounts,
    "getTokenSupply": get_token_supply,
}
