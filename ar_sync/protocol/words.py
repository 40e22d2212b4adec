"""Sentences in the tables of pure rooms: found by a translator's tools, translated where they are shown."""


def _lt(template: str) -> str:
    """Return the template: the name is what a translator's tools look for.

    >>> _lt("Its total of %(total)s is not above zero.")
    'Its total of %(total)s is not above zero.'
    """
    return template
