"""When to try again: ladders as data.

A ladder is a tuple of waiting times in seconds, one per failed attempt. After its last step a
person is asked; nothing is tried for ever.

>>> from datetime import datetime
>>> next_attempt(INBOX, 1, datetime(2026, 1, 1))
datetime.datetime(2026, 1, 1, 0, 0, 30)
>>> next_attempt(INBOX, 99, datetime(2026, 1, 1)) is None
True
>>> next_attempt(INBOX, 1, datetime(2026, 1, 1), retry_after_s=120)
datetime.datetime(2026, 1, 1, 0, 2)
"""

from datetime import datetime, timedelta

MINUTE_S = 60
HOUR_S = 60 * MINUTE_S
DAY_S = 24 * HOUR_S

# A received message that could not be handled. About four days, longer than Stripe's own resends.
INBOX = (30, 2 * MINUTE_S, 10 * MINUTE_S, HOUR_S, 4 * HOUR_S, 12 * HOUR_S, DAY_S, 2 * DAY_S)
# A call whose outcome is not known (Kill Bill's janitor uses the same shape): ask, never resend blindly.
UNKNOWN = (5 * MINUTE_S, HOUR_S, DAY_S, DAY_S, DAY_S, DAY_S, DAY_S)
# A call that certainly did not take effect.
OUTBOX = (10, MINUTE_S, 10 * MINUTE_S, HOUR_S, 6 * HOUR_S)
# A stream whose page could not be read.
STREAM = (15, MINUTE_S, 5 * MINUTE_S, 15 * MINUTE_S, HOUR_S, HOUR_S, HOUR_S, 6 * HOUR_S, DAY_S)


def next_attempt(
    ladder: tuple[int, ...], attempts: int, now: datetime, retry_after_s: float | None = None
) -> datetime | None:
    """Return when to try again after ``attempts`` failures, or ``None`` when a person is due.

    The provider's own wish counts when it is longer than the ladder's step.
    """
    if attempts < 1:
        raise ValueError("attempts counts the failures so far and starts at 1")
    if attempts > len(ladder):
        return None
    wait_s = max(float(ladder[attempts - 1]), retry_after_s or 0.0)
    return now + timedelta(seconds=wait_s)
