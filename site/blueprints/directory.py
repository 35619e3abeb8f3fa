"""Organizations and municipalities."""

from __future__ import annotations

from flask import Blueprint, abort, render_template

from navigator.search.filters import Filters
from navigator.services.booklet_files import offers_pdf
from navigator.services.content.showing import shelf
from navigator.services.directory import municipality_rows, municipality_view, organization_rows, organization_view
from navigator.services.listing import LIST_SIZE, listing
from navigator.web import house

bp = Blueprint("directory", __name__)


@bp.get("/organizations/")
def organizations() -> str:
    """All organizations by municipality."""
    return render_template("catalog/organizations.html", rows=organization_rows())


@bp.get("/organizations/<int:organization_id>/", defaults={"number": 1})
@bp.get("/organizations/<int:organization_id>/page/<int:number>/")
def organization(organization_id: int, number: int) -> str:
    """One organization with its programs."""
    view = organization_view(organization_id)
    if view is None:
        abort(404)
    found = listing(
        house().catalog, Filters(organization=(organization_id,), page=number), house().today(), size=LIST_SIZE
    )
    if found.filters.page != number:
        abort(404)
    return render_template("catalog/organization.html", organization=view, found=found, number=number)


@bp.get("/municipalities/")
def municipalities() -> str:
    """Municipalities that take part."""
    return render_template("catalog/municipalities.html", rows=municipality_rows())


@bp.get("/municipalities/<slug>/")
def municipality(slug: str) -> str:
    """One municipality: its centre, hot line, certificate, organizations, places."""
    view = municipality_view(slug, house().today())
    if view is None:
        abort(404)
    found = listing(house().catalog, Filters(municipality=(view.slug,)), house().today())
    return render_template(
        "catalog/municipality.html",
        municipality=view,
        found=found,
        shelf=shelf(house().today(), view.slug),
        booklet_pdf=offers_pdf(found.total),
    )
