"""A spreadsheet of programs in the browser: sent, its columns named, looked at, loaded, reported."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request, url_for
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response as Answer

from navigator.blueprints.staff.door import desk, may_move, member
from navigator.blueprints.staff.intake import drain
from navigator.exchange.records import FileProblem
from navigator.services.import_report import ImportReport, shown_rows
from navigator.services.problems import Problem, StoreFailed
from navigator.services.staff.desk import NotMine
from navigator.services.staff.loading import load, preview, read, rehearse, report_file
from navigator.services.staff.sheets import (
    Sheet,
    choose_columns,
    choose_sheet,
    columns_of,
    keep,
    labels,
    organizations_of,
    sheet_of,
)
from navigator.web import house, private

bp = Blueprint("staff_sheets", __name__, url_prefix="/staff/import")
FAILED = "Сервис временно недоступен, ничего не загружено, файл сохранён. Подождите минуту и нажмите ещё раз"
TOO_LARGE = "Файл больше 10 МБ. Разделите таблицу на части или удалите из неё картинки"
NO_FILE = "Выберите файл таблицы"


# ---------------------------------------------------------------- sending a file


@bp.get("/")
@desk
def upload() -> Answer:
    """Choose a file."""
    may_move()
    return _upload_page()


def _upload_page(status: int = 200, trouble: str = "", chosen: int | None = None) -> Response:
    page = render_template(
        "staff/sheets/upload.html", organizations=organizations_of(member()), trouble=trouble, chosen=chosen
    )
    return private(make_response(page, status))


@bp.post("/")
@desk
def take() -> Answer:
    """Keep the file that came, and lead to its columns."""
    may_move()
    try:
        file, typed = request.files.get("file"), request.form.get("organization", "")
    except RequestEntityTooLarge:
        drain()
        return _upload_page(413, TOO_LARGE)
    mine = organizations_of(member())
    number = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else None
    if number is None and len(mine) == 1:
        number = mine[0][0]
    if number is None:
        return _upload_page(422, "Выберите организацию, чьи это программы")
    if number not in dict(mine):
        abort(404)
    data = file.read() if file else b""
    if file is None or not (file.filename or data):
        return _upload_page(422, NO_FILE, number)
    try:
        key = keep(house().database, member(), number, file.filename or "", data, house().now())
    except FileProblem as problem:
        return _upload_page(422, str(problem), number)
    except StoreFailed:
        return _upload_page(503, FAILED, number)
    return redirect(url_for("staff_sheets.columns", key=key), 303)


def _sheet(key: str) -> Sheet:
    may_move()
    try:
        return sheet_of(member(), key, house().now())
    except NotMine:
        abort(404)


# ---------------------------------------------------------------- its columns


@bp.get("/<key>/")
@desk
def columns(key: str) -> Answer:
    """What each column was taken for, and the first rows as they are read."""
    sheet = _sheet(key)
    if sheet.report is not None:
        return redirect(url_for("staff_sheets.report", key=key), 303)
    return _columns_page(sheet)


def _columns_page(
    sheet: Sheet, status: int = 200, wrong: dict[str, str] | None = None, chosen: dict[str, str] | None = None
) -> Response:
    trouble, rows, peek = "", [], None
    try:
        peek = columns_of(sheet)
        reading = read(sheet)
        rows = preview(reading)
    except FileProblem as problem:
        trouble = str(problem) if peek is None else "Столбцы этого файла поняты не все"
    page = render_template(
        "staff/sheets/columns.html",
        file=sheet,
        peek=peek,
        rows=rows,
        trouble=trouble,
        wrong=wrong or {},
        chosen=chosen or {},
        labels=labels(),
    )
    return private(make_response(page, status))


@bp.post("/<key>/")
@desk
def name_columns(key: str) -> Answer:
    """Take what was said of the columns, or another sheet of the workbook."""
    sheet = _sheet(key)
    if sheet.report is not None:
        return redirect(url_for("staff_sheets.report", key=key), 303)
    try:
        if "open" in request.form:
            choose_sheet(house().database, sheet, request.form.get("sheet", ""))
            return redirect(url_for("staff_sheets.columns", key=key), 303)
        peek = columns_of(sheet)
        chosen = {column.title: request.form.get(f"column-{at}", column.key) for at, column in enumerate(peek.columns)}
        wrong = choose_columns(house().database, sheet, peek, chosen, house().now())
    except FileProblem:
        return _columns_page(sheet, 422)
    except StoreFailed:
        return _columns_page(sheet, 503, {"": FAILED})
    if wrong:
        return _columns_page(sheet, 422, wrong, chosen)
    step = "columns" if "look" in request.form else "check"
    return redirect(url_for(f"staff_sheets.{step}", key=key), 303)


# ---------------------------------------------------------------- what would become of it, and what became


@bp.get("/<key>/check/")
@desk
def check(key: str) -> Answer:
    """A rehearsal: what loading would create and change, and what it would leave out."""
    sheet = _sheet(key)
    if sheet.report is not None:
        return redirect(url_for("staff_sheets.report", key=key), 303)
    return _check_page(sheet)


def _check_page(sheet: Sheet, status: int = 200, trouble: str = "") -> Answer:
    found: ImportReport | None = None
    if not trouble:
        try:
            found = rehearse(house().database, member(), sheet, house().today())
        except FileProblem:
            return redirect(url_for("staff_sheets.columns", key=sheet.key), 303)
        except Problem as problem:
            trouble = str(problem)
        except StoreFailed:
            status, trouble = 503, FAILED
    return private(make_response(_report_page(sheet, found, trouble, rehearsal=True), status))


def _report_page(sheet: Sheet, found: ImportReport | None, trouble: str, *, rehearsal: bool) -> Any:
    rows, more = shown_rows(found) if found else ((), 0)
    return render_template(
        "staff/sheets/report.html",
        file=sheet,
        report=found,
        rows=rows,
        more=more,
        trouble=trouble,
        rehearsal=rehearsal,
    )


@bp.post("/<key>/check/")
@desk
def go(key: str) -> Answer:
    """Load the file for good."""
    sheet = _sheet(key)
    try:
        load(house().database, member(), sheet, house().today(), house().now())
    except (FileProblem, Problem) as problem:
        return _check_page(sheet, 422, str(problem))
    except StoreFailed:
        return _check_page(sheet, 503, FAILED)
    return redirect(url_for("staff_sheets.report", key=key), 303)


@bp.get("/<key>/report/")
@desk
def report(key: str) -> Answer:
    """What was loaded."""
    sheet = _sheet(key)
    if sheet.report is None:
        return redirect(url_for("staff_sheets.check", key=key), 303)
    return private(make_response(_report_page(sheet, sheet.report, "", rehearsal=False)))


@bp.get("/<key>/report.csv")
@desk
def report_csv(key: str) -> Answer:
    """Every row of the report, or of the rehearsal before it is loaded, as a file."""
    sheet = _sheet(key)
    try:
        found = sheet.report or rehearse(house().database, member(), sheet, house().today())
    except (FileProblem, Problem):
        abort(404)
    answer = private(make_response(report_file(found)))
    answer.headers["Content-Type"] = "text/csv; charset=utf-8"
    answer.headers["Content-Disposition"] = 'attachment; filename="import-report.csv"'
    return answer
