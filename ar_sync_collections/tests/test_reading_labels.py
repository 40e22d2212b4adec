"""Risk: labels that exclude or imply each other come together, or one alone."""

from datetime import date

import pytest

from ..reading.mail import Mail, by_rules, read

TODAY = date(2026, 3, 11)


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("We have paid the following:\nINV/2026/001   1,000.00\nINV/2026/002   500.00", "paid remittance"),
        ("Yes, on the 5th. Has it not arrived?", "paid question"),
        ("We pay EUR 500 on 1 April, EUR 700 on 1 May.", "promise partial"),
        ("Thank you. We pay on Friday.", "promise"),
        ("Can you send me a copy of the invoice? Which order was it for?", "document question"),
        ("Hi Nina, are we still on for lunch on Wednesday?", "other"),
        ("Thanks, noted.", "acknowledgement"),
        ("", "acknowledgement other"),
        ("Half was paid yesterday, the rest follows on 1 April.", "paid promise partial"),
        ("Our invoice copy is missing and the goods were damaged. Please send the invoice.", "document dispute"),
    ],
)
def test_labels_that_belong_together_come_together(text, labels):
    found = by_rules(Mail("Re: Reminder", text, {}, "en", TODAY))[1].labels
    assert found == set(labels.split()) if text else found <= set(labels.split())


def test_labels_come_in_the_order_in_which_one_wants_to_hear_them():
    text = "Our lawyer will write to you. The goods were damaged. Please send us a copy of the invoice."
    found = [intent.label for intent in read(Mail("", text, {}, "en", TODAY)).intents]
    assert found == ["legal", "dispute", "document"]
