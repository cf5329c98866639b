"""How many tries a door allows: buckets that fill with each try and empty with time."""

import datetime
import ipaddress
import math
from typing import NamedTuple

TRY = 1000  # levels are kept in thousandths of a try
FORGET = datetime.timedelta(days=2)


class Limit(NamedTuple):
    """`tries` at once, then one more every `seconds`; nobody waits longer than that."""

    tries: int
    seconds: int


# One account, from addresses it has not been used from: someone may be guessing.
ACCOUNT = Limit(tries=10, seconds=180)
# One account from an address it was used from before: strangers elsewhere cannot shut it out.
KNOWN = Limit(tries=10, seconds=60)
# One address, whatever account is tried: a whole team may sit behind it.
ADDRESS = Limit(tries=40, seconds=30)


def drained(level: int, at: datetime.datetime, now: datetime.datetime, limit: Limit) -> int:
    """What is left of a level after the time since `at`; a clock set back changes nothing."""
    elapsed = max(0.0, (now - at).total_seconds())
    return max(0, level - int(elapsed * TRY / limit.seconds))


def wait(level: int, limit: Limit) -> int:
    """Seconds until one more try is allowed, 0 when it is now."""
    over = level + TRY - limit.tries * TRY
    return max(0, math.ceil(over * limit.seconds / TRY))


def network(address: str) -> str:
    """What counts as one address: an IPv4 address, or the /64 that an IPv6 one lies in."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if found.version == 4:
        return str(found)
    return str(ipaddress.ip_network(f"{found}/64", strict=False))
