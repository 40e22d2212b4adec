"""Replaying SuiteTalk replies: each is counted as read, refused, or failed."""

import json

from bench import replay

HEAD = (
    '<?xml version="1.0"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:c="urn:core_2025_2.platform.webservices.netsuite.com" '
    'xmlns:t="urn:sales_2025_2.transactions.webservices.netsuite.com"><soapenv:Body>'
)
TAIL = "</soapenv:Body></soapenv:Envelope>"
INVOICE = (
    '<getResponse><readResponse><c:status isSuccess="true"/><record xsi:type="t:Invoice" internalId="7">'
    "{}<t:total>1.25E7</t:total></record></readResponse></getResponse>"
)
DATED = '<t:entity internalId="3"/><t:tranDate>2026-11-02T00:00:00.000-08:00</t:tranDate>'
REFUSED = (
    '<addResponse><writeResponse><c:status isSuccess="false"><c:statusDetail type="ERROR">'
    "<c:code>TRAN_PRD_CLOSED</c:code><c:message>Closed.</c:message></c:statusDetail></c:status></writeResponse></addResponse>"
)
FAULT = (
    "<soapenv:Fault><faultcode>x</faultcode><faultstring>y</faultstring><detail><f:a xmlns:f='urn:f'>"
    "<f:code>WS_REQUEST_BLOCKED</f:code><f:message>z</f:message></f:a></detail></soapenv:Fault>"
)


def run(folder, capsys):
    assert replay.main(["--kind", "netsuite", "--folder", str(folder)]) == 0
    lines = capsys.readouterr().out.splitlines()
    return "\n".join(lines[:-1]), json.loads(lines[-1])


def test_what_is_read_refused_and_failed(tmp_path, capsys):
    for name, text in (
        ("good", HEAD + INVOICE.format(DATED) + TAIL),
        ("undated", HEAD + INVOICE.format('<t:entity internalId="3"/>') + TAIL),
        ("closed", HEAD + REFUSED + TAIL),
        ("busy", HEAD + FAULT + TAIL),
        ("cut", (HEAD + INVOICE.format(DATED))[:-30]),
        ("entities", '<!DOCTYPE x [<!ENTITY e "e">]>' + HEAD.partition("?>")[2] + "<a>&e;</a>" + TAIL),
    ):
        (tmp_path / f"{name}.xml").write_text(text)
    (tmp_path / "notes.txt").write_text("left alone")
    report, last = run(tmp_path, capsys)
    assert (last["files"], last["exchanges"], last["refused"], last["failed"], last["missing"]) == (7, 6, 2, 1, 1)
    for words in ("status: period_closed", "fault: busy", "undated.xml: invoice 7: invoice 7 has no tranDate",
                  "DOCTYPE", "cut.xml"):  # fmt: skip
        assert words in report
