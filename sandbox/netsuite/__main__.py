"""``python -m sandbox.netsuite``: the stand-in as a program."""

from __future__ import annotations

import argparse
import signal
import sys
import threading

from .scenario import SCENARIOS
from .server import NetSuiteSandbox


def parser() -> argparse.ArgumentParser:
    """The command line."""
    result = argparse.ArgumentParser(
        prog="python -m sandbox.netsuite", description="A local stand-in for NetSuite. Listens on loopback only."
    )
    add = result.add_argument
    add("--port", type=int, default=12121, help="0 takes any free port")
    add("--host", default="127.0.0.1", help="a loopback address")
    add("--seed", type=int, default=1, help="decides tokens, scenario and faults")
    add("--scenario", choices=sorted(SCENARIOS), default="empty")
    add("--count", type=int, help="how much of a scenario that can be scaled")
    add("--state", help="file that keeps the books between runs")
    add("--now", help="first moment of the books' clock, ISO 8601; default: now")
    add("--frozen", action="store_true", help="the books' time moves only when told")
    add("--concurrency", type=int, default=5, help="the account's limit of requests at once")
    return result


def main(arguments: list[str] | None = None) -> int:
    """Run until interrupted."""
    options = parser().parse_args(arguments)
    try:
        sandbox = NetSuiteSandbox(
            options.seed,
            options.scenario,
            count=options.count,
            host=options.host,
            port=options.port,
            now=options.now,
            ticking=not options.frozen,
            state=options.state,
            concurrency_limit=options.concurrency,
        )
    except (ValueError, OSError) as error:
        print(f"cannot start: {error}", file=sys.stderr)
        return 1
    stop = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: stop.set())
    with sandbox:
        token = sandbox.token
        print(f"account          {sandbox.account_id}")
        print(f"SOAP             {sandbox.soap_url()}")
        print(f"WSDL             {sandbox.wsdl_url()}")
        print(f"REST             {sandbox.rest_url}")
        print(f"consumer key     {token.consumer_key}")
        print(f"consumer secret  {token.consumer_secret}")
        print(f"token id         {token.token}")
        print(f"token secret     {token.secret}")
        print(f"control          {sandbox.url}/_sandbox/", flush=True)
        stop.wait()
    return 0


if __name__ == "__main__":
    sys.exit(main())
