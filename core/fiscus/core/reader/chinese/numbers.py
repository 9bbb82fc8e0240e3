"""Chinese numbers: "一千二百三十", "两万五", "三点一四"."""

from __future__ import annotations

from decimal import Decimal

DIGITS = {
    "零": 0,
    "〇": 0,
    "一": 1,
    "二": 2,
    "两": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
    "壹": 1,
    "贰": 2,
    "叁": 3,
    "肆": 4,
    "伍": 5,
    "陆": 6,
    "柒": 7,
    "捌": 8,
    "玖": 9,
}
SMALL = {"十": 1, "百": 2, "千": 3, "拾": 1, "佰": 2, "仟": 3}
LARGE = {"万": 4, "亿": 8}
CHARACTERS = frozenset({*DIGITS, *SMALL, *LARGE})
POINT = "点"
MAGNITUDES: dict[str, int] = {
    "k": 3,
    "m": 6,
    "百": 2,
    "千": 3,
    "万": 4,
    "十万": 5,
    "百万": 6,
    "千万": 7,
    "亿": 8,
    "十亿": 9,
    "百亿": 10,
}
_LONGEST = 40


def han_number(text: str) -> Decimal | None:
    """The value of a number word; `None` where it is none, or could be read in two ways."""
    if not 0 < len(text) <= _LONGEST or text[0] not in CHARACTERS:
        return None
    whole, mark, decimals = text.partition(POINT)
    if not CHARACTERS.issuperset(whole):
        return None
    if mark and not (decimals and all(char in DIGITS for char in decimals)):
        return None
    number = _digitwise(whole) if _is_digits(whole) else _cardinal(whole)
    if number is None or not mark:
        return None if number is None else Decimal(number)
    fraction = "".join(str(DIGITS[char]) for char in decimals)
    return Decimal(f"{number}.{fraction}")


def _is_digits(text: str) -> bool:
    return all(char in DIGITS for char in text)


def _digitwise(text: str) -> int | None:
    """ "五", and "二零二四" only digit by digit; "两三" is two or three."""
    if len(text) == 1:
        return DIGITS[text]
    if not text or "两" in text or len(text) < 3:
        return None
    return int("".join(str(DIGITS[char]) for char in text))


def _cardinal(text: str) -> int | None:
    total: int = 0
    largest = 16
    section = ""
    for char in text:
        if char not in LARGE:
            section += char
            continue
        power = LARGE[char]
        value = _section(section)
        if not value or power >= largest:
            return None
        total, largest, section = total + value * 10**power, power, ""
    if not section:
        return total
    if largest < 16 and len(section) == 1 and section in DIGITS:
        # "两万五" is twenty-five thousand; "两万零五" says the gap.
        return total + int(DIGITS[section] * 10 ** (largest - 1))
    rest = _section(section)
    return None if rest is None else total + rest


def _section(text: str) -> int | None:
    """Below ten thousand: "一千零二十", "三百五"."""
    total, last, digit = 0, 4, -1
    gap = False
    for char in text:
        if char in SMALL:
            power = SMALL[char]
            if power >= last or (digit < 0 and (power > 1 or total)) or digit == 0:
                return None
            total += (1 if digit < 0 else digit) * 10**power
            last, digit, gap = power, -1, False
        elif DIGITS[char] == 0 and digit < 0:
            gap = True
        elif digit >= 0:
            return None
        else:
            digit = DIGITS[char]
    if digit >= 0:
        ones = gap or last in {1, 4}
        total += digit if ones else digit * 10 ** (last - 1)
    return total
