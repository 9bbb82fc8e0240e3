"""English words that announce a request, and words of stories, records and recordings."""

from __future__ import annotations

POLITE = (
    "i'd be most grateful if you could|i'd be very grateful if you could"
    "|i'd be really grateful if you could|i would be very grateful if you could"
    "|i would be most grateful if you could|i'd really appreciate it if you could"
    "|i would really appreciate it if you could|i'd very much appreciate it if you could|"
    "would you be so kind as to|would you be so kind to|would you be kind enough to"
    "|could you be so kind as to|please be so kind as to|kindly do the needful and"
    "|do the needful and|please do the needful and|i'd be grateful if you would"
    "|i would be grateful if you would|i'd be grateful if you'd"
    "|i'd be much obliged if you could|i'd be obliged if you would"
    "|i would be obliged if you could|i'd be thankful if you could"
    "|we would be grateful if you could|we'd be grateful if you could"
    "|we'd appreciate it if you|we would appreciate it if you could|i'd appreciate it if you"
    "|i'd appreciate it if you would|i would appreciate it if you would"
    "|i'd appreciate if you could|i would appreciate if you|could you possibly"
    "|can you possibly|could you perhaps|would you possibly|could i trouble you to"
    "|can i trouble you to|may i trouble you to|could i ask you to|can i ask you to"
    "|might i ask you to|i'd like to ask you to|i would like to ask you to"
    "|may i kindly ask you to|i kindly ask you to|i kindly request you to|i'm asking you to"
    "|i am asking you to|i hereby instruct you to|we hereby instruct you to|i instruct you to"
    "|we kindly ask you to|we request you to|we ask you to|please arrange to|arrange to"
    "|please proceed to|please proceed with|proceed with|please go ahead and"
    "|please make sure to|i desire to|we desire to|i wish for you to|i want for you to"
    "|i am wanting to|i'm wanting to|i am willing to|i'm willing to|i am going to need you to"
    "|i'm going to need you to|i will need you to|i'll need you to|im gonna need you to"
    "|could you go ahead and please|would you go ahead and|if you'd be so kind as to"
    "|if you would be so kind as to|if you could please|if you would please"
    "|if it's okay with you|would you kindly|can you kindly|will you kindly"
    "|could you please just|can you please just|let's go ahead and|lets go ahead and"
    "|we are looking to|we're looking to|we are trying to|we're trying to|time for you to"
    "|it's time to|its time to|you are to|your job is to|you need to|you must|you have to"
    "|u should|u need to|do me a solid and|be a pal and|be a darling and|be a good bot and"
    "|please ensure you|please be advised to|we authorise you to|we authorize you to"
    "|i authorise you to|any chance you can|any chance u can|would it be ok to"
    "|would it be okay to|please help us|help us|help us to|i'd like us to|i request that you"
    "|i ask that you|i'd ask that you|we ask that you|it would be great if you would"
    "|it'd be great if you could|it'd be great if you|it would be lovely if you could"
    "|it would be nice if you could|it'd be nice if you could|it'd be awesome if you could"
    "|would be great if you could|would be nice if you could|lemme|tryna|i'm tryna"
    "|please try to|begin to|start to"
)
CONTEXT = {
    "request": POLITE
    + "|do the following|do this for me|do these|what i want|what i need|what we need"
    + "|what we want|here's what i want",
    "announce": (
        "the following|do the following|do this for me|do these|following|as follows|quick one"
        "|one more|one more thing|task|next one"
        "|payroll|rent|salary|wages|refund|final|ask|favor|favour|command|todo today|agenda"
        "|urgent payment|payment request|here we go|step|step one|step two|new one|thing is"
        "|these|two things|what i want|what i need|what we need|what we want|here's what i want"
        "|reminder for you|dear team"
    ),
    "tale": (
        "novel|hero|heroine|villain|protagonist|character|script|screenplay|movie|film"
        "|template|shortcut|macro|alias|todo|to-do|to do|to-do list|todo list|note to self"
        "|notes to self|reminder|placeholder|snippet|readme|tutorial|exercise|homework|quiz"
        "|sample|samples|dialogue|dialog|chapter one|scene|types|typed|writing|write|save|store"
        "|unit test|test case|test cases|fixture|log line|logs|caption|slogan|riddle|puzzle"
        "|syntax|bookmark|snapshot|button|label|tagged|tag|rename|preset|presets|favourites"
        "|favorites|clipboard|autocomplete|canned|memorize|memorise|learn|teach"
        "|whisper|whispered|shouted|shouts|yelled|yells|scammer|spammer|phisher|hacker|wiki"
        "|comic|fairy tale|fairytale|tale|fable|diary|journal|blog|slide|slides|essay"
        "|letter|banner|poster|screenshot|spam|scam|joke|meme says|robot says|dear diary"
    ),
    "please": (
        "thanks a million|thanks a ton|thanks a bunch in advance|a million thanks|with thanks"
        "|thank you in advance|thanking you|thx in advance|ty in advance|bless you|god bless"
    ),
    "greeting": (
        "dear assistant|hi assistant|hey assistant|hello assistant|ok assistant|dear agent"
        "|good day to you|to whom it may concern|dear sir|dear madam|dear sir or madam"
        "|hope you are well|hope you're well|i hope this finds you well|hope all is well|ugh|phew"
    ),
    "noise": (
        "at your earliest convenience|at your convenience|at your earliest|posthaste"
        "|without delay|at the earliest|as agreed|as discussed|as per usual|as promised"
        "|over the bridge|across the bridge|through the bridge|via the bridge|position"
        "|per our agreement|as per our agreement|as per our agreement dated|per our chat"
        "|lying around"
        "|in good faith|with thanks|best regards|kind regards|regards|warm regards"
    ),
    "subject": "it is|this is|he is|she is|they are|we are|i am|you are",
    "on": "network is|chain is|the network is|the chain is|network should be|chain should be",
    "into": "and into|and onto|out to get",
    "for": "by",
    "ref": (
        "reference|ref|ref no|reference number|reference no|po number|purchase order|contract no"
    ),
    "governor": "gov contract|gov address|governor addr|the gov contract|gov addr",
    "proposal": "proposal nr|proposal num|prop no|prop number",
    "portfolio": (
        "in my bags|in my bag|assets|summarise my holdings|summarize my holdings"
        "|summarise my portfolio|summarize my portfolio|sum up my holdings|what i own|what i hold"
        "|what do i own|what do i hold"
    ),
    "address_of": (
        "wallet addr|my addr|ur addr|your addr|my wallet addr|account addr|wallet addy|my evm addr"
        "|deposit addr|receive addr|your wallet addr|ur wallet addr|ur wallet|my receiving addr"
        "|gib address|gib addr|address so i can|addr so i can"
    ),
    "balance": "am i out of|am i low on|have i run out of|did i run out of|do i still have",
    "question": (
        "wut|whut|am i out of|am i low on|have i run out of|did i run out of|do i still have"
    ),
    "read": (
        "summarise my holdings|summarize my holdings|summarise my portfolio|gib"
        "|summarize my portfolio|sum up my holdings|sum up|gib address|gib addr"
    ),
    "void": "flip a coin|toss a coin|coin flip|coin toss",
    "danger": (
        "instead of|rather than|wrong|incorrect|mistaken|mistake|typo|drill|prank|hoax|misread"
        "|fraud|untrue|false|not right"
    ),
    "receives": (
        "should receive|should get|needs to receive|needs to get|must receive|must get"
        "|is to receive|shall receive|shall get|ought to get|ought to receive|has to get"
        "|has to receive|should be paid|should be sent|needs to be paid|must be paid|is to get"
        "|is to be paid|should have"
    ),
    "gets": "gets|receives|is owed",
    "fee": "gas",
    "elsewhere": (
        "my other wallet|my cold wallet|my hardware wallet|my ledger|my metamask|my safe"
        "|my savings|my vault|my trezor|my external wallet|my second wallet|my multisig"
        "|my exchange account|my coinbase|my coinbase account|my binance account"
        "|my backup wallet|my trading wallet"
    ),
    "deadline": "deadline|expiry|expires|expire|valid for|time limit|ttl|gas limit|gas price|nonce",
}
