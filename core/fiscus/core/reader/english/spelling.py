"""What may be taken for a slip of the pen in English, and what may not."""

from __future__ import annotations


def _words(text: str) -> list[str]:
    return text.split()


MISSPELLINGS: dict[str, str] = {
    "form": "from",
    "fro": "for",
    "frm": "from",
    "too": "to",
    "ot": "to",
    "tto": "to",
    "wth": "with",
    "wiht": "with",
    "snd": "send",
    "sned": "send",
    "sedn": "send",
    "esnd": "send",
    "swp": "swap",
    "sawp": "swap",
    "wsap": "swap",
    "byu": "buy",
    "buuy": "buy",
    "pya": "pay",
    "payy": "pay",
    "tranfer": "transfer",
    "trasfer": "transfer",
    "tranfser": "transfer",
    "brdige": "bridge",
    "exchagne": "exchange",
    "ballance": "balance",
    "balence": "balance",
    "adress": "address",
    "proprosal": "proposal",
    "teh": "the",
    "nad": "and",
    "adn": "and",
    "thne": "then",
}
CORRECTABLE = frozenset(
    _words(
        """
        abstain address against balance between entire equally evenly everything from governor
        history into mainnet network onto please portfolio price proposal recipient slippage
        then tokens transactions using wallet with
        """
    )
)
UNTOUCHABLE = frozenset(
    _words(
        """
        adress advice awoken backs baking ballet bank bark bash beach beams bean bear beat beck
        bell bend bending binding blinding bribe bride bridged bridger bridges bring brings
        broken buck bump burn burning bush busing busying buying case cash cast cell chance
        changes charge chase chip chopping clipping concert convene convent convey cote coup
        cove cover covert crab cropping damp dash dealing deform dive diving donate dote dove
        dress dripping driving dropping duck dumb dump dumps duo earning ending farm feeling
        fell fend finding fire firing firm five flap flee flight fling flipping flips flop form
        format forms fort free fridge fright fro frog gave gift given giver giving grab grad
        grade gran grape gripping hash having healing hell hen hire hiring hive hiving hope
        hoping hopping hops hosting hump inform jack jump king lack lash laying learning leaving
        lend lending lift live living locate love loving luck lump made making male mallet mash
        mend mending minding mode mole mopping more morning most movie moving note notes noting
        optimise optimised optimist out pace pack pad page paid pain pair pale pallet palm part
        pass past pats paying pays peeling pending perform phrase pining piping platform play
        playing plot poet polygons popping pore pork portal porter portfolio ports posh post
        posting pouring pouting praise pray praying price prices pride prince prize prom proving
        pull pulls pump pure pushy puts putt queue queues rack rap rash reading reeling reform
        rend resting ridge rift ring rotate rote rove rush sack sail sale sales salt sand sang
        saving saying seal sealing seam seed seen self selling sending sends sent serving shade
        shake shape share shares shark sharp sheet shell shift shin shirt shoo shook shop
        shopping shops short shot shots sift sigh sign sill skip skipping slap slaying slice
        sling slinging slings slip slipping slit slot smell smelling snack snag snake snap soap
        song sort spare spell spelling spend spending spent sphere spice spilt spit spoken spot
        spring squeak stag stage stare state staying steal stealing sting stings string strings
        support supporter swab swag swam swamp swan swapping swaps swat sway sweeping swift
        swiping tack taken taking tale taxing team tell telling tend tending tern testing
        texting than that them then there these they thin thing think this thong those three
        threw thriving throat throng through tipped tips tirade tire tokens tons too topping
        tops torn trace traded trader traders tradition trap trapping tread tree tripping tuna
        tune turning turns typed vend vending volt voter voters votes voting waist wait waking
        wallets ward wares warning wash waving well wend were what when whip whipping whose wide
        width wife winding wine wing wipe wired wires wiring wise wish wit witch wits word wore
        work world worry wove wrapping wraps wrath wrist write wrote yearning yell yelling zaps
        zip
        """
    )
)
CAPITALS = frozenset(
    _words(
        """
        ADDRESS AI ALL AM AND ANY API APPROX APR APY ASAP AT ATH ATM AUD BTW BY CAD CASH CEX CHF
        CNY COIN COINS CRYPTO DAO DCA DEFI DEX DO EACH ENS ENTIRE EOA EOD ERC ERC20 EUR EVM FAST
        FEE FEES FOMO FOR FROM FTW FUNDS FYI GAS GBP GM GMT GN HALF HODL ID IMMEDIATELY IMO IN
        INR INTO IS IT JPY JUST KYC L1 L2 L3 LFG LOL LP MAX ME MIN MONEY MY NFT NFTS NGMI NO NOT
        NOW OF OK ON ONLY OR PLEASE PLS PLZ PM QUICK QUICKLY RN ROI RPC SO SOME SPL TBH TEST
        THANKS THAT THE THIS TO TODAY TOKEN TOKENS TX TXN TXS URGENT USD UTC VIA VIP WAGMI
        WALLET WE WITH WORTH YES YOU
        """
    )
)
