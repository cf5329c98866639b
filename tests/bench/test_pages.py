"""What a page costs the server, next to a bare Flask page in the same run."""

from statistics import median

import pytest

from tests.bench.gauges import processor_seconds
from tests.bench.table import Table
from tests.bench.test_saves import Saver
from tests.running import Server
from tests.visitor import Visitor

ROUNDS = 7
PAGES_A_ROUND = 6
# What stands at each row of the list, so that both pages show as many.
ROW_OF = {"/assessment": '<th role="rowheader" scope="row">', "/plan": '<li class="row" id="task-'}
# Where a page is made anew, the tables are read and every row is said again.
MADE_ANEW = {"/assessment": 8, "/plan": 16}


@pytest.mark.parametrize("address", ROW_OF)
def test_a_long_page_costs_little_more_than_the_bare_one(
    address: str, served: Server, lead: Visitor, floor: Server, table: Table
) -> None:
    rows = plain(lead, address).count(ROW_OF[address])
    assert rows >= 52
    bare, saver = Visitor(floor.port), Saver(lead)
    again, anew = [], []
    for _round in range(ROUNDS):
        floors = spent(floor, bare, f"/?rows={rows}", PAGES_A_ROUND)
        saver.save()
        anew.append(spent(served, lead, address, 1) / floors)
        again.append(spent(served, lead, address, PAGES_A_ROUND) / floors)
    bare.close()
    what = f"{address}, {rows} rows, server time"
    table.hold(what, median(again), 2, "× bare page")
    limit = MADE_ANEW[address]
    table.hold(f"{what}, first after a change", median(anew), 2, "× bare page", ceiling=limit)


def plain(visitor: Visitor, address: str) -> str:
    """A page as text; asked for once before it is measured."""
    answer = visitor.get(address)
    assert answer.status == 200
    return answer.text


def spent(server: Server, visitor: Visitor, address: str, times: int) -> float:
    """Processor time of the server for one request, as a browser asks, over a few of them."""
    before = processor_seconds(server.process.pid)
    for _page in range(times):
        answer = visitor.get(address, Accept_Encoding="gzip, deflate, br, zstd")
        assert answer.status == 200
        assert answer.headers["Content-Encoding"]
    return (processor_seconds(server.process.pid) - before) / times
