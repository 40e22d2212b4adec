"""The stand-in of Slack, seen by Slack's own client: what it takes, what it refuses, how clicks arrive."""

import json
import threading
import urllib.parse
import urllib.request
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.models.blocks import ActionsBlock, ButtonElement, SectionBlock
from slack_sdk.signature import Clock, SignatureVerifier
from slack_sdk.web.slack_response import SlackResponse

from sandbox.slack import SlackSandbox
from sandbox.slack.workspace import BURST

NOW = 1_790_000_123


class StillClock(Clock):
    def now(self):
        return NOW


@pytest.fixture
def slack():
    with SlackSandbox(clock=lambda: NOW) as sandbox:
        yield sandbox


@pytest.fixture
def client(slack):
    return WebClient(token=slack.bot_token, base_url=slack.api_url, retry_handlers=[])


@pytest.fixture
def app():
    """An app that keeps what it is sent, and answers as it is told."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            server.received.append((body, dict(self.headers)))
            self.send_response(server.status)
            self.end_headers()

        def log_message(self, *args):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    server.received, server.status = [], 200
    server.url = f"http://127.0.0.1:{server.server_port}/slack"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join(10)


def blocks(value="7", **values):
    buttons = [
        ButtonElement(text="Confirm", action_id="confirm", value=value, style="primary"),
        ButtonElement(text="Snooze", action_id="snooze", value=value),
    ]
    return [SectionBlock(text="*Fabrikam* promised 119.00 EUR."), ActionsBlock(elements=buttons)]


def code(call, *args, **kwargs):
    with pytest.raises(SlackApiError) as caught:
        call(*args, **kwargs)
    return caught.value.response["error"]


def test_who_am_i(slack, client):
    assert client.auth_test()["team_id"] == slack.workspace.team
    assert isinstance(client.api_test(), SlackResponse)


def test_a_message_is_posted_changed_and_threaded(slack, client):
    channel = slack.workspace.add_channel("receivables")
    posted = client.chat_postMessage(channel="#receivables", text="Hello", blocks=blocks())
    assert posted["channel"] == channel
    client.chat_update(channel=channel, ts=posted["ts"], text="Done", blocks=[])
    client.chat_postMessage(channel=channel, text="More", thread_ts=posted["ts"])
    first, second = slack.workspace.in_channel("receivables")
    assert (first.text, first.edits, second.thread_ts) == ("Done", 1, posted["ts"])
    assert first.ts < second.ts


def test_a_person_is_found_by_mail_and_written_to(slack, client):
    person = slack.workspace.add_person("mia", "Mia@Northwind.example")
    assert client.users_lookupByEmail(email="mia@northwind.example")["user"]["id"] == person
    assert code(client.users_lookupByEmail, email="nobody@northwind.example") == "users_not_found"
    assert client.users_info(user=person)["user"]["profile"]["email"] == "Mia@Northwind.example"
    channel = client.conversations_open(users=person)["channel"]["id"]
    client.chat_postMessage(channel=channel, text="For you")
    assert slack.workspace.in_channel(channel)[0].text == "For you"


def test_channels_come_in_pages(slack, client):
    names = {slack.workspace.add_channel(f"c{index}") for index in range(7)}
    found = {row["id"] for page in client.conversations_list(limit=3) for row in page["channels"]}
    assert found == names


def test_a_message_is_found_again_by_what_it_carries(slack, client):
    channel = slack.workspace.add_channel("ours")
    for number in range(5):
        stamp = {"event_type": "ar_sync", "event_payload": {"key": f"k{number}"}}
        client.chat_postMessage(channel=channel, text=str(number), metadata=stamp)
    pages = client.conversations_history(channel=channel, limit=2, include_all_metadata=True)
    found = [row["metadata"]["event_payload"]["key"] for page in pages for row in page["messages"]]
    assert found == ["k4", "k3", "k2", "k1", "k0"]
    newest = slack.workspace.in_channel(channel)[-1].ts
    assert len(client.conversations_history(channel=channel, oldest=newest)["messages"]) == 1
    assert code(client.conversations_history, channel="#ours") == "channel_not_found"


def test_only_one_person_is_told(slack, client):
    channel = slack.workspace.add_channel("ours")
    person = slack.workspace.add_person("mia", "mia@northwind.example")
    client.chat_postEphemeral(channel=channel, user=person, text="Not yours")
    assert slack.workspace.whispers == [(channel, person, "Not yours")]
    assert slack.workspace.messages == []
    assert code(client.chat_postEphemeral, channel=channel, user="U1", text="x") == "user_not_in_channel"


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({"channel": "nowhere", "text": "x"}, "channel_not_found"),
        ({"channel": "old", "text": "x"}, "is_archived"),
        ({"channel": "private", "text": "x"}, "not_in_channel"),
        ({"channel": "ours"}, "no_text"),
        ({"channel": "ours", "text": "x" * 40_001}, "msg_too_long"),
        ({"channel": "ours", "blocks": [{"type": "divider"}] * 51}, "invalid_blocks"),
        ({"channel": "ours", "blocks": [{"type": "carousel"}]}, "invalid_blocks"),
        (
            {"channel": "ours", "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": ""}}]},
            "invalid_blocks",
        ),
        (
            {"channel": "ours", "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3_001}}]},
            "invalid_blocks",
        ),
        ({"channel": "ours", "blocks": [{"type": "actions", "elements": []}]}, "invalid_blocks"),
    ],
)
def test_what_slack_refuses(slack, client, params, expected):
    slack.workspace.add_channel("ours")
    slack.workspace.add_channel("old", is_archived=True)
    slack.workspace.add_channel("private", is_member=False)
    assert code(client.api_call, "chat.postMessage", json=params) == expected
    assert slack.workspace.messages == []


def test_buttons_have_limits(slack, client):
    channel = slack.workspace.add_channel("ours")
    twins = {
        "type": "actions",
        "elements": [{"type": "button", "action_id": "a", "text": {"type": "plain_text", "text": "A"}}] * 2,
    }
    wide = {"type": "actions", "elements": [{"type": "button", "text": {"type": "plain_text", "text": "x" * 76}}]}
    for wrong in (twins, wide):
        assert code(client.chat_postMessage, channel=channel, text="x", blocks=[wrong]) == "invalid_blocks"


@pytest.mark.parametrize("fault", ["invalid_auth", "account_inactive", "missing_scope"])
def test_faults_of_the_token(slack, client, fault):
    slack.fail_next(fault)
    assert code(client.auth_test) == fault
    assert client.auth_test()["ok"]


def test_a_wrong_token_and_none(slack):
    assert code(WebClient(token="xoxb-wrong", base_url=slack.api_url).auth_test) == "invalid_auth"
    request = urllib.request.Request(f"{slack.api_url}auth.test", b"")
    with urllib.request.urlopen(request, timeout=120) as answer:
        assert json.load(answer) == {"ok": False, "error": "not_authed"}


def test_too_many(slack, client):
    channel = slack.workspace.add_channel("ours")
    slack.fail_next("ratelimited")
    with pytest.raises(SlackApiError) as caught:
        client.chat_postMessage(channel=channel, text="x")
    assert (caught.value.response.status_code, caught.value.response.headers["Retry-After"]) == (429, "7")
    for index in range(BURST):
        client.chat_postMessage(channel=channel, text=str(index))
    assert code(client.chat_postMessage, channel=channel, text="one more") == "ratelimited"


def test_slack_is_down_or_its_answer_is_lost(slack, client):
    channel = slack.workspace.add_channel("ours")
    slack.fail_next("server_error")
    with pytest.raises(SlackApiError):
        client.chat_postMessage(channel=channel, text="x")
    assert slack.workspace.messages == []
    slack.fail_next("lost_answer")
    with pytest.raises(Exception, match="closed connection"):
        client.chat_postMessage(channel=channel, text="x")
    assert len(slack.workspace.messages) == 1  # it was posted all the same


def test_an_unknown_method_or_fault(slack, client):
    assert code(client.api_call, "no.such_method") == "unknown_method"
    with pytest.raises(ValueError, match="no fault"):
        slack.fail_next("rain")


def test_a_click_is_signed_as_slack_signs(slack, client, app):
    channel = slack.workspace.add_channel("ours")
    person = slack.workspace.add_person("mia", "mia@northwind.example")
    client.chat_postMessage(channel=channel, text="x", blocks=blocks("promise,7"))
    [message] = slack.workspace.in_channel(channel)
    status, _seconds = slack.click(app.url, message, "confirm", person)
    [(body, headers)] = app.received
    verifier = SignatureVerifier(slack.signing_secret, clock=StillClock())
    assert status == 200 and verifier.is_valid_request(body, headers)
    payload = json.loads(urllib.parse.parse_qs(body.decode())["payload"][0])
    assert (payload["user"]["id"], payload["actions"][0]["value"]) == (person, "promise,7")
    request = urllib.request.Request(
        payload["response_url"], json.dumps({"replace_original": True, "text": "Confirmed"}).encode()
    )
    with urllib.request.urlopen(request, timeout=120):
        assert slack.workspace.in_channel(channel)[0].text == "Confirmed"


@pytest.mark.parametrize("more", [{"secret": "wrong"}, {"at": NOW - 301}, {"at": NOW + 301}])
def test_a_forged_click_does_not_verify(slack, client, app, more):
    channel = slack.workspace.add_channel("ours")
    client.chat_postMessage(channel=channel, text="x", blocks=blocks())
    slack.click(app.url, slack.workspace.in_channel(channel)[0], "snooze", "U1", **more)
    [(body, headers)] = app.received
    assert not SignatureVerifier(slack.signing_secret, clock=StillClock()).is_valid_request(body, headers)


def test_what_the_app_answers_is_told(slack, client, app):
    channel = slack.workspace.add_channel("ours")
    client.chat_postMessage(channel=channel, text="x", blocks=blocks())
    app.status = 403
    status, seconds = slack.click(app.url, slack.workspace.in_channel(channel)[0], "confirm", "U1")
    assert status == 403 and seconds >= 0
