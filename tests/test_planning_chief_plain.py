"""The whole way from the ranked list to the decision, by the forms that the pages show."""

import datetime
from html.parser import HTMLParser
from typing import Any

from sras.assessment.models import Assessment
from sras.planning.models_approvals import approvals
from sras.planning.models_choice import Decision
from tests.conftest import BY

DAY = datetime.date(2026, 9, 20)


class Forms(HTMLParser):
    """The forms of a page as a browser without scripts would send them."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[dict[str, Any]] = []
        self.area: str | None = None
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        at = dict(attrs)
        if tag == "form":
            self.found.append({"action": at["action"], "fields": [], "buttons": {}})
        elif self.found and tag == "input" and "name" in at:
            if at.get("type") not in ("radio", "checkbox") or "checked" in at:
                self.found[-1]["fields"].append((at["name"], at.get("value", "")))
        elif self.found and tag == "button" and "disabled" not in at:
            self.found[-1]["buttons"][at.get("id")] = (at.get("name"), at.get("value"))
        elif self.found and tag == "textarea":
            self.area = at["name"]
            self.found[-1]["fields"].append((self.area, ""))

    def handle_data(self, data: str) -> None:
        if self.area:
            name, value = self.found[-1]["fields"][-1]
            self.found[-1]["fields"][-1] = (name, value + data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.area = None


def press(client: Any, address: str, button: str, **typed: str) -> Any:
    """Open a page, type, and press the button with this id."""
    page = client.get(address)
    form = next(form for form in Forms(page.text).found if button in form["buttons"])
    fields: dict[str, list[str]] = {}
    for name, value in form["fields"]:
        fields.setdefault(name, []).append(typed.get(name, value))
    name, value = form["buttons"][button]
    if name:
        fields[name] = [value]
    return client.post(form["action"], data=fields)


def test_scenario_22_choosing_asking_and_approving_work_without_scripts(client_for, make_cycle):
    cycle = make_cycle()
    rows = list(Assessment.of_cycle(cycle))[:2]
    for row in rows:
        row.change(by=BY, level=2, priority=3, opportunity=3, agreed_on=DAY, barrier="No staff.")
    lead, chief = client_for("team_lead"), client_for("chief")
    for row in rows:
        pressed = press(lead, "/choose", f"place-{row.id}-quick_win")
        assert pressed.headers["Location"].endswith(f"/choose#row-{row.id}")
    assert "2 placed for it" in lead.get("/choose").text
    assert press(lead, "/asks", "ask-all").status_code == 303
    put_up = press(lead, "/approval/new", "put-up").headers["Location"]
    assert press(chief, put_up, "approve-all", comment="Go ahead.").headers["Location"] == put_up
    assert Decision.get().comment == "Go ahead."
    assert {word.state for word in approvals(cycle).values()} == {"approved"}
    assert "Go ahead." in lead.get(put_up).text


def test_enter_in_a_field_of_the_decision_sends_nothing_by_itself(client_for, make_cycle):
    cycle = make_cycle()
    row = Assessment.of_cycle(cycle).first()
    row.change(by=BY, level=2, priority=3, opportunity=3, agreed_on=DAY)
    lead = client_for("team_lead")
    press(lead, "/choose", f"place-{row.id}-quick_win")
    put_up = press(lead, "/approval/new", "put-up").headers["Location"]
    page = client_for("chief").get(put_up).text
    form = page[page.index('action="' + put_up + '/decision"') :]
    assert "disabled" in form[form.index("<button") : form.index("</button>")]
