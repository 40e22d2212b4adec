"""A tax number as Stripe wants it: a type by country, a value in that country's own writing.

One table (docs.stripe.com/billing/customer/tax-ids). Countries of the European Union share `eu_vat`, whose
value begins with the country, Greece with EL. A number whose country has no type here is not sent.

>>> tax_id("DE", "DE 123.456.789")
('eu_vat', 'DE123456789')
>>> tax_id("GR", "GR123456783"), tax_id("GB", "GB 123 4567 82"), tax_id("CH", "CHE-123.456.788 MWST")
(('eu_vat', 'EL123456783'), ('gb_vat', 'GB123456782'), ('ch_vat', 'CHE-123.456.788 MWST'))
>>> tax_id("US", "123456789"), tax_id("AU", "AU 51 824 753 556"), tax_id("NO", "NO 123456785 MVA")
(('us_ein', '12-3456789'), ('au_abn', '51824753556'), ('no_vat', '123456785MVA'))
>>> tax_id("", "FR40303265045"), tax_id("DE", ""), tax_id("AQ", "X1"), tax_id("DE", "/")
(('eu_vat', 'FR40303265045'), None, None, None)
>>> tax_id("GB", "XI123456782")
('eu_vat', 'XI123456782')
"""

import re
from collections.abc import Mapping

EU = frozenset("AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".split())
#: Beginnings of European numbers that differ from the country's code.
EU_PREFIX = {"GR": "EL"}

TYPES: Mapping[str, str] = {
    "AE": "ae_trn", "AR": "ar_cuit", "AU": "au_abn", "BH": "bh_vat", "BO": "bo_tin", "CA": "ca_bn", "CH": "ch_vat",
    "CL": "cl_tin", "CN": "cn_tin", "CO": "co_nit", "CR": "cr_tin", "DO": "do_rcn", "EC": "ec_ruc", "EG": "eg_tin",
    "GB": "gb_vat", "GE": "ge_vat", "HK": "hk_br", "ID": "id_npwp", "IL": "il_vat", "IN": "in_gst", "IS": "is_vat",
    "JP": "jp_trn", "KE": "ke_pin", "KR": "kr_brn", "KZ": "kz_bin", "LI": "li_vat", "MA": "ma_vat", "MD": "md_vat",
    "MX": "mx_rfc", "MY": "my_sst", "NG": "ng_tin", "NO": "no_vat", "NZ": "nz_gst", "OM": "om_vat", "PE": "pe_ruc",
    "PH": "ph_tin", "RS": "rs_pib", "RU": "ru_inn", "SA": "sa_vat", "SG": "sg_gst", "SV": "sv_nit", "TH": "th_vat",
    "TR": "tr_tin", "TW": "tw_vat", "TZ": "tz_vat", "UA": "ua_vat", "US": "us_ein", "UY": "uy_ruc", "VE": "ve_rif",
    "VN": "vn_tin", "ZA": "za_vat",
}  # fmt: skip
#: Countries whose value is written with the country in front.
WITH_COUNTRY = frozenset({"GB"})


def tax_id(country: str, vat: str) -> tuple[str, str] | None:
    """Return (type, value), or None where there is no number or no type for it.

    :param country: two letters; where empty, the number's own beginning counts.
    """
    bare = re.sub(r"[^A-Z0-9]", "", vat.upper())
    country = country.upper() or _own_country(bare)
    if len(bare) < 3:
        return None
    if country in EU or bare.startswith("XI"):
        prefix = "XI" if bare.startswith("XI") else EU_PREFIX.get(country, country)
        number = bare[2:] if bare[:2] in (prefix, country) else bare
        return "eu_vat", prefix + number
    if country == "CH":
        return _swiss(bare)
    if country == "BR":
        digits = re.sub(r"\D", "", bare)
        return ("br_cnpj" if len(digits) == 14 else "br_cpf"), digits
    if country not in TYPES:
        return None
    return TYPES[country], _written(country, bare)


def _own_country(bare: str) -> str:
    start = {"EL": "GR"}.get(bare[:2], bare[:2])
    return start if start in EU or start in TYPES else ""


def _written(country: str, bare: str) -> str:
    """Return a number in its country's writing."""
    number = bare[2:] if bare.startswith(country) else bare
    if country in WITH_COUNTRY:
        return country + number
    if country == "US" and len(number) == 9:
        return f"{number[:2]}-{number[2:]}"
    return number


def _swiss(bare: str) -> tuple[str, str]:
    """Return CHE-123.456.789 MWST; without the word it is only the company's number."""
    digits = re.sub(r"\D", "", bare)
    word = next((word for word in ("MWST", "TVA", "IVA") if bare.endswith(word)), "")
    written = f"CHE-{digits[:3]}.{digits[3:6]}.{digits[6:9]}" if len(digits) == 9 else bare
    return ("ch_vat", f"{written} {word}") if word else ("ch_uid", written)
