"""What may be taken for a slip of the pen in German, and what may not."""

from __future__ import annotations


def _words(text: str) -> list[str]:
    return text.split()


MISSPELLINGS: dict[str, str] = {
    "sned": "send",
    "snede": "sende",
    "sedne": "sende",
    "shcick": "schick",
    "shick": "schick",
    "überweiß": "überweis",
    "überweiße": "überweise",
    "tuasche": "tausche",
    "tausce": "tausche",
    "guthabn": "guthaben",
    "umd": "und",
    "nud": "und",
    "udn": "und",
    "vno": "von",
    "füt": "für",
    "bite": "bitte",
    "biite": "bitte",
}
CORRECTABLE = frozenset(
    _words("guthaben adresse vorschlag portfolio empfänger prozent danach anschließend slippage")
)
UNTOUCHABLE = frozenset(
    _words(
        """
        sende sendet wende wenden werde werden sendung schalte schauen kaue kaufhaus laufe laufen
        raufe taufe taufen haufen verlaufe verlaufen tausend rausche rauschen lausche tauche tauchen
        täusche täuschen stamme stumme stimmung stimmen summe bringt ringe ringen springe dringe
        singe hole hohle holz sohle kohle geben leben heben beben weben gaben loben nehmen nahmen
        tage trage tragen tragt trade traue bleibe teile teilen eile feile weile heile zeile keile
        zahle zahlen zähle zählen wahle wähle wählen wahlen zahn strahle mahle nutze nutzte putze
        setze setzen sitze hetze petze wetze schicke schicken schicksal schlicke stricke nicke
        sticke dicke senke senken lenke wechsel wechseln wandle handle handeln handelt wandern
        zahlt gezählt gewählt gekauft getauft gelauft verkauft verlauft erkauft beschenke schenke
        schenken lenken denken danken tanken bezahle bezahlt erzähle beweg belege bewege bewegt
        brücke drücke rücke lücke pflücke senfe sendeten senden enden blenden spende spenden
        spende spenden spendet spindel wende adressen portfolios vorschlagen vorschläge
        """
    )
)
CAPITALS = frozenset(
    _words(
        """
        AB ALLE ALLES AN AUF AUS BEI BIN BITTE CHF DANKE DAO DAS DEFI DEM DEN DER DES DEX DIE DM DU
        EIN EINE EINEN ENS ER ERC ERC20 ES EUR EVM FÜR GAS GBP GELD GM HALLO ICH ID IHR IM IN IST
        JA JETZT KEIN KEINE KYC L1 L2 LG LOL MAL MAX MEIN MEINE MFG MICH MIN MIR MIT NACH NEIN NFT
        NFTS NICHT NOCH NUR ODER OK OKAY SEHR SIE SO SOFORT TX TXS UM UND URGENT USD UTC VIA VIP VON
        WALLET WAS WIE WIR ZU ZUM ZUR ASAP THX PLZ PLS COIN COINS TOKEN TOKENS NFTS USW EILT
        """
    )
)
