"""``python -m sandbox.slack``: a workspace to try the suite with; prints what the app needs, and every message."""

import argparse
import json
import time

from .server import SlackSandbox


def main() -> None:
    """Serve until interrupted."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=12112)
    parser.add_argument("--channel", action="append", default=[], help="a channel to begin with; may be given twice")
    parser.add_argument("--person", action="append", default=[], help="an e-mail address of somebody in the workspace")
    options = parser.parse_args()
    sandbox = SlackSandbox(port=options.port)
    for name in options.channel or ["receivables"]:
        sandbox.workspace.add_channel(name)
    for email in options.person:
        sandbox.workspace.add_person(email.split("@")[0], email)
    with sandbox:
        shown = {"url": sandbox.url, "bot_token": sandbox.bot_token, "signing_secret": sandbox.signing_secret}
        print(json.dumps(shown, indent=2), flush=True)
        seen = 0
        while True:
            for message in sandbox.workspace.messages[seen:]:
                print(f"{message.channel} {message.text}", flush=True)
                seen += 1
            time.sleep(0.5)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        print("stopped")
