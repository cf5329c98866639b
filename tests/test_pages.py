"""Every page as every role: one h1 equal to the title, unique ids, labels, names, forms, tables."""

import pytest

from sras.accounts import rules
from tests.page_checks import faults
from tests.sample_rows import address_of, make_sample

FILES = (".pdf", ".xlsx", ".csv", ".json", ".toml", ".docx", "<path:filename>")


@pytest.mark.parametrize("role", [*rules.ROLES, None])
@pytest.mark.parametrize("filled", [True, False], ids=["with rows", "empty"])
def test_a13_a22_every_page_is_well_made(app, make_cycle, client_for, role, filled):
    if filled:
        make_sample(make_cycle)
    client, wrong, titles = client_for(role), [], {}
    for rule in app.url_map.iter_rules():
        if "GET" not in rule.methods or rule.rule.endswith(FILES) or rule.endpoint == "static":
            continue
        address = address_of(rule, app)
        page = client.get(address)
        if page.status_code >= 500:
            wrong.append((address, page.status_code))
        if page.mimetype != "text/html" or page.status_code in (302, 303, 304):
            continue
        wrong += [(address, fault) for fault in faults(page.text)]
        if page.status_code == 200:
            title = page.text.partition("<title>")[2].partition("</title>")[0]
            titles.setdefault(title, set()).add(address)
    assert not wrong, "\n".join(f"{address}: {fault}" for address, fault in wrong)
    shared = {title: pages for title, pages in titles.items() if len(pages) > 1}
    # Without a cycle several addresses say the same: what to do first.
    assert not shared or not filled, shared
