"""The checks of pages find what they are for."""

import pytest

from tests.page_checks import faults

GOOD = """<!doctype html><html lang="en"><head><title>Tasks - Franklin SRAS</title></head><body>
<h1>Tasks</h1><h2>Open</h2><form action="/x"><label for="a">Title</label><input id="a" name="a">
<button>Save title</button></form><a href="/y">Next</a>
<table><caption>One task</caption><tr><th scope="col">Task</th></tr><tr><td>x</td></tr></table>
</body></html>"""


def test_a_good_page_has_no_faults():
    assert faults(GOOD) == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("<h1>Tasks</h1>", "<h1>Plan</h1>", "the title is"),
        ("<h1>Tasks</h1>", "", "1 titles and 0 h1"),
        ("<h2>Open</h2>", "<h3>Open</h3>", "comes after h1"),
        ('for="a"', 'for="b"', "points nowhere"),
        ('<label for="a">Title</label>', "", "without a name"),
        ("<button>Save title</button>", "<button>Go</button><button>Go</button>", "are called"),
        ('<a href="/y">Next</a>', '<a href="/y">Next</a><a href="/z">Next</a>', "lead to"),
        ('<a href="/y">Next</a>', '<a href="/y"></a>', "without a name"),
        ('<a href="/y">Next</a>', '<a href="/y" id="a">Next</a>', "2 times"),
        ('<form action="/x">', "<form>", "without an action"),
        ("<caption>One task</caption>", "", "without a caption"),
        (' scope="col"', "", "without a scope"),
        ("<h2>Open</h2>", "<h2>Open</h3>", "closes"),
        ("<h2>Open</h2>", '<h2 style="x">Open</h2>', "style on"),
        ("<h2>Open</h2>", '<h2 onclick="x">Open</h2>', "onclick on"),
        ('lang="en"', "", "no language"),
    ],
)
def test_a_fault_is_found(old, new, said):
    assert any(said in fault for fault in faults(GOOD.replace(old, new)))


def test_what_nobody_can_reach_needs_no_name():
    assert faults(GOOD.replace("<button>", "<button hidden></button><button>")) == []
