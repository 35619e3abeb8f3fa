"""What is printed: paper forms and consents, leaflets, posters, booklets; codes and calendars of programs."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, render_template, request, url_for
from markupsafe import Markup

from navigator.blueprints.own_look import own_style, public_url
from navigator.exchange.qr import qr_file, qr_inline, qr_pixels
from navigator.exchange.records import FileProblem
from navigator.services.booklet import Booklet, booklet_of
from navigator.services.booklet_files import BusyError, kept_pdf, offers_pdf
from navigator.services.directory import municipality_view
from navigator.services.paper import Sheet, sheet_of
from navigator.services.program_calendar import program_calendar
from navigator.services.program_page import ProgramView, program_view
from navigator.services.requests.checking import place_of
from navigator.services.requests.preparing import consents_for, municipality_of
from navigator.web import house, prepared

bp = Blueprint("printing", __name__)
SIZES = ("a5", "a4")


def picture(path: str) -> Markup:
    """The code of a public address, or nothing where there is no address to read."""
    address = public_url(path)
    return Markup(qr_inline(address)) if address else Markup()  # noqa: S704  # drawn by us, no user text


def _page(template: str, sheet: str = "print", **context: Any) -> str:
    return render_template(template, style=own_style(sheet), picture=picture, public_url=public_url, **context)


def _size() -> str:
    asked = request.args.get("size", "").lower()
    return asked if asked in SIZES else ""


# ---------------------------------------------------------------- requests on paper


@bp.get("/groups/<int:group_id>/paper/")
def paper(group_id: int) -> str:
    """A request for a group to be filled by hand, with the code of its form on the site."""
    sheet: Sheet | None = prepared("sheet")
    if sheet is None:
        place = place_of(group_id, house().now())
        if place is None or place.group.verdict.reason == "adults":
            abort(404)
        sheet = sheet_of(place)
    form = public_url(f"/groups/{group_id}/enroll/") if sheet.is_taken_here else ""
    return _page("print/paper.html", wanted=sheet, group=sheet.group, code=qr_pixels(form) if form else "")


@bp.get("/municipalities/<slug>/consent/")
def consent(slug: str) -> str:
    """The consents that go with a request on paper, each on a sheet of its own."""
    home = municipality_of(slug)
    view = municipality_view(slug, house().today())
    if home is None or view is None:
        abort(404)
    return _page("print/consent.html", municipality=view, consents=consents_for(home))


# ---------------------------------------------------------------- one program


def _program(program_id: int) -> ProgramView:
    return program_view(program_id, house().today()) or abort(404)


@bp.get("/programs/<int:program_id>/leaflet/")
def leaflet(program_id: int) -> str:
    """A leaflet of a program, A4 or ``?size=a5``."""
    return _page("print/leaflet.html", program=_program(program_id), size=_size() or "a4")


@bp.get("/programs/<int:program_id>/poster/")
def poster(program_id: int) -> str:
    """A poster of a program, A4, to be read from three steps away."""
    return _page("print/poster.html", program=_program(program_id), size="a4")


@bp.get("/programs/<int:program_id>/qr.svg")
def qr(program_id: int) -> Response:
    """The code of a program's address."""
    view = _program(program_id)
    return Response(qr_file(public_url(url_for("catalog.program", program_id=view.id))), mimetype="image/svg+xml")


@bp.get("/programs/<int:program_id>/calendar.ics")
def calendar(program_id: int) -> Response:
    """Lessons of a program, or of ``?group=`` of it, for a calendar."""
    view = _program(program_id)
    asked = request.args.get("group", "")
    group = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 10 else None
    if asked and group not in {one.id for one in view.groups}:
        abort(404)
    response = Response(program_calendar(view, house().today(), group), mimetype="text/calendar")
    response.headers["Content-Disposition"] = f"attachment; filename=program-{view.id}.ics"
    return response


# ---------------------------------------------------------------- booklets


@bp.get("/municipalities/<slug>/booklet/")
def municipality_booklet(slug: str) -> str:
    """The booklet of a municipality as a page that any browser prints, ``?size=a5`` or a4."""
    return _booklet_page(_booklet(municipality=slug))


@bp.get("/organizations/<int:organization_id>/booklet/")
def organization_booklet(organization_id: int) -> str:
    """The booklet of an organization."""
    return _booklet_page(_booklet(organization=organization_id))


@bp.get("/municipalities/<slug>/booklet.pdf")
def municipality_pdf(slug: str) -> Response:
    """The same as PDF with page numbers, where one can be made here."""
    return _booklet_file(_booklet(municipality=slug), f"municipality-{slug}")


@bp.get("/organizations/<int:organization_id>/booklet.pdf")
def organization_pdf(organization_id: int) -> Response:
    """The booklet of an organization as PDF."""
    return _booklet_file(_booklet(organization=organization_id), f"organization-{organization_id}")


def _booklet(**of: Any) -> Booklet:
    made = booklet_of(house().today(), **of)
    if made is None or not made.total:
        abort(404)
    return made


def _booklet_page(made: Booklet) -> str:
    can = offers_pdf(made.total) and not house().frozen
    return _page("print/booklet.html", "booklet", booklet=made, size=_size() or "a5", can_make_pdf=can)


def _booklet_file(made: Booklet, name: str) -> Response:
    if not offers_pdf(made.total):
        abort(404)
    folder = house().settings.instance_dir / "booklets"
    try:
        data = kept_pdf(folder, f"{name}-{_size() or 'a5'}", _booklet_page(made))
    except (BusyError, FileProblem):
        abort(503)
    response = Response(data, mimetype="application/pdf")
    response.headers["Content-Disposition"] = f"inline; filename={name}.pdf"
    return response
