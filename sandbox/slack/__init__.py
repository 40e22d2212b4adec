"""A stand-in of Slack on loopback: a workspace with people and channels, messages with buttons, and clicks on them.

Checked against ``slack_sdk``, which the product uses: what the client sends is read as Slack reads it, what comes back
has the shape that the client's types expect.
"""

from .server import SlackSandbox

__all__ = ["SlackSandbox"]
