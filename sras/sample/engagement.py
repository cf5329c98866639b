"""The agreement with two centers: signed, mostly kept, one promise late."""

import datetime
from typing import Any

from sras.engagement.models import Agreement, Party, Undertaking
from sras.sample.diary import Diary, texts
from sras.sample.people import Cast

TYPED_AT = "16:20"  # when what was done is ticked, on the day itself


def write(diary: Diary, cast: Cast) -> None:
    """Note the agreement, its parties and what became of each undertaking."""
    content = texts("engagement")
    facts = diary.days(content["agreement"], "starts_on", "ends_on")
    when, by = facts.pop("when"), facts.pop("by")
    facts["note"] = facts["note"].strip()
    diary.note(when, lambda _day: Agreement.start(by=cast[by], verb="drew up", **facts))
    for row in content["step"]:
        diary.note(row["when"], _step(diary, cast, row))
    for row in content["party"]:
        _party(diary, cast, row)


def _step(diary: Diary, cast: Cast, row: dict[str, Any]) -> Any:
    fields = {"step": row["step"], "done_on": diary.day(row["done_on"]), "note": row["note"]}
    return lambda _day: Agreement.get().set_step(by=cast[row["by"]], **fields)


def _party(diary: Diary, cast: Cast, row: dict[str, Any]) -> None:
    by, signed, undertakings = row["by"], row["signed"], row["undertaking"]
    fields = {name: row[name] for name in ("name", "kind", "contact")}

    def join(_day: datetime.date) -> None:
        made = Party.join_in(by=cast[by], agreement=Agreement.get(), **fields)
        for each in undertakings:
            made.undertake(by=cast[by], texts=[each["text"]], due_on=diary.day(each["due"]))

    def sign(_day: datetime.date) -> None:
        party = Party.get(Party.name == row["name"])
        party.sign(by=cast[by], signer=signed["signer"], on=diary.day(signed["on"]))

    diary.note(row["when"], join)
    diary.note(signed["when"], sign)
    for each in undertakings:
        _kept(diary, cast, each, by, after=row["when"])


def _kept(diary: Diary, cast: Cast, each: dict[str, Any], by: str, after: str) -> None:
    """Tick what was done on its day, or right after it was written down; add the note."""
    if "done" in each:
        day, written = each["done"], after.rpartition(" ")[0]
        late = diary.day(day) <= diary.day(written)
        when = f"{written} 11:10" if late else f"{day} {TYPED_AT}"
        diary.note(when, lambda _day: _found(each).complete(by=cast[by], on=diary.day(day)))
    if "note" in each:
        noting = f"{each['due']} {TYPED_AT}"
        diary.note(noting, lambda _day: _found(each).change(by=cast[by], note=each["note"]))


def _found(each: dict[str, Any]) -> Undertaking:
    return Undertaking.get(Undertaking.text == each["text"])
