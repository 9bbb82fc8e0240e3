"""The lexer: pieces of text become atoms, each with everything it may mean."""

from __future__ import annotations

from decimal import Decimal

from fiscus.core.reader.atoms import Atom
from fiscus.core.reader.letters import unaccented
from fiscus.core.reader.marks import APOSTROPHE
from fiscus.core.reader.numerals import number_of, shifted, split_number
from fiscus.core.reader.pieces import Piece
from fiscus.core.reader.quotations import Quotation, quotations_of
from fiscus.core.reader.slips import corrected
from fiscus.core.reader.splitting import split_words
from fiscus.core.reader.tidying import tidied
from fiscus.core.reader.vocabulary import NOTHING, Entry, Vocabulary


def atoms_of(text: str, pieces: list[Piece], vocabulary: Vocabulary) -> list[Atom]:
    """All atoms of `text` in order. Quotations of several words are one atom each."""
    quotations = quotations_of(text)
    return _Lexer(text, vocabulary, pieces, quotations).run()


_GLUED = frozenset({"time", "dollar", "bps", "percent", "cent", "currency"})
"""Words that may stand right behind a number: "50bps"."""
_LABEL = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-_")
"""What a label of a name may hold without asking: more is valid, and easier to mistake."""


class _Lexer:
    def __init__(
        self, text: str, vocabulary: Vocabulary, pieces: list[Piece], quotes: list[Quotation]
    ) -> None:
        self.text = text
        self.words = vocabulary
        self.glosses = vocabulary.language.glosses
        self.comma = vocabulary.language.decimal_comma
        self.pieces = split_words(self._without_quotes(pieces, quotes), vocabulary)
        self.lows = tuple(
            piece.text.lower().replace(APOSTROPHE, "'") if piece.kind == "word" else ""
            for piece in self.pieces
        )
        exact = self.glosses is None or not vocabulary.language.bare_letters
        self.loose = self.lows if exact else tuple(map(unaccented, self.lows))
        """Without accents: how phrases of several words are looked up."""
        self.atoms: list[Atom] = []

    def run(self) -> list[Atom]:
        index = 0
        while index < len(self.pieces):
            index = self._take(index)
        return tidied(self.atoms)

    def _without_quotes(self, pieces: list[Piece], quotes: list[Quotation]) -> list[Piece]:
        """Replace each quotation by one piece, or by its only word."""
        kept: list[Piece] = []
        index = 0
        for quote in quotes:
            while index < len(pieces) and pieces[index].start < quote.start:
                kept.append(pieces[index])
                index += 1
            inner: list[Piece] = []
            while index < len(pieces) and pieces[index].start < quote.end:
                if quote.inner_start <= pieces[index].start < quote.inner_end:
                    inner.append(pieces[index])
                index += 1
            if len(inner) == 1 and not quote.pasted:
                kept += inner
            elif inner:
                body = self.text[quote.start : quote.end]
                kept.append(Piece("quote", body, quote.start, quote.end, False))
        return kept + pieces[index:]

    def _take(self, index: int) -> int:
        piece = self.pieces[index]
        if piece.kind == "quote":
            self._add("quote", piece)
            return index + 1
        if homes := self._homes(piece):
            self._add("name", piece, family=homes[0] if len(homes) == 1 else None)
            return index + 1
        found, after = self._phrase(index)
        if found is not None and not (found.possessive and piece.text.isupper()):
            self.atoms.append(found)
            return after
        if piece.kind in {"word", "fraction"}:
            self._word(piece, index)
        elif piece.kind == "link":
            self._add("blob", piece, note="a link")
        elif piece.kind == "comma":
            self._add("blob", piece, note=f"{piece.text[:80]!r} is no number to be sure of")
        elif piece.text != "'":
            self._add(piece.kind, piece)
        return index + 1

    def _homes(self, piece: Piece) -> tuple[str, ...]:
        """Where a name of the address book is at home; capitals are for tokens."""
        if piece.kind != "word" or piece.text.isupper():
            return ()
        return self.words.book_families(piece.text.lower())

    def _add(self, kind: str, piece: Piece, entry: Entry = NOTHING, **facts: str | None) -> None:
        self.atoms.append(
            Atom(
                kind,
                piece.text,
                piece.start,
                piece.end,
                entry,
                glued=piece.glued,
                note=facts.get("note"),
                family=facts.get("family"),
                low=(low := piece.text.lower().replace(APOSTROPHE, "'")),
                key=self._key(low),
            )
        )

    def _key(self, low: str) -> str:
        """The English word that the grammar knows `low` by."""
        if self.glosses is None:
            return low
        return self.glosses.get(low) or self.glosses.get(unaccented(low), "")

    def _phrase(self, index: int) -> tuple[Atom | None, int]:
        """The longest phrase of the vocabulary that starts here."""
        piece = self.pieces[index]
        low = self.lows[index] if piece.kind == "word" else piece.text
        for words, longer in self.words.longer.get(self.loose[index : index + 2], ()):
            after = index + len(words)
            if longer.chain and not longer.token and self._counts(low):
                continue
            if self.loose[index:after] == words:
                last = self.pieces[after - 1]
                whole = Piece("word", "", piece.start, last.end, piece.glued)
                return self._word_atom(whole, " ".join(words), longer), after
        entry = self.words.entry(low) or self.words.entries.get(low.replace("-", " "))
        if entry is None or piece.kind not in {"word", "mark"}:
            return self._possessive(piece, low), index + 1
        if low.isdigit():
            return None, index + 1
        return self._word_atom(piece, low, entry), index + 1

    def _word_atom(self, piece: Piece, low: str, entry: Entry) -> Atom:
        text = self.text[piece.start : piece.end]
        key = self._key(low)
        start, end = piece.start, piece.end
        return Atom("word", text, start, end, entry, glued=piece.glued, low=low, key=key)

    def _counts(self, low: str) -> bool:
        """ "0.4 eth mainnet": after a number "eth" is the coin, "mainnet" its chain.

        "0.4 op mainnet" and "0.4 ethereum mainnet" stay chains: that is no symbol of a coin.
        """
        coin = low.upper() in self.words.natives
        return coin and bool(self.atoms) and self.atoms[-1].number is not None

    def _possessive(self, piece: Piece, low: str) -> Atom | None:
        if not low.endswith("'s") or piece.kind != "word":
            return None
        stem = low[:-2]
        entry = self.words.entries.get(stem, NOTHING)
        family = self.words.name_family(stem)
        return Atom(
            "name" if family else "word",
            piece.text[:-2],
            piece.start,
            piece.end - 2,
            entry,
            family=family,
            glued=piece.glued,
            possessive=True,
            low=stem,
            key=self._key(stem),
        )

    def _word(self, piece: Piece, index: int) -> None:
        text, low = piece.text, piece.text.lower()
        if text[0].isdigit() or piece.kind == "fraction" or len(text) > 20 or "." in text:
            self._valued(piece)
            return
        if "…" in text or any(char.isdigit() for char in text):
            self._valued(piece)
            return
        entry = self._slip(low, index)
        self._add("word", piece, entry)

    def _slip(self, low: str, index: int) -> Entry:
        language = self.words.language
        word = language.misspellings.get(low)
        if word is not None and low in language.untouchable and not self._before_thing(index):
            return NOTHING
        if word is None and not self.pieces[index].text.isupper() and not self._is_called(index):
            word = corrected(low, self.words)
        if word is None:
            return NOTHING
        return self.words.entries.get(word, NOTHING)

    def _is_called(self, index: int) -> bool:
        """A capital inside a sentence: "pay Theo" names somebody."""
        capital = self.pieces[index].text[0].isupper()
        return capital and index > 0 and self.pieces[index - 1].text.islower()

    def _before_thing(self, index: int) -> bool:
        """ "form base" is "from base"; "form a line" is not."""
        if index + 1 >= len(self.pieces):
            return False
        text = self.pieces[index + 1].text.lower()
        entry = self.words.entries.get(text, NOTHING)
        return bool(entry.chain or entry.token) or "." in text or any(map(str.isdigit, text))

    def _valued(self, piece: Piece) -> None:
        """A piece that may be an address, a name or a number."""
        number = number_of(piece.text, comma=self.comma)
        if number is not None:
            self._number(piece, number)
            return
        address = self.words.address(piece.text)
        if address is not None:
            reading, home = address
            kind = "address" if reading.valid else "blob"
            self._add(kind, piece, family=home, note=reading.reason)
            return
        low = piece.text.lower()
        family = self.words.name_family(low)
        if family is not None:
            self._name(piece, low, family)
        elif not self._glued_number(piece):
            plain = low.replace(".", "").isalpha() and len(low) < 40
            note = None if plain else f"{piece.text[:80]!r} is neither a number nor an address"
            self._add("blob" if not plain or "." in low else "word", piece, note=note)

    def _name(self, piece: Piece, low: str, family: str) -> None:
        labels = low.split(".")
        # "-bob.eth" is a name of its own, and not Bob's.
        hyphen = self.text[: piece.start].endswith("-")
        plain = low.isascii() and all(_LABEL.issuperset(label) and label for label in labels)
        if plain and not hyphen:
            self._add("name", piece, family=family)
        else:
            self._add("blob", piece, family=family, note=f"{piece.text[:80]!r} is not a plain name")

    def _number(self, piece: Piece, number: Decimal) -> None:
        self.atoms.append(
            Atom("number", piece.text, piece.start, piece.end, number=number, glued=piece.glued)
        )

    def _glued_number(self, piece: Piece) -> bool:
        """ "1.5k" and "100usdc"."""
        parts = split_number(piece.text, comma=self.comma)
        if parts is None:
            return False
        number, rest = number_of(parts[0], comma=self.comma), parts[1].lower()
        if number is None:
            return False
        part = self.words.language.fractions.get(rest)
        if part is not None and not rest.isascii() and not number % 1:
            self._number(piece, number + Decimal(part[0]) / part[1])
            return True
        power = self.words.language.magnitudes.get(rest)
        if power is not None:
            self._number(piece, shifted(number, power))
            return True
        entry = self.words.entries.get(rest)
        if entry is None or not (entry.token or entry.unit or entry.tags & _GLUED):
            return False
        middle = piece.start + len(parts[0])
        self._number(Piece("word", parts[0], piece.start, middle, piece.glued), number)
        self._add("word", Piece("word", parts[1], middle, piece.end, True), entry)
        return True
