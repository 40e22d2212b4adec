"""Local stand-ins of the providers AR Sync talks to.

They listen on loopback only, keep their own books, and can be told to fail
the way the real services do. The demo, the tests and the benchmarks use them.
"""
