"""The command that makes reports: files, exit codes, one clear line for each error."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from live import copied, navigator

from navigator.services.reports.listed import REPORTS


@pytest.fixture(scope="module")
def home(untouched_demo: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """A demo installation of its own."""
    return copied(untouched_demo, Path(tmp_path_factory.mktemp("reports")))


def test_the_first_district_shows_what_it_reported(home: dict[str, str]) -> None:
    done = navigator(home, "report", "coverage", "--municipality", "aleksandrovo-zavodskiy-rayon")
    assert (done.returncode, done.stderr) == (0, "")
    head, row = (line.split(";") for line in done.stdout.removeprefix("\ufeff").splitlines())
    got = dict(zip(head, row, strict=True))
    assert {key: got[key] for key in ("Население 5–17", "Детей зарегистрировано", "Сертификатов учёта")} == {
        "Население 5–17": "1166",
        "Детей зарегистрировано": "879",
        "Сертификатов учёта": "816",
    }
    assert (got["Зачислено детей 5–17"], got["Охват, %"]) == ("355", "30,4")
    assert 355 < int(got["Услуг (зачислений)"]) < 500
    assert navigator(home, "check").returncode == 0  # held places are those of requests


def test_reports_of_every_name_and_form(home: dict[str, str], tmp_path: Path) -> None:
    for form, name in zip(("csv", "xlsx", "json"), ("requests", "quality", "organizations"), strict=True):
        path = tmp_path / f"{name}.{form}"
        done = navigator(home, "report", name, "--date", "01.09.2026", "--out", str(path))
        assert done.returncode == 0, done.stderr
        assert done.stdout.startswith(f"{path}: {REPORTS[name].title}, Все муниципалитеты, на 01.09.2026")
        assert path.stat().st_size > 50
    assert json.loads((tmp_path / "organizations.json").read_text())["date"] == "2026-09-01"
    done = navigator(home, "report", "requests", "--out", str(tmp_path / "now.json"))
    overdue = json.loads((tmp_path / "now.json").read_text())["tables"][1]
    assert "Ребёнок" not in {column["title"] for column in overdue["columns"]}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("nothing",), "возможны: coverage"),
        (("coverage", "--date", "вчера"), "Дата «вчера» не читается"),
        (("coverage", "--date", "2099-01-01"), "ещё не наступила"),
        (("coverage", "--municipality", "nowhere"), "Муниципалитет «nowhere» не найден"),
        (("coverage", "--out", "report.pdf"), ".csv, .xlsx, .json"),
        (("coverage", "--out", "/nowhere/report.csv"), "Не удалось записать /nowhere/report.csv"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(home: dict[str, str], arguments: tuple[str, ...], said: str) -> None:
    done = navigator(home, "report", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    [line] = done.stderr.splitlines()
    assert line.startswith("Ошибка: ") and said in line
