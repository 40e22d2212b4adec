"""From the engine's facts to sentences in the reader's language, with the decimals of the currency."""

from collections.abc import Callable, Mapping

from odoo.tools.translate import get_translation

from ..matching.sentences import evidence_sentence, reason_sentence


def translator(env) -> Callable[[str], str]:
    """Return how a template of the engine is put into the language of ``env``."""
    lang = env.lang or "en_US"
    # The templates are marked for translation where they are written; env._ takes no variable.
    return lambda template: get_translation("ar_sync", lang, template, ())


def evidence_in_words(env, row: Mapping, currency) -> str:
    """Return one row of a proposal's evidence as a sentence."""
    return evidence_sentence(row["code"], row["params"], currency.decimal_places, translator(env))


def reason_in_words(env, fact: Mapping, currency) -> str:
    """Return the engine's reason as a sentence."""
    return reason_sentence(fact["code"], fact["params"], currency.decimal_places, translator(env))
