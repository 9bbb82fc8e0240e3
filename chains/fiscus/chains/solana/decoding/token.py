"""SPL Token and Token-2022, with the instructions of its extensions.

Variants by the programs' `TokenInstruction` and the enums of the extensions.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from fiscus.chains.solana.decoding.parsed import Instruction, Layout, Parsed
from fiscus.chains.solana.decoding.refusing import unknown

OLD: Final[Mapping[int, Layout]] = MappingProxyType(
    {
        0: Layout(
            "initializeMint",
            "decimals:u8 mintAuthority:key freezeAuthority:key?",
            "mint rentSysvar",
        ),
        1: Layout("initializeAccount", "", "account mint owner rentSysvar"),
        2: Layout("initializeMultisig", "m:u8", "multisig rentSysvar ..."),
        3: Layout("transfer", "amount:u64", "source destination authority ..."),
        4: Layout("approve", "amount:u64", "source delegate owner ..."),
        5: Layout("revoke", "", "source owner ..."),
        6: Layout("setAuthority", "authorityType:u8 newAuthority:key?", "account authority ..."),
        7: Layout("mintTo", "amount:u64", "mint account mintAuthority ..."),
        8: Layout("burn", "amount:u64", "account mint authority ..."),
        9: Layout("closeAccount", "", "account destination owner ..."),
        10: Layout("freezeAccount", "", "account mint freezeAuthority ..."),
        11: Layout("thawAccount", "", "account mint freezeAuthority ..."),
        12: Layout(
            "transferChecked", "amount:u64 decimals:u8", "source mint destination authority ..."
        ),
        13: Layout("approveChecked", "amount:u64 decimals:u8", "source mint delegate owner ..."),
        14: Layout("mintToChecked", "amount:u64 decimals:u8", "mint account mintAuthority ..."),
        15: Layout("burnChecked", "amount:u64 decimals:u8", "account mint authority ..."),
        16: Layout("initializeAccount2", "owner:key", "account mint rentSysvar"),
        17: Layout("syncNative", "", "account"),
        18: Layout("initializeAccount3", "owner:key", "account mint"),
        19: Layout("initializeMultisig2", "m:u8", "multisig ..."),
        20: Layout("initializeMint2", "decimals:u8 mintAuthority:key freezeAuthority:key?", "mint"),
        21: Layout("getAccountDataSize", "", "mint"),
        22: Layout("initializeImmutableOwner", "", "account"),
        23: Layout("amountToUiAmount", "amount:u64", "mint"),
        24: Layout("uiAmountToAmount", "uiAmount:text", "mint"),
    }
)
NEW: Final[Mapping[int, Layout]] = MappingProxyType(
    {
        **OLD,
        21: Layout("getAccountDataSize", "extensionTypes:u16s", "mint"),
        25: Layout("initializeMintCloseAuthority", "newAuthority:key?", "mint"),
        29: Layout("reallocate", "extensionTypes:u16s", "account payer systemProgram owner ..."),
        31: Layout("createNativeMint", "", "payer nativeMint systemProgram"),
        32: Layout("initializeNonTransferableMint", "", "mint"),
        35: Layout("initializePermanentDelegate", "delegate:key", "mint"),
        38: Layout("withdrawExcessLamports", "", "source destination authority ..."),
        45: Layout("unwrapLamports", "amount:u64?", "source destination authority ..."),
    }
)


def _pointer(what: str, field: str) -> dict[int, Layout]:
    return {
        0: Layout(f"initialize{what}Pointer", f"authority:key0 {field}:key0", "mint"),
        1: Layout(f"update{what}Pointer", f"{field}:key0", "mint authority ..."),
    }


_CONFIDENTIAL: Final = (
    "initializeConfidentialTransferMint", "updateConfidentialTransferMint",
    "configureConfidentialTransferAccount", "approveConfidentialTransferAccount",
    "emptyConfidentialTransferAccount", "depositConfidentialTransfer",
    "withdrawConfidentialTransfer", "confidentialTransfer",
    "enableConfidentialTransferConfidentialCredits",
    "disableConfidentialTransferConfidentialCredits",
    "enableConfidentialTransferNonConfidentialCredits",
    "disableConfidentialTransferNonConfidentialCredits",
    "confidentialTransferWithFee", "configureConfidentialAccountWithRegistry",
)  # fmt: skip
_CONFIDENTIAL_FEES: Final = (
    "initializeConfidentialTransferFeeConfig", "withdrawWithheldConfidentialTransferTokensFromMint",
    "withdrawWithheldConfidentialTransferTokensFromAccounts",
    "harvestWithheldConfidentialTransferTokensToMint", "enableConfidentialTransferFeeHarvestToMint",
    "disableConfidentialTransferFeeHarvestToMint",
)  # fmt: skip
_CONFIDENTIAL_MINTING: Final = (
    "initializeConfidentialMintBurnMint", "rotateConfidentialMintBurnSupplyElGamalPubkey",
    "updateConfidentialMintBurnDecryptableSupply", "confidentialMint", "confidentialBurn",
    "applyPendingBurn",
)  # fmt: skip


def _opaque(names: tuple[str, ...]) -> dict[int, Layout]:
    """Known by name alone: their proofs are nothing that could be judged here."""
    return {number: Layout(name, "proof:bytes", "...") for number, name in enumerate(names)}


EXTENSIONS: Final[Mapping[int, Mapping[int, Layout]]] = MappingProxyType(
    {
        26: {
            0: Layout(
                "initializeTransferFeeConfig",
                "configAuthority:key? withdrawAuthority:key? basisPoints:u16 maximumFee:u64",
                "mint",
            ),
            1: Layout(
                "transferCheckedWithFee",
                "amount:u64 decimals:u8 fee:u64",
                "source mint destination authority ...",
            ),
            2: Layout("withdrawWithheldTokensFromMint", "", "mint feeRecipient authority ..."),
            3: Layout(
                "withdrawWithheldTokensFromAccounts",
                "accounts:u8",
                "mint feeRecipient authority ...",
            ),
            4: Layout("harvestWithheldTokensToMint", "", "mint ..."),
            5: Layout("setTransferFee", "basisPoints:u16 maximumFee:u64", "mint authority ..."),
        },
        27: _opaque(_CONFIDENTIAL),
        28: {
            0: Layout("initializeDefaultAccountState", "state:u8", "mint"),
            1: Layout("updateDefaultAccountState", "state:u8", "mint freezeAuthority ..."),
        },
        30: {
            0: Layout("enableRequiredMemoTransfers", "", "account owner ..."),
            1: Layout("disableRequiredMemoTransfers", "", "account owner ..."),
        },
        33: {
            0: Layout("initializeInterestBearingConfig", "authority:key0 rate:i16", "mint"),
            1: Layout("updateInterestBearingConfigRate", "rate:i16", "mint authority ..."),
        },
        34: {
            0: Layout("enableCpiGuard", "", "account owner ..."),
            1: Layout("disableCpiGuard", "", "account owner ..."),
        },
        36: {
            0: Layout("initializeTransferHook", "authority:key0 hook:key0", "mint"),
            1: Layout("updateTransferHook", "hook:key0", "mint authority ..."),
        },
        37: _opaque(_CONFIDENTIAL_FEES),
        39: _pointer("Metadata", "metadata"),
        40: _pointer("Group", "group"),
        41: _pointer("GroupMember", "member"),
        42: _opaque(_CONFIDENTIAL_MINTING),
        43: {
            0: Layout("initializeScaledUiAmountConfig", "authority:key0 multiplier:f64", "mint"),
            1: Layout("updateMultiplier", "multiplier:f64 timestamp:u64", "mint authority ..."),
        },
        44: {
            0: Layout("initializePausableConfig", "authority:key", "mint"),
            1: Layout("pause", "", "mint authority ..."),
            2: Layout("resume", "", "mint authority ..."),
        },
    }
)


def parse_2022(instruction: Instruction) -> Parsed:
    """By the first byte, and by the second within an extension."""
    data = instruction.data
    variants = EXTENSIONS.get(data[0]) if data else None
    if variants is not None:
        layout, start = variants.get(data[1]) if len(data) > 1 else None, 2
    else:
        layout, start = NEW.get(data[0]) if data else None, 1
    if layout is None:
        raise unknown(instruction.program, data)
    return layout.parse(instruction, start)
