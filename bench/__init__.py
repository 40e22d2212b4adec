"""Benchmarks: one command each, a table for people and a last line of JSON."""
