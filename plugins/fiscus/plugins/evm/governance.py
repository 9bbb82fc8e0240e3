"""The actions of an assembly, in the order in which a proposal takes them."""

from __future__ import annotations

from typing import Final

from fiscus.core.action import AnyAction
from fiscus.plugins.evm.delegate import delegate
from fiscus.plugins.evm.execute import execute
from fiscus.plugins.evm.propose import propose
from fiscus.plugins.evm.queue import queue
from fiscus.plugins.evm.vote import vote

governance: Final[tuple[AnyAction, ...]] = (delegate, propose, vote, queue, execute)
