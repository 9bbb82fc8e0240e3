"""How a payment that waits is said yes or no to in German, and which one is meant."""

from __future__ import annotations

from fiscus.core.reader.language import Consent

_YES = (
    "ja|ja bitte|jawohl|ja mach das|ja mach es|ja mach|ja sende es|ja schick es"
    "|ja genehmigt|ja ich genehmige es|ja ich genehmige|ja genehmigen|ja bestätigt"
    "|ja ich bestätige|ja ich bestätige es|ja bestätigen|ja freigegeben|ja freigeben"
    "|genehmigt|genehmigen|genehmige|genehmige es|ich genehmige|ich genehmige es"
    "|bestätigt|bestätigen|bestätige|bestätige es|ich bestätige|ich bestätige es"
    "|freigeben|freigegeben|gib es frei|mach es|mach das|ausführen|führe es aus"
    "|bitte ausführen|sende es|schick es"
)
_NO = (
    "nein|nein danke|nee|nein nicht|nein mach das nicht|nein mach es nicht|mach das nicht"
    "|mach es nicht|tu das nicht|tu es nicht|nicht senden|sende es nicht|schick es nicht"
    "|nicht genehmigen|nicht genehmigt|ich genehmige es nicht|nicht bestätigen|ablehnen"
    "|abgelehnt|lehne ab|lehne es ab|ich lehne ab|ich lehne es ab|abbrechen|brich ab"
    "|brich es ab|stornieren|storniere es|nein abbrechen|nein ablehnen|nein brich ab"
    "|stopp|lass es"
)
_ORDINALS = (
    "erste|ersten|erster|erstes",
    "zweite|zweiten|zweiter|zweites",
    "dritte|dritten|dritter|drittes",
    "vierte|vierten|vierter|viertes",
)
_FORMS = "die {o}|den {o}|das {o}|der {o}|{o}|die {o} zahlung"
_NUMBERED = "{n}|die {n}|nummer {n}|zahlung {n}"

CONSENT = Consent.of(yes=_YES, no=_NO, ordinals=_ORDINALS, forms=_FORMS, numbered=_NUMBERED)
