"""Small statement files for the tests, made of the parts that a test is about."""

CAMT = {
    "052": ("BkToCstmrAcctRpt", "Rpt"),
    "053": ("BkToCstmrStmt", "Stmt"),
    "054": ("BkToCstmrDbtCdtNtfctn", "Ntfctn"),
}
IBAN = "NL91ABNA0417164300"
OTHER = "DE89370400440532013000"
DAY = "<BookgDt><Dt>2026-03-02</Dt></BookgDt>"


def ntry(amount="10.00", sign="CRDT", inner="", *, currency="EUR", day=DAY, status="<Sts>BOOK</Sts>"):
    """Return an entry of a camt message."""
    return (
        f'<Ntry><Amt Ccy="{currency}">{amount}</Amt><CdtDbtInd>{sign}</CdtDbtInd>{status}{day}{inner}</Ntry>'
    )


def details(*transactions):
    """Return the details of an entry."""
    return f"<NtryDtls>{''.join(f'<TxDtls>{one}</TxDtls>' for one in transactions)}</NtryDtls>"


def bal(code, amount, sign="CRDT", currency="EUR"):
    """Return a balance of a camt message."""
    return (
        f'<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp><Amt Ccy="{currency}">{amount}</Amt>'
        f"<CdtDbtInd>{sign}</CdtDbtInd><Dt><Dt>2026-03-02</Dt></Dt></Bal>"
    )


def camt(*parts, message="053", version="08", made="2026-03-02T20:00:00+01:00", head=""):
    """Return a camt message with one statement of these parts."""
    tag, statement = CAMT[message]
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{head}'
        f'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.{message}.001.{version}"><{tag}>'
        f"<GrpHdr><MsgId>M1</MsgId><CreDtTm>{made}</CreDtTm></GrpHdr><{statement}><Id>S1</Id>"
        f"<Acct><Id><IBAN>{IBAN}</IBAN></Id><Ccy>EUR</Ccy></Acct>{''.join(parts)}</{statement}></{tag}></Document>"
    ).encode()


def mt940(*lines, opening="C260301EUR100,00", closing=None, number="1/1", account=IBAN):
    """Return an MT940 statement with these lines of entries."""
    head = [":20:T1", f":25:{account}", f":28C:{number}", f":60F:{opening}"]
    tail = [f":62F:{closing}"] if closing else []
    return "\r\n".join([*head, *lines, *tail, "-", ""]).encode()


def bai2(*lines, currency="USD", sums=(), end=True):
    """Return a BAI2 file of one account."""
    head = ["01,BANK,CUST,260302,0800,1,,,2/", "02,CUST,021000021,1,260302,,USD,2/"]
    account = ",".join(["03", "12345678", currency, *sums]) + "/"
    return "\n".join([*head, account, *lines, *(["98,0,1,4/", "99,0,1,6/"] if end else []), ""]).encode()


def ofx(*movements, balance="<LEDGERBAL><BALAMT>10.00<DTASOF>20260302</LEDGERBAL>", currency="EUR"):
    """Return an OFX 1 file with these movements."""
    return (
        "OFXHEADER:100\r\nDATA:OFXSGML\r\nVERSION:102\r\nENCODING:USASCII\r\nCHARSET:1252\r\n\r\n<OFX>"
        "<SIGNONMSGSRSV1><SONRS><STATUS><CODE>0<SEVERITY>INFO</STATUS></SONRS></SIGNONMSGSRSV1>"
        f"<BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>{currency}<BANKACCTFROM><BANKID>1<ACCTID>12345678"
        "<ACCTTYPE>CHECKING</BANKACCTFROM><BANKTRANLIST><DTSTART>20260301<DTEND>20260331"
        f"{''.join(f'<STMTTRN>{one}</STMTTRN>' for one in movements)}</BANKTRANLIST>{balance}"
        "</STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>"
    ).encode("cp1252")


def only(file):
    """Return the one entry of a file in which nothing was refused."""
    assert file.refusals == ()
    [entry] = [entry for statement in file.statements for entry in statement.entries]
    return entry
