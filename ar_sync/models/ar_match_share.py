"""What part of a receipt settles what part of an open item, and what is given up beside it."""

from typing import NamedTuple

from odoo import models

from ..protocol.money import spread


class Share(NamedTuple):
    """A part of a receipt for one open item.

    :param item: the open item, one ``account.move.line``.
    :param amount: of the receipt, in the receipt's currency; negative for a credit.
    :param item_amount: what it settles, in the item's currency, where that is not the receipt's.
    :param write_offs: (``ar.match.reason``, amount in the item's currency) for what is given up.
    """

    item: models.BaseModel
    amount: float
    item_amount: float | None = None
    write_offs: tuple[tuple[models.BaseModel, float], ...] = ()

    @property
    def settled(self) -> float:
        """What is less open on the item by the money, in the item's currency."""
        return self.amount if self.item_amount is None else self.item_amount


def direct(shares: list[Share] | None) -> list[Share]:
    """Return the shares for items of the receipt's own currency."""
    return [share for share in shares or [] if share.item_amount is None]


def facts(shares: list[Share]) -> frozenset:
    """Return what shares say, to compare them: what each item gets and what is given up on it."""
    return frozenset(
        (
            share.item.id,
            round(share.amount, 6),
            round(share.settled, 6),
            frozenset((reason.code, round(amount, 6)) for reason, amount in share.write_offs),
        )
        for share in shares
    )


def signed_spread(total_minor: int, weights: list[int], signs: list[int]) -> list[int]:
    """Spread ``total_minor`` over lines of which some run the other way (credits inside an application).

    The signed shares add up to the total; see :func:`protocol.money.spread` for lines of one sign.
    """
    if all(sign > 0 for sign in signs):
        return spread(total_minor, weights)
    signed_weight = sum(weight * sign for weight, sign in zip(weights, signs, strict=True))
    shares = [
        round(total_minor * weight * sign / signed_weight) if signed_weight else 0
        for weight, sign in zip(weights, signs, strict=True)
    ]
    shares[0] += total_minor - sum(shares)
    return shares
