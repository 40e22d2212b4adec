"""Documents for an ERP: sent once, and looked for where nobody knows whether they arrived."""

from dataclasses import replace

from odoo import api, fields, models, tools

from ..protocol.applications import joined
from ..protocol.document_values import from_values
from ..protocol.documents import KINDS, Applied, Customer
from ..protocol.erp import Links
from ..protocol.errors import Permanent
from .ar_sync_connection_erp import PREFIX


class ArSyncConnection(models.Model):
    _inherit = "ar.sync.connection"

    @api.model
    @tools.ormcache()
    def _ar_erp_companies(self) -> frozenset[int]:
        """Return the companies whose documents an ERP is told of."""
        domain = [("is_erp", "=", True), ("state", "in", ("connected", "paused", "error"))]
        return frozenset(self.sudo().search(domain).company_id.ids)

    @api.model_create_multi
    def create(self, vals_list):
        made = super().create(vals_list)
        self.env.registry.clear_cache()
        return made

    def write(self, vals):
        result = super().write(vals)
        if {"state", "provider", "active", "company_id"} & vals.keys():
            self.env.registry.clear_cache()
        if "erp_discounts_how" in vals:
            self._ar_erp_plan_again()
        return result

    def _ar_erp_plan_again(self) -> None:
        """Have what waits say what is sent by the settings as they are now."""
        domain = [("erp_subject", "in", list(KINDS)), ("state", "in", ("draft", "review", "ready", "failed"))]
        for connection in self.filtered("is_erp").sudo():
            rows = self.env["ar.sync.operation"].sudo().search([*domain, ("connection_id", "=", connection.id)])
            self.env["ar.erp.again"]._ask(connection, {row._ar_erp_key() for row in rows})

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()

    def _ar_send(self, operation) -> dict:
        """Make one change in the ERP. What is made carries the document's own reference, however often it is tried."""
        if not self._ar_is_erp_change(operation):
            return super()._ar_send(operation)
        verb = operation._ar_erp_verb()
        send = getattr(self, f"_ar_erp_{verb}", None)
        if send is None:
            raise Permanent(f"Changes of kind {operation.kind} are not known.")
        written = send(self._ar_erp_transport(), operation)
        return {
            "id": written.id,
            "kind": written.kind,
            "external_id": written.external_id or operation.external_ref or "",
            "was_there": written.was_there,
        }

    def _ar_settle(self, operation) -> dict | None:
        """Ask whether an unknown change took effect: what is made is found by its reference.

        What is set anew as a whole may be set twice, and taking back what is gone is done. What is there in part is
        sent again too: an ERP that makes a write-off of two records is told to make the one that is missing. So is
        what says something else: the connector looks whether the record is ours at all.
        """
        if not self._ar_is_erp_change(operation):
            return super()._ar_settle(operation)
        if operation._ar_erp_verb() != "create":
            return None
        found = self._ar_erp_transport().find(operation.erp_subject, external_id=operation.external_ref)
        if not found or not self._ar_erp_is_whole(operation, found[0].document):
            return None
        return {"id": found[0].id, "kind": found[0].kind, "external_id": found[0].external_id, "was_there": True}

    def _ar_erp_is_whole(self, operation, document) -> bool:
        """Tell whether a document of the ERP says and settles what the change that made it wants."""
        if operation.erp_subject == "customer":
            return True
        wanted, found = (
            (row.currency, row.total, row.day, sum(part.amount for part in row.applied))
            for row in (operation._ar_erp_read(), document)
        )
        return found == wanted

    def _ar_is_erp_change(self, operation) -> bool:
        return self.is_erp and operation.kind.startswith(PREFIX)

    # === VERBS === #

    def _ar_erp_create(self, erp, operation):
        is_repeat = operation.may_be_there or operation.attempts > 1
        if operation.erp_subject == "customer":
            known = {
                name: value
                for name, value in operation.payload.items()
                if name in ("name", "number", "email", "tax_number")
            }
            customer = Customer(
                str(operation.res_id),
                **known,
                currencies=self._ar_erp_currencies_of(operation.partner_id),
                units=frozenset(filter(None, [self.erp_unit_id.external_id])),
            )
            return erp.create(customer, operation.external_ref, is_repeat=is_repeat)
        document = operation._ar_erp_read()
        links = self.env["ar.erp.check"]._links(self, document)
        return erp.create(document, operation.external_ref, links, is_repeat=is_repeat)

    def _ar_erp_currencies_of(self, partner) -> frozenset[str]:
        """Return the currencies that a customer is invoiced in: the company's, and those of what waits to be sent."""
        waiting = (
            self.env["ar.sync.operation"]
            .sudo()
            .search(
                [
                    ("connection_id", "=", self.id),
                    ("partner_id", "=", partner.id),
                    ("state", "not in", ("done", "cancelled")),
                ]
            )
        )
        return frozenset((self.company_id.currency_id | waiting.currency_id).mapped("name"))

    def _ar_erp_update(self, erp, operation):
        document, links = self._ar_erp_with_before(operation)
        known = self._ar_erp_known(operation) if "applied" in operation.payload else None
        return erp.update(operation.target, document, links, fields=sorted(operation.payload), known=known)

    def _ar_erp_apply(self, erp, operation):
        document, links = self._ar_erp_with_before(operation)
        use = operation._ar_erp_use()
        own = {"external_id": operation.external_ref or "", "days": use.days} if use else {}
        own |= {"known": self._ar_erp_known(operation), "is_repeat": operation.may_be_there or operation.attempts > 1}
        return erp.apply(document.kind, operation.target, document.applied, links, **own)

    def _ar_erp_known(self, operation) -> tuple[Applied, ...] | None:
        """Return what a document was applied to when both sides last agreed, by the ERP's ids.

        Where somebody has ours sent over a difference, it is what that person saw: what was read last.
        """
        binding = operation._ar_erp_binding()
        agreed = binding.agreed or {}
        if "applied" not in agreed:
            read = self.env["ar.erp.document"]._as_read(self, operation.erp_subject, operation.target)
            return read.applied if read else None
        ids = binding._ar_erp_ids_ever({part["target"] for part in agreed["applied"]})
        parts = from_values(operation.erp_subject, {**operation.erp_document, "applied": agreed["applied"]}).applied
        theirs = [replace(part, target=ids[part.target]) for part in parts if part.target in ids]
        return joined([*theirs, *operation._ar_erp_before()])

    def _ar_erp_with_before(self, operation):
        """Return (document, links); what was applied before the ledger was taken over stays applied."""
        document = operation._ar_erp_read()
        links = self.env["ar.erp.check"]._links(self, document)
        parts = operation._ar_erp_before()
        if not parts:
            return document, links
        # The same document may have been settled there before and be settled here now: the ERP is told the sum.
        now = [replace(part, target=links.ids.get(("target", part.target), part.target)) for part in document.applied]
        theirs = {key for (kind, _ours), key in links.ids.items() if kind == "target"} | {part.target for part in parts}
        known = {**links.ids, **{("target", key): key for key in theirs}}
        return replace(document, applied=joined([*now, *parts])), Links(known)

    def _ar_erp_cancel(self, erp, operation):
        """Take back on the document's own day; a credit memo in a closed month is the accountant's to decide."""
        day = fields.Date.to_date((operation.erp_document or {}).get("day")) or fields.Date.context_today(self)
        return erp.cancel(
            operation.erp_subject,
            operation.target,
            operation.external_ref,
            day=day,
            how=operation.payload["how"],
            memo=operation.summary,
            is_repeat=operation.may_be_there or operation.attempts > 1,
        )
