"""What a certificate has in one period, and the changes that may happen to it.

The invariant of everything here: ``nominal = balance + reserved + spent``, none of them negative.
"""

from __future__ import annotations

from dataclasses import dataclass


class NotEnough(ValueError):
    """A change would make a part of a purse negative."""


@dataclass(frozen=True, slots=True)
class Change:
    """What one line of the ledger adds to each part, kopecks; ``nominal`` is the sum of the other three."""

    balance: int = 0
    reserved: int = 0
    spent: int = 0

    @property
    def nominal(self) -> int:
        return self.balance + self.reserved + self.spent

    def reversed(self) -> Change:
        """The change that takes this one back."""
        return Change(-self.balance, -self.reserved, -self.spent)


@dataclass(frozen=True, slots=True)
class Purse:
    """The four numbers of a certificate in a period, kopecks."""

    nominal: int = 0
    balance: int = 0
    reserved: int = 0
    spent: int = 0

    @property
    def is_sound(self) -> bool:
        """Whether the invariant holds."""
        return (
            self.nominal == self.balance + self.reserved + self.spent
            and min(self.nominal, self.balance, self.reserved, self.spent) >= 0
        )

    def after(self, change: Change) -> Purse:
        """The purse after a change.

        :raises NotEnough: a part would be negative.
        """
        found = Purse(
            self.nominal + change.nominal,
            self.balance + change.balance,
            self.reserved + change.reserved,
            self.spent + change.spent,
        )
        if not found.is_sound:
            raise NotEnough(f"{self} does not bear {change}")
        return found


def grant(amount: int) -> Change:
    """A nominal comes, or grows; a negative amount takes from what is free."""
    return Change(balance=amount)


def reserve(amount: int) -> Change:
    """A contract books its part."""
    return Change(balance=-amount, reserved=amount)


def release(amount: int) -> Change:
    """What a contract booked and will not use comes back."""
    return Change(balance=amount, reserved=-amount)


def spend(amount: int) -> Change:
    """A booked payment is written off."""
    return Change(reserved=-amount, spent=amount)


def withdraw(purse: Purse) -> Change:
    """Everything free leaves: freezing, return to account, the end of a period, closing."""
    return Change(balance=-purse.balance)


def may_resize(least_balance: int, old: int, new: int) -> bool:
    """Whether the nominal of a group may change: the poorest certificate bears it."""
    return least_balance >= old - new


def may_issue(*, count: int, total: int, nominal: int, limit_count: int, limit_sum: int) -> bool:
    """Whether one more nominal of a group fits its limits.

    :param count: certificates of the group that hold a nominal; ``limit_count`` 0 is no limit.
    :param total: sum of their nominals, kopecks; ``limit_sum`` 0 is no limit.
    """
    return (limit_count == 0 or limit_count - count > 0) and (limit_sum == 0 or limit_sum - nominal - total >= 0)
