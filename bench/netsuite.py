"""A night's comparison with NetSuite: everything read anew, page by page, and compared with the books.

The stand-in is a process of its own and has every invoice of the books, those that are settled with a payment. A few of
its totals are changed by hand: these are what the comparison has to find, and nothing else. Both ways to talk are
measured on the same books; SOAP only where SuiteTalk's schema can be had. The goal is 10 000 invoices in ten minutes
and 500 MB.
"""

import contextlib
import json
import subprocess
import tempfile
import urllib.request
from collections.abc import Iterator
from typing import Any

from .common import Lab, Row, Sample, free_port, measured, row_of

COUNT, QUICK_COUNT = 10_000, 500
GOAL_S, GOAL_MB = 600, 500
#: After the last day of the books (:mod:`.scale_data`).
NOW = "2026-12-31T18:00:00Z"
#: NetSuite's entries that invoices of the books name: an item, the receivables account, the parent company.
ITEM, RECEIVABLE, UNIT = "11", "6", "1"
#: One invoice of so many is changed by hand.
CHANGED_EACH = 1_000
WAYS = {"rest": "REST", "soap": "SOAP"}


def bench(lab: Lab) -> list[Row]:
    """Fill both sides once, then compare them over each way."""
    count = QUICK_COUNT if lab.quick else COUNT
    database = lab.database("suite")
    try:
        with _stand_in(lab) as told:
            conf = lab.workspace.write_conf("bench-netsuite.conf", **_options(told))
            lab.start(database, "bench.scale", part="load", start=0, stop=count, conf=conf).result()
            lab.start(database, "bench.netsuite", part="load", told=json.dumps(told), conf=conf).result()
            rows = []
            for way in WAYS if told["WSDL file"] else ("rest",):
                done = lab.start(database, "bench.netsuite", part="compare", way=way, conf=conf).result()
                rows.append(_row(way, [Sample(**sample) for sample in done]))
    finally:
        lab.drop(database)
    return rows


def _row(way: str, samples: list[Sample]) -> Row:
    [night] = samples
    facts = night.facts
    note = (
        f"{night.wall_s:.1f} s in all ({facts['reading_s']:.1f} s reading, {facts['comparing_s']:.1f} s comparing; "
        f"goal {GOAL_S} s at 10 000), {night.rss_mb:.0f} MB (goal {GOAL_MB}); {facts['read']} documents, "
        f"{facts['changed']} changed by hand, {facts['found']} differences found"
    )
    operation = f"night of {night.records} invoices with NetSuite, {WAYS[way]}"
    return row_of(samples, night.key, operation, f"{10_000 / GOAL_S:.0f}", note=note)


@contextlib.contextmanager
def _stand_in(lab: Lab) -> Iterator[dict[str, str]]:
    """Run the stand-in and yield what it tells about itself, and where the schema of SOAP is, if it can be had."""
    from sandbox.netsuite import schema
    from workspace.paths import ROOT

    options = ["--port", str(free_port()), "--scenario", "empty", "--now", NOW, "--frozen"]
    words = [str(lab.workspace.python), "-m", "sandbox.netsuite", *options]
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(
            words, env=lab.workspace.env(), cwd=ROOT, stdout=subprocess.PIPE, stderr=log, text=True
        )
        try:
            told = {}
            while "control" not in told:
                line = process.stdout.readline() if process.stdout else ""
                if not line:
                    log.seek(0)
                    raise RuntimeError(log.read().decode(errors="replace")[-2000:])
                label, _gap, value = line.strip().partition("  ")
                told[label] = value.strip()
            try:
                told["WSDL file"] = str(schema.wsdl())
            except schema.SchemaUnavailable as error:
                told["WSDL file"] = ""
                print(f"SOAP is not measured: {error}")
            yield told
        finally:
            process.terminate()
            process.wait(20)


def _options(told: dict[str, str]) -> dict[str, str]:
    wsdl = {"ar_sync_netsuite_wsdl": told["WSDL"]} if told["WSDL file"] else {}
    return {"ar_sync_netsuite_url": told["control"].removesuffix("/_sandbox/"), **wsdl}


# === INSIDE ODOO === #


def run(env: Any, *, part: str, told: str = "{}", way: str = "rest") -> list[dict]:
    """Fill the stand-in from the books and tie both, or compare them."""
    env = env(context={**env.context, "tracking_disable": True})
    if part == "load":
        _load(env, json.loads(told))
        return []
    samples: list[dict] = []
    _compare(env, samples, way)
    return samples


def _load(env: Any, told: dict[str, str]) -> None:
    made = _connection(env, told)
    moves = env["account.move"].search([("move_type", "=", "out_invoice"), ("state", "=", "posted")])
    control = _Control(told["control"])
    customers = _customers(env, made, moves.commercial_partner_id, control)
    account = moves[:1].line_ids.account_id.filtered(lambda row: row.account_type == "asset_receivable")
    _tie(env, made, "account", {account.id: RECEIVABLE})
    ids = []
    for place, move in enumerate(moves):
        total = move.amount_total + (1 if place % CHANGED_EACH == CHANGED_EACH // 2 else 0)
        ids.append(control.invoice(move, customers[move.commercial_partner_id.id], total))
    rows = [
        {
            "connection_id": made.id,
            "kind": "invoice",
            "external_id": key,
            "res_model": "account.move",
            "res_id": move.id,
        }
        for key, move in zip(ids, moves, strict=True)
    ]
    env["ar.sync.binding"].sudo().create(rows)
    env.cr.commit()
    for table in ("ar_sync_binding", "ar_erp_mapping", "ar_erp_record"):
        env.cr.execute(f"ANALYZE {table}")
    env.cr.commit()


def _connection(env: Any, told: dict[str, str]) -> Any:
    """Return a connection to the stand-in that read its lists, and sends nothing."""
    made = env["ar.sync.connection"].create(
        {
            "name": "Bench",
            "provider": "netsuite",
            "netsuite_account": told["account"],
            "netsuite_consumer_key": told["consumer key"],
            "netsuite_consumer_secret": told["consumer secret"],
            "netsuite_token": told["token id"],
            "netsuite_token_secret": told["token secret"],
            "erp_send_from": "2026-01-01",
        }
    )
    made.action_connect()
    _read(env, made, "erp_lists")
    domain = [("connection_id", "=", made.id), ("kind", "=", "unit"), ("external_id", "=", UNIT)]
    made.erp_unit_id = env["ar.erp.record"].search(domain)
    return made


def _customers(env: Any, made: Any, partners: Any, control: "_Control") -> dict[int, str]:
    """Make the customers in the stand-in and tie them; return our id -> theirs."""
    ids = {partner.id: control.customer(partner) for partner in partners}
    _read(env, made, "erp_lists")
    _tie(env, made, "customer", ids)
    return ids


def _tie(env: Any, made: Any, kind: str, ids: dict[int, str]) -> None:
    """Confirm which entry of NetSuite's lists stands for each of these records."""
    from odoo.addons.ar_sync.models.ar_erp_mapping import LISTS

    Mapping, Record = env["ar.erp.mapping"], env["ar.erp.record"]
    found = Record.search([("connection_id", "=", made.id), ("kind", "=", kind)])
    entries = {row.external_id: row for row in found}
    for mapping in Mapping._want(made, kind, env[LISTS[kind]].browse(ids)):
        mapping.record_id = entries[ids[mapping.res_id]]
    env.cr.commit()


def _compare(env: Any, samples: list[dict], way: str) -> None:
    """Read everything and compare it, as the scheduled action does: a commit after each page."""
    made = env["ar.sync.connection"].search([("provider", "=", "netsuite")], limit=1)
    made.netsuite_transport = way
    env["ar.sync.drift"].search([]).unlink()
    env.cr.commit()
    moves = env["account.move"].search_count([("move_type", "=", "out_invoice"), ("state", "=", "posted")])
    reading: list[dict] = []
    with measured(env, samples, way, moves) as facts:
        with measured(env, reading, "reading", moves):
            facts["read"] = _read(env, made, "erp_compare", until_compared=True)
        stream = made.stream_ids.filtered(lambda row: row.kind == "erp_compare")
        _page(env, stream)
    facts["reading_s"] = reading[0]["wall_s"]
    facts["comparing_s"] = samples[-1]["wall_s"] - facts["reading_s"]
    facts["changed"] = len(range(CHANGED_EACH // 2, moves, CHANGED_EACH))
    facts["found"] = env["ar.sync.drift"].search_count([("state", "=", "open")])


def _read(env: Any, made: Any, kind: str, until_compared: bool = False) -> int:
    """Read a stream from its beginning to its end; return how many records there were.

    :param until_compared: stop before the page on which everything is compared.
    """
    from odoo.addons.ar_sync.protocol.documents import KINDS

    stream = made.stream_ids.filtered(lambda row: row.kind == kind)
    stream._restart()
    while True:
        _page(env, stream)
        is_read = until_compared and (stream.cursor or {}).get("place") == len(KINDS)
        if is_read or stream.state != "running":
            return stream.records_done


def _page(env: Any, stream: Any) -> None:
    stream._read_page()
    if stream.last_error:
        raise RuntimeError(stream.last_error)
    env.cr.commit()


class _Control:
    """Enters records in the stand-in as somebody in NetSuite does."""

    def __init__(self, url: str) -> None:
        self.url = url

    def _enter(self, kind: str, body: dict) -> str:
        data = json.dumps(body).encode()
        request = urllib.request.Request(
            f"{self.url}records/{kind}", data=data, headers={"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(request, timeout=60) as answer:
            return str(json.load(answer)["id"])

    def customer(self, partner: Any) -> str:
        """Make a customer; return its id."""
        return self._enter("customer", {"companyName": partner.name, "subsidiary": {"id": UNIT}})

    def invoice(self, move: Any, customer: str, total: float) -> str:
        """Make an invoice, and the payment that settles it where it is settled here; return its id."""
        day = move.invoice_date.isoformat()
        line = {"item": {"id": ITEM}, "quantity": 1, "amount": round(total, 2)}
        head = {"entity": {"id": customer}, "tranDate": day, "dueDate": move.invoice_date_due.isoformat()}
        made = self._enter("invoice", {**head, "tranId": move.name, "item": {"items": [line]}})
        if not move.amount_residual:
            amount = round(move.amount_total, 2)
            row = {"doc": {"id": made}, "apply": True, "amount": amount}
            paid = {"customer": {"id": customer}, "tranDate": day, "payment": amount, "apply": {"items": [row]}}
            self._enter("customerPayment", paid)
        return made
