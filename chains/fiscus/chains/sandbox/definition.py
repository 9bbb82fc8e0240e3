"""The sandbox as a network: a chain of its own, whose contracts are always at the same addresses.

Its name is in no signature, but its chain id is: what is signed here is valid on no real network.
No RPC is known for it beforehand; only a running sandbox says where it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from fiscus.chains.evm.chain import MULTICALL3, EvmChain
from fiscus.chains.evm.decoding import catalogue
from fiscus.chains.evm.decoding.catalogue import Listed
from fiscus.chains.evm.tokens import Token

DEPLOYER: Final = "0x85D80d7ff7D6628990c733404cE525123EF90ea3"
"""Has no key. Its contracts have the addresses that its nonces give them (`CREATE`), so new ones
are deployed after those that are here."""
STEWARD: Final = "0xB9c575a0792ca4eF7de5d4F37eCd8C9EB5F534C9"
"""Has no key either: issues the tokens and owns the names."""

WETH: Final = "0x52f14218300F733Ce85aB0aD5A7Da056eFC47EaA"
USDC: Final = "0x20eFf362BE3cF238BE54b39501aecfC21eC0499d"
DAI: Final = "0x5F3AF09D06FeD754d96D824D691e13d4AFDbf805"
RESOLVER: Final = "0x68E5a91EEe299a1215029801ED9bfA3C8Ed2eE0d"
TREASURY: Final = "0x4211C16FE75f2Eb310f9D4c034a98Ab2a5eD92Eb"
"""A contract wallet that shows itself as a Safe of alice and bob."""
ENS_REGISTRY: Final = "0x00000000000C2E074eC69A0dFb2997BA6C7d2e1e"
"""Where ENS is on Ethereum (EIP-137; docs.ens.domains lists it)."""

MARKET_MAKER: Final = "0x47D357F27307612e332F48cf3BA06a25EA6361A2"
"""Has no key either: deploys Uniswap, owns its factories, and provides the liquidity."""
V2_FACTORY: Final = "0x43D71faFfFBFFa0564e5AC152dDc6B65CF45A3Ad"
V2_ROUTER: Final = "0x19AB37dc61424BA84B97e35B040663561557202F"
V3_FACTORY: Final = "0x035eA891222543FBad87301d49dB4091cc7fb42c"
V3_POSITIONS: Final = "0xb69a77e41F408eC75c268B9980724f17A37b8109"
V3_QUOTER: Final = "0xfb49E3f78246506845546c902663C81483DCDA97"
SWAP_ROUTER_02: Final = "0x96c16630d1a0C9d82304bAA7fb17737d93ACC139"
LIFI_SWAPS: Final = "0xA4f4A078424c09BB9D7eaE307209b5916F347e22"
"""A facet of the diamond."""
LIFI_DIAMOND: Final = "0x1231DEB6f5749EF6cE6943a275A1D3E7486F4EaE"
"""Where LI.FI's diamond is on most chains (docs.li.fi lists it)."""

LIFI_BRIDGES: Final = "0x000000000000000000000000000000000b41d9E5"
"""Another one, for the way between the sandbox's two chains."""

BEBOP_SETTLEMENT: Final = "0xbbbbbBB520d69a9775E85b458C58c648259FAD5F"
"""Where Bebop's settlement contract is on all its chains but one (docs.bebop.xyz lists it)."""
BEBOP_MAKER: Final = "0x822aC0bf0F7B6b39F5dB227C97426165aD0f1CaA"
"""Trades on Bebop. Everybody knows its key: `bebop.orders` has it."""

FOUNDER: Final = "0xd29d61a3eBAB81512d479C5F1F8A8FEC895F1556"
"""Has no key either: deploys the assembly."""
VOTES: Final = "0xE4a385D95FfCe69CEF54fB975e8Ad4c034Cfea5f"
TIMELOCK: Final = "0xd2318f5daEE91C51E275427C3C8e9EC76eff731a"
"""Holds what the assembly decides about, and does what it decided."""
GOVERNOR: Final = "0x5a716A032DF95FDEDa23606611b019fF7509B663"

SANDBOX: Final = EvmChain(
    "sandbox",
    "Sandbox",
    31337,
    "ETH",
    aliases=("local", "anvil", "localhost"),
    wrapped=WETH,
    multicall=MULTICALL3,
    coingecko_platform="sandbox",
    coingecko_coin="ethereum",
    testnet=True,
    ens_registry=ENS_REGISTRY,
    stale_seconds=None,
)
FAR: Final = replace(
    SANDBOX,
    name="sandbox2",
    title="Sandbox 2",
    id=31338,
    aliases=("sandbox 2", "sandbox two", "second sandbox"),
    coingecko_platform="sandbox2",
)
"""The chain at the other end of the bridge. The same contracts have the same addresses there; it
has no market."""
SANDBOX_TOKENS: Final = (
    Token("sandbox", WETH, "WETH", "Wrapped Ether", 18),
    Token("sandbox", USDC, "USDC", "USD Coin", 6, pegged_usd=True),
    Token("sandbox", DAI, "DAI", "Dai Stablecoin", 18, pegged_usd=True),
)
GOV: Final = Token("sandbox", VOTES, "GOV", "Votes", 18)
"""What votes at the assembly; nobody trades it."""
FAR_TOKENS: Final = tuple(replace(token, chain=FAR.name) for token in SANDBOX_TOKENS)
SANDBOX_CONTRACTS: Final = (
    Listed("sandbox", catalogue.V2_ROUTER, "Uniswap v2 Router02", V2_ROUTER),
    Listed("sandbox", catalogue.ROUTER_02, "Uniswap SwapRouter02", SWAP_ROUTER_02),
    Listed("sandbox", catalogue.V3_QUOTER, "Uniswap QuoterV2", V3_QUOTER),
    Listed("sandbox", catalogue.LIFI, "LI.FI Diamond", LIFI_DIAMOND),
    Listed("sandbox2", catalogue.LIFI, "LI.FI Diamond", LIFI_DIAMOND),
    Listed("sandbox", catalogue.BEBOP, "Bebop settlement", BEBOP_SETTLEMENT),
)

NAMES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "alice.eth": "0x56932087d042F871358623E910e7C41a25BD291C",
        "bob.eth": "0x6d383141E34BCfFf8007C08a9bf2E8aDCADca9f9",
        "carol.eth": "0x22d50E6a2467CFA740b6E508B5f849269a543a6f",
        "treasury.eth": TREASURY,
    }
)
"""Who the names of the sandbox stand for. All but the treasury are plain accounts without a key."""
