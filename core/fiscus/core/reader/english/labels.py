"""English labels of form fields: "amount: 5 USDC, to: alice.eth, chain: base"."""

from __future__ import annotations

_LABELS = {
    "amount": (
        "amount|amt|how much|quantity|qty|sum|size|total|amount to send|send amount|number"
        "|transfer amount|swap amount|amount in|volume"
    ),
    "token": (
        "token|coin|asset|currency|which coin|which token|what token|symbol|ticker|crypto"
        "|from token|token in|sell token|source token|pay with|token from|input token|tok"
        "|the token|sell|spend|token symbol|token to send|in token"
    ),
    "to_token": (
        "to token|token out|buy token|target token|destination token|receive token|token to"
        "|output token|buy|receive|for token|want|out token|dest token|into"
    ),
    "recipient": (
        "recipient|to address|destination address|beneficiary|payee|receiver|who|to whom"
        "|recipient address|wallet|send to|pay to|address|dest address|receiver address"
        "|payable to|beneficiary address|wallet address|whom|for whom|recipient wallet"
    ),
    "from": "from|source|src|origin|out of|from where",
    "to": "to|destination|dst|dest|target|to where|where to",
    "chain": "chain|network|on|where|blockchain|net|on chain|which chain|which network|via|l2",
    "from_chain": (
        "source chain|from chain|origin chain|src chain|source network|from network|chain from"
        "|origin network|chain in"
    ),
    "to_chain": (
        "destination chain|to chain|target chain|dest chain|dst chain|destination network"
        "|to network|target network|chain to|chain out|receiving chain"
    ),
    "action": (
        "action|type|what|operation|intent|do|request type|tx type|transaction type|op type|verb"
        "|kind|request|task|command|method"
    ),
    "proposal": (
        "proposal|proposal id|proposalid|prop|proposal number|prop id|proposal no|proposal_id"
    ),
    "support": "support|vote|choice|position|my vote|stance|vote type|ballot|decision",
    "governor": (
        "governor|gov|governor address|governor contract|gov contract|dao|dao contract|contract"
    ),
}
LABELS: dict[str, str] = {
    phrase: role for role, phrases in _LABELS.items() for phrase in phrases.split("|")
}
