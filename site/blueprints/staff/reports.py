"""Reports of staff: the list, one report on screen and as files, plans of municipalities."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response as Answer

from navigator.blueprints.staff.door import desk, member
from navigator.exchange.plots import bars, line, number
from navigator.exchange.report_files import FORMATS, Plot, Report, Value, report_bytes
from navigator.forms.filters import clean
from navigator.forms.plan import PlanForm
from navigator.rules.dates import format_date, parse_date
from navigator.services.problems import StoreFailed
from navigator.services.reports.listed import REPORTS, report_of, reports_for
from navigator.services.reports.plans import Plan, may_plan, save_plan, stored_plan
from navigator.services.reports.scope import Place, chosen, places_of
from navigator.web import house, private
from navigator.words import NBSP, thousands

bp = Blueprint("staff_reports", __name__, url_prefix="/staff/reports")
FAILED = "Сервис временно недоступен, ничего не изменилось. Попробуйте через минуту"
#: Rows of a long table on a page; files hold them all.
MOST_ROWS = 200
FIRST_DAY = date(2000, 1, 1)
#: Long words of titles with the places where they may be parted.
SOFT = {
    one.replace("|", ""): one.replace("|", "\u00ad")
    for one in (
        *("зарегистри|ровано", "Сертифи|катов", "сертифи|катов", "сертифи|катом", "Социаль|ных", "зачис|лений"),
        *("Зачис|лено", "зачис|ленных", "Населе|ние", "Занима|ются", "програм|мах", "програм|ме"),
        *("опубли|ковано", "модера|ции", "Подтвер|ждено", "Подтвер|ждена", "Обуча|ется", "Просро|чено", "Предло|жено"),
        *(
            "Ожида|ние",
            "Завер|шена",
            "Откло|нена",
            "Отме|нена",
            "Отчис|лена",
            "расписа|ния",
            "описа|ния",
            "обновля|лась",
        ),
        *("Приоста|новлено", "Прекра|щено", "номина|лов", "Направлен|ность", "Муниципа|литет", "Организа|ция"),
        *("Физкуль|турно-спортив|ная", "Естествен|нонауч|ная", "Художест|венная", "Турист|ско-краевед|ческая"),
        *("Социаль|но-гумани|тарная", "Техни|ческая", "просроч|ки", "програм|мы", "замеча|ний"),
    )
}
_LONG = re.compile("|".join(sorted(SOFT, key=len, reverse=True)))
#: Years that a plan may be for, before and after the present one.
YEARS_AROUND = 5


@bp.get("/")
@desk
def index() -> Response:
    """All reports."""
    listed = reports_for(member().territory, house().today())
    page = render_template("staff/reports/index.html", reports=listed, may_plan=may_plan(member()))
    return private(make_response(page))


@bp.get("/<name>/")
@desk
def report(name: str) -> Response:
    """One report, as a page or as a file."""
    form, places = request.args.get("format", ""), places_of(member().territory)
    home, day, notices = _asked(places)
    if name not in reports_for(member().territory, house().today()) or (form and form not in FORMATS):
        abort(404)
    try:
        found = report_of(
            *(house().database, member(), name, day, house().today(), house().now()), home.id if home else None
        )
    except StoreFailed:
        return _unavailable(name)
    if form:
        return _file(found, form, home, _table(found))
    page = render_template(
        "staff/reports/report.html",
        report=found,
        plots=[_drawn(one) for one in found.plots],
        places=places,
        home=home,
        today=house().today(),
        notices=notices,
        cell=cell,
        soft=soft,
        most=MOST_ROWS,
        may_plan=may_plan(member()) and name in {"coverage", "certificates"},
    )
    return private(make_response(page))


def _asked(places: list[Place]) -> tuple[Place | None, date, list[str]]:
    """The municipality and the day of the address; what cannot be read is said and left out."""
    today, notices = house().today(), []
    slug, typed = request.args.get("municipality", ""), request.args.get("date", "").strip()
    home = chosen(places, slug)
    if slug and home is None:
        abort(404)
    day = parse_date(typed) if typed else today
    if day is None or not FIRST_DAY <= day <= today:
        notices.append(
            f"Дату «{clean(typed)[:20]}» показать нельзя: нужен день не позже сегодняшнего. Показано на сегодня"
        )
        day = today
    return home, day, notices


def _table(found: Report) -> int:
    text = request.args.get("table", "0")
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 3 else len(found.tables)
    if number >= len(found.tables):
        abort(404)
    return number


def _file(found: Report, form: str, home: Place | None, table: int) -> Response:
    answer = make_response(report_bytes(found, form, table))
    answer.mimetype = FORMATS[form]
    place = f"-{home.slug}" if home else ""
    part = f"-{table + 1}" if table else ""
    name = f"{found.name}{place}-{found.day.isoformat()}{part}.{form}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return private(answer)


def _unavailable(name: str) -> Response:
    page = render_template("staff/reports/unavailable.html", title=REPORTS[name].title, trouble=FAILED)
    return private(make_response(page, 503))


def cell(value: Value, kind: str) -> str:
    """A figure as people read it; an unknown one is said in words by the template."""
    match value:
        case date():
            return format_date(value)
        case int() if kind == "money":
            return f"{value // 100:,}".replace(",", NBSP) + f",{value % 100:02}"
        case float():
            return f"{value:g}".replace(".", ",")
        case int():
            return thousands(value)
    return str(value)


def soft(title: str) -> str:
    """A title of a column whose long words may be parted, so that the column is as narrow as its numbers."""
    return _LONG.sub(lambda found: SOFT[found[0]], title).replace("–", "\u2060–\u2060")


def _drawn(plot: Plot) -> tuple[Plot, list[tuple[str, Markup, str]]]:
    """A plot with its drawings and the words beside them; a line has one drawing and a word for each point."""
    if plot.kind == "bars":
        return plot, [(label, Markup(svg), words) for label, svg, words in bars(plot)]  # noqa: S704  # our own shapes
    points = zip(plot.labels, plot.values, strict=True)
    told = ", ".join(f"{label} – {number(value, plot.unit)}" for label, value in points)
    return plot, [(told, Markup(line(plot)), "")]  # noqa: S704  # our own shapes


# ---------------------------------------------------------------- plans


@bp.get("/plan/")
@desk
def plan() -> Response:
    """The form of a plan for one municipality and year."""
    places, year = _plannable(), _year()
    home = _home(places)
    stored = stored_plan(home, year)
    return _plan_page(PlanForm(data=_typed(stored)), places, home, year)


@bp.post("/plan/")
@desk
def keep_plan() -> Answer:
    """Keep a plan."""
    places, year = _plannable(), _year()
    home, form = _home(places), PlanForm(request.form)
    if not form.validate():
        return _plan_page(form, places, home, year, status=422)
    values: Any = {name: getattr(form, name).value for name in ("population", "coverage", "children", "certificates")}
    made = Plan(**{name: None if value == "" else value for name, value in values.items()}, source=_source(form))
    try:
        save_plan(house().database, member(), home, year, made, house().now())
    except StoreFailed:
        return _plan_page(form, places, home, year, status=503, trouble=FAILED)
    return redirect(url_for("staff_reports.report", name="coverage", municipality=home.slug), 303)


def _source(form: PlanForm) -> str:
    return clean(str(form.source.value or ""))[:200]


def _plannable() -> list[Place]:
    if not may_plan(member()):
        abort(404)
    return places_of(member().territory)


def _home(places: list[Place]) -> Place:
    slug = request.values.get("municipality", "")
    home = chosen(places, slug) if slug else next(iter(places), None)
    if home is None:
        abort(404)
    return home


def _year() -> int:
    text, now = request.values.get("year", ""), house().today().year
    return int(text) if text in {str(year) for year in _years(now)} else now


def _years(now: int) -> range:
    return range(now - YEARS_AROUND, now + YEARS_AROUND + 1)


def _typed(stored: Plan) -> dict[str, str]:
    """A plan as somebody would type it."""
    numbers = {"population": stored.population, "children": stored.children, "certificates": stored.certificates}
    typed = {name: "" if value is None else str(value) for name, value in numbers.items()}
    share = "" if stored.coverage is None else f"{stored.coverage:g}".replace(".", ",")
    return typed | {"coverage": share, "source": stored.source}


def _plan_page(
    form: PlanForm, places: list[Place], home: Place, year: int, *, status: int = 200, trouble: str = ""
) -> Response:
    page = render_template(
        "staff/reports/plan.html",
        form=form,
        places=places,
        home=home,
        year=year,
        years=_years(house().today().year),
        trouble=trouble,
    )
    return private(make_response(page, status))
