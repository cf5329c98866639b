"""What an objective takes: staff days, and money by fund source."""

import re

MONEY = re.compile(r"\$?\s*(\d{1,3}(?:,\d{3})+|\d{1,12})(?:\.\d{1,2})?", re.ASCII)


def read_money(text: str) -> tuple[list[tuple[str, int]], list[str]]:
    """Fund sources with whole dollars, one a line as "source: dollars", and what cannot be read."""
    found, faults = [], []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        source, _, dollars = (part.strip() for part in line.rpartition(":"))
        amount = MONEY.fullmatch(dollars)
        if not source or amount is None:
            faults.append(f"Line {number}: say source and dollars, such as Title I: 18,000.")
            continue
        found.append((source, int(amount[1].replace(",", ""))))
    return found, faults


def money_words(text: str) -> str:
    """Money by fund source, and all of it where there are several."""
    found, _faults = read_money(text)
    said = ", ".join(f"{source} ${dollars:,}" for source, dollars in found)
    total = sum(dollars for _, dollars in found)
    return f"{said} (together ${total:,})" if len(found) > 1 else said


def means(staff_days: int | None, money: str) -> str:
    """Staff days and money in one line, empty when nothing is said."""
    said = []
    if staff_days is not None:
        said.append(f"{staff_days:,} staff {'day' if staff_days == 1 else 'days'}")
    if told := money_words(money):
        said.append(told)
    return "; ".join(said)
