"""``python -m sandbox.stripe``: the sandbox as a program."""

from __future__ import annotations

import argparse
import signal
import sys
import threading

from .core.versions import LATEST
from .scenario import SCENARIOS
from .server import StripeSandbox


def parser() -> argparse.ArgumentParser:
    """The command line."""
    result = argparse.ArgumentParser(
        prog="python -m sandbox.stripe",
        description="A local stand-in for the Stripe API. Listens on loopback only.",
    )
    add = result.add_argument
    add("--port", type=int, default=12111, help="0 takes any free port")
    add("--host", default="127.0.0.1", help="a loopback address")
    add("--seed", type=int, default=1, help="decides ids, scenario and faults")
    add("--scenario", choices=sorted(SCENARIOS), default="empty")
    add("--count", type=int, help="how much of a scenario that can be scaled")
    add("--state", help="file that keeps the state between runs")
    add("--api-version", default=LATEST, help="the account's default API version")
    add("--now", help="first moment of the clock, ISO 8601; default: now")
    add("--frozen", action="store_true", help="time moves only when told")
    add("--rate-limit", type=int, help="requests a second (Stripe's sandbox: 25)")
    return result


def main(arguments: list[str] | None = None) -> int:
    """Run until interrupted."""
    options = parser().parse_args(arguments)
    try:
        sandbox = StripeSandbox(
            seed=options.seed,
            scenario=options.scenario,
            count=options.count,
            host=options.host,
            port=options.port,
            now=options.now,
            ticking=not options.frozen,
            state=options.state,
            api_version=options.api_version,
            rate_limit=options.rate_limit,
        )
    except (ValueError, OSError) as error:
        print(f"cannot start: {error}", file=sys.stderr)
        return 1
    stop = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: stop.set())
    with sandbox:
        print(f"address     {sandbox.url}")
        print(f"account     {sandbox.account_id}")
        print(f"test key    {sandbox.secret_key}")
        print(f"live key    {sandbox.live_key}")
        print(f"control     {sandbox.url}/_sandbox/", flush=True)
        stop.wait()
    return 0


if __name__ == "__main__":
    sys.exit(main())
