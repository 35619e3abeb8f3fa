"""A thousand planted values go through everything that the house does, and lie open nowhere."""

from __future__ import annotations

import base64
import quopri
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import asking
import pytest
from faults.canaries import Canary, Watch
from faults.installation import BY_PAGES, BY_SERVICE, House, lived_in
from peewee import Database

from navigator.data import MODELS, Letter, Request
from navigator.data.database import migrate, open_database
from navigator.data.rows import tuples
from navigator.data.sealed import KeyRing, SealBroken, SealedField, use
from navigator.services.requests.erasing import erase
from navigator.services.requests.policy import now, policy_of
from navigator.services.requests.records import EnrollmentAnswers, Sender, Sent
from navigator.services.requests.submitting import send_enrollment

pytestmark = pytest.mark.slow
SEALED = re.compile(r"1\.[0-9a-f]{8}\.[A-Za-z0-9_-]{38,}")


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with lived_in(Path(tmp_path_factory.mktemp("canaries"))) as opened:
        yield opened


@pytest.fixture(autouse=True)
def keys(house: House) -> None:
    """The keys and the database of the installation instead of those of the other tests."""
    house.database.bind(MODELS, bind_refs=False, bind_backrefs=False)
    use(KeyRing(house.settings.pii_keys, house.settings.secret_key))


def test_a_thousand_values_lie_open_in_no_file(house: House) -> None:
    assert len(set(house.planted)) >= 1000
    assert house.while_serving == {}
    assert house.watch.files_with_traces(house.home) == {}
    names = {path.name for path in house.home.rglob("*") if path.stat().st_size}
    assert names >= {
        "navigator.db",
        "server.log",
        "worker.log",
        "groups.csv",
        "organizations.xlsx",
        "copy.zip",
        "manifest.json",
    }


def test_every_value_is_there_for_who_has_the_key(house: House) -> None:
    kept = _opened_values()
    assert [one for one in house.planted if one not in kept] == []
    use(KeyRing((b"x" * 32,), house.settings.secret_key))
    with pytest.raises(SealBroken):
        _opened_values()


def _opened_values() -> set[str]:
    """Everything sealed in the database, opened."""
    fields = [one for model in MODELS for one in model._meta.sorted_fields if isinstance(one, SealedField)]
    return {value for one in fields for (value,) in tuples(one.model.select(one)) if value}


def test_no_address_of_a_page_tells_anything(house: House) -> None:
    led = [reply.headers["Location"] for reply in house.replies if "Location" in reply.headers]
    assert len(led) == BY_PAGES * 2
    assert [one for one in led if not re.fullmatch(r"/requests/\d\d-\d{5}/(done/)?", one)] == []
    assert house.watch.traces("\n".join(led).encode()) == set()
    headers = [f"{name}: {value}" for reply in house.replies for name, value in reply.headers.items()]
    assert house.watch.traces("\n".join(headers).encode()) == set()
    # The control: what families are shown does hold their values.
    forms = [reply.text for reply in house.replies if "child_last_name" in reply.text]
    assert len(forms) >= BY_PAGES * 2
    assert all(house.watch.traces(text.encode()) for text in forms)


def test_letters_name_no_child_and_those_that_could_not_leave_lie_sealed(house: House) -> None:
    assert len(house.post.taken) >= BY_SERVICE
    for one in house.post.taken:
        body = one.partition(b"\r\n\r\n")[2]
        plain = base64.b64decode(body) if b"base64" in one.partition(b"\r\n\r\n")[0] else body
        assert house.watch.traces(plain) - house.watch.codes == set()
    refused = list(Letter.select().where(Letter.attempts > 0, Letter.sent_at.is_null()))
    assert len(refused) >= 5
    assert {one.trouble for one in refused} == {"SMTPRecipientsRefused"}


WAYS = {
    "plain": lambda text: text.encode(),
    "small": lambda text: text.lower().encode(),
    "UTF-16": lambda text: text.encode("utf-16"),
    "UTF-16, the other end": lambda text: text.encode("utf-16-be"),
    "base64": lambda text: base64.b64encode(text.encode()),
    "base64, shifted": lambda text: base64.urlsafe_b64encode(b"1|" + text.encode() + b"|"),
    "hexadecimal": lambda text: text.encode().hex().encode(),
    "percent": lambda text: quote(text).encode(),
    "quoted-printable": lambda text: quopri.encodestring(text.encode()),
}


@pytest.mark.parametrize("way", WAYS)
def test_the_search_finds_what_lies_open(house: House, tmp_path: Path, way: str) -> None:
    """The control: each planted value in a file of its own is found, however it is written."""
    one = Canary(42)
    values = (*one.values, one.comment, one.certificate, one.address, f"{one.born:%d.%m.%Y}")
    for number, value in enumerate(values):
        (tmp_path / f"{number}.bin").write_bytes(b"\x01 " + WAYS[way](value) + b" \n")
    assert len(house.watch.files_with_traces(tmp_path)) == len(values)


def test_a_database_that_does_not_seal_would_be_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: the same request with sealing off lies open in the database or its log."""
    database = open_database(f"sqlite:///{tmp_path}/navigator.db")
    migrate(database)
    one, watch = Canary(7), Watch()
    watch.plant(one)
    filled = EnrollmentAnswers(asking.group(), one.child, one.guardian)
    monkeypatch.setattr(SealedField, "db_value", lambda _, value: str(value or ""))
    monkeypatch.setattr(SealedField, "python_value", lambda _, value: str(value or ""))
    assert isinstance(send_enrollment(database, filled, Sender(one.address, "open"), asking.NOW, asking.POLICY), Sent)
    assert watch.files_with_traces(tmp_path) != {}
    database.close()
    assert set(watch.files_with_traces(tmp_path)) == {"navigator.db navigator.db"}


def test_what_is_erased_cannot_be_opened_any_more(house: House) -> None:
    one = Request.select().where(Request.state == "waitlist", Request.comment != "").order_by(Request.id).get()
    child, sealed = one.child, _sealed_of(house.database, one)
    erased = {one.guardian_name, one.guardian_phone, one.guardian_email, one.comment, one.certificate_number}
    erased |= {child.last_name, child.first_name, child.patronymic, child.birth_date}
    assert erased <= _opened_values()
    assert _still_there(house.home, sealed) == sealed
    assert erase(house.database, one.number, now(), policy_of(house.settings)) == "erased"
    assert _opened_values() & erased == set()
    house.database.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    assert _still_there(house.home, sealed) == set()


def test_what_is_erased_leaves_the_log_at_once(house: House) -> None:
    one = Request.select().where(Request.state == "waitlist", Request.comment != "").order_by(Request.id).get()
    sealed = _sealed_of(house.database, one)
    assert erase(house.database, one.number, now(), policy_of(house.settings)) == "erased"
    assert _still_there(house.home, sealed) == set()


def _sealed_of(database: Database, one: Request) -> set[bytes]:
    """The sealed texts of a request and its child as the file holds them; of long ones the beginning."""
    tables = {"request": one.id, "child": one.child_id}
    rows = [database.execute_sql(f'SELECT * FROM "{name}" WHERE id = {key}').fetchone() for name, key in tables.items()]  # noqa: S608  # our own tables
    return {value[:60].encode() for row in rows for value in row if isinstance(value, str) and SEALED.match(value)}


def _still_there(folder: Path, sealed: set[bytes]) -> set[bytes]:
    """Which sealed texts are in the bytes of the database and its log, in a row or not."""
    files = [path.read_bytes() for path in (folder / "instance").glob("navigator.db*")]
    return {one for one in sealed if any(one in data for data in files)}
