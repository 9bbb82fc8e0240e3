from __future__ import annotations

import pytest

from fiscus.chains.solana.keys import Signature, SolanaSigner
from tests.chains.solana.chain import Chain
from tests.chains.solana.swapping.maker import Maker


@pytest.fixture
async def maker(chain: Chain) -> Maker:
    """Has a real lookup table, and has approved the wallet as delegate of its accounts."""
    found = Maker(chain)
    await found.open()
    return found


@pytest.fixture
def signed(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """Every message that the key really signs."""
    seen: list[bytes] = []
    real = SolanaSigner.sign

    def sign(self: SolanaSigner, message: bytes) -> Signature:
        seen.append(message)
        return real(self, message)

    monkeypatch.setattr(SolanaSigner, "sign", sign)
    return seen
