"""Networks whose coins are worth nothing."""

from __future__ import annotations

from fiscus.chains.evm.chain import EvmChain

TESTNETS: tuple[EvmChain, ...] = (
    EvmChain(
        "sepolia",
        "Sepolia",
        11155111,
        "ETH",
        aliases=("eth sepolia", "ethereum sepolia", "sepolia testnet"),
        explorer="https://sepolia.etherscan.io",
        rpcs=(
            "https://ethereum-sepolia-rpc.publicnode.com",
            "https://ethereum-sepolia-public.nodies.app",
        ),
        wrapped="0xfFf9976782d46CC05630D1f6eBAb18b2324d6B14",
        testnet=True,
        ens_registry="0x00000000000C2E074eC69A0dFb2997BA6C7d2e1e",
    ),
    EvmChain(
        "base-sepolia",
        "Base Sepolia",
        84532,
        "ETH",
        aliases=("base sepolia", "base testnet"),
        explorer="https://sepolia.basescan.org",
        rpcs=("https://sepolia.base.org", "https://base-sepolia.drpc.org"),
        wrapped="0x4200000000000000000000000000000000000006",
        testnet=True,
    ),
    EvmChain(
        "arbitrum-sepolia",
        "Arbitrum Sepolia",
        421614,
        "ETH",
        aliases=("arbitrum sepolia", "arb sepolia", "arbitrum testnet"),
        explorer="https://sepolia.arbiscan.io",
        rpcs=("https://sepolia-rollup.arbitrum.io/rpc", "https://arbitrum-sepolia.drpc.org"),
        wrapped="0x980B62Da83eFf3D4576C647993b0c1D7faf17c73",
        testnet=True,
    ),
    EvmChain(
        "optimism-sepolia",
        "OP Sepolia",
        11155420,
        "ETH",
        aliases=("optimism sepolia", "op sepolia", "optimism testnet"),
        explorer="https://optimism-sepolia.blockscout.com",
        rpcs=("https://sepolia.optimism.io", "https://optimism-sepolia-public.nodies.app"),
        wrapped="0x4200000000000000000000000000000000000006",
        testnet=True,
    ),
    EvmChain(
        "polygon-amoy",
        "Polygon Amoy",
        80002,
        "POL",
        aliases=("polygon amoy", "amoy", "polygon testnet"),
        explorer="https://amoy.polygonscan.com",
        rpcs=("https://rpc-amoy.polygon.technology", "https://polygon-amoy.drpc.org"),
        testnet=True,
        coin_aliases=("MATIC",),
    ),
)
