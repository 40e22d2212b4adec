"""NetSuite as a provider: the account, how it is talked to, and with which credentials."""

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.ar_sync.protocol.errors import SyncError

from ..transport import auth
from ..transport.interface import DEFAULT_VERSION, CertificateCredentials, ErpError, TokenCredentials

#: Field of the connection -> (name of the secret, of which way to log in).
SECRETS = {
    "netsuite_consumer_key": "token",
    "netsuite_consumer_secret": "token",
    "netsuite_token": "token",
    "netsuite_token_secret": "token",
    "netsuite_client_id": "certificate",
    "netsuite_certificate_id": "certificate",
    "netsuite_private_key": "certificate",
}
VERSIONS = ["2025_2", "2025_1", "2024_2", "2024_1", "2023_2", "2023_1", "2022_2"]
#: What NetSuite switches off, and when: https://docs.oracle.com/en/cloud/saas/netsuite
RETIREMENT = {"new_soap": "2027.1", "last_soap": "2025.2", "soap_ends": "2028.2"}


class ArSyncConnection(models.Model):
    _inherit = "ar.sync.connection"

    provider = fields.Selection(
        selection_add=[("netsuite", "NetSuite")],
        ondelete={"netsuite": lambda records: records._ar_netsuite_uninstalled()},
    )
    netsuite_account = fields.Char(
        string="Account of NetSuite",
        tracking=True,
        help="As under Setup / Company / Company Information: 1234567, or 1234567_SB1 for a sandbox.",
    )
    netsuite_transport = fields.Selection(
        [("rest", "REST records and SuiteQL"), ("soap", "SuiteTalk SOAP")],
        string="Talks By",
        required=True,
        default="rest",
        tracking=True,
        help="Both do the same here. Compare the two before you change: nothing is read or sent twice by a change.",
    )
    netsuite_version = fields.Selection(
        [(version, version.replace("_", ".")) for version in VERSIONS],
        string="Endpoint",
        required=True,
        default=DEFAULT_VERSION,
        help="Version of SuiteTalk SOAP's endpoint. 2025.2 is the last there is.",
    )
    netsuite_login = fields.Selection(
        [
            ("token", "Token-based authentication (OAuth 1.0)"),
            ("certificate", "Certificate (OAuth 2.0 client credentials)"),
        ],
        string="Logs In By",
        required=True,
        default="token",
        tracking=True,
    )
    netsuite_consumer_key = fields.Char(
        string="Consumer Key",
        compute="_compute_netsuite_credentials",
        inverse="_inverse_netsuite_credentials",
        groups="ar_sync.group_administrator",
        help="Of the integration record. It is stored encrypted and never shown again, like the other three.",
    )
    netsuite_consumer_secret = fields.Char(
        string="Consumer Secret",
        compute="_compute_netsuite_credentials",
        inverse="_inverse_netsuite_credentials",
        groups="ar_sync.group_administrator",
    )
    netsuite_token = fields.Char(
        string="Token ID",
        compute="_compute_netsuite_credentials",
        inverse="_inverse_netsuite_credentials",
        groups="ar_sync.group_administrator",
        help="Of the access token, made for the integration, its user and its role.",
    )
    netsuite_token_secret = fields.Char(
        string="Token Secret",
        compute="_compute_netsuite_credentials",
        inverse="_inverse_netsuite_credentials",
        groups="ar_sync.group_administrator",
    )
    netsuite_client_id = fields.Char(
        string="Client ID of the Integration",
        compute="_compute_netsuite_credentials",
        inverse="_inverse_netsuite_credentials",
        groups="ar_sync.group_administrator",
        help="Of the integration record, on which Client Credentials is ticked.",
    )
    netsuite_certificate_id = fields.Char(
        string="Certificate ID",
        compute="_compute_netsuite_credentials",
        inverse="_inverse_netsuite_credentials",
        groups="ar_sync.group_administrator",
        help="As NetSuite shows it after the certificate was uploaded for this integration, user and role.",
    )
    netsuite_private_key = fields.Text(
        string="Private Key of the Certificate",
        compute="_compute_netsuite_credentials",
        inverse="_inverse_netsuite_credentials",
        groups="ar_sync.group_administrator",
        help="PEM, not encrypted; RSA with 3072 bits or more. It is stored encrypted and never shown again.",
    )
    netsuite_stored = fields.Char(string="Stored Credentials", compute="_compute_netsuite_stored")
    netsuite_time_zone = fields.Selection(
        "_timezones",
        string="Time Zone of the User There",
        default="America/Los_Angeles",
        help="Of the user the integration logs in as, under Set Preferences. SOAP writes days in it.",
    )
    netsuite_sends_numbers = fields.Boolean(
        string="Send Our Numbers",
        default=True,
        help="Documents there have the numbers of ours. Off: NetSuite numbers by itself and keeps ours beside it.",
    )
    netsuite_item_id = fields.Many2one(
        "ar.erp.record",
        string="Item for Other Lines",
        check_company=True,
        domain="[('connection_id', '=', id), ('kind', '=', 'item')]",
        ondelete="restrict",
        help="The item of lines whose product is tied to no item there. Empty: such a line waits for a person.",
    )
    netsuite_untaxed_code_id = fields.Many2one(
        "ar.erp.record",
        string="Tax Code Without Tax",
        check_company=True,
        domain="[('connection_id', '=', id), ('kind', '=', 'tax_code')]",
        ondelete="restrict",
        help="Of lines without tax. Empty: NetSuite takes the item's own, and the total may differ.",
    )
    netsuite_write_off_item_id = fields.Many2one(
        "ar.erp.record",
        string="Item of Write-Offs",
        check_company=True,
        domain="[('connection_id', '=', id), ('kind', '=', 'item')]",
        ondelete="restrict",
        help="Write-offs are credit memos of this item then. Empty: they are journal entries.",
    )
    netsuite_discount_item_id = fields.Many2one(
        "ar.erp.record",
        string="Item of Discounts",
        check_company=True,
        domain="[('connection_id', '=', id), ('kind', '=', 'item')]",
        ondelete="restrict",
        help="Of early-payment discounts that are write-offs beside the payment. Empty: as other write-offs.",
    )
    netsuite_refund_method_id = fields.Many2one(
        "ar.erp.record",
        string="Payment Method of Refunds",
        check_company=True,
        domain="[('connection_id', '=', id), ('kind', '=', 'method')]",
        ondelete="restrict",
        help="NetSuite asks how money went back to a customer.",
    )
    netsuite_rule_field = fields.Char(
        string="Column of Recognition Rules",
        help="Script ID of the custom column for a line's rule, like custcol_rule. Empty: the rule is the item's.",
    )
    netsuite_deletion_reason = fields.Char(
        string="Reason of Deletions", default="-1", help="Internal ID, where the account asks for one."
    )
    netsuite_places = fields.Integer(
        string="Requests at Once",
        help="At most so many, for this database. Zero: the integration's own share where NetSuite gives it one, else "
        "what the account takes, less one that is left to others.",
    )
    netsuite_limit = fields.Integer(
        string="Requests NetSuite Takes at Once",
        readonly=True,
        copy=False,
        help="From all who talk to the account, as NetSuite said when connecting.",
    )
    netsuite_own_limit = fields.Integer(
        string="Of Them for the Integration Alone",
        readonly=True,
        copy=False,
        help="The share that NetSuite keeps for the integration record of this connection. Zero: it has none.",
    )
    netsuite_slowed = fields.Char(string="Slowed Down", compute="_compute_netsuite_slowed")
    netsuite_missing = fields.Text(string="Permissions Lacking", readonly=True, copy=False)
    netsuite_retirement = fields.Char(string="What NetSuite Retires", compute="_compute_netsuite_retirement")

    _netsuite_places_positive = models.Constraint(
        "CHECK (netsuite_places IS NULL OR netsuite_places >= 0)", "There cannot be fewer than no requests at once."
    )

    # === COMPUTE METHODS === #

    def _compute_netsuite_credentials(self):
        """Credentials are write-only: what is stored is never sent to a browser."""
        for name in SECRETS:
            self[name] = False

    @api.depends("netsuite_login")
    def _compute_netsuite_stored(self):
        Secret = self.env["ar.sync.secret"]
        for connection in self:
            names = [name for name, login in SECRETS.items() if login == connection.netsuite_login]
            told = [
                f"{self._fields[name]._description_string(self.env)} …{hint}"
                for name in names
                if connection.id and (hint := Secret._hint(connection._origin, name))
            ]
            connection.netsuite_stored = ", ".join(told) or False

    @api.depends("netsuite_transport", "netsuite_login")
    def _compute_netsuite_retirement(self):
        for connection in self:
            if connection.netsuite_transport == "soap":
                connection.netsuite_retirement = self.env._(
                    "SuiteTalk SOAP has no newer endpoint than %(last)s, takes no new integrations from %(new)s on and "
                    "ends with %(end)s: change to REST before.",
                    last=RETIREMENT["last_soap"],
                    new=RETIREMENT["new_soap"],
                    end=RETIREMENT["soap_ends"],
                )
            elif connection.netsuite_login == "token":
                connection.netsuite_retirement = self.env._(
                    "From %(new)s on, NetSuite takes no new integrations with token-based authentication: those that "
                    "there are go on; new ones use a certificate.",
                    new=RETIREMENT["new_soap"],
                )
            else:
                connection.netsuite_retirement = False

    # === CHECKS === #

    @api.constrains("provider", "netsuite_transport", "netsuite_login")
    def _check_netsuite_way(self):
        for connection in self:
            way = (connection.netsuite_transport, connection.netsuite_login)
            if connection.provider == "netsuite" and way == ("soap", "certificate"):
                raise ValidationError(
                    self.env._("SuiteTalk SOAP takes tokens only: choose REST, or token-based authentication.")
                )

    @api.constrains("provider", "netsuite_transport", "erp_discounts_how")
    def _check_netsuite_discounts(self):
        """NetSuite's REST schema has no discount on what a payment is applied to; its SOAP schema has."""
        for connection in self:
            way = (connection.netsuite_transport, connection.erp_discounts_how)
            if connection.provider == "netsuite" and way == ("rest", "payment"):
                raise ValidationError(
                    self.env._(
                        "NetSuite's REST records know no discounts on a payment: have early-payment discounts be "
                        "write-offs beside the payment, on the page To the ERP. What was sent stays as it is."
                    )
                )

    def _inverse_netsuite_credentials(self):
        for connection in self:
            for name in SECRETS:
                value = (connection[name] or "").strip()
                if not value:
                    continue
                if name == "netsuite_private_key":
                    connection._netsuite_check_key(value)
                self.env["ar.sync.secret"]._put(connection, name, value)

    def _netsuite_check_key(self, pem: str) -> None:
        try:
            auth.private_key(pem)
        except ErpError as error:
            raise UserError(
                self.env._("The private key cannot be used: %s. Nothing was stored.", error.detail)
            ) from error

    def _netsuite_credentials(self) -> TokenCredentials | CertificateCredentials:
        """Return what is stored.

        :raise UserError: something is missing, or cannot be opened.
        """
        self.ensure_one()
        names = tuple(name for name, login in SECRETS.items() if login == self.netsuite_login)
        found = self.env["ar.sync.secret"]._get_all(self, names)
        missing = [self._fields[name]._description_string(self.env) for name in names if not found.get(name)]
        if missing:
            raise UserError(self.env._("Enter these and save: %s.", ", ".join(missing)))
        values = [found[name] for name in names]
        return TokenCredentials(*values) if self.netsuite_login == "token" else CertificateCredentials(*values)

    def _ar_netsuite_uninstalled(self) -> None:
        """Keep the connections and what they brought, without a provider."""
        for connection in self:
            connection.secret_ids.unlink()
            connection._set_state("disconnected")
        self.write({"provider": "none"})

    def _netsuite_explained(self, error: SyncError) -> str:
        """Return an error as a person reads it."""
        return "\n".join(part for part in (error.message, error.remedy) if part)
