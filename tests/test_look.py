"""The look: contrast of every accent, clean templates, the vendored script and its licences."""

import hashlib
import re
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import brotli
import pytest

from sras.accounts.models import ACCENTS

ROOT = Path(__file__).parent.parent
CSS = (ROOT / "static/sras.css").read_text()
PRINT_CSS = (ROOT / "static/print.css").read_text()
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
PARTS = [path for path in TEMPLATES if path.name.startswith("_")]
HTMX = "a0abb04f2f45a1f89d1d4844023245537e5e6014c87b144553e0607b4cc32130"
VOID = {"input", "br", "hr", "img", "meta", "link", "wbr", "col"}


def values_in(css):
    """The custom properties of a piece of CSS; the last one given wins."""
    return dict(re.findall(r"--([\w-]+):\s*([^;}]+)", css))


def night_and_day():
    """The values by day and by night."""
    night = re.search(r"prefers-color-scheme:dark\)\{:root\{(.*?)\}\}", CSS, re.DOTALL).group(1)
    day = re.search(r":root\{color-scheme(.*?)\n@media", CSS, re.DOTALL).group(1)
    return {"day": values_in(day), "night": values_in(day) | values_in(night)}


def accents():
    """Each accent's name with its colour by day and by night."""
    found = {"blue": re.search(r":root\{(--accent-day[^}]*)\}", CSS).group(1)}
    found |= dict(re.findall(r"\[data-accent=(\w+)\]\{([^}]*)\}", CSS))
    return {name: values_in(text) for name, text in found.items()}


def luminance(colour):
    """Relative luminance of #rgb or #rrggbb (WCAG 2.2)."""
    digits = colour.strip().lstrip("#")
    if len(digits) == 3:
        digits = "".join(d * 2 for d in digits)
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    """Contrast ratio of two colours, 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_contrast_is_counted_as_wcag_counts_it():
    assert contrast("#fff", "#000") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_there_are_eight_accents():
    assert len(accents()) == 8


@pytest.mark.parametrize("time", ["day", "night"])
@pytest.mark.parametrize("name", sorted(accents()))
def test_an_accent_is_legible_on_paper_and_under_button_words(name, time):
    values, accent = night_and_day()[time], accents()[name][f"accent-{time}"]
    for ground in ("paper", "soft", "on-accent"):
        assert contrast(accent, values[ground]) >= 4.5, ground


@pytest.mark.parametrize("time", ["day", "night"])
@pytest.mark.parametrize("name", ["ink", "muted", "bad", "warn", "good"])
def test_words_are_legible(name, time):
    values = night_and_day()[time]
    for ground in ("paper", "soft"):
        assert contrast(values[name], values[ground]) >= 4.5, ground


@pytest.mark.parametrize("time", ["day", "night"])
def test_borders_of_controls_and_level_marks_can_be_seen(time):
    values = night_and_day()[time]
    for name in ("edge", "l1", "l2", "l3", "l4"):
        for ground in ("paper", "soft"):
            assert contrast(values[name], values[ground]) >= 3, (name, ground)


@pytest.mark.parametrize("time", ["day", "night"])
def test_each_level_stands_out_more_than_the_one_below(time):
    values = night_and_day()[time]
    steps = [contrast(values[f"l{n}"], values["paper"]) for n in (1, 2, 3, 4)]
    assert all(higher >= lower * 1.2 for lower, higher in pairwise(steps))


def test_the_state_can_choose_only_accents_that_exist():
    assert set(ACCENTS) == set(accents())


def test_the_styles_stay_small():
    assert len(brotli.compress(CSS.encode())) <= 6_000


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda p: str(p.relative_to(ROOT)))
def test_no_template_holds_style_or_script(path):
    text = re.sub(r"\{#.*?#\}", "", path.read_text(), flags=re.DOTALL)
    # What is given out holds its own style, and its policy names the hash of it.
    text = text.replace("<style>{{ issued.style | safe }}</style>", "")
    assert not re.search(r"<style\b", text)
    assert not re.search(r"<script\b(?![^>]*\bsrc=)", text)
    assert not re.search(r"""[\s"']style\s*=""", text)
    assert not re.search(r"""[\s"']on[a-z]+\s*=\s*["']""", text)
    assert not re.search(r"""[\s"']hx-on|["']js:|javascript:""", text)
    assert not re.search(r"""(?:src|href)=["']https?:""", text.replace('rel="noopener', ""))


class Roots(HTMLParser):
    """Collects the elements and words that stand at the top of a part."""

    def __init__(self):
        super().__init__()
        self.depth = 0
        self.roots = []

    def handle_starttag(self, tag, attrs):
        if self.depth == 0:
            self.roots.append((tag, dict(attrs)))
        if tag not in VOID:
            self.depth += 1

    def handle_endtag(self, tag):
        if tag not in VOID:
            self.depth -= 1

    def handle_data(self, data):
        if self.depth == 0 and data.strip():
            self.roots.append(("words", {}))


def roots_of(text):
    """The roots of a part's source, its Jinja marks taken out."""
    parser = Roots()
    parser.feed(re.sub(r"\{#.*?#\}|\{%.*?%\}", "", text, flags=re.DOTALL))
    parser.close()
    return parser.roots


def test_roots_are_counted():
    assert len(roots_of("{# note #}<p id='a'>x<br></p>")) == 1
    assert len(roots_of("<p>x</p><p>y</p>")) == 2
    assert len(roots_of("{% if x %}<p>x</p>{% endif %} and")) == 2


@pytest.mark.parametrize("path", PARTS, ids=lambda p: str(p.relative_to(ROOT)))
def test_a_part_has_one_root_with_an_id(path):
    roots = roots_of(path.read_text())
    assert len(roots) == 1
    assert "id" in roots[0][1]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda p: str(p.relative_to(ROOT)))
def test_a_template_says_first_what_it_is(path):
    assert path.read_text().startswith("{#")


def test_htmx_is_the_published_one_with_its_licence():
    body = (ROOT / "static/vendor/htmx.min.js").read_bytes()
    assert hashlib.sha256(body).hexdigest() == HTMX
    assert "Zero-Clause BSD" in (ROOT / "static/vendor/htmx.LICENSE").read_text()


def test_the_fonts_of_paper_are_there_with_their_licence():
    named = re.findall(r"url\((fonts/[^)]+)\)", PRINT_CSS)
    assert len(named) == 3
    sizes = [(ROOT / "static" / name).stat().st_size for name in named]
    assert sum(sizes) <= 1_200_000
    assert "Apache License" in (ROOT / "static/fonts/LICENSE.txt").read_text()


def test_styles_ask_nothing_of_other_hosts():
    for css in (CSS, PRINT_CSS):
        assert "http" not in css
        assert "@import" not in css
