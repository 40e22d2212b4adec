"""How much to do at a time: batches that grow while they are quick and shrink when they are slow.

A transaction that books money holds the invoices it pays; a person who wants to change one of them waits. So a
batch is measured by the time it takes and not by a number that is right on one machine and wrong on the next.

>>> next_size(50, done=50, taken_s=0.55)    # twice as many would take the time that is meant
100
>>> next_size(50, done=50, taken_s=4.4)
12
>>> next_size(50, done=0, taken_s=0.0), next_size(50, done=50, taken_s=0.001)
(50, 100)
"""

#: What a batch is meant to take, in seconds: some are slower than foreseen, and none may hold a record for long.
AIM_S = 1.1
SIZE_FIRST, SIZE_MIN, SIZE_MAX = 25, 10, 200
#: Shorter times tell nothing.
SHORTEST_S = 0.001
#: From one batch to the next the size at most grows by this factor.
GROWTH_MAX = 2


def next_size(size: int, *, done: int, taken_s: float) -> int:
    """Return how many records the next batch takes.

    :param size: how many this one was meant to take.
    :param done: how many it took; where there were fewer than meant, it says nothing about more.
    :param taken_s: the seconds it took.
    """
    if not done:
        return size
    fitting = int(done * AIM_S / max(taken_s, SHORTEST_S))
    return max(SIZE_MIN, min(SIZE_MAX, size * GROWTH_MAX, fitting if done >= size else min(size, fitting)))
