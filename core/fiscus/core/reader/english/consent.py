"""How a payment that waits is said yes or no to in English, and which one is meant."""

from __future__ import annotations

from fiscus.core.reader.language import Consent

_YES = (
    "yes|yes please|yep|yeah|yup|y|yes yes|yes do it|yes go ahead|yes send it|yes approve"
    "|yes approve it|yes approve this|yes i approve|yes i approve it|yes confirm"
    "|yes i confirm|yes confirmed|approve|approved|approve it|approve this|approve that"
    "|approve please|please approve|please approve it|i approve|i approve it"
    "|i approve this|confirm|confirmed|confirm it|i confirm|i confirm it|go ahead"
    "|please go ahead|go ahead please|do it|please do it|do it please|send it"
    "|please send it"
)
_NO = (
    "no|nope|nah|n|no thanks|no thank you|no don't|no do not|don't|do not|don't do it"
    "|do not do it|don't send it|do not send it|don't approve|don't approve it"
    "|do not approve it|deny|denied|deny it|deny this|i deny|reject|reject it|rejected"
    "|refuse|refuse it|decline|decline it|cancel|cancel it|cancel this|no cancel"
    "|no cancel it|no deny it|no reject it|stop|stop it|forget it"
)
_ORDINALS = (
    "first|1st",
    "second|2nd",
    "third|3rd",
    "fourth|4th",
)
_FORMS = "the {o}|{o}|the {o} one|{o} one|the {o} payment"
_NUMBERED = "{n}|#{n}|number {n}|no {n}|option {n}|payment {n}"

CONSENT = Consent.of(yes=_YES, no=_NO, ordinals=_ORDINALS, forms=_FORMS, numbered=_NUMBERED)
