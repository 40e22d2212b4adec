"""Finding customers at Stripe for a scope: by search, in a pasted list, by a contact's tag. Nothing found is stored."""

import re

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import email_normalize

from odoo.addons.ar_sync.protocol.errors import Permanent
from odoo.addons.ar_sync.protocol.scope import Directory, folded

from ..kinds import KINDS
from ..payloads import PayloadError, read_object
from ..payloads.base import DeletedValues
from .ar_stripe_customer_apply import METADATA_KEYS

CUSTOMER_ID = re.compile(r"^cus_[A-Za-z0-9_]{1,250}$")
PAGE_ROWS = 20
# Pages of a hundred that one search looks through: what it did not reach is asked for by the next.
SEARCH_PAGES_MAX = 10
# So many ids or addresses are asked for one by one; for more, all customers are listed once.
SINGLES_MAX = 25
LIST_PAGES_MAX = 500


class ArSyncConnection(models.Model):
    _inherit = "ar.sync.connection"

    # === SEARCH === #

    def _ar_search_customers(self, text: str, after: dict) -> tuple[list[dict], dict | None]:
        """Look through Stripe's list, newest first: it has no filter by name, and its search lags behind."""
        if self.provider != "stripe":
            return super()._ar_search_customers(text, after)
        client, wanted = self._stripe_api(), folded(text)
        if CUSTOMER_ID.match(text.strip()):
            found = self._stripe_customer_rows(client, [text.strip()])
            return [_row(obj) for obj in found], None
        params = {"starting_after": str(after["after"])} if after.get("after") else {}
        rows: list[dict] = []
        for _number in range(SEARCH_PAGES_MAX):
            page, _seen_at = client.page(KINDS["customer"].path, **params)
            for number, obj in enumerate(page.items, 1):
                row = _row(obj)
                if any(wanted in folded(row[name]) for name in ("name", "email", "id")):
                    rows.append(row)
                if len(rows) == PAGE_ROWS and (page.has_more or number < len(page.items)):
                    return rows, {"after": obj["id"]}
            if not page.has_more:
                return rows, None
            params = {"starting_after": page.last_id}
        return rows, params and {"after": params["starting_after"]}

    def _stripe_customer_rows(self, client, external_ids) -> list[dict]:
        """Return Stripe's objects of these customers, as far as they exist."""
        found = []
        for external_id in external_ids:
            try:
                obj = client.get(f"{KINDS['customer'].path}/{external_id}").data
            except Permanent as error:
                if error.code != "resource_missing":
                    raise
                continue
            if not obj.get("deleted"):
                found.append(obj)
        return found

    # === A PASTED LIST === #

    def _ar_customer_directory(self, entries) -> Directory:
        """Return the customers that these entries may name, with as few calls as it takes."""
        if self.provider != "stripe":
            return super()._ar_customer_directory(entries)
        texts = {entry.text for entry in entries}
        ids = {text for text in texts if CUSTOMER_ID.match(text)}
        known = self._stripe_known_customers(ids)
        unknown = ids - known
        others = texts - ids
        if len(unknown) > SINGLES_MAX or others:
            return self._stripe_directory(self._stripe_every_customer(), known)
        found = self._stripe_customer_rows(self._stripe_api(), sorted(unknown)) if unknown else []
        return self._stripe_directory(found, known)

    def _stripe_known_customers(self, external_ids) -> set[str]:
        """Return those of these customers that were met, in scope or out."""
        mine = [("connection_id", "=", self.id), ("external_id", "in", list(external_ids))]
        noted = self.env["ar.sync.scope.outside"].sudo().search([*mine, ("kind", "=", "customer")])
        mirrored = self.env["ar.stripe.customer"].sudo().search([*mine, ("is_deleted", "=", False)])
        return {*noted.mapped("external_id"), *mirrored.mapped("external_id")}

    def _stripe_every_customer(self):
        """Yield every customer of the account, page by page."""
        client, params = self._stripe_api(), {}
        for _number in range(LIST_PAGES_MAX):
            page, _seen_at = client.page(KINDS["customer"].path, **params)
            yield from page.items
            if not page.has_more:
                return
            params = {"starting_after": page.last_id}
        raise UserError(self.env._("The account has too many customers to look for names and addresses: paste ids."))

    def _stripe_directory(self, objects, known: set[str]) -> Directory:
        """Return these customers by id, e-mail address and name."""
        ids, by_email, by_name = set(known), {}, {}
        for obj in objects:
            row = _row(obj)
            ids.add(row["id"])
            for text, found in ((row["email"], by_email), (row["name"], by_name)):
                if text:
                    found.setdefault(folded(text), set()).add(row["id"])
        return Directory(ids, by_email, by_name)

    # === BY TAG === #

    def _ar_find_tagged(self, partners) -> None:
        """Look for contacts by their e-mail address; where they are many, through all customers."""
        if self.provider != "stripe":
            return super()._ar_find_tagged(partners)
        listed = self.env["ar.sync.scope.customer"].search([("connection_id", "=", self.id)])
        unknown = partners - listed.partner_id
        if len(unknown) > SINGLES_MAX:
            self._stripe_tag_customers(_readings(self._stripe_every_customer()))
            return
        client = self._stripe_api()
        for address in sorted({text for row in unknown for text in (row.email, row.email_normalized) if text}):
            page, _seen_at = client.page(KINDS["customer"].path, email=address)
            self._stripe_tag_customers(_readings(page.items))
        tokens = self._stripe_tokens(unknown)
        self._stripe_tag_customers(_readings(self._stripe_customer_rows(client, tokens)))

    def _stripe_tokens(self, partners) -> dict:
        """Return remote id -> contact of the customers that Odoo's own provider made for these contacts."""
        tokens = self.env["payment.token"].sudo().with_context(active_test=False)
        found = tokens.search(
            [
                ("provider_code", "=", "stripe"),
                ("partner_id", "in", partners.ids),
                ("provider_ref", "=like", "cus_%"),
                ("company_id", "=", self.company_id.id),
            ]
        )
        return {token.provider_ref: token.partner_id for token in found}

    def _stripe_tag_customers(self, readings) -> None:
        """Put those of these customers on the list whose contact carries a tag of the scope.

        The contact is found as for the books: by what was tied, by metadata, by Odoo's own token, by address and name.
        """
        tagged = self._ar_tagged_partners()
        if not tagged:
            return
        by_id = {partner.id: partner.id for partner in tagged}
        tokens = {ref: partner.id for ref, partner in self._stripe_tokens(tagged).items()}
        names: dict = {}
        for partner in tagged.filtered("email_normalized"):
            names.setdefault((partner.email_normalized, folded(partner.name or "")), set()).add(partner.id)
        bound = {ref: partner.id for ref, partner in self._ar_customers_of(tagged).items()}
        partners = {}
        for values in readings:
            if isinstance(values, DeletedValues):
                continue
            named = names.get((email_normalize(values.email or ""), folded(values.name or "")), set())
            single = next(iter(named)) if len(named) == 1 else None
            found = bound.get(values.id) or _by_metadata(values, by_id) or tokens.get(values.id) or single
            if found:
                partners[values.id] = found
        listed = self.env["ar.sync.scope.customer"].sudo()._listed(self, partners)
        new = {key: partner for key, partner in partners.items() if key not in listed}
        if self.env["ar.sync.scope.customer"].sudo()._list(self, new, "tag", new):
            self.env["ar.sync.scope.guard"].sudo()._bump(self)


def _by_metadata(values, by_id: dict) -> int | None:
    """Return the contact that a customer's metadata names, if it is one of these."""
    for key in METADATA_KEYS:
        text = (values.metadata or {}).get(key, "")
        if text.isdecimal() and len(text) < 10:
            return by_id.get(int(text))
    return None


def _readings(objects) -> list:
    """Read customers; one that cannot be read is not found."""
    found = []
    for obj in objects:
        try:
            found.append(read_object(obj).values)
        except PayloadError:
            continue
    return found


def _row(obj: dict) -> dict:
    """Return what a person knows a customer by."""
    return {"id": obj["id"], "name": obj.get("name") or "", "email": obj.get("email") or ""}
