"""Which of the sixteen labels a mail gets, each with the sentence that says so and the rule that found it.

The words decide first (`words`); what follows here is how labels exclude and imply each other, by the conventions of
the labels: courtesy beside content is no acknowledgement, a question that asks for a paper is a request for it, a part
that was paid or announced is partial beside paid or promise.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from .promises import Announced
from .sentences import Sentence
from .statements import Statement
from .values import LABELS, Intent, Promise

_ADDRESS = re.compile(r"\S{1,60}@[\w-]{1,60}(?:\.[\w-]{1,60}){1,4}")
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
    _absence(evidence)
    for rule in (_plain, _documents, _money, _redirects, _questions, _other):
        rule(evidence)
    if not evidence.intents:
        _rest(evidence)
    return tuple(sorted(evidence.intents.values(), key=lambda intent: LABELS.index(intent.label)))


def _any_sentence(evidence: Evidence) -> Sentence | None:
    return next((statement.sentence for statement in [*evidence.statements, *evidence.subject]), None)


def _absence(evidence: Evidence) -> None:
    """Absence: by words in an automatic mail's text or subject, by plain words in one of a person."""
    found = evidence.first("out_of_office")
    subject = next((one for one in evidence.subject if one.has("out_of_office")), None)
    if found and (evidence.is_automatic or subject or not evidence.promise):
        evidence.add("out_of_office", found[0].sentence, found[1], _SURE if evidence.is_automatic else _LIKELY)
    elif subject:
        evidence.add("out_of_office", subject.sentence, "out_of_office.subject", _SURE)


def _plain(evidence: Evidence) -> None:
    """Labels that their words alone decide."""
    for name in ("unsubscribe", "legal", "hardship", "dispute"):
        found = evidence.first(name)
        if found and "out_of_office" not in evidence.intents:
            evidence.add(name, found[0].sentence, found[1])


def _documents(evidence: Evidence) -> None:
    found = evidence.first("document.words")
    if found and "out_of_office" not in evidence.intents:
        evidence.add("document", found[0].sentence, found[1])


def _money(evidence: Evidence) -> None:
    """Promise, paid, remittance, partial and plan."""
    if "out_of_office" in evidence.intents and evidence.is_automatic:
        return
    plan = evidence.first("plan")
    if plan:
        evidence.add("plan", plan[0].sentence, plan[1])
    if evidence.promise:
        sentence = evidence.statements[evidence.announced[0].number].sentence
        evidence.add("promise", sentence, evidence.promise.rule, _SURE if evidence.promise.certain else _LIKELY)
    paid = evidence.first("past")
    if paid:
        evidence.add("paid", paid[0].sentence, paid[1])
    proof = evidence.first("remittance")
    if proof:
        evidence.add("remittance", proof[0].sentence, proof[1])
    part = evidence.first("part", "rest")
    days = {one.found.day for one in evidence.announced if one.found and one.amount}
    if part and (evidence.promise or paid):
        evidence.add("partial", part[0].sentence, part[1])
    elif len(days) > 1 and evidence.promise:
        evidence.add("partial", evidence.statements[evidence.announced[1].number].sentence, "partial.dates")


def _redirects(evidence: Evidence) -> None:
    found = evidence.first("redirect.words")
    if "out_of_office" in evidence.intents:
        found = evidence.first("redirect.address")
    if found:
        evidence.add("redirect", found[0].sentence, found[1])


def _questions(evidence: Evidence) -> None:
    taken = {intent.quote for intent in evidence.intents.values()}
    for statement in evidence.statements:
        if evidence.is_automatic or statement.sentence.text in taken:
            continue
        if statement.asks and not statement.has("document", "plan", "redirect", "consent", "other"):
            evidence.add("question", statement.sentence, "question.mark")
    found = evidence.first("question.words")
    if found and not evidence.intents and not evidence.is_automatic:
        evidence.add("question", found[0].sentence, found[1], _WEAK)


def _other(evidence: Evidence) -> None:
    found = evidence.first("other")
    is_ours = any(statement.has("pay") or statement.has("topic") for statement in evidence.statements)
    if found and (not evidence.intents or set(evidence.intents) <= {"question", "unsubscribe"}) and not is_ours:
        evidence.intents.clear()
        evidence.add("other", found[0].sentence, found[1])


def _rest(evidence: Evidence) -> None:
    """A mail that says nothing of weight: an acknowledgement if it is about the bill, else something else."""
    found = evidence.first("acknowledgement", "block")
    is_ours = evidence.first("topic", "pay") is not None
    if found or is_ours or evidence.is_automatic or len(evidence.new_text.split()) <= _SHORT_WORDS and evidence.new_text:
        rule = found[1] if found else "acknowledgement.nothing_else"
        evidence.add("acknowledgement", found[0].sentence if found else _any_sentence(evidence), rule, _LIKELY if found else _WEAK)
    else:
        evidence.add("other", _any_sentence(evidence), "other.no_topic", _WEAK)
