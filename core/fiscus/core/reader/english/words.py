"""English function words and set phrases, by meaning.

Markers say which role the next thing has; moods say whether a clause asks for anything at all;
`noise` may stand anywhere without changing what is asked.
"""

from __future__ import annotations

MARKERS = {
    "to": (
        "to|over to|across to|on over to|out to|towards|toward|unto|up to my|to be sent to"
        "|going to address"
    ),
    "into": (
        "into|in to|onto|on to|over into|over onto|in exchange for|in return for|to get"
        "|to receive|and get|and receive|receiving|getting|so i get|back into|back to"
    ),
    "from": "from|out of|off of|off|away from|taken from|coming from|sourced from",
    "for": "for",
    "settles": (
        "in settlement of|in full settlement of|in payment of|in payment for|as payment for"
        "|as settlement of|in respect of"
    ),
    "with": (
        "with|using|paying with|pay with|paid with|funded by|spending|paying in|pay in"
        "|pay using|paying using|paid in|paid for with|and pay with|i'll pay with"
        "|i will pay with|pay it with"
    ),
    "on": (
        "on|over on|across on|living on|sitting on|held on|that's on|which is on|that is on"
        "|deployed on|on the"
    ),
    "in": "in|inside|within|in the",
    "via": "via|through|thru",
    "at": "at|@|living at|located at",
    "of": "of|out of my",
    "as": "as",
    "between": "between|among|amongst|across|amidst|betwixt",
    "recipient": (
        "recipient|address is|her address is|his address is|their address is|wallet is"
        "|his wallet is|her wallet is|their wallet is|the address is|his address|her address"
        "|their address|receiver|beneficiary|destination address"
        "|here is the address|here's the address|here is his address|here's his address"
        "|here is her address|here's her address|here is their address|here's their address"
        "|recipient address|receiver address|dest|destination|payee|recipient is|receiver is"
        "|the recipient is"
    ),
    "memo": (
        "memo|with memo|with a memo|with the memo|include the message|include a message"
        "|with message|with the message|with a message|message|with note|with a note"
        "|with the note|include a note|include the note|include memo|include a memo"
        "|include the memo|add memo|add a memo|add the memo|add a note|add note|attach memo"
        "|attach a memo|attach a note|attach the note|attach the memo|attaching memo|and memo"
        "|and a memo|note|memo text|and the memo|with reference|and note|add the note"
        "|with the reference|and the note|and message|and the message|add message"
        "|add the message"
    ),
    "reason": (
        "with reason|with the reason|reason|with a reason|with rationale|rationale"
        "|giving the reason|with comment|with the comment|with a comment|citing|comment"
    ),
    "described": (
        "titled|called|named|described as|with description|description|with the description"
        "|with title|title|with the title|to the effect of|entitled"
    ),
    "slippage": (
        "slippage|slippage tolerance|slip|slippage limit|slippage cap|slippage of|slippage at"
        "|slippage tolerance of|slippage set to|slippage is|slippage to|tolerance|slipage"
        "|slippage max|slippage under|slippage below|slippage maximum|slippage tolerance at"
        "|slippage tolerance set to|max slippage|maximum slippage|slippage tolerance max"
        "|slippage up to|slippage limit of|price slippage|slippage capped at"
        "|slippage tolerance to|keep slippage under|keep slippage below|keep the slippage under"
        "|keep the slippage below|slippage no more than|slippage at most|slippage no higher than"
    ),
    "min": (
        "at least|i must get at least|i must receive at least|must get at least"
        "|must receive at least|accept nothing below|and accept nothing below|nothing below"
        "|accept nothing under|accept nothing less than|but no less than|but not less than"
        "|but not below|but min|but minimum|i want no less than|and no less than"
        "|must be at least|it must be at least|i should receive at least"
        "|i expect no less than|with no less than|get no less than|min|minimum|minimum of"
        "|no less than|not less than|min out|min output|minimum output|minimum out"
        "|minimum received|min received|a minimum of|minimum amount out|for at least"
        "|ensuring at least|ensure at least|expecting at least|get at least|receive at least"
        "|receiving at least|getting at least|with at least|but get at least|and get at least"
        "|want at least|i want at least|minimum return|min return|with a minimum of"
        "|i expect at least|give me at least|to get at least|to receive at least|with minimum"
        "|not below|no fewer than|for no less than|for a minimum of|and at least"
        "|make sure i get at least|but at least|and i want at least|as long as i get at least"
        "|provided i get at least|if i get at least|and expect at least|want no less than"
        "|accept no less than|with a min of|min of|with min out|with minimum output|with min"
        "|for minimum|min amount|minimum amount of|with a minimum output of"
        "|with a minimum return of|minimum output of|receive no less than|i need at least"
        "|needs at least|making sure i get at least|make sure it's at least"
        "|and make sure i get at least|don't accept less than|do not accept less than"
        "|and don't accept less than|nothing less than|i should get at least"
        "|making sure i receive at least|make sure i receive at least"
        "|making sure to get at least|so that i get at least|so i get at least"
        "|ensuring i get at least"
        "|and make sure i receive at least|ensuring i receive at least"
    ),
    "worth": "worth|worth of|'s worth|'s worth of|equivalent of|equivalent in|equivalent",
    "targets": "target|targets|with target|with targets|calling target",
    "values": "value|values|with value|with values",
    "calldatas": "calldata|calldatas|data|call data|with calldata|with calldatas",
}
CONNECTIVES = {
    "and": "and|&|plus also|n",
    "also": "also|and also|as well|additionally|in addition|plus",
    "then": (
        "then|and then|after that|afterwards|and after that|then after that|next|finally"
        "|lastly|followed by|when that's done|once that's done|after which|and finally"
        "|when done|once done|and next|first|firstly|first of all|second|secondly"
        "|subsequently|and afterwards|once done then|when you're done|after this"
        "|once it's done|once that is done|when that is done"
    ),
    "awaited": (
        "when that's done|once that's done|when done|once done|once done then|when you're done"
        "|once it's done|once that is done|when that is done|after that|after this|afterwards"
        "|and after that|then after that|and afterwards|after which|subsequently"
    ),
    "or": "or|or maybe|and/or|or perhaps|or possibly|or else",
}
REFERENCE = {
    "my": (
        "my|our|mine|my own|of my|of our|of mine|that i have|i have|i own|i hold|that i hold|in my"
    ),
    "your": "your|yours|ur",
    "det": "the|a|an|this|that|these|those|any",
    "some": (
        "some|some of|a bit of|a little|a little bit of|a few|several|a couple|a couple of"
        "|couple of|enough|a lot of|lots of|most of|most|part of|a portion of|a chunk of|more"
        "|a fraction of|a bunch of|bit of|a handful of|plenty of|more of|many|not much"
        "|a small amount of|a tiny bit of|various|portion of|a percentage of|bunch of"
    ),
    "it": (
        "it|them|that amount|those tokens|that much|this amount|the same amount|the proceeds"
        "|proceeds|the result|what i get|what i got|the output|the resulting"
        "|whatever comes out|the amount|the received|what you get|those"
    ),
    "me": "me|myself|us",
    "own": (
        "my wallet|my own wallet|my address|my account|my own address|my own account"
        "|our wallet|this wallet|yourself|the same wallet|my main wallet|own wallet"
        "|our treasury|my other wallet|my hot wallet|my cold wallet|my hardware wallet"
        "|my ledger|my metamask|my safe|my savings|my vault|my trezor|my external wallet"
        "|my personal wallet|my second wallet|my multisig|my exchange account|my coinbase"
        "|my coinbase account|my binance account|my holdings|my funds|my wallet address"
        "|the wallet i use|my trading wallet|my backup wallet"
    ),
    "there": (
        "there|that address|that wallet|this address|same address|the same address"
        "|the same person|same recipient|the same recipient|same place|same wallet"
        "|the above address|above address|him|this guy|that guy|that person|this person"
        "|them both|both of them|everyone|everybody|whoever|someone|anyone|somebody|anybody"
        "|all of them|the others|someone else|he|she"
    ),
    "same": (
        "same|same again|the same|same thing|do the same|again|repeat|ditto|same as before"
        "|once more|same amount|do that again|do it again|repeat that"
        "|repeat it|one more time|as before|like before|like last time|same as last time"
    ),
    "each": "each|apiece|per person|to each|a piece|respectively|each of|to both|both",
    "evenly": (
        "evenly|equally|in equal parts|equal parts|fairly|50/50|fifty fifty|fifty-fifty"
        "|half and half|in equal shares|in equal portions|in equal amounts|equal shares"
        "|in even shares"
        "|into equal parts|into equal shares|even split|equal split"
    ),
}
NOUNS = {
    "token": (
        "mint address is|the mint address is|contract address is|the contract address is"
        "|token address is|the token address is|contract is|the contract is|the mint is"
        "|tokens|token|coin|coins|crypto|cryptocurrency|erc20|erc-20|erc 20|erc20 token"
        "|erc-20 token|token contract|token address|contract|contract address|mint"
        "|mint address|spl|spl token|stablecoin|stablecoins|stables|stable|token mint|native"
        "|native token|native coin|gas token|erc20 tokens|erc-20 tokens|spl tokens|altcoin"
        "|shitcoin|memecoin"
    ),
    "money": (
        "money|cash|funds|fund|bags|bag|stack|stash|assets|savings|crypto assets|wealth"
        "|treasury|dough|moola"
    ),
    "network": (
        "network|chain|mainnet|blockchain|l2|layer 2|layer two|rollup|side|net|layer 1"
        "|sidechain|ecosystem|evm"
    ),
    "chain_id": "chain id|chainid|chain-id|chain_id|network id|chain number|eip155",
    "wallet": (
        "wallet|address|account|wallet address|the address|the wallet|addr|acct|ens|ens name"
        "|safe|multisig|treasury address|name|key|vault|eoa|smart wallet|recipient wallet"
    ),
    "balance": (
        "balance|balances|funds left|bal|token balance|wallet balance|token balances"
        "|account balance|wallet balances|remaining balance|total balance"
    ),
    "portfolio": (
        "portfolio|my holdings|my funds|my wallet balance|in my wallet|in the wallet"
        "|in your wallet|in our wallet|net worth|holdings|total value|account value"
        "|wallet value|asset breakdown|my assets|all my tokens|all my coins|positions"
        "|everything i own|everything i have|my tokens|my coins|my crypto|total holdings"
        "|total worth|breakdown|bags worth|overview"
    ),
    "price": (
        "price|prices|cost|costs|exchange rate|rate|trading at|quote|market price|going for"
        "|value|spot|spot price|current price|trading for|priced at|price check|price of"
        "|market value|worth in usd"
    ),
    "history": (
        "history|transactions|activity|transaction history|recent transactions|transfers"
        "|payments|last transactions|tx history|txs|txns|recent activity|recent transfers"
        "|last transaction|last tx|recent txs|incoming payments|past transactions|ledger"
        "|statement|past transfers|latest transactions|trade history|account activity"
        "|wallet history|latest activity|recent tx|last trades|recent trades|last transfers"
        "|recent swaps|last swaps|last payments|recent payments|last payment|last transfer"
    ),
    "proposal": (
        "proposal|prop|proposals|proposal id|proposal number|proposal no|motion|prop id"
        "|referendum|measure|ballot|initiative|proposal #|governance proposal"
    ),
    "governor": (
        "governor|gov|governor contract|governor address|dao|governance|governance contract"
        "|dao contract|governor at|the governor|dao governor|governor bravo"
    ),
    "timelock": (
        "the timelock|timelock|into the timelock|into timelock|for execution|to the timelock"
        "|in the timelock|into the queue|the execution queue|to the queue|in the queue"
        "|on the queue"
    ),
    "order": "order|request|operation|job|task|instruction|action",
    "ref": (
        "invoice|order number|ticket|bill|inv|order no|invoice no|invoice number|receipt|po"
        "|issue|order id|case|lesson|chapter|milestone|week|episode|round|sprint|room|table"
        "|apartment|apt|unit|flat|level|part|session|class|day|season|phase|q1|q2|q3|q4"
    ),
    "venue": (
        "uniswap|uniswap v2|uniswap v3|uniswap v4|uni v3|uni v2|sushiswap|sushi swap|curve"
        "|balancer|pancakeswap|pancake swap|1inch|0x api|paraswap|cowswap|cow swap|cow|matcha"
        "|kyberswap|quickswap|aerodrome|velodrome|trader joe|jupiter|raydium|orca|meteora"
        "|drift|phoenix|lifi|li.fi|li fi|jumper|stargate|across protocol|hop protocol"
        "|wormhole|layerzero|celer|cbridge|synapse|bebop|odos|camelot|openocean|metamask swap"
        "|cctp|debridge|a dex|the dex|dex|the best route|best route|any dex|whatever dex"
        "|the best dex|an aggregator|the cheapest route|cheapest route|the official bridge"
        "|native bridge|the native bridge|canonical bridge|the canonical bridge"
        "|official bridge|the bridge|the fastest route|the best rate|best rate|best price"
        "|the best price|the cheapest bridge|the fastest bridge|fastest route"
        "|best available route|the best available route|the market rate|market price|market"
    ),
    "time": (
        "second|seconds|minute|minutes|min|mins|hour|hours|hr|hrs|days|weeks|month|months"
        "|year|years|pm|am|o'clock|oclock|utc|gmt"
    ),
    "dollar": "dollar|dollars|bucks|buck|usd|us dollars|us dollar|quid worth",
    "cent": "cent|cents",
    "percent": "percent|pct|per cent|percentage|percent of|% of",
    "bps": "bps|basis points|bp|bips|basis point",
    "currency": (
        "euro|euros|eur|gbp|pound|pounds|quid|yen|jpy|cny|yuan|inr|rupees|cad|aud|chf|francs|pesos"
    ),
    "address_of": (
        "where can i receive|where do i deposit|what address do i|where to deposit"
        "|where do i send funds to|where can i deposit|which address do i"
        "|where should i deposit|where do i receive|where should i send funds|wallet address"
        "|deposit address|public address|receiving address|receive address|public key"
        "|my address|your address|my wallet address|your wallet address|our wallet address"
        "|the wallet address|the address of your wallet|eth address|evm address|qr code"
        "|pubkey|addy|ur addy|your addy|my addy|which address|what address|account address"
        "|address do you use|our address"
    ),
}
ORDINARY = {
    "person": (
        "alice|bob|joe|leo|billy|mina|luna|rose|melania|trump|jasmy|mog|me|zeus|atlas|ban|ray|op ed"
    ),
    "ordinary": (
        "alt|amp|avail|badger|banana|beam|blur|bond|boo|cow|dent|edge|farm|flow|fluid|forth"
        "|fun|gala|gas|hex|higher|honey|hop|hot|hype|ip|layer|magic|mask|meme|mim|move|neo"
        "|ocean|pixel|portal|prime|quick|safe|sky|super|turbo|usual|well|woo|star|step|dust"
        "|mother|cash|inf|cloud|goat|grass|mobile|cope|forge|met|useless|arc|io|s|t|w|drift"
        "|audio|seed|meow|ride|beta|ape|brett|fox|clear|pump|bald|nos|tao|bone|people|just"
        "|time"
    ),
}
QUANTITIES = {
    "all": (
        "all|everything i have in|everything i have|all i have|all i have in|all that i have"
        "|everything i own in|all of|all my|all of my|all our|all of our|all the|all of the"
        "|everything|max|maximum|the maximum|maximum amount of|the maximum amount of|the max"
        "|max amount of|the max amount of|entire|my entire|the entire|whole|my whole"
        "|the whole|the whole of my|my full|the full|full balance of|my full balance of"
        "|my entire balance of|entire balance of|the entirety of my|every last bit of"
        "|every last|every single|every bit of my|all remaining|the rest of my|rest of my"
        "|the remaining|remaining|all available|my remaining|everything in|100 percent of"
        "|as much as i have|the lot|my entire stack of|my whole stack of|my whole bag of"
        "|my entire bag of|my entire holdings of|my complete|the whole lot of"
        "|all my remaining|all of my remaining|the full amount of|full amount of"
        "|the entire balance of|the full balance of|my total|all your|all of your|your entire"
        "|my max|whatever i have in|my whole balance of|the full amount|the entire amount"
        "|the whole amount|full amount|my whole stash of|my entire stash of|all the remaining"
        "|the maximum amount|max amount|maximum amount|the max amount"
    ),
    "all_it": (
        "all of it|it all|them all|all them|all that|all of that|all of those|all of them"
        "|all the proceeds|all proceeds|everything i get|all i get|the whole amount i get"
        "|all the output|the whole thing|the entire thing|whatever i get|all of what i get"
    ),
    "half_it": "half of it|half of that|half it|half of them|half of the proceeds",
    "half": (
        "half|half of|half my|half of my|half the|half of the|half our|half of our"
        "|one half of|one half of my|half of all my|half of what i have in|half of all"
        "|half all my|a half of my"
    ),
    "point": "point|dot",
    "half_of": "and a half|& a half|and half|and one half|n a half",
    "quarter_of": "and a quarter|and one quarter",
    "three_quarters_of": "and three quarters",
}
