"""Text as people type it: what it becomes, what never comes through, and how long it takes."""

import re
import threading
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sras.core.markdown import LIMITS, MOST_LINES, render, too_tangled


@pytest.mark.parametrize(
    ("typed", "html"),
    [
        ("One\ntwo\n\nThree", "<p>One<br>\ntwo</p>\n<p>Three</p>"),
        ("**b** *i* `a < b`", "<p><strong>b</strong> <em>i</em> <code>a &lt; b</code></p>"),
        ("snake_case _so_ __init__", "<p>snake_case <em>so</em> __init__</p>"),
        ("Name: ______", "<p>Name: ______</p>"),
        ("Agenda:\n- one\n- two", "<p>Agenda:</p>\n<ul>\n<li>one</li>\n<li>two</li>\n</ul>"),
        ("1) one\n2) two", "<ol>\n<li>one</li>\n<li>two</li>\n</ol>"),
        ("3. three\n4. four", '<ol start="3">\n<li>three</li>\n<li>four</li>\n</ol>'),
        ("We met\n12. March was late", "<p>We met<br>\n12. March was late</p>"),
        ("#1 concern", "<p>#1 concern</p>"),
        ("> said\n> so", "<blockquote>\n<p>said<br>\nso</p>\n</blockquote>"),
        ("above\n***\nbelow", "<p>above</p>\n<hr>\n<p>below</p>"),
        ("    indented", "<p>indented</p>"),
        ("[x] done", "<p>[x] done</p>"),
        ("", ""),
    ],
)
def test_text_is_read_as_people_type_it(typed, html):
    assert render(typed) == html


@pytest.mark.parametrize("step", [2, 3, 4])
def test_sub_items_may_be_indented_by_any_step(step):
    typed = f"- a\n{' ' * step}- b\n{' ' * 2 * step}- c\n- d"
    html = "<ul><li>a<ul><li>b<ul><li>c</li></ul></li></ul></li><li>d</li></ul>"
    assert render(typed).replace("\n", "") == html


def test_a_table_names_its_columns_and_keeps_every_cell():
    html = render(
        "Counts:\n| School | Days |\n|---|--:|\n| Elm \\| East | 12 |\n| Oak | 3 | more |"
    )
    assert '<th scope="col">School</th>' in html
    assert '<td>Elm | East</td>\n<td align="right">12</td>' in html
    assert '<td align="right">3 | more</td>' in html


def test_headings_begin_below_the_pages_own_and_skip_no_level():
    typed = "### A\n\n# B\n##### C\nText\n\nD\n---\n###### E"
    assert re.findall(r"<(h\d)>(\w)", render(typed)) == [
        *(("h3", "A"), ("h3", "B"), ("h4", "C"), ("h4", "D"), ("h5", "E"))
    ]
    assert re.findall(r"<(h\d)>(\w)", render("# A\n## B\n### C", top=5)) == [
        *(("h5", "A"), ("h6", "B"), ("h6", "C"))
    ]


@pytest.mark.parametrize(
    ("typed", "href"),
    [
        ("[the law](https://a.example/x_(1))", "https://a.example/x_(1)"),
        ("see https://a.example/a_b_c?q=1.", "https://a.example/a_b_c?q=1"),
        ("(https://a.example/x)", "https://a.example/x"),
        ("<https://a.example/x>", "https://a.example/x"),
        ("[write](mailto:ana@a.example)", "mailto:ana@a.example"),
    ],
)
def test_t23_links_lead_out_safely(typed, href):
    html = render(typed)
    assert f'<a href="{href}" rel="noopener">' in html
    assert html.count("<a ") == 1


@pytest.mark.parametrize(
    "typed",
    [
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](data:text/html,hi)",
        "[x](file:///etc/passwd)",
        "[x](//evil.example)",
        "[x](/tasks/7)",
        "[x](&#106;avascript:alert(1))",
        "![x](/a.png)",
        "[x][1]\n\n[1]: javascript:alert(1)",
    ],
)
def test_t23_other_links_and_images_stay_the_text_that_was_typed(typed):
    html = render(typed)
    assert "<a" not in html
    assert "<img" not in html
    assert "[x]" in html


HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '<a href="javascript:alert(1)">x</a>',
    '<div hx-get="/x" style="x">',
    "<iframe srcdoc=x></iframe>",
    "<form action=/x><input>",
    "<svg/onload=alert(1)>",
    "<!-- x --><?php ?><![CDATA[x]]>",
    "`<script>`",
    '| <b>a</b> | b |\n|--|--|\n| <style>x</style> | "><script> |',
    "[<img src=x onerror=1>](https://a.example)",
    '[x](https://a.example/"onmouseover="alert(1))',
    "https://a.example/'><script>alert(1)</script>",
    "\x02klzzwxh:0000\x03 \x02wzxhzdk:0\x03",
]
ALLOWED = re.compile(
    r"</?(?:h[1-6]|p|br|hr|[uo]l|li|blockquote|code|em|strong|table|thead|tbody|tr|t[hd]|a)"
    r'(?: align="(?:left|center|right)"| scope="col"| start="\d+"'
    r'| href="(?:https?://|mailto:)[^"<>\s]*"| rel="noopener")*>'
)


@pytest.mark.parametrize("typed", HOSTILE)
def test_t22_markup_is_shown_and_never_obeyed(typed):
    html = render(typed)
    assert not re.search(r"[<>]", ALLOWED.sub("", html)), html


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from([*HOSTILE, *"[]()<>*_`|#->&\"'\\ \n\t:/=1.a", "https://", "\n\n"])))
def test_t23_nothing_outside_the_allow_list_ever_comes_out(pieces):
    html = render("".join(pieces))
    assert not re.search(r"[<>]", ALLOWED.sub("", html)), html


@pytest.mark.parametrize("typed", ["{{7*7}}", "${7*7}", "{0.__class__}", "%n %s", "{% x %}"])
def test_t29_what_looks_like_a_template_is_shown_literally(typed):
    assert render(typed) == f"<p>{typed}</p>"


@pytest.mark.parametrize("kind", LIMITS)
def test_each_kind_of_text_has_its_length(kind):
    assert too_tangled("x" * LIMITS[kind], kind) is None
    refusal = too_tangled("x" * (LIMITS[kind] + 1), kind)
    assert refusal is not None
    assert f"{LIMITS[kind]:,}" in refusal


def test_a_line_break_counts_once_however_the_browser_sends_it():
    assert too_tangled("x\r\n" * 150, "line") is None


@pytest.mark.parametrize("character", ["\x00", "\x02", "\x1b", "\x7f", "\ud800", "\uffff"])
def test_characters_that_cannot_be_shown_are_refused_and_never_drawn(character):
    refusal = too_tangled(f"a{character}b")
    assert refusal is not None
    assert "plain text" in refusal
    assert render(f"a{character}b") == "<p>ab</p>"


def test_t24_a_tangled_text_is_refused_in_words_and_drawn_as_plain_lines():
    for typed, word in (("*a*" * 30_000, "marks"), ("a\n" * (MOST_LINES + 1), "lines")):
        refusal = too_tangled(typed, "document")
        assert refusal is not None
        assert word in refusal
        assert render(typed).count("<br>") == typed.count("\n")
        assert "<em>" not in render(typed)


SLOW_ELSEWHERE = [
    *("[", "[a](", "<a ", "[a](http://b", "`", "\\``", "*a*", "_a_ ", "**a", "***a ", "\\*"),
    *(
        "> ",
        "- ",
        "\t*",
        "    - ",
        "> - ",
        "\n--",
        "\n- ",
        "# \n",
        "# a\n",
        "|`",
        "a|b\n",
        "\n> ===\n",
    ),
    *("> " + " " * 50, "&amp;", "<http://", "(", '"', "a@b", "\n\n", "\n- a\n\n  b", "1. "),
]


@pytest.mark.parametrize("kind", ["text", "document"])
@pytest.mark.parametrize("piece", SLOW_ELSEWHERE)
def test_t24_no_text_takes_long(piece, kind):
    most = LIMITS[kind]
    for start in ("", "| a | b |\n|--|--|\n", "> - "):
        typed = (start + piece * most)[:most]
        began = time.process_time()
        too_tangled(typed, kind)
        render(typed)
        # The promise is 0.5 s on a machine of its own; this one may be shared with other tests.
        assert time.process_time() - began < 1.5


def test_t24_a_wide_table_does_not_multiply():
    html = render("|a" * 4000 + "\n" + "|-" * 4000 + "\n" + "|\n" * 2000)
    assert len(html) < 100_000


def test_the_deepest_nesting_still_renders():
    for typed in ("> " * 9000, "- " * 9000 + "x", "\n".join(" " * n + "- x" for n in range(190))):
        assert "x" in render(typed + "x")
    quoted = "\n".join("> " + " " * 2 * n + "- x" for n in range(130))
    assert "x" in render(quoted)


def test_the_same_text_is_rendered_once():
    typed = "**word** " * 1500
    first = render(typed)
    assert render(typed) is first
    assert render(typed, top=4) is not first


def test_threads_do_not_mix_their_texts():
    wrong = []

    def draw(number):
        for turn in range(30):
            typed = f"# T{number}-{turn}\n\n- **{number}**\n- *{turn}*\n"
            html = f"<h3>T{number}-{turn}</h3>\n<ul>\n<li><strong>{number}</strong></li>\n"
            if not render(typed).startswith(html):
                wrong.append(typed)

    threads = [threading.Thread(target=draw, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
