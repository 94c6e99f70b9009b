"""The number under which a company pays tax (统一社会信用代码, GB 32100-2015): eighteen characters, the last a check."""

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
LENGTH = 18


def clean_tax_number(typed: str) -> str:
    """As it is kept: capital letters without spaces."""
    return "".join(typed.split()).upper()


def is_tax_number(number: str) -> bool:
    """Whether the check character fits."""
    if len(number) != LENGTH or any(one not in ALPHABET for one in number):
        return False
    total = sum(ALPHABET.index(one) * weight for one, weight in zip(number[:-1], WEIGHTS, strict=True))
    return ALPHABET[(len(ALPHABET) - total % len(ALPHABET)) % len(ALPHABET)] == number[-1]
