"""A stream that is packed and encrypted piece by piece: no piece can be changed, moved, or left out unnoticed.

Format: the line ``NAVIGATOR BACKUP 1``, a line of JSON (key id, salt, what the maker says), then pieces: length
(4 bytes, the highest bit marks the last), nonce (12 bytes), AES-256-GCM of at most 1 MiB of a zlib stream. What each
piece is bound to is the line of JSON, its number and whether it is the last. The key is derived from a key of personal
data by HKDF.
"""

from __future__ import annotations

import hashlib
import json
import os
import zlib
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from navigator.services.problems import Problem

MAGIC = b"NAVIGATOR BACKUP 1\n"
PIECE = 1 << 20
_LAST = 1 << 31
_LONGEST_HEADER = 100_000


def seal_lines(lines: Iterable[str], file: BinaryIO, key: bytes, about: dict[str, Any]) -> None:
    """Write lines of text into a file.

    :param key: 32 bytes; the file says which one by its id.
    :param about: what stands readable at the beginning.
    """
    salt = os.urandom(16)
    header = json.dumps({**about, "key": key_id(key), "salt": salt.hex()}, ensure_ascii=False).encode() + b"\n"
    file.write(MAGIC + header)
    cipher, packer, held, number = AESGCM(_derived(key, salt)), zlib.compressobj(6), bytearray(), 0
    for line in lines:
        held += packer.compress(line.encode() + b"\n")
        while len(held) > PIECE:
            _write_piece(file, cipher, header, number, bytes(held[:PIECE]), last=False)
            del held[:PIECE]
            number += 1
    held += packer.flush()
    while len(held) > PIECE:
        _write_piece(file, cipher, header, number, bytes(held[:PIECE]), last=False)
        del held[:PIECE]
        number += 1
    _write_piece(file, cipher, header, number, bytes(held), last=True)


def _write_piece(file: BinaryIO, cipher: AESGCM, header: bytes, number: int, body: bytes, *, last: bool) -> None:
    nonce = os.urandom(12)
    sealed = cipher.encrypt(nonce, body, _bound(header, number, last=last))
    file.write((len(sealed) | (_LAST if last else 0)).to_bytes(4, "big") + nonce + sealed)


def open_header(file: BinaryIO) -> tuple[dict[str, Any], bytes]:
    """What the file says of itself, and the same as it stands.

    :raises Problem: it is no backup of ours.
    """
    if file.read(len(MAGIC)) != MAGIC:
        raise Problem("Это не резервная копия Навигатора. Укажите файл, который записал navigator backup")
    header = file.readline(_LONGEST_HEADER)
    try:
        return json.loads(header), header
    except ValueError as error:
        raise Problem("Резервная копия повреждена в самом начале. Возьмите другую копию") from error


def open_lines(file: BinaryIO, header: bytes, keys: Sequence[bytes]) -> Iterator[str]:
    """The lines of a file after its header.

    :param keys: keys of personal data; one of them must have written the file.
    :raises Problem: no key fits, or the file was changed or cut.
    """
    said = json.loads(header)
    key = next((one for one in keys if key_id(one) == said.get("key")), None)
    if key is None:
        raise Problem(
            "Копия зашифрована другим ключом. Добавьте ключ, с которым её записали, в NAVIGATOR_PII_KEYS через запятую"
        )
    cipher, unpacker, rest = AESGCM(_derived(key, bytes.fromhex(said["salt"]))), zlib.decompressobj(), b""
    for body in _pieces(file, cipher, header):
        rest += unpacker.decompress(body)
        *lines, rest = rest.split(b"\n")
        yield from (line.decode() for line in lines)
    if rest or not unpacker.eof:
        raise Problem("Резервная копия неполная. Возьмите другую копию")


def _pieces(file: BinaryIO, cipher: AESGCM, header: bytes) -> Iterator[bytes]:
    number, last = 0, False
    while not last:
        head = file.read(4)
        size = int.from_bytes(head, "big")
        last, size = bool(size & _LAST), size & ~_LAST
        nonce, sealed = file.read(12), file.read(min(size, 2 * PIECE))
        if len(head) < 4 or len(nonce) < 12 or len(sealed) != size:
            raise Problem("Резервная копия обрывается. Возьмите другую копию")
        try:
            yield cipher.decrypt(nonce, sealed, _bound(header, number, last=last))
        except InvalidTag as error:
            raise Problem("Резервная копия изменена или повреждена. Возьмите другую копию") from error
        number += 1
    if file.read(1):
        raise Problem("За концом резервной копии есть лишнее. Возьмите другую копию")


def _bound(header: bytes, number: int, *, last: bool) -> bytes:
    return hashlib.sha256(header).digest() + number.to_bytes(8, "big") + bytes([last])


def _derived(key: bytes, salt: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=salt, info=b"navigator backup").derive(key)


def key_id(key: bytes) -> str:
    """Eight hexadecimal digits that name a key and tell nothing of it."""
    return hashlib.sha256(key).hexdigest()[:8]
