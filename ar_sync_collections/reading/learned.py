"""What the learned weights make of a mail, beside what the rules made of it.

The weights tell how likely each label is, by the mail as a whole and by each of its sentences, and of each date how
likely it is that of the first payment announced. The matches of the rules are among what is weighed, so a label of the
rules that the wording does not bear out goes, and one that the rules missed comes. What is certain by other means than
wording is not asked again: a bounce, and the absence in a mail that its headers call automatic.

A label that only the weights found is named ``wording.<label>``, quotes the sentence that weighs most, and is never as
sure as one of the rules: it is for a person to look at, and nothing is done because of it alone.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from operator import itemgetter

from . import network, promises, sequence, wording
from .statements import Statement, is_past
from .values import LABELS, Intent, Promise
from .weights import Keys, Signs, Table, Trees, first, keys_of, reads, signs, tables

#: How sure a label that only the weights found can be: less than what anything is done for.
SURE_MAX = 0.75
#: Of a mail no more sentences and dates are weighed.
SENTENCES_MAX, DATES_MAX = 60, 20
#: A rule that is so sure of an automatic mail is not asked again.
_CERTAIN = 0.95
#: A label that the rules found too counts from a lower bound, one that they did not from a higher one.
_KNOWN, _UNKNOWN = 0.95, 0.05
#: Where nothing reaches its bound, a label of the rules is preferred by so much.
_PREFERRED = 1.5
#: Beyond this the odds of a date, or of a label, do not count.
_ODDS_MIN = -6.0
_ODDS_MAX = 8.0
#: So many days ahead are as good as more.
_AHEAD_MAX = 60
#: A question that asks for a paper or for time is a request; another one beside it must be as likely as this.
_REQUESTS = frozenset(("document", "plan"))
_ASKED = 0.7


@dataclass(frozen=True)
class Ruled:
    """What the rules made of a mail."""

    statements: Sequence[Statement]
    subject: Sequence[Statement]
    intents: tuple[Intent, ...]
    promise: Promise | None
    language: str
    today: date
    is_automatic: bool
    is_bounce: bool

    @property
    def labels(self) -> set[str]:
        """The labels of the rules."""
        return {intent.label for intent in self.intents}


@dataclass(frozen=True)
class Described:
    """The descriptions of a mail: of each sentence and its surroundings, of the rest, and of each date."""

    sentences: tuple[frozenset[str], ...]
    surroundings: tuple[frozenset[str], ...]
    rest: frozenset[str]
    ruled: frozenset[str]
    places: tuple[wording.Place, ...]
    dates: tuple[frozenset[str], ...]
    words: sequence.Words

    @property
    def whole(self) -> set[str]:
        """What the mail as a whole is described by."""
        return set().union(*self.sentences, self.rest, self.ruled)

    @property
    def lines(self) -> list[frozenset[str]]:
        """What each sentence is described by, with its surroundings."""
        return [one | around for one, around in zip(self.sentences, self.surroundings, strict=True)]


@dataclass(frozen=True)
class Weighed:
    """How likely each label is, and each date of being that of the first payment announced.

    Of each sentence the odds that it says a label, as logarithms, in the order of `LABELS`; and what the network says.
    """

    chances: Mapping[str, float]
    dates: tuple[float, ...]
    lines: tuple[tuple[float, ...], ...]
    said: network.Said


def describe(ruled: Ruled) -> Described:
    """Return the descriptions of a mail."""
    today, statements = ruled.today, ruled.statements[:SENTENCES_MAX]
    lines = [wording.line_of(statement, today) for statement in statements]
    subject = [wording.line_of(statement, today) for statement in ruled.subject]
    places = wording.places(statements)[:DATES_MAX]
    promised = ruled.promise.day if ruled.promise else None
    made = [f"r{label}" for label in ruled.labels]
    return Described(
        tuple(
            frozenset(wording.of_sentence(statement, line, ruled.language))
            for statement, line in zip(statements, lines, strict=True)
        ),
        tuple(
            frozenset([*wording.of_surroundings(statements, lines, number, ruled.language), *made])
            for number in range(len(lines))
        ),
        frozenset([*wording.of_subject(subject), *wording.of_mail(statements, ruled.language)]),
        frozenset(["rpromise"] if ruled.promise else []),
        tuple(places),
        tuple(
            frozenset(
                [
                    *wording.of_date(statements, lines, place, today, ruled.language),
                    *_ruled_date(ruled, place, promised),
                ]
            )
            for place in places
        ),
        sequence.words_of(statements, ruled.subject, places, today, ruled.language),
    )


def _ruled_date(ruled: Ruled, place: wording.Place, promised: date | None) -> list[str]:
    """Return what the rules made of a date; all of it begins with ``r``."""
    statement = ruled.statements[place.number]
    made = [f"r{label}" for label in ruled.labels]
    if promises.is_promised(statement, place.found, ruled.today):
        made.append("r is promised")
    if promised == place.found.day:
        made.append("r promise")
    return made


def weigh(
    described: Described, given: Mapping[str, Table], told: Mapping[str, Signs], by_words: network.Network
) -> Weighed:
    """Return how likely the labels and the dates of a mail are."""
    lines = [keys_of(line) for line in described.lines]
    dates = [keys_of(one) for one in described.dates]
    return weigh_keys(keys_of(described.whole), lines, dates, given, told, by_words.read(described.words))


def weigh_keys(
    mail: Keys,
    lines: Sequence[Keys],
    dates: Sequence[Keys],
    given: Mapping[str, Table],
    told: Mapping[str, Signs],
    said: network.Said,
) -> Weighed:
    """Return how likely the labels and the dates of a mail are, by the check sums of its descriptions."""
    odds = tuple(given["sentences"].odds_of(line) for line in lines)
    whole = given["labels"].odds_of(mail)
    chances = {label: told[label].chance(one) for label, one in label_signs(whole, odds, said).items()}
    return Weighed(chances, tuple(given["dates"].chances_of(one)[0] for one in dates), odds, said)


def label_signs(
    whole: Sequence[float], lines: Sequence[Sequence[float]], told: network.Said
) -> dict[str, dict[str, float]]:
    """Return for each label by what it is told: the mail, the sentence that says it best, all of them, the network."""
    made = {}
    for column, label in enumerate(LABELS):
        said = [line[column] for line in lines]
        unsaid = math.prod(1 - _chance(odds) for odds in said)
        made[label] = {
            "mail": _bounded(whole[column]),
            "best": _bounded(max(said, default=-_ODDS_MAX)),
            "any": _bounded(_odds(1 - unsaid)),
            "sentences": math.log1p(len(said)),
            "network": _bounded(told.labels[column]),
            "network best": _bounded(max((line[column] for line in told.lines), default=-_ODDS_MAX)),
        }
    return made


def date_signs(ruled: Ruled, places: Sequence[wording.Place], weighed: Weighed) -> list[dict[str, float]]:
    """Return for each date by what it is told whether it is that of the first payment announced.

    The date alone, its sentence, the mail as a whole, the dates and sentences before and after it, and what the rules
    made of them.
    """
    promise, column = ruled.promise, LABELS.index("promise")
    odds = [max(_ODDS_MIN, _odds(chance)) for chance in weighed.dates]
    lines = [_bounded(line[column]) for line in weighed.lines]
    said = [lines[place.number] for place in places]
    mail = {f"mail {label}": _odds(chance) for label, chance in weighed.chances.items()}
    network_says = [_bounded(one) for one in weighed.said.dates]
    network_lines = [_bounded(line[column]) for line in weighed.said.lines]
    made = []
    for number, place in enumerate(places):
        statement = ruled.statements[place.number]
        is_none = is_past(place.found, ruled.today) or promises.is_blocked(statement, place.found)
        line = zip(LABELS, weighed.lines[place.number], strict=True)
        made.append(
            {
                **mail,
                **{f"line {label}": _bounded(one) for label, one in line},
                "date": odds[number],
                "later": max(odds[number + 1 :], default=_ODDS_MIN),
                "earlier": max(odds[:number], default=_ODDS_MIN),
                "both": min(odds[number], said[number]),
                "later said": max(said[number + 1 :], default=-_ODDS_MAX),
                "earlier said": max(said[:number], default=-_ODDS_MAX),
                "line before": lines[place.number - 1] if place.number else -_ODDS_MAX,
                "line after": lines[place.number + 1] if place.number + 1 < len(lines) else -_ODDS_MAX,
                "best line": max(lines),
                "is best line": float(said[number] == max(lines)),
                "denied date": odds[number] if is_none else 0.0,
                "denied": float(is_none),
                "same as rules": float(promise is not None and promise.day == place.found.day),
                "promise by rules": float("promise" in ruled.labels),
                "first": float(not number),
                "only": float(len(places) == 1),
                "promised by rules": float(promises.is_promised(statement, place.found, ruled.today)),
                "days ahead": float(min(_AHEAD_MAX, (place.found.day - ruled.today).days)),
                "asks": float(statement.asks),
                "sum": float(bool(statement.amounts)),
                "network": network_says[number],
                "network later": max(network_says[number + 1 :], default=-_ODDS_MAX),
                "network earlier": max(network_says[:number], default=-_ODDS_MAX),
                "network mail": _bounded(weighed.said.labels[column]),
                "network line": network_lines[place.number] if place.number < len(network_lines) else -_ODDS_MAX,
                "network best": max(network_lines, default=-_ODDS_MAX),
                "network and date": network_says[number] + odds[number],
            }
        )
    return made


def first_chances(ruled: Ruled, places: Sequence[wording.Place], weighed: Weighed, first_date: Trees) -> list[float]:
    """Return for each date how likely it is that of the first payment announced.

    A day gone by, in doubt, denied, or "not before" it, certainly is not.
    """
    return [0.0 if one["denied"] else first_date.chance(one) for one in date_signs(ruled, places, weighed)]


def decide(ruled: Ruled) -> tuple[tuple[Intent, ...], Promise | None]:
    """Return the labels of a mail and its promise."""
    if ruled.is_bounce or any(intent.rule == "other.bulk" for intent in ruled.intents):
        return ruled.intents, ruled.promise
    given = tables()
    weighed = weigh(described := describe(ruled), given, signs(), reads())
    bounds = {name: table.thresholds for name, table in given.items()}
    dates = first_chances(ruled, described.places, weighed, first())
    labels, place = choose(ruled, described.places, replace(weighed, dates=tuple(dates)), bounds)
    known = {intent.label: intent for intent in ruled.intents}
    promise = _promise(ruled, place) if "promise" in labels else None
    made = []
    for label in sorted(labels, key=LABELS.index):
        if label == "promise" and promise and (label not in known or promise != ruled.promise):
            made.append(Intent(label, min(SURE_MAX, weighed.chances[label]), promise.quote, promise.rule))
        elif label in known:
            made.append(known[label])
        else:
            quote = _evidence(ruled, weighed, label)
            made.append(Intent(label, min(SURE_MAX, weighed.chances[label]), quote, f"wording.{label}"))
    return tuple(made), promise


def choose(
    ruled: Ruled,
    places: Sequence[wording.Place],
    weighed: Weighed,
    bounds: Mapping[str, Sequence[float]],
) -> tuple[set[str], wording.Place | None]:
    """Return the labels that are likely enough, and the date of the promise, if it has one.

    The chances of the dates are those of :func:`first_chances`.
    """
    limits = dict(zip(LABELS, bounds["labels"], strict=True))
    known = ruled.labels
    labels = {
        label
        for label, chance in weighed.chances.items()
        if chance >= (limits[label] * _KNOWN if label in known else limits[label] + _UNKNOWN)
    }
    certain = {intent.label for intent in ruled.intents if ruled.is_automatic and intent.score >= _CERTAIN}
    labels |= certain
    labels.discard("promise")
    place = _first(places, weighed.dates, bounds["dates"][0])
    if place or _is_sum_promised(ruled, weighed, limits["promise"]):
        labels.add("promise")
    if not labels:
        ranked = {
            label: weighed.chances[label] / limits[label] * (_PREFERRED if label in known else 1)
            for label in LABELS
            if label != "promise"
        }
        labels = {max(ranked.items(), key=itemgetter(1))[0]}
    if "other" in labels and len(labels) > 1:
        labels = _other_or_not(labels, weighed.chances, is_certain=bool(certain or place))
    if labels & _REQUESTS and "question" not in known and weighed.chances["question"] < _ASKED:
        labels.discard("question")
    return labels, place


def _other_or_not(labels: set[str], chances: Mapping[str, float], *, is_certain: bool) -> set[str]:
    """Return either "other" alone, where it is the likeliest, or the labels beside which it is nothing."""
    rest = labels - {"other"}
    is_likeliest = chances["other"] > max(chances[label] for label in rest)
    return {"other"} if is_likeliest and not is_certain else rest


def _first(places: Sequence[wording.Place], chances: Sequence[float], bound: float) -> wording.Place | None:
    """Return the likeliest date of the first payment that is announced, if it is likely enough."""
    best = max(chances, default=0.0)
    return places[chances.index(best)] if best >= bound else None


def _odds(chance: float) -> float:
    bounded = min(max(chance, 1e-6), 1 - 1e-6)
    return math.log(bounded / (1 - bounded))


def _chance(odds: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, odds))))


def _bounded(odds: float) -> float:
    return max(-_ODDS_MAX, min(_ODDS_MAX, odds))


def _is_sum_promised(ruled: Ruled, weighed: Weighed, bound: float) -> bool:
    """Tell whether the rules found a sum without a day, and the wording bears out that it is promised."""
    promise = ruled.promise
    return bool(promise and promise.day is None and weighed.chances["promise"] >= bound)


def _promise(ruled: Ruled, place: wording.Place | None) -> Promise | None:
    """Return the promise: that of the rules if it is of the same day, else one of this day with the sum beside it."""
    known = ruled.promise
    if place is None or (known and known.day == place.found.day):
        return known
    statement, found = ruled.statements[place.number], place.found
    one = promises.Announced(place.number, found.start, found, promises.sum_beside(statement, found))
    made = promises.promise(ruled.statements, [one])
    return replace(made, certain=False, rule="wording.promise") if made else None


def _evidence(ruled: Ruled, weighed: Weighed, label: str) -> str:
    """Return the sentence that says a label best."""
    odds = [line[LABELS.index(label)] for line in weighed.lines]
    if not odds:
        return next((one.sentence.text for one in ruled.subject), "")
    return ruled.statements[odds.index(max(odds))].sentence.text
