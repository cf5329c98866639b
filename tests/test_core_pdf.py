"""PDF: accessible, the same bytes again, nothing fetched, bounded, and plain words otherwise."""

import io
import subprocess
import sys
import threading

import page
import pydyf
import pypdf
import pytest

from sras.core import pdf, pdf_child
from sras.core.pdf import PdfBusy, PdfFailed, PdfUnavailable, Press
from sras.core.pdf_child import only_links

FRAME = (
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Plan</title>{head}'
    "</head><body><main><h1>Plan</h1>{body}</main></body></html>"
)
SAFE = pydyf.String("https://a.example/x")
TASKS = (
    "<table><caption>Tasks of 1.1</caption><thead><tr><th scope=col>Task</th>"
    "<th scope=col>Due</th></tr></thead><tbody><tr><th scope=row>Meet</th><td>14 Oct 2026</td>"
    "</tr></tbody></table>"
)
SAMPLE = (
    "<h2>Part 1</h2><h3>1.1 Leaders meet</h3><p>See <a href='https://a.example/x'>the law</a>, "
    "<a href='#t'>tasks</a>.</p><ul><li>one<ul><li>two</li></ul></li></ul><ol><li>a</li></ol>"
    f"<dl class=facts><dt>Owner</dt><dd>Ana</dd></dl><div id=t>{TASKS}</div><hr>"
    "<blockquote><p><em>So</em> <strong>it</strong> is.</p></blockquote>"
    "<svg width=60 height=9 aria-label='3 of 5'><rect width=36 height=9 /></svg>"
    "<p><span class='level l3'>Mostly</span> Łódź ʻokina 日 🙂\ufe0f</p>"
)


def sheet(body, head=""):
    return FRAME.format(head=head, body=body)


@pytest.fixture
def press(tmp_path):
    return Press(tmp_path / "cache")


def read(made):
    return pypdf.PdfReader(io.BytesIO(made))


def test_a24_a_page_becomes_a_tagged_pdf_without_any_failure(press):
    made = press.render(sheet(SAMPLE + TASKS * 60))
    report = page.validate_pdf_bytes(made, profile="ua1")
    assert [(failure.rule_id, failure.message) for failure in report.failures] == []
    assert report.document.page_count > 1
    catalog = read(made).root_object
    assert catalog["/Lang"] == "en"
    assert catalog["/MarkInfo"]["/Marked"]
    assert catalog["/ViewerPreferences"]["/DisplayDocTitle"]
    assert catalog["/Outlines"]["/Count"] >= 3
    assert read(made).metadata.title == "Plan"


def test_a24_a_list_whose_items_hold_paragraphs_or_a_table_is_read_whole(press):
    for inside in ("<p>One</p><p>Two</p>", "One<p>Two</p>", f"One<div>{TASKS}</div>"):
        made = press.render(sheet(f"<ul><li>{inside}</li><li>Three</li></ul>"))
        assert page.is_pdf_compliant_bytes(made, profile="ua1"), inside


def test_the_check_of_accessibility_can_fail(press):
    made = press.render(sheet("<h4>Too deep</h4>"))
    assert not page.is_pdf_compliant_bytes(made, profile="ua1")


def test_paper_is_letter_and_every_font_is_ours_and_embedded(press):
    drawing = '<svg width="60" height="20"><text y="9">Drawn</text></svg>'
    made = read(press.render(sheet(f"<p>Plain <b>bold</b> <i>leaning</i></p>{drawing}")))
    box = made.pages[0].mediabox
    assert (box.width, box.height) == (612, 792)
    fonts = [font.get_object() for font in made.pages[0]["/Resources"]["/Font"].values()]
    assert len(fonts) == 3
    for font in fonts:
        assert "Paper" in font["/BaseFont"]
        described = font["/DescendantFonts"][0].get_object()["/FontDescriptor"]
        assert {"/FontFile2", "/FontFile3"} & set(described)


def test_the_same_page_gives_the_same_bytes_in_another_process(tmp_path):
    one, other = Press(tmp_path / "a"), Press(tmp_path / "b")
    assert one.render(sheet(SAMPLE)) == other.render(sheet(SAMPLE))
    assert one.made == other.made == 1


def test_a_made_pdf_is_kept_in_memory_and_on_disk(tmp_path):
    first = Press(tmp_path)
    made = first.render(sheet("<p>Once</p>"))
    assert first.render(sheet("<p>Once</p>")) is made
    assert first.made == 1
    later = Press(tmp_path)
    assert later.render(sheet("<p>Once</p>")) == made
    assert later.made == 0
    (kept,) = (tmp_path / "pdf").glob("*.pdf")
    assert kept.stat().st_mode & 0o077 == 0


def test_a_half_written_pdf_is_made_again(tmp_path):
    made = Press(tmp_path).render(sheet("<p>Once</p>"))
    (kept,) = (tmp_path / "pdf").glob("*.pdf")
    kept.write_bytes(made[: len(made) // 2])
    assert Press(tmp_path).render(sheet("<p>Once</p>")) == made
    assert kept.read_bytes() == made


def test_only_the_newest_are_kept_on_disk(tmp_path, monkeypatch):
    monkeypatch.setattr(pdf, "DISK_FILES", 2)
    press = Press(tmp_path)
    for number in range(3):
        press.render(sheet(f"<p>{number}</p>"))
    assert len(list((tmp_path / "pdf").iterdir())) == 2


def test_a_folder_that_cannot_be_written_costs_nothing_but_the_keeping(tmp_path):
    (tmp_path / "cache").write_text("a file where the folder should be")
    assert Press(tmp_path / "cache").render(sheet("<p>Even so</p>")).startswith(b"%PDF")


VECTORS = {
    "image": ("", '<img src="{u}/img" alt="x">'),
    "linked style": ('<link rel="stylesheet" href="{u}/css">', ""),
    "import": ('<style>@import url("{u}/import");</style>', ""),
    "font": ('<style>@font-face{{font-family:F;src:url("{u}/f")}}p{{font-family:F}}</style>', ""),
    "background": ("", "<p style=\"background:url('{u}/bg')\">x</p>"),
    "border image": (
        "",
        "<p style=\"border:9px solid;border-image:url('{u}/border') 9\">x</p>",
    ),
    "content": ('<style>p::before{{content:url("{u}/content")}}</style>', "<p>x</p>"),
    "list mark": ("", "<ul style=\"list-style:url('{u}/list')\"><li>x</li></ul>"),
    "page": ('<style>@page{{background:url("{u}/page")}}</style>', ""),
    "embed": ("", '<embed src="{u}/embed">'),
    "object": ("", '<object data="{u}/object"></object>'),
    "picture in a drawing": (
        "",
        """<svg xmlns:xlink="http://www.w3.org/1999/xlink" width="9" height="9">
        <style>@import url("{u}/s");</style><use href="{u}/use#a"/>
        <image href="{u}/svg" xlink:href="{u}/svg2" width="9" height="9"/></svg>""",
    ),
    "data image": (
        "",
        """<img alt="x" src="data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'
        width='9' height='9'><image href='{u}/data' width='9' height='9'/></svg>">""",
    ),
    "attachment": (
        '<link rel="attachment" href="{u}/attached">',
        '<a rel="attachment" href="{u}/attached2">x</a>',
    ),
    "colour profile": (
        '<style>@color-profile --c{{src:url("{u}/icc")}}p{{color:color(--c 1 0 0)}}</style>',
        "<p>x</p>",
    ),
    "base": ('<base href="{u}/">', '<img src="base" alt="x">'),
}


@pytest.mark.parametrize("name", VECTORS)
def test_t31_nothing_is_fetched_and_no_file_gets_in(press, canary, tmp_path, name):
    address, hits = canary
    secret = tmp_path / "secret.svg"
    secret.write_text(
        '<svg xmlns="http://www.w3.org/2000/svg"><text y="9">CANARY-BYTES</text></svg>'
    )
    head, body = (part.replace("{{", "{").replace("}}", "}") for part in VECTORS[name])
    targets = (address, secret.as_uri() + "?")
    made = press.render(
        sheet(*("".join(part.replace("{u}", to) for to in targets) for part in (body, head)))
    )
    whole = _plain(made)
    assert b"CANARY-BYTES" not in whole
    assert b"/EmbeddedFiles" not in whole
    assert str(tmp_path).encode() not in whole
    assert "CANARY-BYTES" not in "".join(leaf.extract_text() for leaf in read(made).pages)
    assert hits == []


NO_WAY_OUT = [
    "javascript:alert(1)",
    " JavaScript:alert(1)",
    "file:///etc/passwd",
    "data:text/html,x",
    "/tasks/7",
    "tasks/7",
    "//a.example/x",
    "",
    "#",
]


def test_t31_links_lead_to_the_web_or_to_mail_only(press):
    mail = '<a href="mailto:ana@a.example">mail</a>'
    lines = [f'<p><a href="{href}">words {n}</a> {mail}</p>' for n, href in enumerate(NO_WAY_OUT)]
    made = press.render(sheet("".join(lines)))
    (leaf,) = read(made).pages
    links = [link.get_object() for link in leaf["/Annots"]]
    assert [link["/A"]["/URI"] for link in links] == ["mailto:ana@a.example"] * len(NO_WAY_OUT)
    assert all(f"words {n}" in leaf.extract_text() for n in range(len(NO_WAY_OUT)))
    for word in (b"/JavaScript", b"/Launch", b"/GoToR", b"/SubmitForm"):
        assert word not in _plain(made)


@pytest.mark.parametrize(
    "thing",
    [
        {"Type": "/Annot", "A": {"S": "/URI", "URI": pydyf.String("javascript:alert(1)")}},
        {"Type": "/Annot", "A": {"S": "/Launch", "F": pydyf.String("x")}},
        {"Type": "/Filespec", "EF": {}},
        {"Type": "/Catalog", "OpenAction": {}},
    ],
)
def test_t31_a_pdf_that_would_do_more_than_lead_to_a_page_is_refused(thing):
    drawn = pydyf.PDF()
    drawn.add_object(pydyf.Dictionary({"Type": "/Annot", "A": {"S": "/URI", "URI": SAFE}}))
    only_links(drawn)
    drawn.add_object(pydyf.Dictionary(thing))
    with pytest.raises(PermissionError):
        only_links(drawn)


def _plain(made):
    """The PDF with its compressed objects and streams written out."""
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(made))
    for thing in writer._objects:
        if isinstance(thing, pypdf.generic.EncodedStreamObject):
            thing.get_data()
            thing._data = thing.decoded_self.get_data()
            del thing["/Filter"]
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_t33_a_page_that_takes_too_long_is_stopped_in_plain_words(tmp_path):
    slow = Press(tmp_path, seconds=2)
    with pytest.raises(PdfFailed, match=r"2 seconds.*print the page from the browser"):
        slow.render(sheet(TASKS * 3000))


def test_t33_a_page_that_needs_too_much_memory_is_stopped_in_plain_words(tmp_path):
    small = Press(tmp_path, megabytes=150)
    with pytest.raises(PdfFailed, match=r"150 MB.*was stopped"):
        small.render(sheet(TASKS * 3000))
    assert small.render(sheet("<p>A short page still works.</p>")).startswith(b"%PDF")


@pytest.mark.parametrize("lost", ["MemoryError", "SystemError"])
def test_t33_memory_that_ran_out_is_told_so_whatever_the_interpreter_made_of_it(lost):
    """Where there is no memory for the MemoryError itself, a SystemError comes up in its place."""
    code = (
        "import sys; from sras.core import pdf_child\n"
        f"def make(html, static): raise {lost}\n"
        "pdf_child.make = make; pdf_child.main(['900', '60', '.'])"
    )
    done = subprocess.run([sys.executable, "-c", code], input=b"<p>", check=False)
    assert done.returncode == pdf_child.NO_MEMORY


def test_a_page_nested_too_deeply_fails_in_plain_words(press):
    with pytest.raises(PdfFailed) as caught:
        press.render(sheet("<div>" * 5000))
    assert "Print it from the browser" in str(caught.value)


def test_callers_of_one_page_share_its_making(press):
    made = []
    threads = [
        threading.Thread(target=lambda: made.append(press.render(sheet(TASKS * 20))))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(made)) == 1
    assert len(made) == 4
    assert press.made == 1


def test_one_too_many_at_once_is_told_to_come_again(press):
    told, made = [], []

    def ask(number):
        try:
            made.append(press.render(sheet(f"<p>{number}</p>")))
        except PdfBusy as busy:
            told.append(str(busy))

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(7)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 5
    assert told == ["Several PDFs are being made. Try again in a minute."] * 2


def test_r34_without_pango_the_words_say_what_to_install(tmp_path, monkeypatch):
    broken = tmp_path / "libraries"
    broken.mkdir()
    (broken / "libpango-1.0.so.0").write_bytes(b"")  # found first, and no library
    monkeypatch.setenv("LD_LIBRARY_PATH", str(broken))
    press = Press(tmp_path)
    with pytest.raises(PdfUnavailable, match="libpango-1"):
        press.render(sheet("<p>x</p>"))
    reason = press.available()
    assert reason is not None
    assert "print the page from the browser" in reason


def test_with_pango_pdfs_are_available(press):
    assert press.available() is None


def test_the_child_knows_no_settings(press, monkeypatch):
    monkeypatch.setenv("SRAS_SECRET_KEY", "not-for-the-child")
    assert "not-for-the-child" not in str(press._environment())


LOADED = """
import sys
from sras.core.pdf import render_pdf
render_pdf("<p>x</p>")
print([name for name in ("weasyprint", "fontTools", "cffi") if name in sys.modules])
"""


def test_the_app_itself_never_loads_the_renderer():
    done = subprocess.run(
        [sys.executable, "-c", LOADED], capture_output=True, check=True, cwd=pdf.STATIC.parent
    )
    assert done.stdout.strip() == b"[]"
