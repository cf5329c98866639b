"""Texts and undertakings wait for who answers for them, and go to someone else with the rest."""

import datetime
import re
from typing import Any

import pytest

from sras.accounts.models import Membership, Person, StillInCharge
from sras.core import clock
from sras.documents.models import Document, Section
from sras.documents.models_issues import Issue
from sras.documents.rules_templates import templates
from sras.engagement.models import Agreement, Party, Undertaking
from sras.history.models import Change
from sras.planning.models_tasks import Task
from sras.work.models import count, open_for
from tests.conftest import BY

TODAY = clock.today("America/Chicago")  # where the agency of the tests is


def in_days(days: int) -> datetime.date:
    return TODAY + datetime.timedelta(days)


@pytest.fixture
def manual(app: Any) -> Document:
    """A manual as it comes along, with a first section in whole words."""
    made = Document.begin(
        templates()["operations_manual"].sections, by=BY, kind="operations_manual", title="Manual"
    )
    Section.of(made).first().change(by=BY, title="Purpose", text="What it is for.")
    return made


def waiting(client: Any) -> str:
    """My work from its first heading on, without markup."""
    text = client.get("/my-work").text.partition("<main")[2]
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


def test_a_section_waits_for_its_owner_while_it_is_unwritten_or_due_for_review(
    client_for: Any, person_of: Any, manual: Document
) -> None:
    member, client = person_of("team_member"), client_for("team_member")
    whole, gaps = list(Section.of(manual))[:2]
    gaps.change(by=BY, title="Our goals", text="Before: [Add the goal.]", owner=member)
    whole.change(by=BY, owner=member, review_due=in_days(40))
    Section.add(manual, "History", by=BY).change(by=BY, owner=member, text=" \n")
    assert "History of Manual" in waiting(client)
    assert "Our goals" not in waiting(client), "someone wrote in it"
    assert "Purpose" not in waiting(client)
    assert count(member, TODAY) == 1
    untouched = next(each for each in Section.of(manual) if each.version == 1 and "[" in each.text)
    untouched.change(by=BY, owner=member)
    assert f"{untouched.title} of Manual" in waiting(client)
    whole.change(by=BY, review_due=in_days(-3))
    shown = waiting(client)
    assert "Purpose of Manual" in shown
    assert "late, review due" in shown
    assert shown.count("to write") == 2
    assert f'href="/documents/sections/{whole.id}"' in client.get("/my-work").text
    assert count(member, TODAY) == open_for(member, TODAY, "Chief").count == 3
    assert "History" not in waiting(client_for("process_manager"))
    manual.archive(by=BY)
    assert count(member, TODAY) == 0


def test_a_document_waits_for_the_coach_it_was_given_to_until_it_is_given_out(
    client_for: Any, person_of: Any, manual: Document
) -> None:
    coach = person_of("coach")
    manual.change(by=BY, writer=coach)
    assert "Documents to write Manual" in waiting(client_for("coach"))
    assert count(coach, TODAY) == 1
    Issue.freeze(
        by=BY, subject=f"document:{manual.id}", title="Manual", on=TODAY, html="<p>x", facts=None
    )
    assert count(coach, TODAY) == 0
    manual.change(by=BY, review_due=in_days(10))
    assert "review by" in waiting(client_for("coach"))


@pytest.fixture
def agreement(app: Any) -> Agreement:
    """An agreement that runs, with what the agency and a center undertook."""
    made = Agreement.start(
        by=BY,
        title="Our year",
        starts_on=in_days(-100),
        ends_on=in_days(265),
        team_named_on=in_days(-95),
    )
    for kind, name in (("sea", "The agency"), ("rcc", "A center")):
        party = Party.join_in(by=BY, agreement=made, name=name, kind=kind)
        party.undertake(by=BY, texts=[f"{name} sends data"], due_on=in_days(-2))
        party.undertake(by=BY, texts=[f"{name} writes much later"], due_on=in_days(200))
    return made


def test_what_the_agency_undertook_waits_for_those_who_keep_the_agreement(
    client_for: Any, person_of: Any, agreement: Agreement
) -> None:
    shown = waiting(client_for("team_lead"))
    assert "From the agreement The agency sends data" in shown
    assert "A center sends data" not in shown
    assert "much later" not in shown
    assert "All indicators assessed step of the timeline" in shown, "late, and the team must move"
    assert "Two-day training held" not in shown, "a partner must move"
    assert "The agency sends data" not in waiting(client_for("team_member"))
    assert count(person_of("team_lead"), TODAY) == 1
    Undertaking.get(Undertaking.text == "The agency sends data").complete(by=BY, on=TODAY)
    assert count(person_of("team_lead"), TODAY) == 0


def test_my_work_asks_as_much_for_one_section_as_for_many(
    client_for: Any, person_of: Any, manual: Document, objective: Any, agreement: Any, queries: Any
) -> None:
    lead = person_of("team_lead")
    Task.add(BY, objective, TODAY, title="Draft the form", owner=lead)
    client = client_for("team_lead")
    counts = []
    for number in (1, 8):
        for each in list(Section.of(manual))[:number]:
            each.change(by=BY, owner=lead, review_due=TODAY)
        with queries() as seen:
            assert "Purpose" in client.get("/my-work").text
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 10


def test_who_leaves_hands_over_sections_and_documents_too(
    client_for: Any, person_of: Any, manual: Document
) -> None:
    leaver, taker = person_of("team_member"), person_of("process_manager")
    first, second = list(Section.of(manual))[:2]
    first.change(by=BY, owner=leaver, codes="1.1, 2.1", review_due=in_days(300))
    second.change(by=BY, owner=leaver)
    assert leaver.in_hand == 2
    with pytest.raises(StillInCharge):
        leaver.deactivate(by=BY)
    lead, address = client_for("team_lead"), f"/people/{leaver.id}/departure"
    page = lead.get(address).text
    assert "Sections (2)" in page
    assert "“Purpose” of Manual" in page
    assert "1.1, 2.1" in page
    gone = {"ended_on": TODAY.isoformat()}
    refused = lead.post(address, data={**gone, f"taker-section-{first.id}": taker.id})
    assert refused.status_code == 422
    assert f"Say who takes {second}." in refused.text.replace("&#34;", '"')
    done = lead.post(address, data={**gone, "all_to": taker.id})
    assert done.status_code == 303
    for each in (first, second):
        assert Section.get_by_id(each.id).owner == taker
    handed = Change.of("section", first.id).first()
    assert (handed.verb, handed.reason) == ("handed over", f"{leaver.name} left the team")


def test_sections_of_a_coach_go_where_the_document_goes(
    client_for: Any, person_of: Any, manual: Document
) -> None:
    coach, member, lead = person_of("coach"), person_of("team_member"), client_for("team_lead")
    other = Person.start(by=BY, name="Second Coach", email="second@example.org", role="coach")
    manual.change(by=BY, writer=coach)
    theirs, ours = list(Section.of(manual))[1:3]
    theirs.change(by=BY, owner=coach)
    ours.change(by=BY, owner=member)
    address = f"/documents/{manual.id}/writer"
    for version, writer, owner in ((2, other.id, other), (3, "", None)):
        given = lead.post(address, data={"version": version, "writer": writer})
        assert given.status_code == 303
        assert Section.get_by_id(theirs.id).owner == owner
        assert count(coach, TODAY) == 0, "it is not theirs to write any more"
    assert Section.get_by_id(ours.id).owner == member


def test_what_a_coach_wrote_goes_to_another_coach_with_its_sections(
    client_for: Any, person_of: Any, manual: Document, queries: Any
) -> None:
    leaver = person_of("coach")
    other = Person.start(by=BY, name="Second Coach", email="second@example.org", role="coach")
    manual.change(by=BY, writer=leaver)
    section = Section.of(manual).first()
    section.change(by=BY, owner=leaver)
    lead, address = client_for("team_lead"), f"/people/{leaver.id}/departure"
    gone = Person.start(by=BY, name="Gone", email="gone@example.org", role="coach")
    gone.change(by=BY, ends_on=in_days(-1))
    with queries() as seen:
        lead.get(address)
    assert len(seen) <= 10, "one for each kind of thing, none of them twice"
    with queries() as seen:
        assert leaver.in_hand == 2
    assert len(seen) == 1
    for offered in (lead.get(address).text, lead.get(f"/documents/{manual.id}/facts").text):
        assert "Second Coach" in offered
        assert f'<option value="{gone.id}">' not in offered, "the account has ended"
    assert "Second Coach (coach)" in lead.get(address).text
    member = Membership.on(TODAY).first().person
    own = {f"taker-section-{section.id}": other.id}
    refused = lead.post(address, data={"all_to": member.id, **own})
    assert refused.status_code == 422
    assert "A coach looks after no section of another&#39;s document" in refused.text
    own[f"taker-document-{manual.id}"] = other.id
    assert lead.post(address, data=own).status_code == 303
    assert Document.get_by_id(manual.id).writer == other
    assert Section.get_by_id(section.id).owner == other
    assert other.may("write_documents", Document.get_by_id(manual.id))
    assert leaver.in_hand == 0
