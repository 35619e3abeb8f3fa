"""Pages that a centre publishes: the list, the form with its preview, files."""

from __future__ import annotations

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from navigator.blueprints.staff.door import desk, member
from navigator.blueprints.staff.marks import only_centres
from navigator.forms.pages import PageForm
from navigator.rules.pages import EVENTS, KINDS, STATES
from navigator.services.content.files import add_file, remove_file
from navigator.services.content.rendering import render
from navigator.services.content.writing import PageDraft, page_draft, page_list, places_of, save_page
from navigator.services.problems import StoreFailed
from navigator.services.requests.records import Missing, Stale
from navigator.services.reviews.rating import reviews_are_on, switch_reviews
from navigator.services.staff.desk import NotMine
from navigator.web import house, private

bp = Blueprint("staff_pages", __name__, url_prefix="/staff/pages")
FAILED = "Сервис временно недоступен, ничего не сохранено. Отправьте ещё раз через минуту"


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


@bp.get("/")
@desk
def pages() -> Answer:
    """Pages of the place, the last changed first."""
    only_centres()
    kind, state = request.args.get("kind", ""), request.args.get("state", "")
    kind, state = kind if kind in KINDS else "", state if state in STATES else ""
    found = page_list(
        house().database, member(), kind=kind, state=state, page=_whole(request.args.get("page", "")) or 1
    )
    home = member().territory.municipality
    text = render_template(
        "staff/pages/list.html",
        found=found,
        kinds=KINDS,
        states=STATES,
        kind=kind,
        state=state,
        today=house().today(),
        reviews_on=reviews_are_on(home) if home else None,
    )
    return private(make_response(text))


@bp.post("/")
@desk
def switch() -> Answer:
    """Switch the reviews of the municipality on or off."""
    only_centres()
    home, event = member().territory.municipality, request.form.get("event", "")
    if home is None or event not in {"reviews_on", "reviews_off"}:
        abort(404)
    switch_reviews(house().database, member(), home, event == "reviews_on", house().now())
    return redirect(url_for("staff_pages.pages"), 303)


@bp.get("/new/")
@desk
def new_page() -> Answer:
    """A blank page."""
    only_centres()
    kind = request.args.get("kind", "")
    form = PageForm(data={"kind": kind if kind in KINDS else "news", "position": "100"})
    return _form(form, None)


@bp.get("/<int:page_id>/")
@desk
def edit_page(page_id: int) -> Answer:
    """A page to change."""
    only_centres()
    draft = _draft(page_id)
    text = draft.text
    form = PageForm(
        data={
            "kind": text.kind,
            "place": text.place,
            "title": text.title,
            "body": text.body,
            "published_on": text.published_on.strftime("%d.%m.%Y") if text.published_on else "",
            "position": str(text.position),
            "version": str(draft.version),
        }
    )
    return _form(form, draft)


def _draft(number: int) -> PageDraft:
    try:
        return page_draft(house().database, member(), number)
    except NotMine:
        abort(404)


def _form(
    form: PageForm,
    draft: PageDraft | None,
    status: int = 200,
    *,
    trouble: str = "",
    preview: bool = False,
    theirs: str = "",
) -> Response:
    form.offer(places_of(member().territory))
    body = render(form.body.data or "", questions=form.kind.data == "faq") if preview else None
    text = render_template(
        "staff/pages/page.html",
        form=form,
        draft=draft,
        states=STATES,
        trouble=trouble,
        preview=body,
        theirs=theirs,
        today=house().today(),
    )
    return private(make_response(text, status))


@bp.post("/new/")
@desk
def create_page() -> Answer:
    """Store a new page."""
    return _save(None)


@bp.post("/<int:page_id>/")
@desk
def save_changes(page_id: int) -> Answer:
    """Store another wording of a page, publish it, take it back, archive it."""
    only_centres()
    return _save(_draft(page_id))


def _save(draft: PageDraft | None) -> Answer:
    only_centres()
    form, event = PageForm(request.form), request.form.get("event", "")
    form.offer(places_of(member().territory))
    if event == "preview":
        return _form(form, draft, preview=True)
    if not form.validate():
        return _form(form, draft, 422)
    if event not in EVENTS:
        return _form(form, draft, 422, trouble="Форма пришла не целиком. Нажмите кнопку ещё раз")
    number, version = (draft.id if draft else 0), _whole(form.version.data or "")
    try:
        stored = save_page(
            house().database,
            member(),
            form.text(),
            event,
            house().now(),
            house().today(),
            number=number,
            version=version,
        )
    except NotMine:
        abort(404)
    except Stale as problem:
        fresh = _draft(number)
        form.version.data = str(fresh.version)
        return _form(form, fresh, 409, trouble=str(problem), theirs=fresh.text.body)
    except StoreFailed:
        return _form(form, draft, 503, trouble=FAILED)
    return redirect(url_for("staff_pages.edit_page", page_id=stored), 303)


@bp.post("/<int:page_id>/files/")
@desk
def files(page_id: int) -> Answer:
    """Add a file to a page, or delete one."""
    only_centres()
    _draft(page_id)
    database, moment = house().database, house().now()
    try:
        if request.form.get("event") == "remove":
            remove_file(database, member(), page_id, _whole(request.form.get("file", "")), moment)
        else:
            sent = request.files.get("file")
            content = sent.read() if sent is not None else b""
            add_file(database, member(), page_id, (sent.filename if sent else "") or "", content, moment)
    except NotMine:
        abort(404)
    except Missing as problem:
        return _with_trouble(page_id, 422, str(problem))
    except StoreFailed:
        return _with_trouble(page_id, 503, FAILED)
    return redirect(url_for("staff_pages.edit_page", page_id=page_id) + "#files", 303)


def _with_trouble(number: int, status: int, trouble: str) -> Response:
    """The page as it is stored, with what is wrong about the file."""
    draft = _draft(number)
    text = render_template("staff/pages/files.html", draft=draft, trouble=trouble)
    return private(make_response(text, status))
