"""The command line: exit codes, one clear line for each error, files in and out."""

from __future__ import annotations

import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from live import environment, navigator

from navigator.cli import main
from navigator.data import Counter

CSV = "Название программы;Возраст;Группа;Мест\nХор;7–10 лет;1;15\nХор;11–14 лет;2;15\n"


@pytest.fixture(scope="session")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an installation that is ready."""
    folder = Path(tmp_path_factory.mktemp("fresh"))
    assert navigator(environment(folder), "init").returncode == 0
    return folder


@pytest.fixture
def home(fresh: Path, tmp_path: Path) -> dict[str, str]:
    """An installation of its own, ready."""
    shutil.copytree(fresh, tmp_path, dirs_exist_ok=True)
    return environment(tmp_path)


def run_here(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], env: dict[str, str], *arguments: str
) -> tuple[int, list[str], list[str]]:
    """The same in the process of the tests, which is faster."""
    for name, value in env.items():
        if name.startswith("NAVIGATOR_"):
            monkeypatch.setenv(name, value)
    with pytest.raises(SystemExit) as ended:
        main(list(arguments))
    database = Counter._meta.database
    if database is not None and not database.is_closed():
        database.close()
    said = capsys.readouterr()
    return int(ended.value.code or 0), said.out.splitlines(), said.err.splitlines()


def run(env: dict[str, str], *arguments: str, cwd: Path | None = None) -> tuple[int, list[str], list[str]]:
    done = navigator(env, *arguments, cwd=cwd)
    assert "Traceback" not in done.stderr
    return done.returncode, done.stdout.splitlines(), done.stderr.splitlines()


@pytest.fixture
def programs(tmp_path: Path) -> Path:
    path = tmp_path / "programs.csv"
    path.write_text(CSV, encoding="cp1251")
    return path


def test_without_a_command_there_is_help(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([])
    said = capsys.readouterr().err
    assert (ended.value.code, said.startswith("Usage: navigator")) == (2, True)
    assert "\n  export " in said


OWNED = ("--organization", "Дом творчества", "--municipality", "egorlykskiy-rayon")


def test_a_file_goes_in_twice_and_comes_out(home: dict[str, str], tmp_path: Path, programs: Path) -> None:
    report = tmp_path / "report.csv"
    assert run(home, "import", "programs", str(programs), *OWNED, "--report", str(report)) == (
        0,
        [
            "Программы: создано 1, изменено 0, без изменений 0",
            "Группы: создано 2, изменено 0, без изменений 0",
            "Создана организация «Дом творчества» (новая, проверьте её карточку)",
            "Индекс построен",
        ],
        [],
    )
    assert report.read_text("utf-8-sig").splitlines() == [
        "Строка;Итог;Запись;Группа;Изменено;Примечание",
        "2;создано;Хор;1;;",
        "3;создано;Хор;2;;",
        ";;;;;Создана организация «Дом творчества» (новая, проверьте её карточку)",
    ]
    assert run(home, "import", "programs", str(programs), *OWNED) == (
        0,
        ["Программы: создано 0, изменено 0, без изменений 1", "Группы: создано 0, изменено 0, без изменений 2"],
        [],
    )
    out = tmp_path / "out.xlsx"
    assert run(home, "dump", "groups", str(out)) == (0, [f"{out}: строк 2"], [])
    code, lines, _ = run(home, "import", "programs", str(out))
    assert (code, lines[1]) == (0, "Группы: создано 0, изменено 0, без изменений 2")


def test_a_rehearsal_leaves_the_database_empty(home: dict[str, str], tmp_path: Path, programs: Path) -> None:
    code, lines, _ = run(home, "import", "programs", str(programs), *OWNED, "--dry-run")
    assert (code, lines[:2]) == (
        0,
        ["Проба: в базе ничего не изменено.", "Программы: создано 1, изменено 0, без изменений 0"],
    )
    assert run(home, "dump", "programs", str(tmp_path / "out.csv"))[1] == [f"{tmp_path / 'out.csv'}: строк 0"]


def test_requests_go_in_once_with_a_report_without_children(
    home: dict[str, str], tmp_path: Path, programs: Path
) -> None:
    assert run(home, "import", "programs", str(programs), *OWNED)[0] == 0
    file, report = tmp_path / "requests.csv", tmp_path / "report.csv"
    rows = ["Номер заявки;ФИО ребёнка;Дата рождения;Кружок;Группа", "1;Щукина Вера;01.02.2018;Хор;1"]
    file.write_text("\n".join(rows), encoding="cp1251")
    arguments = ("import", "requests", str(file), "--organization", "Дом творчества", "--report", str(report))
    assert run(home, *arguments, "--dry-run")[:2] == (
        0,
        ["Проба: в базе ничего не изменено.", "Заявки: создано 1, изменено 0, без изменений 0"],
    )
    assert run(home, *arguments)[:2] == (0, ["Заявки: создано 1, изменено 0, без изменений 0"])
    assert run(home, *arguments)[:2] == (0, ["Заявки: создано 0, изменено 0, без изменений 1"])
    file.write_text("\n".join([*rows, "2;Щукина Анна;01.02.2018;Хор;3"]), encoding="cp1251")
    assert run(home, *arguments)[0] == 1
    assert "группы «3» нет, есть: «1», «2»" in report.read_text("utf-8-sig")
    assert "Щукина" not in report.read_text("utf-8-sig")
    file.write_text(f"{rows[0]}\n2;Щукина Анна;01.02.2018;Хор;3", encoding="cp1251")
    assert run(home, *arguments)[0] == 2


def test_skipped_rows_give_one(home: dict[str, str], programs: Path) -> None:
    programs.write_text(CSV + "-;;3;\n", encoding="utf-8")
    programs.write_text(CSV + f"{'Я' * 1200};7 лет;3;1\n", encoding="utf-8")
    code, lines, errors = run(home, "import", "programs", str(programs), *OWNED)
    assert (code, errors) == (1, [])
    assert lines[2] == "Пропущено: 1 строка"
    assert lines[4].startswith("  строка 4: пропущено – Строка пропущена: название длиннее")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("import", "programs", "FILE"), "--organization"),
        (("import", "programs", "FILE", "--organization", "Дом творчества"), "--municipality"),
        (("import", "programs", "FILE", "--organization", "77"), "нет организации с номером 77"),
        (("import", "programs", "FILE", *OWNED[:3], "Атлантида"), "Муниципалитет «Атлантида» не найден"),
        (("import", "programs", "missing.xlsx", *OWNED), "Нет такого файла: missing.xlsx"),
        (("import", "programs", "FILE", *OWNED, "--mapping", "missing.json"), "missing.json"),
        (("import", "programs", "FILE", *OWNED, "--report", "no/such/report.csv"), "no/such/report.csv"),
        (("import", "programs"), "не хватает параметра FILE"),
        (("import", "programs", "FILE", "--nonsense"), "нет такого параметра: --nonsense"),
        (("import", "children", "FILE"), "нет такой команды 'children'"),
        (("import", "organizations", "FILE", "--municipality", "1"), "Муниципалитет «1» не найден"),
        (("dump", "programs", "out.pdf"), "пишется только CSV и XLSX"),
        (("dump", "children", "out.csv"), "возможны: programs, organizations, groups"),
        (("dump", "programs", "/nowhere/out.csv"), "/nowhere/out.csv"),
        (("export", "--municipality", "atlantida"), "atlantida"),
        (("init", "--municipalities", "missing.csv"), "missing.csv"),
        (("check",), "navigator reindex"),
    ],
)
def test_errors_are_one_line_and_two(
    home: dict[str, str],
    programs: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: tuple[str, ...],
    words: str,
) -> None:
    monkeypatch.chdir(programs.parent)
    given = [str(programs) if one == "FILE" else one for one in arguments]
    code, lines, errors = run_here(monkeypatch, capsys, home, *given)
    assert (code, lines, len(errors)) == (2, [], 1)
    assert errors[0].startswith("Ошибка: ")
    assert words.lower() in errors[0].lower()


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"DATABASE_URL": "mysql://x"}, "NAVIGATOR_DATABASE_URL"),
        ({"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"}, "База не отвечает"),
        ({"TIMEZONE": "Mars"}, "NAVIGATOR_TIMEZONE"),
        ({}, "navigator init"),
    ],
)
def test_an_installation_that_is_not_ready_says_so(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    settings: dict[str, str],
    words: str,
) -> None:
    for arguments in (("reindex",), ("check",), ("dump", "programs", str(tmp_path / "x.csv"))):
        code, lines, errors = run_here(monkeypatch, capsys, environment(tmp_path, **settings), *arguments)
        assert (code, lines, len(errors)) == (2, [], 1)
        assert words in errors[0]


def test_a_file_that_is_no_database_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "junk.db").write_bytes(b"no database at all " * 100)
    code, _, errors = run(environment(tmp_path, DATABASE_URL=f"sqlite:///{tmp_path / 'junk.db'}"), "init")
    assert (code, len(errors)) == (2, 1)
    assert "База не отвечает" in errors[0]


def test_demo_loads_once_and_check_is_content(tmp_path: Path) -> None:
    env = environment(tmp_path)
    first = run(env, "demo", "--no-serve")
    assert (first[0], first[1][1], first[1][3], first[2]) == (
        *(0, "Заявки вымышленных семей: 29", "Индекс построен", []),
    )
    assert re.fullmatch(r"Договоры по сертификатам: [1-9]\d*", first[1][2])
    logins = [line for line in first[1] if line.startswith("  ")]
    assert (len(logins), sum("второй фактор" in line for line in logins)) == (6, 4)
    started = time.monotonic()
    again = run(env, "demo", "--no-serve")
    assert (again[0], again[1][:2], again[2]) == (0, ["Демонстрационные районы уже есть", "Индекс в порядке"], [])
    assert time.monotonic() - started < 10
    assert [line for line in again[1] if line.startswith("  ")] == logins
    assert run(env, "check") == (
        0,
        ["Всё в порядке: база отвечает, миграции применены, места сходятся, индекс свежий"],
        [],
    )


def test_the_worker_follows_the_catalog_and_stops_when_told(home: dict[str, str], programs: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "navigator", "worker"],
        env=home,
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    assert process.stderr.readline() == "Индекс построен, состояние каталога 0\n"
    process.send_signal(signal.SIGTERM)
    assert (process.wait(20), *process.communicate()) == (0, "", "")


def test_ctrl_c_says_that_nothing_changed(home: dict[str, str], tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.csv"
    rows = "".join(f"Программа {number};7 лет;1;1\n" for number in range(60_000))
    pipe.write_text(CSV + rows, encoding="utf-8")
    process = subprocess.Popen(
        [sys.executable, "-m", "navigator", "import", "programs", str(pipe), *OWNED],
        env=home,
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # a shell's background run ignores it
    )
    time.sleep(2)
    process.send_signal(signal.SIGINT)
    assert process.communicate(timeout=60) == ("", "Прервано, ничего не изменено\n")
    assert process.returncode == 130
    assert run(home, "dump", "programs", str(tmp_path / "out.csv"))[1] == [f"{tmp_path / 'out.csv'}: строк 0"]
