"""The money of the account: fees, balance transactions, payouts."""
