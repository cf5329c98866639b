"""The items of an agenda: one's own, indicators by code, their order."""

from typing import Any

from flask import abort, url_for
from flask_login import current_user

from sras.accounts.models import Membership
from sras.assessment.models_pages import lines
from sras.core import order
from sras.meetings.forms_agenda import CodesForm, ItemForm, PlaceForm
from sras.meetings.models_agenda import AgendaItem, TooMany
from sras.meetings.rules_agenda import GROUPS
from sras.meetings.views import agenda_of, bp, find, shown, to_prepare
from sras.web import here
from sras.web.access import get_or_404, requires
from sras.web.answers import leave, page, redraw, refused
from sras.web.submissions import new_form, read_form


def find_item(key: int) -> Any:
    """The item of a meeting that can be prepared, else 404 or 409."""
    item = get_or_404(AgendaItem, key)
    if item.archived_at is not None:
        abort(404)
    to_prepare(item.meeting)
    return item


def people_of(meeting: Any) -> dict[int, Any]:
    """Who may present: the members of the day, who runs it, who records it."""
    found = {seat.person.id: seat.person for seat in Membership.on(meeting.held_on)}
    for person in (meeting.run_by, meeting.recorder):
        if person is not None:
            found.setdefault(person.id, person)
    return found


def _form_with(form: ItemForm, people: dict[int, Any], item: Any = None) -> ItemForm:
    names = {key: str(person.name) for key, person in people.items()}
    if item is not None and item.presenter is not None:
        names.setdefault(item.presenter.id, str(item.presenter.name))
    return form.among(names, item.kind if item is not None else "")


def _fields(form: ItemForm, people: dict[int, Any], now: Any = None) -> dict[str, Any]:
    """What was typed, who presents as the person, since history wants the name too."""
    key = int(form.presenter.data) if form.presenter.data else None
    fields = {name: form[name].data for name in ("title", "kind", "minutes", "note")}
    return {**fields, "presenter": people.get(key, now) if key is not None else None}


@bp.get("/meetings/<int:key>/items/new")
@requires("hold_meetings")
def new_item(key: int) -> Any:
    """The forms by which something comes onto the agenda by hand."""
    return page("meetings/agenda_add.html", **_adding(to_prepare(find(key))))


def _adding(meeting: Any, **typed: Any) -> dict[str, Any]:
    item_form = typed.pop("item_form", None)
    if item_form is None:
        item_form = _form_with(ItemForm(kind="decision", minutes=5), people_of(meeting))
    codes_form = typed.pop("codes_form", None) or CodesForm()
    return {"meeting": meeting, "item_form": item_form, "codes_form": codes_form, **typed}


@bp.post("/meetings/<int:key>/items")
@requires("hold_meetings")
def add_item(key: int) -> Any:
    """One item of one's own."""
    meeting = to_prepare(find(key))
    people = people_of(meeting)
    form = _form_with(new_form(ItemForm), people)
    if form.validate() and (added := _add(form.title, meeting, [_fields(form, people)])):
        return leave(_back(meeting, added[0]), "The item is on the agenda.")
    return refused("meetings/agenda_add.html", form=form, **_adding(meeting, item_form=form))


@bp.post("/meetings/<int:key>/indicators")
@requires("hold_meetings")
def add_indicators(key: int) -> Any:
    """Indicators to rate, several at once by their codes."""
    meeting, form = to_prepare(find(key)), new_form(CodesForm)
    cycle = here.cycle()
    asked = {line.code: line for line in lines(cycle)} if cycle is not None else {}
    if form.validate():
        there = [i for i in AgendaItem.of_meeting(meeting) if i.kind == "indicator_assess"]
        codes = form.pick(asked, {item.ref_key for item in there})
        many = [] if form.errors else [_rated(asked[code]) for code in codes]
        if many and (added := _add(form.codes, meeting, many)):
            return leave(_back(meeting, added[0]), f"On the agenda: {', '.join(codes)}.")
    return refused("meetings/agenda_add.html", form=form, **_adding(meeting, codes_form=form))


def _rated(line: Any) -> dict[str, Any]:
    """The item of an indicator to rate."""
    return {
        "kind": "indicator_assess",
        "ref_kind": "assessment",
        "ref_key": line.id,
        "title": f"{line.code} {line.title}",
        "minutes": GROUPS["next"].each,
    }


def _add(field: Any, meeting: Any, many: list[dict[str, Any]]) -> list[Any]:
    """The items added; none, and why beside the field, when there is no room."""
    try:
        return AgendaItem.add_many(meeting, many, by=current_user)
    except TooMany as fault:
        field.errors = [str(fault)]
        return []


def _back(meeting: Any, item: Any) -> str:
    return url_for(".meeting", key=meeting.id, _anchor=f"item-{item.id}")


@bp.get("/agenda/<int:key>")
@requires("hold_meetings")
def agenda_item(key: int) -> Any:
    """The form to change an item or to take it off."""
    item = find_item(key)
    form = _form_with(ItemForm(data=item.__data__), people_of(item.meeting), item)
    return page("meetings/agenda_item.html", item=item, item_form=form)


@bp.post("/agenda/<int:key>")
@requires("hold_meetings")
def change_item(key: int) -> Any:
    """Other words, minutes or another presenter."""
    item = find_item(key)
    people = people_of(item.meeting)
    form = _form_with(read_form(ItemForm, item), people, item)
    if not form.validate():
        return refused("meetings/agenda_item.html", form=form, item=item, item_form=form)
    item.change(by=current_user, **_fields(form, people, item.presenter))
    return leave(_back(item.meeting, item), "Saved.")


@bp.post("/agenda/<int:key>/removal")
@requires("hold_meetings")
def take_off_item(key: int) -> Any:
    """Take an item off the agenda."""
    item = find_item(key)
    item.take_off(by=current_user)
    return leave(url_for(".meeting", key=item.meeting_id, _anchor="agenda"), f"Off: “{item}”.")


@bp.post("/agenda/<int:key>/place")
@requires("hold_meetings")
def place_item(key: int) -> Any:
    """Move an item up or down by one, or to a number; the focus stays on what was pressed."""
    items, form = list(AgendaItem.beside(key)), new_form(PlaceForm)
    was = next((place for place, each in enumerate(items) if each.id == key), None)
    if was is None:
        abort(404)
    item, meeting = items[was], to_prepare(items[was].meeting)
    pressed = form.to.data if form.to.data in ("up", "down") else ""
    to = order.place_after(was, len(items), pressed or form.place.data)
    if to is None:
        return _no_number(form, item, len(items))
    others = [each for each in items if each is not item]
    if to != was:
        item.place(to, others, by=current_user)
    stands = "is now" if to != was else "stays"
    return redraw(
        "meetings/_agenda.html",
        back=url_for(".meeting", key=meeting.id, _anchor=f"{pressed or 'place'}-{key}"),
        message=f"“{item}” {stands} number {to + 1} of {len(items)}.",
        meeting=meeting,
        **agenda_of(meeting, [*others[:to], item, *others[to:]]),
    )


def _no_number(form: PlaceForm, item: Any, count: int) -> Any:
    form.place.errors = [f"Write a number from 1 to {count}."]
    form.place.id = f"place-{item.id}"
    return refused("meetings/meeting.html", form=form, placed=item.id, **shown(item.meeting))
