"""What may be taken for a slip of the pen in French, and what may not."""

from __future__ import annotations

from fiscus.core.reader.tables import words

MISSPELLINGS: dict[str, str] = {
    "envoit": "envoie",
    "envoyes": "envoies",
    "envoiyer": "envoyer",
    "envoier": "envoyer",
    "evnoie": "envoie",
    "envoei": "envoie",
    "tranfere": "transfère",
    "trasnfere": "transfère",
    "transferre": "transfère",
    "echagne": "échange",
    "echnage": "échange",
    "achete": "achète",
    "achette": "achète",
    "achetes": "achètes",
    "ahcete": "achète",
    "acahte": "achète",
    "vend": "vends",
    "sodle": "solde",
    "adrese": "adresse",
    "addresse": "adresse",
    "proprosition": "proposition",
    "propositon": "proposition",
    "propostion": "proposition",
    "kel": "quel",
    "kelle": "quelle",
    "cb": "combien",
    "cmb": "combien",
    "cmbien": "combien",
    "conbien": "combien",
    "vx": "veux",
    "jveux": "je veux",
    "jvoudrais": "je voudrais",
    "ver": "vers",
    "ds": "dans",
    "ac": "avec",
    "avc": "avec",
    "pr": "pour",
}
CORRECTABLE = frozenset(
    words(
        "adresse solde proposition portefeuille historique prix glissement abstention destinataire"
        " transfert moitié dollars gouverneur chaîne réseau"
    )
)
UNTOUCHABLE = frozenset(
    words(
        "vente rente tente pente change champ chance chante charge passage posse passe pousse vite"
        " votre notre porte poste payse pays page envie soldes solder sonde monde vendu rendez"
        " rends rend tends vents tendez acheteur vendeur pont font mont"
    )
)
CAPITALS = frozenset(
    words(
        "A AU AUX AVEC CE DE DES DU EN ET IL JE LA LE LES MA MES MON NE NON OK ON OU OUI PAR PAS"
        " POUR"
        " QUE QUI SI SUR TA TES TON TU UN UNE URGENT USD EUR CAD VERS GAS NFT NFTS TX ID DAO DEX"
        " CEX"
        " DEFI ENS L2 AM PM SVP STP TOUT TOUS MERCI TOKEN TOKENS RESEAU"
    )
)
