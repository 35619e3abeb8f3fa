"""Sets of programs and groups as integers.

Programs are numbered by descending count of groups. Groups are numbered in layers: first the first group of each
program, then the second of each that has one, and so on. So one integer holds a set of groups, and its programs are
the ``or`` of a few slices of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import compress

_FLAGS = bytes(1 if code == ord("1") else 0 for code in range(256))


def bits_of(numbers: Iterable[int], size: int) -> int:
    """Set of numbers below ``size`` as an integer."""
    room = bytearray((size >> 3) + 1)
    for number in numbers:
        room[number >> 3] |= 1 << (number & 7)
    return int.from_bytes(room, "little")


def flags(bits: int, size: int) -> bytes:
    """One byte for each number below ``size``: 1 in the set, 0 outside."""
    return f"{bits:0{max(size, 1)}b}"[::-1].encode().translate(_FLAGS)


def members(bits: int) -> list[int]:
    """Numbers of a set, growing."""
    if not bits:
        return []
    size = bits.bit_length()
    return list(compress(range(size), flags(bits, size)))


def union(sets: Iterable[int]) -> int:
    """Everything that is in any of the sets."""
    found = 0
    for one in sets:
        found |= one
    return found


class Layers:
    """How groups are numbered over programs."""

    def __init__(self, groups_of_programs: Sequence[int]) -> None:
        """Take the count of groups of each program, largest first."""
        self.programs = len(groups_of_programs)
        self.groups = sum(groups_of_programs)
        self.offsets: list[int] = []
        self._layers: list[tuple[int, int]] = []  # offset, mask
        offset, width = 0, self.programs
        for layer in range(groups_of_programs[0] if groups_of_programs else 0):
            while width and groups_of_programs[width - 1] <= layer:
                width -= 1
            self.offsets.append(offset)
            self._layers.append((offset, (1 << width) - 1))
            offset += width
        self.all_groups = (1 << self.groups) - 1
        self.all_programs = (1 << self.programs) - 1

    def programs_of(self, groups: int) -> int:
        """Programs that have some group of the set."""
        found = 0
        for offset, mask in self._layers:
            rest = groups >> offset
            if not rest:
                break
            found |= rest & mask
        return found

    def groups_of(self, programs: int) -> int:
        """All groups of the programs of the set."""
        found = 0
        for offset, mask in self._layers:
            found |= (programs & mask) << offset
        return found

    def numbers_of(self, program: int) -> list[int]:
        """Numbers of the groups of one program, in order."""
        return [offset + program for offset, mask in self._layers if mask >> program & 1]
