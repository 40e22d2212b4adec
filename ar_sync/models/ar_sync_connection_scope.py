"""The scope of a connection: which customers it synchronises, changed at any time."""

from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ..logs import masked_logger
from ..protocol.errors import SyncError
from ..protocol.masking import mask

_logger = masked_logger(__name__)

# Above this many customers that enter at once it is quicker to list everything again.
SINGLE_MAX = 50


class ArSyncConnection(models.Model):
    """Connectors override :meth:`_ar_sweep_mirror`, :meth:`_ar_enter_page`, :meth:`_ar_relist`,
    :meth:`_ar_find_tagged`, :meth:`_ar_scope_numbers` and what the screens ask
    (``ar_sync_connection_scope_screen``).
    """

    _inherit = "ar.sync.connection"

    scope_mode = fields.Selection(
        [
            ("all", "All customers"),
            ("only", "Only the customers on the list"),
            ("except", "All customers except those on the list"),
        ],
        string="Synchronise",
        required=True,
        default="all",
        tracking=True,
        help="A change works at once: who leaves stops being read and is marked, who enters is imported with history. "
        "Of customers that are out, nothing but the id is stored.",
    )
    scope_guests = fields.Selection(
        [("in", "Are read and booked"), ("out", "Are left out, and booked in sum")],
        string="Payments Without a Customer",
        required=True,
        default="in",
        tracking=True,
    )
    scope_tag_ids = fields.Many2many(
        "res.partner.category",
        string="Tags on the List",
        help="Contacts with one of these tags are on the list, as long as they have it.",
    )
    scope_customer_ids = fields.One2many(
        "ar.sync.scope.customer", "connection_id", string="Customers on the List", domain=[("is_listed", "=", True)]
    )

    # === CHANGES === #

    @api.model_create_multi
    def create(self, vals_list):
        connections = super().create(vals_list)
        # Who creates a connection may not write its guard: that is the suite's own.
        guards = self.env["ar.sync.scope.guard"].sudo()
        guards.create([{"connection_id": connection.id} for connection in connections])
        narrowed = connections.filtered(lambda row: row.scope_mode != "all" or row.scope_guests != "in")
        guards._bump(narrowed)
        connections.filtered("scope_tag_ids")._ar_scope_tags()
        return connections

    def write(self, vals):
        before = {row: (row.scope_mode, row.scope_guests) for row in self} if _is_about_scope(vals) else {}
        result = super().write(vals)
        changed = self.filtered(lambda row: row in before and before[row] != (row.scope_mode, row.scope_guests))
        self.env["ar.sync.scope.guard"].sudo()._bump(changed)
        if "scope_tag_ids" in vals:
            self._ar_scope_tags()
        return result

    def _ar_scope_add(self, external_ids, source: str, partners: dict | None = None) -> int:
        """Put customers on the list, with their contacts where they are known. Return how many are new there."""
        self.ensure_one()
        if partners is None:
            found = self.env["ar.sync.binding"].sudo()._find(self, "customer", list(external_ids))
            partners = {external_id: partner.id for external_id, partner in found.items()}
        added = self.env["ar.sync.scope.customer"].sudo()._list(self, external_ids, source, partners)
        if added:
            self.env["ar.sync.scope.guard"].sudo()._bump(self)
        return added

    def _ar_scope_remove(self, external_ids) -> int:
        """Take customers off the list, except those that are there by a tag. Return how many were taken off."""
        self.ensure_one()
        rows = (
            self.env["ar.sync.scope.customer"]
            .sudo()
            .search(
                [
                    ("connection_id", "=", self.id),
                    ("external_id", "in", list(external_ids)),
                    ("is_listed", "=", True),
                    ("source", "!=", "tag"),
                ]
            )
        )
        if rows:
            rows._unlist()
            self.env["ar.sync.scope.guard"].sudo()._bump(self)
            self._ar_scope_tags()  # who was picked and has a tag too stays by it
        return len(rows)

    # === TAGS === #

    def _ar_tagged_partners(self):
        """Return the contacts that carry a tag of the scope, or a tag below one."""
        self.ensure_one()
        if not self.scope_tag_ids:
            return self.env["res.partner"]
        Partner = self.env["res.partner"].sudo().with_context(active_test=False)
        ours = ("company_id", "in", (False, self.company_id.id))
        return Partner.search([("category_id", "child_of", self.scope_tag_ids.ids), ours])

    @api.model
    def _ar_scope_tags_changed(self) -> None:
        """Bring the lists of all connections after the tags of contacts."""
        self.sudo().with_context(active_test=False).search([("scope_tag_ids", "!=", False)])._ar_scope_tags()

    def _ar_scope_tags(self) -> None:
        """Bring the list after the tags: contacts known at the provider at once, the others are looked for."""
        for connection in self.sudo():
            tagged = connection._ar_tagged_partners()
            rows = self.env["ar.sync.scope.customer"].sudo().search([("connection_id", "=", connection.id)])
            gone = rows.filtered(lambda row, tagged=tagged: row.source == "tag" and row.partner_id not in tagged)
            gone._unlist()
            bound = connection._ar_customers_of(tagged)
            partners = {external_id: partner.id for external_id, partner in bound.items()}
            added = self.env["ar.sync.scope.customer"].sudo()._list(connection, bound, "tag", partners)
            guard = self.env["ar.sync.scope.guard"].sudo().search([("connection_id", "=", connection.id)])
            known = {*partners.values(), *rows.partner_id.ids}
            looks = bool(set(tagged.ids) - known)
            if looks and not guard.looks_for_tagged:
                guard.looks_for_tagged = True
            if gone or added or looks:
                self.env["ar.sync.scope.guard"].sudo()._bump(connection)

    def _ar_customers_of(self, partners) -> dict:
        """Return remote id -> contact, for those of these contacts that are known at the provider."""
        bindings = self.env["ar.sync.binding"].sudo()._of(partners, "customer")
        mine = bindings.filtered(lambda row: row.connection_id == self)
        return {row.external_id: partners.browse(row.res_id) for row in mine}

    # === CARRYING IT OUT === #

    @api.model
    def _ar_sweep_scopes(self) -> int:
        """Carry out the changed scope of one connection, and commit. Return how many more are due."""
        guards = (
            self.env["ar.sync.scope.guard"]
            .search([("connection_id", "!=", False)])
            .filtered(lambda guard: guard.swept != guard.version or guard._may_look())
        )
        if not guards:
            return 0
        if not guards[:1].try_lock_for_update():
            return 1  # a page is being stored: it takes a moment
        guard = guards[0]
        connection = guard.connection_id
        guard.swept = guard.version
        if guard._may_look():
            guard.looks_for_tagged = not connection._ar_found_tagged()
        entering = connection._ar_sweep_mirror()
        by_listing = len(entering) > SINGLE_MAX or None in entering
        self.env["ar.sync.scope.customer"]._settle_states(connection, entering - {None}, by_listing)
        if by_listing:
            connection._ar_relist()
        if entering:
            self.env["ar.sync.dispatch"]._dispatch("import")
        self.env.cr.commit()  # pylint: disable=invalid-commit
        return len(guards) - 1

    def _ar_found_tagged(self) -> bool:
        """Look for tagged contacts at the provider. Return whether it could be asked; else it is tried again."""
        try:
            self._ar_find_tagged(self._ar_tagged_partners())
        except SyncError as error:
            _logger.warning("%s: tagged contacts were not looked for: %s", self.name, mask(error.message))
            return False
        return True

    # === PROVIDER HOOKS === #

    def _ar_sweep_mirror(self) -> set:
        """Mark what left the scope and unmark what entered it.

        :return: customers (remote ids; ``None`` for payments without one) of which objects are to be read.
        """
        return set()

    def _ar_relist(self) -> None:
        """Have everything listed again."""

    def _ar_enter_page(self, row) -> dict:
        """Read and store one page of the history of customer ``row``, beginning at its cursor.

        :return: ``{"records": int, "cursor": dict, "more": bool}``; the caller commits.
        """
        raise NotImplementedError

    def _ar_find_tagged(self, partners) -> None:
        """Look for these contacts at the provider, and put those that are found on the list by tag."""

    def _ar_forget_outside(self) -> int:
        """Delete the personal data of what is out of scope. Return how many objects were blanked or deleted."""
        return 0

    # === ACTIONS === #

    def action_scope_forget(self):
        """Delete what was read of customers before they left the scope, as far as the books do not need it."""
        self.ensure_one()
        self.check_access("write")
        guard = self.env["ar.sync.scope.guard"].sudo().search([("connection_id", "=", self.id)])
        if guard.swept != guard.version:
            raise UserError(self.env._("The last change of the scope is being carried out. Try again in a minute."))
        count = self.sudo()._ar_forget_outside()
        left = self._ar_scope_numbers().get("marked", 0)
        words = self.env._(
            "Customers who left are forgotten: %(gone)s objects were deleted. %(left)s stay without names, addresses "
            "and texts, because the books need them.",
            gone=max(count - left, 0),
            left=left,
        )
        self.message_post(body=words)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": words,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def action_scope_choose(self):
        """Open the dialog in which customers are searched, pasted and put on the list."""
        self.ensure_one()
        self.check_access("write")
        return {
            "type": "ir.actions.client",
            "tag": "ar_sync_scope",
            "name": self.env._("Choose Customers"),
            "target": "new",
            "params": {"connection_id": self.id},
        }

    def _ar_scope_put(self, external_ids, is_in: bool) -> None:
        """Take customers into the scope or out of it, whatever its mode; leaving *all* makes it *except*."""
        self.ensure_one()
        if self.scope_mode == "all" and not is_in:
            self.scope_customer_ids.filtered(lambda row: row.source != "tag").sudo()._unlist()
            self.write({"scope_mode": "except", "scope_tag_ids": [Command.clear()]})
        if self.scope_mode == ("only" if is_in else "except"):
            self._ar_scope_add(external_ids, "picked")
        elif self.scope_mode != "all":
            self._ar_scope_remove(external_ids)
            left = self.env["ar.sync.scope.customer"].sudo()._listed(self, external_ids)
            if left:
                raise UserError(
                    self.env._("%s is on the list by a tag of its contact: take the tag away.", ", ".join(sorted(left)))
                )


def _is_about_scope(vals: dict) -> bool:
    """Tell whether these values may change a scope."""
    return bool({"scope_mode", "scope_guests"} & set(vals))
