"""French sentences that ask. `{rest}` is what was understood: "envoyer 5 USDC sur Base"."""

from __future__ import annotations

from fiscus.core.reader.french.reasons import REASONS
from fiscus.core.reader.language import Wording

WORDING = Wording(
    acts={
        "transfer": ("envoyer", "{amount}", "{token}", "à {recipient}", "sur {from_chain}"),
        "swap": ("échanger", "{amount}", "{token}", "contre {to_token}", "sur {from_chain}"),
        "bought": ("acheter", "{amount}", "{to_token}", "avec {token}", "sur {from_chain}"),
        "bridge": (
            "faire un pont de",
            "{amount}",
            "{token}",
            "depuis {from_chain}",
            "vers {to_chain}",
            "en {to_token}",
            "pour {recipient}",
        ),
        "vote": (
            "voter",
            "{support}",
            "sur la proposition {proposal_id}",
            "de {governor}",
            "sur {from_chain}",
        ),
        "propose": ("proposer", "« {description} »", "à {governor}", "sur {from_chain}"),
        "queue": (
            "mettre en file",
            "la proposition {proposal_id}",
            "de {governor}",
            "sur {from_chain}",
        ),
        "execute": (
            "exécuter",
            "la proposition {proposal_id}",
            "de {governor}",
            "sur {from_chain}",
        ),
        "balance": ("consulter le solde", "de {token}", "sur {from_chain}"),
        "price": ("consulter le prix", "de {token}"),
    },
    asks={
        "amount": ("Quelle quantité [de {token}] dois-je {rest} ?", "quelle quantité"),
        "token": ("Quel token dois-je {rest} ?", "quel token"),
        "recipient": ("À quelle adresse ou à quel nom dois-je {rest} ?", "à quelle adresse"),
        "from_chain": ("Sur quelle chaîne dois-je {rest} ?", "sur quelle chaîne"),
        "bridge.from_chain": ("Depuis quelle chaîne dois-je {rest} ?", "depuis quelle chaîne"),
        "to_chain": ("Vers quelle chaîne dois-je {rest} ?", "vers quelle chaîne"),
        "to_token": ("Quel token voulez-vous recevoir pour {rest} ?", "contre quel token"),
        "slippage": ("Quel glissement acceptez-vous pour {rest} ?", "quel glissement"),
        "min_out": ("Combien voulez-vous au minimum pour {rest} ?", "le minimum à recevoir"),
        "proposal_id": (
            "Avec quel numéro de proposition dois-je {rest} ?",
            "quel numéro de proposition",
        ),
        "support": (
            "Comment dois-je {rest} : pour, contre ou abstention ?",
            "pour, contre ou abstention",
        ),
        "governor": ("Sur quel contrat de gouvernance dois-je {rest} ?", "quel governor"),
        "description": ("Que doit dire la proposition pour {rest} ?", "ce qu'elle doit dire"),
        "targets": ("Quels contrats faut-il appeler pour {rest} ?", "quels contrats appeler"),
        "values": ("Quelle valeur pour chaque appel pour {rest} ?", "la valeur de chaque appel"),
        "calldatas": ("Quelles données d'appel pour {rest} ?", "les données d'appel"),
        "memo": ("Que doit dire exactement le mémo pour {rest} ?", "le mémo exact"),
        "reason": ("Que doit dire exactement le motif pour {rest} ?", "le motif exact"),
        "condition": ("Quand exactement dois-je {rest} ?", "quand exactement"),
        "request": (
            "Dois-je {rest} ? Redites-le en une phrase simple, s'il vous plaît.",
            "la demande complète",
        ),
        "action": (
            "Que dois-je faire ? Dites-le avec un verbe, par exemple : envoie 5 USDC à alice.eth.",
            "quoi faire",
        ),
    },
    conjunction="et ",
    supports={
        "for": "pour",
        "against": "contre",
        "abstain": "abstention",
        "all": "tout",
        "half": "la moitié",
    },
    reasons=REASONS,
)
