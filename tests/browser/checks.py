"""What is looked for on a page that a browser shows: axe, width, text spacing, sizes, names."""

import re
from collections import Counter
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page, expect

REFUSED = re.compile("^Error: ")  # the title of a page that did not take what was typed
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Off unless asked for, and worth asking for.
BY_NAME = [
    "td-has-header",
    "table-fake-caption",
    "p-as-heading",
    "label-content-name-mismatch",
    "focus-order-semantics",
]
# What axe leaves to a person, looked at by one: the ground behind a drawn mark, which
# tests/test_look.py reckons from the palette; row headings whose cells are stacked on a phone.
LOOKED_AT = ["color-contrast", "th-has-data-cells"]
RUN_AXE = """
async ([tags, byName, lookedAt]) => {
  const rules = Object.fromEntries(byName.map((id) => [id, { enabled: true }]));
  const options = { runOnly: tags, rules, resultTypes: ["violations", "incomplete"],
    preload: false };
  const found = await axe.run(document, options);
  const open = found.incomplete.filter((v) => !lookedAt.includes(v.id));
  return [...found.violations, ...open].flatMap((v) => v.nodes.map((n) =>
    `${v.id}: ${n.target.join(" ")} (${n.failureSummary.replace(/\\s+/g, " ").slice(0, 200)})`));
}
"""
# Too wide for the window, cut off, or (at 320 px) reachable only by scrolling sideways.
TOO_WIDE = """
() => {
  const found = [], root = document.documentElement, width = root.clientWidth;
  const words = (e) => e.textContent.trim().slice(0, 40);
  if (root.scrollWidth > width) {
    const wide = [...document.querySelectorAll("main *, header *, footer *, nav *")]
      .filter((e) => !e.closest("[role=region], .unseen") && e.checkVisibility())
      .filter((e) => e.getBoundingClientRect().right > width + 1);
    const names = wide.slice(-2).map((e) => `<${e.tagName.toLowerCase()}> ${words(e)}`);
    found.push(`scrolls sideways: ${root.scrollWidth} px of ${width}, ${names}`);
  }
  const hides = (value) => value === "hidden" || value === "clip";
  for (const e of document.querySelectorAll("main *, header *, footer *")) {
    if (e.closest(".unseen, .skip, textarea, [role=region]") || !e.textContent.trim()) continue;
    if (e.clientWidth <= 1 || e.clientHeight <= 1) continue; // kept for screen readers alone
    const style = getComputedStyle(e);
    const across = hides(style.overflowX) && e.scrollWidth > e.clientWidth + 1;
    const down = hides(style.overflowY) && e.scrollHeight > e.clientHeight + 1;
    if (across || down) found.push(`cut off: ${words(e)}`);
  }
  return found;
}
"""
SPACED = """
() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: .12em !important;
    word-spacing: .16em !important } p { margin-bottom: 2em !important }`);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}
"""
# A mark whose words are nowhere in its cell; the dot of an earlier level beside a level may rely
# on the words of that. A table that is wider than the window and no region to scroll.
UNREADABLE = """
() => { const found = [], seen = (e) => e.checkVisibility() && e.getBoundingClientRect().width;
  const told = (e) => (e.closest("td") ?? e).textContent.trim()
    || (e.matches(".was") && e.closest("tr, p")?.querySelector(".level:not(.was)"))
    || e.closest("p")?.textContent.trim();
  for (const e of document.querySelectorAll("main .tag, main .level, main .key"))
    if (seen(e) && !told(e)) found.push(`a mark without words: ${e.outerHTML.slice(0, 80)}`);
  for (const table of document.querySelectorAll("main table")) {
    const region = table.closest("[role=region][tabindex='0'][aria-label]");
    if (seen(table) && !region && !table.matches(".stack") && table.scrollWidth > innerWidth)
      found.push(`a table is cut: ${table.innerText.slice(0, 40)}`);
  }
  return found; }
"""
MOVING = """
() => { const by = "[hx-trigger*=every], meta[http-equiv=refresh], marquee, [autoplay]";
  const moves = document.getAnimations().filter((a) => a.effect.getComputedTiming().duration > 0);
  return [...moves.map((a) => `moves: ${a.effect.target?.outerHTML.slice(0, 60)}`),
    ...[...document.querySelectorAll(by)].map((e) => `changes: ${e.outerHTML.slice(0, 60)}`)]; }
"""
SMALL = """
() => [...document.querySelectorAll("button.primary, a.button.primary, button.big, label.card")]
  .map((e) => [e.getBoundingClientRect(), e])
  .filter(([box]) => box.height && box.height < 44)
  .map(([box, e]) => `${e.textContent.trim().slice(0, 40)} is ${box.height} px high`)
"""
ALIKE = "(group) => [...document.querySelectorAll('[id]')].map((e) => e.id)"
NAMED = ("button", "textbox", "combobox", "checkbox", "searchbox", "DisclosureTriangle", "link")


def idle(page: Page) -> None:
    """Nothing that was pressed, chosen or left on the page is under way.

    The script marks a form as it sends it, before the press returns. A question that takes the
    focus makes the field say that it was left, and what it holds is sent once more.
    """
    expect(page.locator("main [aria-busy=true]")).to_have_count(0)


def axe(page: Page) -> list[str]:
    """Every fault axe sees on the page as it is now; it cannot look where no script runs."""
    assert page.runs_scripts, "axe would never answer"
    page.wait_for_load_state()
    idle(page)
    if not page.evaluate("() => typeof axe === 'object'"):
        page.evaluate(AXE_SCRIPT)
    return [f"axe {fault}" for fault in page.evaluate(RUN_AXE, [TAGS, BY_NAME, LOOKED_AT])]


def doubled_ids(page: Page) -> list[str]:
    """Ids that the live page has more than once."""
    counted = Counter(page.evaluate(ALIKE))
    return [f"id {name} is there {count} times" for name, count in counted.items() if count > 1]


def too_wide(page: Page) -> list[str]:
    """What scrolls sideways or is cut off at the width the page has now."""
    page.wait_for_load_state()  # a press that leads to another page does not wait for it
    return page.evaluate(TOO_WIDE)


def spaced_out(page: Page) -> list[str]:
    """What is cut off once a reader spaces the text out."""
    page.evaluate(SPACED)
    return [f"spaced out, {fault}" for fault in too_wide(page)]


def unreadable(page: Page) -> list[str]:
    """Marks that say nothing in words, and tables that a narrow window would cut."""
    return page.evaluate(UNREADABLE)


def moving(page: Page) -> list[str]:
    """What moves by itself; the browser says that its reader wants stillness."""
    return page.evaluate(MOVING)


def too_small(page: Page) -> list[str]:
    """Main buttons and levels that a thumb would miss."""
    return page.evaluate(SMALL)


def badly_named(page: Page) -> list[str]:
    """Controls that the accessibility tree gives no name, or the name of another."""
    session: Any = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    session.detach()
    found, names = [], Counter[tuple[str, str]]()
    for node in nodes:
        role = node.get("role", {}).get("value")
        if node.get("ignored") or role not in NAMED:
            continue
        name = node.get("name", {}).get("value", "").strip()
        if name.startswith("Show date picker"):  # the browser's own, inside a date field
            continue
        if not name:
            found.append(f"a {role} without a name")
        elif role != "link":  # two links may say the same when they lead to the same
            names[role, name] += 1
    doubled = [(role, name, n) for (role, name), n in names.items() if n > 1]
    return found + [f"{n} of {role} are called {name!r}" for role, name, n in doubled]
