"""Who is written to on which day, and why not: pure Python, no database, no network, no clock.

``conditions`` are conditions as data; ``segments`` chooses a customer's sequence; ``plan`` decides one customer's day;
``replay`` plays days that are over.
"""
