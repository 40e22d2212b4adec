"""Which of the sixteen labels a mail gets, each with the sentence that says so and the rule that found it.

The words decide first (`words`); what follows here is how labels exclude and imply each other, by the conventions of
the labels: courtesy beside content is no acknowledgement, a question that asks for a paper is a request for it, a part
that was paid or announced is partial beside paid or promise.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from . import references
from .promises import Announced, asks_for_arrival, dated_past
from .sentences import Sentence
from .statements import Statement
from .values import LABELS, Intent, Promise

_ADDRESS = re.compile(r"\S{1,60}@[\w-]{1,60}(?:\.[\w-]{1,60}){1,4}")
_WH = re.compile(
    r"(?<!\w)(?:what|which|why|who|where|how|when|was|welche\w*|warum|wieso|wann|wer|wo|wofur|"
    r"worauf|wie|quel\w*|pourquoi|comment|quand|combien|"
    r"que|cual\w*|por que|como|cuando|cuant\w*|quien|donde|wat|welke?|waarom|wanneer|hoe|hoeveel|wie|waar)(?!\w)"
)
#: Beside a request for a paper, these words tell that the paper is missing, not the goods.
_MISSING = re.compile(
    r"fehl|missing|manqu|falt|ontbr|miss|match|incompl|unvollst|never|nie|jamais|nunca|nooit|"
    r"reject|rechaz|refus|err|accept|akzept"
)
#: Beside a wrong recipient, these words contest nothing.
_MISTAKEN = re.compile(r"err|wrong|fals|verkeerd|equivoc|mistak")
#: "Not before the 15th" is no hardship.
_BEFORE = re.compile(
    r"(?:before|until|till|avant|antes del?|vor(?: dem)?|voor|hasta)(?: (?:le|el|the|de|den))? "
    r"{0,2}$"
)
#: Beside these, words of absence tell why something is late; the mail is no notice of absence.
_STRONGER_THAN_ABSENCE = {
    "promise",
    "paid",
    "hardship",
    "plan",
    "dispute",
    "legal",
    "document",
    "unsubscribe",
    "redirect",
    "remittance",
}
_SHORT_WORDS = 14
#: How sure a label is by what found it.
_SURE, _LIKELY, _WEAK = 0.95, 0.85, 0.5


@dataclass
class Evidence:
    """What decides the labels of a mail."""

    statements: Sequence[Statement]
    announced: Sequence[Announced]
    promise: Promise | None
    is_automatic: bool
    is_bounce: bool
    subject: Sequence[Statement]
    new_text: str
    today: date
    is_bulk: bool = False
    intents: dict[str, Intent] = field(default_factory=dict)

    def add(self, label: str, sentence: Sentence | None, rule: str, score: float = _LIKELY) -> None:
        """Give the mail a label, unless it has it."""
        quote = sentence.text if sentence else ""
        self.intents.setdefault(label, Intent(label, score, quote, rule))

    def first(self, *names: str) -> tuple[Statement, str] | None:
        """Return the first sentence in which a rule, label or role matched, and the rule."""
        for statement in self.statements:
            for hit in statement.hits:
                if hit.rule in names or hit.label in names:
                    return statement, hit.rule
        return None


def label(evidence: Evidence) -> tuple[Intent, ...]:
    """Return the labels of the mail, the weightiest first."""
    if evidence.is_bounce:
        evidence.add("bounce", _any_sentence(evidence), "bounce.notice", _SURE)
        return tuple(evidence.intents.values())
    if evidence.is_automatic:
        _absence(evidence)
    for rule in (_plain, _documents, _money, _redirects, _questions):
        rule(evidence)
    if "promise" in evidence.intents and "plan" not in evidence.intents:
        evidence.intents.pop("hardship", None)
    if not evidence.is_automatic and not evidence.intents.keys() & _STRONGER_THAN_ABSENCE:
        _absence(evidence)
    _other(evidence)
    if not evidence.intents:
        _rest(evidence)
    return tuple(sorted(evidence.intents.values(), key=lambda intent: LABELS.index(intent.label)))


def _any_sentence(evidence: Evidence) -> Sentence | None:
    return next((statement.sentence for statement in [*evidence.statements, *evidence.subject]), None)


def _absence(evidence: Evidence) -> None:
    """Absence, by the words of the text or the subject."""
    found = evidence.first("out_of_office")
    subject = next((one for one in evidence.subject if one.has("out_of_office")), None)
    if found:
        evidence.add("out_of_office", found[0].sentence, found[1], _SURE if evidence.is_automatic else _LIKELY)
    elif subject:
        evidence.add("out_of_office", subject.sentence, "out_of_office.subject", _SURE)


def _plain(evidence: Evidence) -> None:
    """Labels that their words alone decide."""
    if "out_of_office" in evidence.intents:
        return
    for name in ("unsubscribe", "legal"):
        found = evidence.first(name)
        if found:
            evidence.add(name, found[0].sentence, found[1])
    for statement in evidence.statements:
        ahead = [statement.sentence.folded[max(0, day.start - 20) : day.start] for day in statement.dates]
        is_only_later = len(statement.of("hardship")) == 1 and any(_BEFORE.search(words) for words in ahead)
        if statement.has("hardship") and not is_only_later:
            evidence.add("hardship", statement.sentence, "hardship.words")
    for statement in evidence.statements:
        if statement.asks or statement.has("document.reject", "hardship", "plan"):
            continue
        words_found = [statement.sentence.folded[hit.start : hit.end] for hit in statement.of("dispute")]
        if statement.has("redirect"):
            words_found = [words for words in words_found if not _MISTAKEN.search(words)]
        if any(not (statement.has("document") and _MISSING.search(words)) for words in words_found):
            evidence.add("dispute", statement.sentence, "dispute.words")


def _documents(evidence: Evidence) -> None:
    found = evidence.first("document")
    if found and not evidence.is_automatic:
        evidence.add("document", found[0].sentence, found[1])


def _money(evidence: Evidence) -> None:
    """Promise, paid, remittance, partial and plan."""
    if "out_of_office" in evidence.intents:
        return
    plan = evidence.first("plan")
    if plan:
        evidence.add("plan", plan[0].sentence, plan[1])
    if evidence.promise:
        sentence = evidence.statements[evidence.announced[0].number].sentence
        evidence.add("promise", sentence, evidence.promise.rule, _SURE if evidence.promise.certain else _LIKELY)
    paid = evidence.first("past")
    dated = dated_past(evidence.statements, evidence.today)
    asked = asks_for_arrival(evidence.statements)
    if paid:
        evidence.add("paid", paid[0].sentence, paid[1])
    elif asked and not evidence.promise:
        evidence.add("paid", asked.sentence, "paid.asks_for_arrival")
    elif dated and not evidence.promise:
        evidence.add("paid", dated.sentence, "paid.dated")
    proof = evidence.first("remittance")
    lines = [statement for statement in evidence.statements if _is_line_of_advice(statement)]
    if proof:
        evidence.add("remittance", proof[0].sentence, proof[1])
    elif len(lines) > 1 and (paid or evidence.promise):
        evidence.add("remittance", lines[0].sentence, "remittance.lines")
    _partial(evidence, "paid" in evidence.intents)


def _is_line_of_advice(statement: Statement) -> bool:
    """Tell whether a sentence is a line of a list: the number of an invoice and a sum, little else."""
    words = statement.sentence.text.split()
    return bool(statement.amounts) and len(words) <= 9 and len(references.find(statement.sentence.text)) > 0


def _partial(evidence: Evidence, has_paid: bool) -> None:
    part = evidence.first("part", "rest")
    payments = [one for one in evidence.announced if one.found and one.amount]
    if part and (evidence.promise or has_paid):
        evidence.add("partial", part[0].sentence, part[1])
    elif len({one.found.day for one in payments if one.found}) > 1:
        evidence.add("partial", evidence.statements[payments[1].number].sentence, "partial.dates")


def _redirects(evidence: Evidence) -> None:
    absent = "out_of_office" in evidence.intents
    names = ("redirect.address",) if evidence.is_automatic and absent else ("redirect.words", "redirect.address")
    said = [one for one in evidence.statements if not one.asks or _ADDRESS.search(one.sentence.text)]
    found = next(((one, hit.rule) for one in said for hit in one.hits if hit.rule in names), None)
    names_address = any(_ADDRESS.search(statement.sentence.text) for statement in evidence.statements)
    if found and (not evidence.is_automatic or absent or names_address):
        evidence.add("redirect", found[0].sentence, found[1])
    if not evidence.intents and not evidence.is_automatic:
        for statement in evidence.statements:
            if _ADDRESS.search(statement.sentence.text) and len(statement.sentence.text.split()) > 3:
                evidence.add("redirect", statement.sentence, "redirect.names_address", _WEAK)


def _questions(evidence: Evidence) -> None:
    if evidence.is_automatic:
        return
    taken = {intent.quote for intent in evidence.intents.values()}
    requests = evidence.intents.keys() & {"document", "plan", "redirect"}
    for statement in evidence.statements:
        if not statement.asks or (statement.sentence.text in taken and "paid" not in evidence.intents):
            continue
        if requests and not _WH.search(statement.sentence.folded):
            continue
        if not statement.has("plan", "consent", "unsubscribe"):
            evidence.add("question", statement.sentence, "question.mark")
    found = evidence.first("question.words")
    if found and not evidence.intents:
        evidence.add("question", found[0].sentence, found[1], _WEAK)


def _other(evidence: Evidence) -> None:
    found = evidence.first("other")
    is_ours = evidence.first("pay", "topic") is not None
    words = len(evidence.new_text.split())
    asks_to_know = any(_WH.search(one.sentence.folded) for one in evidence.statements if one.asks)
    is_weak = set(evidence.intents) <= {"question", "unsubscribe", "document"}
    if evidence.is_bulk and not evidence.intents.keys() & {"promise", "paid", "remittance", "dispute"}:
        evidence.intents.clear()
        evidence.add("other", _any_sentence(evidence), "other.bulk", _SURE)
    elif (
        is_weak
        and not is_ours
        and (found or (evidence.intents.keys() == {"question"} and words > 6 and not asks_to_know))
    ):
        evidence.intents.clear()
        sentence = found[0].sentence if found else _any_sentence(evidence)
        evidence.add("other", sentence, found[1] if found else "other.no_topic", _LIKELY if found else _WEAK)


def _rest(evidence: Evidence) -> None:
    """A mail that says nothing of weight: an acknowledgement if it is about the bill, else something else."""
    found = evidence.first("acknowledgement", "block")
    is_ours = evidence.first("topic", "pay") is not None
    if (
        found
        or is_ours
        or evidence.is_automatic
        or len(evidence.new_text.split()) <= _SHORT_WORDS
        and evidence.new_text
    ):
        rule = found[1] if found else "acknowledgement.nothing_else"
        evidence.add(
            "acknowledgement",
            found[0].sentence if found else _any_sentence(evidence),
            rule,
            _LIKELY if found else _WEAK,
        )
    else:
        evidence.add("other", _any_sentence(evidence), "other.no_topic", _WEAK)
