"""Instructions as `jsonParsed` shows them: of the programs that a node knows, in its words.

Types and field names of Agave's `transaction-status` (`parse_system`, `parse_token`,
`parse_associated_token`, `parse_instruction`). What is not written here is shown as bytes, as a
node shows those of programs it does not know.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Mapping, Sequence
from typing import Final, TypeAlias

from fiscus.chains.jsonrpc import Json
from fiscus.chains.sandbox.solana.accounts import EXTENSIONS, token_amount
from fiscus.chains.solana import programs
from fiscus.chains.solana.addresses import encode as base58

Info: TypeAlias = dict[str, Json]
Read: TypeAlias = Callable[[bytes, Sequence[str]], tuple[str, Info] | None]
"""Type and fields, of the data and the accounts; `None` for what is not known."""
TITLES: Final[Mapping[str, str]] = {
    programs.SYSTEM: "system",
    programs.TOKEN: "spl-token",
    programs.TOKEN_2022: "spl-token",
    programs.ASSOCIATED_TOKEN: "spl-associated-token-account",
}
MEMOS: Final = frozenset({programs.MEMO, programs.MEMO_1})


def instruction_json(
    program: str, accounts: Sequence[str], data: bytes, stack_height: int | None
) -> dict[str, Json]:
    """`UiParsedInstruction`, parsed or half parsed."""
    parsed = parsed_json(program, accounts, data)
    if parsed is not None:
        return {**parsed, "programId": program, "stackHeight": stack_height}
    return {
        "programId": program,
        "accounts": list(accounts),
        "data": base58(data),
        "stackHeight": stack_height,
    }


def parsed_json(program: str, accounts: Sequence[str], data: bytes) -> dict[str, Json] | None:
    if program in MEMOS:
        try:
            return {"program": "spl-memo", "parsed": data.decode()}
        except UnicodeDecodeError:
            return None
    read = READERS.get(program)
    try:
        found = read(data, accounts) if read else None
    except (struct.error, IndexError, ValueError):
        return None
    if found is None:
        return None
    kind, info = found
    return {"program": TITLES[program], "parsed": {"type": kind, "info": info}}


def _system(data: bytes, keys: Sequence[str]) -> tuple[str, Info] | None:
    (kind,) = struct.unpack_from("<I", data)
    if kind == 0:
        lamports, space = struct.unpack_from("<QQ", data, 4)
        made: Info = {"source": keys[0], "newAccount": keys[1], "lamports": lamports}
        return "createAccount", {**made, "space": space, "owner": base58(data[20:52])}
    if kind == 1:
        return "assign", {"account": keys[0], "owner": base58(data[4:36])}
    if kind == 2:
        (lamports,) = struct.unpack_from("<Q", data, 4)
        return "transfer", {"source": keys[0], "destination": keys[1], "lamports": lamports}
    if kind == 8:
        (space,) = struct.unpack_from("<Q", data, 4)
        return "allocate", {"account": keys[0], "space": space}
    return None


def _associated(data: bytes, keys: Sequence[str]) -> tuple[str, Info] | None:
    kind = {b"": "create", b"\0": "create", b"\1": "createIdempotent"}.get(data)
    if kind is None:
        return None
    roles = ("source", "account", "wallet", "mint", "systemProgram", "tokenProgram")
    return kind, dict(zip(roles, keys[:6], strict=True))


def _token(data: bytes, keys: Sequence[str]) -> tuple[str, Info] | None:
    kind = data[0]
    if kind in (12, 26):
        return _checked(data, keys)
    if kind in (3, 4, 7, 8):
        name, *roles = AMOUNTS[kind]
        (amount,) = struct.unpack_from("<Q", data, 1)
        return name, {**_named(roles, keys), "amount": str(amount)}
    if kind == 18:
        info = _named(("account", "mint"), keys)
        return "initializeAccount3", {**info, "owner": base58(data[1:33])}
    if kind == 21:
        types = struct.unpack(f"<{len(data[1:]) // 2}H", data[1:])
        found: Info = {"mint": keys[0]}
        if types:
            found["extensionTypes"] = [EXTENSIONS.get(t, "unparseableExtension") for t in types]
        return "getAccountDataSize", found
    if kind in PLAIN:
        name, *roles = PLAIN[kind]
        return name, _named(roles, keys)
    return None


def _checked(data: bytes, keys: Sequence[str]) -> tuple[str, Info] | None:
    with_fee = data[0] == 26
    if with_fee and data[1] != 1:
        return None
    amount, decimals = struct.unpack_from("<QB", data, 2 if with_fee else 1)
    info = _named(("source", "mint", "destination", "authority"), keys)
    info["tokenAmount"] = token_amount(amount, decimals)
    if not with_fee:
        return "transferChecked", info
    (fee,) = struct.unpack_from("<Q", data, 11)
    return "transferCheckedWithFee", {**info, "feeAmount": token_amount(fee, decimals)}


def _named(roles: Sequence[str], keys: Sequence[str]) -> Info:
    """Roles and accounts; whoever signs for a multisig is listed behind it."""
    info: Info = dict(zip(roles, keys[: len(roles)], strict=True))
    signers = list(keys[len(roles) :])
    if signers and roles[-1] in SIGNING:
        role = roles[-1]
        info[f"multisig{role[0].upper()}{role[1:]}"] = info.pop(role)
        info["signers"] = [*signers]
    return info


SIGNING: Final = frozenset({"authority", "owner", "mintAuthority", "freezeAuthority"})
AMOUNTS: Final[Mapping[int, Sequence[str]]] = {
    3: ("transfer", "source", "destination", "authority"),
    4: ("approve", "source", "delegate", "owner"),
    7: ("mintTo", "mint", "account", "mintAuthority"),
    8: ("burn", "account", "mint", "authority"),
}
PLAIN: Final[Mapping[int, Sequence[str]]] = {
    5: ("revoke", "source", "owner"),
    9: ("closeAccount", "account", "destination", "owner"),
    10: ("freezeAccount", "account", "mint", "freezeAuthority"),
    11: ("thawAccount", "account", "mint", "freezeAuthority"),
    17: ("syncNative", "account"),
    22: ("initializeImmutableOwner", "account"),
}
READERS: Final[Mapping[str, Read]] = {
    programs.SYSTEM: _system,
    programs.TOKEN: _token,
    programs.TOKEN_2022: _token,
    programs.ASSOCIATED_TOKEN: _associated,
}
