"""English words that decide whether a clause asks for anything, and words without weight."""

from __future__ import annotations

MOODS = {
    "request": (
        "don't forget to|do not forget to|dont forget to|never forget to|remember to|wanna"
        "|i would be grateful if you could|i'd be grateful if you could"
        "|i would appreciate it if you could|can you|could you|would you|will you|can u"
        "|could u|will u|can ya|could ya|would u|i want to|i wanna|i'd like to"
        "|i would like to|id like to|i need to|i have to|let's|lets|let us|help me|help me to"
        "|help me with|go ahead and|i want you to|i need you to|i'd like you to|assist me in"
        "|assist in|time to|gotta|need to|want to|wanna|would like to|would you mind"
        "|do you mind|mind|can you help me|could you help me|can you please|could you please"
        "|would you please|will you please|i'm looking to|i am looking to|looking to"
        "|i'm trying to|i am trying to|trying to|try to|we need to|we want to|i wish to"
        "|i'd love to|could you kindly|can we|could we|help me out and|be so kind as to"
        "|i would like you to|we'd like to|i must|proceed to|i'd like for you to|make sure to"
        "|be sure to|i want u to|i need u to|may i ask you to|i'd appreciate it if you could"
        "|feel free to|im looking to|can you help me to|can you assist me in"
        "|could you assist me in|could you help me with|can you help me with|can you help"
        "|could you assist me with|i hereby ask you to|i request you to|get ready to"
        "|your task is to|you should|i'm gonna need you to|ready to|do me a favor and"
        "|do me a favour and|kindly help me|we should|be a dear and|im trying to|i'd want to"
        "|id love to|any chance you could|would it be possible to"
        "|would it be possible for you to|is it possible for you to|i was hoping you could"
        "|i was wondering if you could|if you could|hoping to|i authorize you to"
        "|i would love to|i'd prefer to|let me|please help me|please help me to"
        "|i require you to|i just want to|i want that you|i want that|arrange for"
        "|please arrange for|arrange to have|i'd like you to please|i just need to"
        "|i really want to|just need to|i now want to|we have to|i'd like it if you could"
        "|it would be great if you could|can you go ahead and|could you go ahead and"
        "|i think i want to|i think i'd like to|i feel like|would you be able to|can you just"
        "|could you just|i also want to|i also need to|i also want you to|i'll|i will|we'll"
    ),
    "want": (
        "i want|i need|i'd like|i would like|need|want|i wanna have|we need|gimme|would like"
        "|get me|i'd love|i'm after|looking for|we want|id like|have|i wanna get"
    ),
    "light": (
        "initiate|make|do|perform|create|process|start|submit|place|carry out|trigger|run"
        "|set up|arrange|begin|kick off|complete|conduct|schedule a|issue|open|launch a"
        "|effect|authorize|authorise|queue up a|organise|organize|prepare|handle|facilitate"
        "|undertake|request|fulfil|fulfill|execute|sign off on|cast|enter|put through"
        "|finalize|finalise"
    ),
    "question": (
        "are you able to|how|what|what's|whats|why|which|who|whose|where|when|when's|who's"
        "|how's|hows|how do i|how can i|how would i|how to|should i|should we|is it|is there"
        "|are there|is|are|am|was|were|does|do i|do you|did|has|have i|have you|do we|can i"
        "|could i|may i|would it|what if|wen|is that|shall i|shall we|will it|what about"
        "|how about|how come|wouldn't|shouldn't|couldn't|wonder|wondering|i wonder|explain"
        "|describe|tell me how|tell me about|difference between|what does|what is|what are"
        "|how does|how long|how many|how much|whether|does it|do they|would i|am i|if i can"
        "|do|am i able to|is it possible|can one|can it|could it|what would|what will"
        "|how much would|how much will|what happens|has my|did my|had|isn't|aren't|doesn't"
        "|didn't i|don't i|what'd|any idea|curious|teach me|show me how|walk me through"
        "|tell me what|tell me why|i'd like to know|want to know|i want to know"
        "|what's the best way to|who can|who will|will you be able to|do you know"
        "|do you support|can anyone|can someone|are you|wat"
    ),
    "negation": (
        "forget about|don't|dont|do not|not|never|no|without|won't|wont|will not|can't|cannot"
        "|can not|cant|shouldn't|should not|mustn't|must not|refuse|avoid|rather not|stop"
        "|no longer|neither|nor|nobody|none|isn't|isnt|wasn't|didn't|didnt|did not|doesn't"
        "|haven't|hasn't|wouldn't|ain't|hold off|no more|quit|cease"
        "|decline|prevent|forbid|block|halt|hold on|hold it|pause|nah|nope|undo|reverse"
        "|revert|hold|can't you|refrain|refrain from|by no means|under no circumstances"
        "|far from|unable|not yet|barely|hardly|skip"
    ),
    "void": (
        "quote only|no action|no action please|do nothing|don't execute|do not execute"
        "|don't execute it|don't do it|do not do it|just a quote|simulate|simulation|dry run"
        "|dry-run|just kidding|jk|kidding|never mind|nevermind|nvm|cancel|cancel that"
        "|cancel it|scratch that|forget it|forget that|abort|ignore that|just asking"
        "|only asking|just curious|don't send it|don't send anything|don't send yet"
        "|don't do anything|do not send|don't actually do it|don't confirm|not now|pretend"
        "|quote me|just a test question|hypothetically|hypothetical|in theory|theoretically"
        "|for example|e.g|e.g.|eg|for instance|as an example|example|preview|estimate"
        "|estimated|preview only|don't submit|do not submit|don't broadcast|do not broadcast"
        "|no execution|without executing|don't do anything yet|just wondering|only a quote"
        "|for information only|info only|imagine|suppose|supposedly|let's say|lets say|say i"
        "|roleplay|role play|joke|jokes|just a hypothetical|don't swap|don't trade|lol no"
        "|simulating|simulated|hypothesis|mock|fictional|fiction|in my dreams|dreamt|dreamed"
        "|story|poem|song|don't do this|don't run it|do not run it|no need|not anymore"
        "|changed my mind|i changed my mind|on second thought|call it off|draft|just checking"
        "|don't go through with it|thought experiment"
    ),
    "subordinate": (
        "if|when|whenever|once|unless|until|till|as soon as|in case|provided|provided that"
        "|only if|only when|assuming|in the event|as long as|while"
    ),
    "condition": (
        "if|when|whenever|once|unless|until|till|after|before|as soon as|in case|provided"
        "|provided that|as long as|while|only if|only when|assuming|depending on|depends"
        "|should the|in the event|subject to|contingent|drops|falls|fall|rises|rise|hits"
        "|reaches|goes above|goes below|goes up|goes down|dips|dips below|drops below"
        "|drops under|below|above|under|exceeds|crosses|gets to|gets below|climbs|pumps"
        "|dumps below|limit order|limit price|stop loss|stop-loss|take profit|trailing"
        "|at a price of|whichever|otherwise|else|greater than|less than|more than|higher than"
        "|lower than|cheaper than|wait|wait for|wait until|trigger when|pending"
    ),
    "schedule": (
        "every|daily|weekly|monthly|hourly|yearly|tomorrow|tonight|later|next week|next month"
        "|monday|tuesday|wednesday|thursday|friday|saturday|sunday|mondays|fridays|at noon"
        "|at midnight|noon|midnight|recurring|recurrent|periodically|regularly|schedule"
        "|scheduled|dca|dollar cost average|each day|each week|each month|next year"
        "|this evening|this weekend|biweekly|fortnightly|in an hour|annually|twice a|once a"
        "|per day|per week|per month|every day|at close|eod|end of day|end of the month"
        "|end of month|overnight|tmrw|tmr|tomorrow morning|in the morning|on the first"
        "|on the 1st|by friday|by monday|per hour|a day|a week|a month|soon|eventually"
        "|someday|one day|when i tell you|on my mark"
    ),
    "past": (
        "ago|failed|reverted|bounced|succeeded|worked|got stuck|was a mistake|received"
        "|arrived|landed|came through|came in|went out|is done|was done|yesterday|last week"
        "|last month|last year|last night|earlier|previously|used to|has been|have been"
        "|was sent|had|been|just now i|this morning i|i just|last time|recently|back in"
        "|once upon|in the past|went through|got sent|have sent|have swapped|have bought"
    ),
    "report": (
        "said|says|told|tells|asked me|asks me|asking me|told me|tells me|wrote|writes"
        "|tweeted|posted|according to|claims|claimed|suggested|suggests|recommends"
        "|recommended|instructed|mentioned|quoting|forwarded|forwarded message|fwd|quote from"
        "|email|the email|message from|text from|dm from|translate|summarize|summarise"
        "|rephrase|paraphrase|repeat after me|proofread|spell|spell check|echo|print|output"
        "|respond with|reply with|reply|pasted|paste|copy|copied|transcript|prompt|article"
        "|tweet|post|headline|it says|reads|saying|supposed to|phrase|sentence|word|words"
        "|meaning of|means|mean|definition|define|wants me to|wants you to|asked you to"
        "|asked us to|told you|told us|begged|ordered me|ordered you|asks you|asked|wanted"
        "|wanted to|requested|requests|text me|demands|demanded|decode|base64|parse|interpret"
        "|convert this to json|the instructions|instructions|instruction says|system"
        "|assistant|user|human|admin says|heard|rumor|rumour|thinks|thought|believes|expects"
        "|advises|advised|the document|document|note says|the website|website|page says"
        "|sign says|lyrics|title of|subject|re|fw"
    ),
    "hypothesis": (
        "would|wouldn't|could have|should have|might have|would have|wrong to|will|will be"
        "|going to be|won't be|would be|they'd|he'd|she'd|would've"
    ),
    "danger": (
        "except|except for|excluding|exclude|minus|less|but|however|although|instead|actually"
        "|rather|correction|i mean|i meant|make it|make that|no wait|wait no|oops|sorry"
        "|my bad|change it to|maybe|perhaps|possibly|probably|might|not sure|unsure|i guess"
        "|alternatively|other than|apart from|besides|aside from|leaving|leave|keep|keeping"
        "|negative|save for|everything but|only after|minus fees|after fees|including fees|net of"
        "|plus fees|plus gas|minus gas|capped|limit|ignore|disregard|override|bypass"
        "|skip confirmation|without confirmation|without asking|no confirmation|private key"
        "|seed phrase|mnemonic|secret|password|api key|policy|allowlist|whitelist|approve"
        "|unlimited|behalf|authorise you|jailbreak|developer mode|dan|double|triple|twice"
        "|thrice|times|half that|extra|remainder|rest goes|difference|change goes|refund the"
        "|undo|opposite|fake|pretending|whatever|something|anything|or else|impersonate|x2|x3"
        "|10x|lower|higher|increase|decrease|reduce|raise|cap|round|rounded|rounding"
        "|swap back|vice versa|backwards|total|altogether|combined|overall|random|first half"
        "|pick|choose|you decide|your choice|depending|ish|give or take|thereabouts|somewhere"
        "|owed|owes|owned by|belongs to|belonging to|signer|the other|another|other|next to"
        "|new one|delete|remove|replace|edit|update|modify|adjust|amend"
    ),
    "their": "whose|hers|his|their|theirs|its",
    "approx": (
        "up to|at most|no more than|not more than|maximum of|max of|as much as|about|around"
        "|approximately|approx|roughly|nearly|almost|circa|like around|more or less|close to"
        "|just over|just under|a little over|a bit over|upwards of|north of|~|≈|well over"
        "|maybe like"
    ),
    "unsupported": (
        "stake|staking|unstake|restake|lend|lending|borrow|borrowing|supply|supplying|mint"
        "|minting|nft|nfts|revoke|sign|delegate|delegation|claim|harvest|burn|airdrop|short"
        "|shorting|long|leverage|leveraged|margin|futures|perp|perps|options|farm|farming"
        "|yield|liquidity|add liquidity|provide liquidity|pool|repay|repaying|deploy|launch"
        "|snipe|copy trade|copytrade|list for sale|collateral|collateralize|loan|flash loan"
        "|vest|vesting|stream|streaming|subscribe|rebalance|compound|unvest|redeem|wager|bet"
        "|gamble|lottery|setapprovalforall|permit|approval|allowance|ape pool|vault deposit"
        "|withdraw from aave|create an nft|create a token|create token|import|export"
        "|whitelist|register a name|set approval|grant|multicall|batch|self destruct"
        "|flashloan|lp|aave|compound finance|lido|rocketpool|rocket pool|morpho|eigenlayer"
        "|maker|makerdao|yearn|pendle market|hyperliquid|gmx|stop order|accelerate"
    ),
    "leave": "can i|could i|may i|am i allowed to|can we|should i",
}
SMALL = {
    "greeting": (
        "hey|hi|hello|yo|sup|gm|good morning|good evening|good afternoon|hiya|hola|dear"
        "|greetings|ok|okay|alright|right|so|well|now|alrighty|oi|ayo|heya|howdy|k|cool|great"
        "|perfect|nice|sure|sweet|awesome|fine|yo yo|good day|hey there|hi there|hello there"
        "|ey|aye mate|gn|listen|look|um|uh|hmm|ah|oh|welp|anyway|ok so|okay so|alright so"
        "|excellent|wonderful|bro|yep|yeah|yup|ya"
    ),
    "please": (
        "please|pls|plz|kindly|plss|pleaseee|plzz|thx|ty|thanks|thank you|thank u|cheers|tysm"
        "|tyvm|thanks a lot|thanks so much|much appreciated|many thanks|thank you so much"
        "|thanks in advance|appreciated|appreciate it|if you please|pretty please"
        "|much obliged|if you don't mind|if you can|if possible|if that's ok|if you could"
        "|if that's okay|if u can|if it's not too much trouble|when you get a chance"
        "|when you can|when you have a moment|when you have a sec|whenever you're ready"
        "|when you get a sec|if you would|if you will|whenever you can|when you have time"
        "|if you wouldn't mind|thank you very much|thanks very much|thanks a bunch"
        "|if it's possible|when ready|when possible|as soon as possible|as soon as you can"
        "|before you go|once you're ready|if u dont mind|if you dont mind|when u can"
    ),
    "noise": (
        "no memo|no memo needed|without memo|without a memo|no note|ffs|damn|the damn|fucking|omg"
        "|goddamn|bloody|freaking|stupid bot|you stupid bot|dumb bot|you dumb bot|long story short"
        "|as agreed in the contract|as per the contract|per the contract|as per contract"
        "|in accordance with the contract|as per our contract|as per agreement|crap|wtf"
        "|as much|as possible|as you can|i can live with|i'm fine with|i am fine with|fine with"
        "|ok with|i'm ok with|im ok with|i can accept|i can tolerate|i'll tolerate|happy with"
        "|i'm okay with|okay with|i'll accept|i'm happy with|i can do with|i can handle|"
        "asap|already|to be|gimme a sec|give me a sec|one sec|either|now|right now"
        "|immediately|urgent|urgently|quickly|quick|fast|real quick|right away|at once|today"
        "|this instant|instantly|just|simply|fam|bro|bruh|dude|man|mate|buddy|pal|homie"
        "|friend|sir|boss|chief|bot|agent|my man|my dude|my friend|fren|anon|ser|king|legend"
        "|for me|on my behalf|for us|like|really|very|kinda|basically|literally|totally"
        "|definitely|certainly|emergency|important|asap please|no rush|no worries|no problem"
        "|no hurry|not urgent|don't worry|lol|lmao|haha|hehe|xd|rn|atm|tbh|btw|imo|ngl|fr"
        "|yolo|wagmi|lfg|here|here you go|here goes|directly|straight|straight away|safely"
        "|securely|carefully|successfully|promptly|swiftly|manually|automatically|only"
        "|exactly|precisely|a total of|total of|the amount of|amount of|an amount of"
        "|the sum of|a sum of|sum of|in total|worth it|flat|full|successfully please"
        "|double chek it|double check it|double check|double-check|please double check"
        "|for testing|testing|as a test|for test|test transfer|test transaction|for a test"
        "|thing|stuff|bit|is that ok|is that okay|ok?|okay?|right?|yeah?|alright?|cool?|good?"
        "|mkay|got it|will you?|would you?|could you?|can you?|alice's share|on time|asap pls"
        "|one time|one-time|single|in one go|in full|ya know|you know|at market"
        "|at market price|at the market|at the current price|at the current rate"
        "|at current rate|at current market price|at current price|at the best rate"
        "|at the best price|at best price|at best rate|for the best price|for the best rate"
        "|at the going rate|fund token account if needed|if needed|if necessary|if required"
        "|fresh|brand new|new|old|favorite|good|little|external|personal|main|cold|hot"
        "|existing|hard-earned|hard earned|precious|lovely|spare|sweet|dear|shiny|gas is fine"
        "|gas fees are fine|fees are fine|all at once|in a single transaction"
        "|single transaction|in one transaction|as one transaction|my guy|my bro|my brother"
        "|my homie|g|champ|wizard|genie|jarvis|eliza|assistant bot|robot|computer|machine|ai"
        "|hey bot|hey agent|pretty|much|so much|as usual|or so help me|back|over|across|out"
        "|down|up|off|along|away|around here|to go|in my wallet|in the wallet|of the treasury"
        "|to my wallet as usual|cross-chain|cross chain|crosschain|onchain|on-chain|currently"
        "|at the moment|as of now|for real|no cap|fyi|pronto|stat|immediately please"
        "|this time|for now|right this second|first thing|go|yes|yup|yep|yeah|sure thing"
        "|absolutely|of course|very much|so|bc|cuz|cos|because|since|am in a hurry"
        "|i'm in a hurry|in a hurry|hurry|hurry up|quick quick|it's urgent|its urgent"
        "|this is urgent|time sensitive|before lunch|super|mega|ultra|hella|pretty much"
        "|approx now|somewhat|indeed|again please|immediately now|lil|big|huge|small|tiny"
        "|whole lotta|smol|confirm|confirmed|approved|do it|do it now|let's do it|let's go"
        "|lets go|make it happen|get it done|execute it|go for it|lets do it|please do it"
        "|just do it|do that|double chek|chek it|check it|today please|asap thanks"
        "|token account|token transfer|funds transfer|native|regular|standard|normal|usual"
        "|simple|plain|quick little|governance|onchain governance|upcoming|current|latest"
        "|active|queued|passed|succeeded|approved proposal|successful|already passed|defeated"
        "|winning|my vote|vote|our vote|their vote"
    ),
    "own_source": (
        "from my wallet|from my account|out of my wallet|from our wallet|from your wallet"
        "|from the wallet|from my balance|with my wallet|using my wallet|from wallet"
        "|from this wallet|from my main wallet|from the treasury|from treasury"
        "|from our treasury|from my address|from my holdings|from my stash|from my hot wallet"
        "|from my funds|using my account|with my account|from my own wallet|from your account"
        "|out of my account|from my balance of"
    ),
    "adjective": (
        "good|great|nice|bad|best|awesome|solid|terrible|worst|last|recent|previous"
        "|profitable|failed|big|huge|small|insider|day|fair|free|stock"
    ),
    "subject": (
        "i|we|he|she|they|you|i've|we've|he's|she's|they've|i'm|im|we're|they're|you're|i'd"
        "|i'll|we'll|u|it's|that's|bob and i|someone's|you'll|you've|who|it was|there is"
        "|there's|there are"
    ),
    "confirm": (
        "yes|yep|yeah|yup|y|ya|sure|ok|okay|confirm|confirmed|go ahead|do it|proceed"
        "|go for it|approve|approved|lgtm|looks good|correct|right|sounds good|that's right"
        "|yes please|go|i confirm|absolutely|of course|perfect|great|fine|affirmative|execute"
        "|let's do it|lets do it|let's go|make it happen|that works|all good|good to go"
        "|yes go ahead|exactly|do that|just do it|sure thing|yes do it|vote|k|please proceed"
        "|accept|agreed|aye"
    ),
    "correct": (
        "make it|make that|actually|instead|i mean|i meant|change it to|change that to"
        "|no make it|rather|correction|sorry|change the amount to|change to|set it to|oops"
        "|let's make it|lets make it"
    ),
    "read": (
        "show|check|tell me|tell|list|display|view|see|get|fetch|give me|look up|look at"
        "|show me|lookup|what's|pull up|find|find out|let me see|let me know|report|query"
        "|print out|can i see|can i get|read|scan|give me a|can you check|could you check"
        "|i want to see|i'd like to see|i wanna see|i want to know|track|calculate|monitor"
        "|watch|inspect|let's see|lemme see|bring up|remind me|provide|send me|verify|review"
        "|gib|gimme"
    ),
}
