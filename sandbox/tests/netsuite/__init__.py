"""Tests of the stand-in of NetSuite, by clients that share no code with it."""
