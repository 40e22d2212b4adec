"""The pages a customer or an administrator would see at Stripe, much simplified.

Checkout, hosted invoice, authentication by the bank, and the consent page of
Connect. They ask for no card data: one picks one of Stripe's test methods.
"""
