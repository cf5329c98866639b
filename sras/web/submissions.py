"""One save: rights, the write transaction, the once token, the merge, the durable answer."""

import hashlib
import hmac
from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Flask, Response, current_app, g, make_response, request
from flask_login import current_user
from werkzeug.datastructures import MultiDict

from sras.core import clock
from sras.core.db import transaction
from sras.core.keys import whole
from sras.web import access, answers, here
from sras.web.crossorigin import SAFE
from sras.web.merging import Clash, Conflict, merge, stored
from sras.web.models import Submission

MARKS = ("once", "version", "seen", "only", "settle", "press")
SETTLED = ("mine", "theirs", "both")
LEFT_OUT = "<token>"  # stands in a stored place for the key to a page
MOST_KEPT = 20_000  # characters of an answer; a longer one is asked for afresh


class _Undo(Exception):
    """The view refused: roll back, then give this answer."""

    def __init__(self, response: Response) -> None:
        super().__init__()
        self.response = response


def own_transaction(view: Callable) -> Callable:
    """This unsafe route opens its write transaction itself, or only looks and saves nothing."""
    view.sras_own_transaction = True  # type: ignore[attr-defined]
    return view


def before_lock(step: Callable) -> Callable[[Callable], Callable]:
    """Do something slow, such as hashing a password, before the write transaction begins.

    The step gets what the view gets; when it answers, that is the answer and the view is not asked.
    """

    def decorate(view: Callable) -> Callable:
        view.sras_before_lock = step  # type: ignore[attr-defined]
        return view

    return decorate


def install(app: Flask) -> None:
    """Wrap every unsafe route that is registered by now."""
    for rule in app.url_map.iter_rules():
        view = app.view_functions[rule.endpoint]
        unsafe = set(rule.methods or ()) - set(SAFE)
        if unsafe and not hasattr(view, "sras_wrapped"):
            app.view_functions[rule.endpoint] = _wrapped(view)


def _wrapped(view: Callable) -> Callable:
    @wraps(view)
    def submission(**where: Any) -> Any:
        if request.method in SAFE or getattr(view, "sras_own_transaction", False):
            return view(**where)
        answer = access.check(getattr(view, "sras_right", None)) or _before_lock(view, where)
        if answer is not None:
            return answer
        try:
            with transaction():
                return _answer_once(view, where)
        except _Undo as undo:
            return undo.response
        except Conflict as conflict:
            return answers.conflicted(conflict)

    submission.sras_wrapped = True  # type: ignore[attr-defined]
    return submission


def _before_lock(view: Callable, where: dict[str, Any]) -> Any:
    """Read all that was sent, however slowly it comes, and take the view's slow step."""
    g.sras_body_hash = _body_hash()
    step = getattr(view, "sras_before_lock", None)
    return None if step is None else _answered() or step(**where)


def _answer_once(view: Callable, where: dict[str, Any]) -> Any:
    access.look_again()  # rights may have been taken away while this waited for the lock
    stranger = access.check(getattr(view, "sras_right", None))
    if stranger is not None:
        raise _Undo(make_response(stranger))
    answered = _answered()
    if answered is not None:
        return answered
    access.refuse_another(request.form.get("once", ""))
    response = make_response(view(**where))
    if response.status_code >= 400:
        raise _Undo(response)
    _remember(response)
    return response


def _press() -> tuple[str, str]:
    """The token of this press, and the hash of who sent what to where."""
    person = current_user.id if current_user.is_authenticated else None
    sent = f"{person}\0{request.method} {request.path}\0{g.sras_body_hash}"
    return request.form.get("once", "")[:100], hashlib.sha256(sent.encode()).hexdigest()


def _answered() -> Response | None:
    """The answer that this very press got before; another's is never found."""
    token, sent = _press()
    before = Submission.of_press(token, sent) if token else None
    if before is None:
        return None
    response = make_response(before.body, before.status)
    if before.place:
        leads = "Location" if 300 <= before.status < 400 else "HX-Redirect"
        response.headers[leads] = before.place.replace(LEFT_OUT, _token_in_address())
    elif not before.body:
        response.headers["HX-Refresh"] = "true"
    return response


def _remember(response: Response) -> None:
    token, sent = _press()
    place = response.headers.get("Location") or response.headers.get("HX-Redirect") or ""
    # A whole page that answers a post is a preview: nothing was saved, and asking again is right.
    if not token or not (place or answers.wants_part()):
        return
    body = "" if place else response.get_data(as_text=True)
    Submission.create(
        token=token,
        body_hash=sent,
        person_key=current_user.id if current_user.is_authenticated else None,
        route=f"{request.method} {access.path_to_keep()}"[:400],
        status=response.status_code,
        place=_without_token(place)[:1_000],
        body=body if len(body) <= MOST_KEPT else "",
        at=clock.now(),
    )


def _token_in_address() -> str:
    """The token that this address carries, if it is the key to a page without an account."""
    return str((request.view_args or {}).get("token", ""))


def _without_token(place: str) -> str:
    """A place as it is stored; who asks again brings the token along."""
    token = _token_in_address()
    return place.replace(token, LEFT_OUT) if token else place


def _body_hash() -> str:
    # Keyed, so that what is stored of a form with a password helps nobody to guess it.
    digest = hmac.new(current_app.config["SECRET_KEY"].encode(), digestmod="sha256")
    for name, value in sorted(request.form.items(multi=True)):
        digest.update(f"{name}\0{value}\0".encode())
    for name, upload in sorted(request.files.items(multi=True), key=lambda pair: pair[0]):
        digest.update(f"{name}\0{upload.filename}\0".encode())
        while piece := upload.stream.read(1 << 20):
            digest.update(piece)
        upload.stream.seek(0)
    return digest.hexdigest()


def page_token(name: str) -> str:
    """The once token of a form in a page without JavaScript.

    The same for the same session, address and newest change, so that pages stay the same bytes.
    """
    if "sras_page_token" not in g:
        seed = "\0".join(
            (
                str(g.get("sras_session", "")),
                request.full_path,
                str(here.newest_change()),
            )
        )
        key = current_app.config["SECRET_KEY"].encode()
        g.sras_page_token = hmac.new(key, seed.encode(), "sha256").hexdigest()[:32]
    return f"{g.sras_page_token}.{name}"[:100]


def new_form(form_class: Any, **options: Any) -> Any:
    """A form for something new, filled with what was posted."""
    return form_class(posted(), **options)


def read_form(
    form_class: Any,
    row: Any,
    values: Callable[[Any, str], Any] | None = None,
    *,
    typed: MultiDict | None = None,
    unseen: bool = False,
) -> Any:
    """A form over a row, filled with what was posted and merged with what others saved meanwhile.

    `values(row, name)` gives the stored value of a field whose name is not a column. Fields that no
    row stores (a reason, a file) are taken as posted. Raises Conflict when someone else changed the
    same unit since the page was drawn; the answer is then the conflict screen.

    `typed` is what was typed in the form's own fields, where the page has others; the rest stays as
    it is. `unseen`: the page showed nothing of this row, so that whatever differs is asked about.
    """
    value_of = values or _column
    version = 0 if unseen else _version_read(row)
    form = form_class()
    current = base = stored(form, lambda name: value_of(row, name))
    if version < row.version:
        past = row.as_it_was(version) if version else None
        base = stored(form, lambda name: value_of(past, name)) if past else MultiDict()
    sent = _laid_over(base, posted()) if typed is None else _over(base, typed, set(typed))
    merged, clashes, others = merge(form, sent, base, current)
    if clashes:
        settle = request.form.get("settle", "")
        if settle not in SETTLED or request.form.get("seen") != str(row.version):
            raise Conflict(row, _clashes(form_class, row, clashes, sent, current), sent)
        merged, _none, others = merge(form, sent, base, current, settle)
        if settle == "theirs":
            row.keep_aside(by=current_user, **{name: sent.get(name, "") for name in clashes})
    g.sras_others = {name: merged.get(name, "") for name in others}
    form.process(MultiDict([*merged.items(multi=True), *request.files.items(multi=True)]))
    return form


def _version_read(row: Any) -> int:
    """The version that the page showed; today's when it does not say.

    0 when there was no such row yet, or the version is not one of this row's: it is newer where a
    backup was restored, or belongs to a row that was there before. Nothing is known then of what
    the page showed, so that whatever differs is asked about.
    """
    said = request.form.get("version", type=int)
    if said is None:
        return int(row.version)
    return said if 0 < said <= row.version else 0


def pressed() -> str:
    """Which button was pressed to save; empty while someone is choosing and it saves by itself."""
    return request.form.get("press", "")


def posted() -> MultiDict:
    """What was typed, without the marks of saving."""
    fields = [(n, v) for n, v in request.form.items(multi=True) if n not in MARKS]
    return MultiDict([*fields, *request.files.items(multi=True)])


def _laid_over(base: MultiDict, sent: MultiDict) -> MultiDict:
    """The whole form: a partial post names its fields in `only`; the rest stays as it was read."""
    if "only" not in request.form:
        return sent
    return _over(base, sent, set(request.form["only"].split()))


def _over(base: MultiDict, sent: MultiDict, named: set[str]) -> MultiDict:
    """The named fields as they were sent, the rest as it was read."""
    kept = [(n, v) for n, v in base.items(multi=True) if n not in named]
    return MultiDict([*kept, *((n, v) for n, v in sent.items(multi=True) if n in named)])


def _column(row: Any, name: str) -> Any:
    field = type(row)._meta.fields.get(name)
    if field is None:
        value = getattr(row, name, None)
        return None if callable(value) else value  # a field may be called like a verb of the table
    return row.__data__.get(name)


def _clashes(
    form_class: Any, row: Any, names: list[str], sent: MultiDict, current: MultiDict
) -> list[Clash]:
    form = form_class()
    return [
        Clash(
            name,
            form[name].label.text,
            _spoken_of(row, form[name], current.getlist(name)),
            _spoken_of(row, form[name], sent.getlist(name)),
        )
        for name in names
    ]


def _spoken_of(row: Any, field: Any, values: list[str]) -> str:
    """What a posted value says; a key of another row is said by the name of that row."""
    table = getattr(type(row)._meta.fields.get(field.name), "rel_model", None)
    key = whole(values[0]) if values else None
    if table is None or key is None:
        return spoken_value(field, values)
    other = table.get_or_none(table.id == key)
    return other.name_for_history if other is not None else "No one known here"


def spoken_value(field: Any, values: list[str]) -> str:
    """What a posted value says to a person: the label of a choice, else the text itself."""
    choices = {str(c[0]): str(c[1]) for c in getattr(field, "choices", None) or ()}
    return ", ".join(choices.get(value, value) for value in values)
