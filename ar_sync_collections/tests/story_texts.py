"""What customers write in the story: each of the sixteen labels in five languages.

``{number}`` is an invoice, ``{day}`` a day as the language writes it, ``{amount}`` an amount in the invoice's currency.
"""

DAY = {"en": "%d %B %Y", "de": "%d.%m.%Y", "fr": "%d/%m/%Y", "es": "%d/%m/%Y", "nl": "%d-%m-%Y"}
#: What is not read as words, but by the mail's headers.
AUTOMATIC = {"X-Auto-Response-Suppress": "All", "Auto-Submitted": "auto-replied"}

TEXTS = {
    "promise": {
        "en": "Hello,\n\nwe will pay invoice {number} on {day}.\n\nAnn",
        "de": "Guten Tag,\n\nwir überweisen die Rechnung {number} am {day}.\n\nMit freundlichen Grüßen",
        "fr": "Bonjour,\n\nnous paierons la facture {number} le {day}.\n\nCordialement",
        "es": "Buenos días:\n\npagaremos la factura {number} el {day}.\n\nSaludos",
        "nl": "Goedemorgen,\n\nwij betalen factuur {number} op {day}.\n\nMet vriendelijke groet",
    },
    "document": {
        "en": "Could you please send us a copy of invoice {number}?",
        "de": "Bitte senden Sie uns eine Kopie der Rechnung {number}.",
        "fr": "Pourriez-vous nous envoyer une copie de la facture {number} ?",
        "es": "¿Pueden enviarnos una copia de la factura {number}?",
        "nl": "Kunt u ons een kopie van factuur {number} sturen?",
    },
    "paid": {
        "en": "Invoice {number} was paid last week by bank transfer.",
        "de": "Die Rechnung {number} haben wir letzte Woche bereits bezahlt.",
        "fr": "La facture {number} a déjà été payée la semaine dernière.",
        "es": "La factura {number} ya fue pagada la semana pasada.",
        "nl": "Factuur {number} is vorige week al betaald.",
    },
    "dispute": {
        "en": "We dispute invoice {number}: the goods arrived damaged.",
        "de": "Wir widersprechen der Rechnung {number}: der Preis stimmt nicht.",
        "fr": "Nous contestons la facture {number} : la marchandise est arrivée endommagée.",
        "es": "No estamos de acuerdo con la factura {number}: el precio no es correcto.",
        "nl": "Wij betwisten factuur {number}: de goederen zijn beschadigd aangekomen.",
    },
    "acknowledgement": {
        "en": "Thank you, noted.",
        "de": "Vielen Dank, zur Kenntnis genommen.",
        "fr": "Merci, c'est bien noté.",
        "es": "Gracias, tomamos nota.",
        "nl": "Dank u, genoteerd.",
    },
    "question": {
        "en": "What is invoice {number} for?",
        "de": "Wofür ist die Rechnung {number}?",
        "fr": "À quoi correspond la facture {number} ?",
        "es": "¿A qué corresponde la factura {number}?",
        "nl": "Waar gaat factuur {number} over?",
    },
    "redirect": {
        "en": "Please contact Eva Muster <eva@{domain}> about all invoices.",
        "de": "Bitte wenden Sie sich für Rechnungen an Eva Muster <eva@{domain}>.",
        "fr": "Merci de contacter Eva Muster <eva@{domain}> pour toutes les factures.",
        "es": "Para las facturas, contacten con Eva Muster <eva@{domain}>.",
        "nl": "Neem voor facturen contact op met Eva Muster <eva@{domain}>.",
    },
    "out_of_office": {
        "en": "I am out of the office until {day}.",
        "de": "Ich bin bis zum {day} nicht im Büro.",
        "fr": "Je suis absent du bureau jusqu'au {day}.",
        "es": "Estoy fuera de la oficina hasta el {day}.",
        "nl": "Ik ben afwezig tot {day}.",
    },
    "remittance": {
        "en": "Please find our remittance advice: transfer reference TX-481516 for invoice {number}, {amount}.",
        "de": "Zahlungsavis: Überweisung mit Referenz TX-481516 für Rechnung {number}, {amount}.",
        "fr": "Avis de virement : référence TX-481516 pour la facture {number}, {amount}.",
        "es": "Aviso de pago: transferencia con referencia TX-481516 por la factura {number}, {amount}.",
        "nl": "Betaalspecificatie: overboeking met kenmerk TX-481516 voor factuur {number}, {amount}.",
    },
    "partial": {
        "en": "We will pay half of invoice {number} on {day}, the rest later.",
        "de": "Wir zahlen am {day} die Hälfte der Rechnung {number}, den Rest später.",
        "fr": "Nous paierons la moitié de la facture {number} le {day}, le reste plus tard.",
        "es": "Pagaremos la mitad de la factura {number} el {day}, el resto más adelante.",
        "nl": "Wij betalen op {day} de helft van factuur {number}, de rest later.",
    },
    "plan": {
        "en": "Could we pay invoice {number} in three instalments?",
        "de": "Können wir die Rechnung {number} in drei Raten zahlen?",
        "fr": "Pourrions-nous régler la facture {number} en trois mensualités ?",
        "es": "¿Podríamos pagar la factura {number} en tres plazos?",
        "nl": "Kunnen wij factuur {number} in drie termijnen betalen?",
    },
    "hardship": {
        "en": "We cannot pay at the moment, we have serious cash flow problems.",
        "de": "Wir können derzeit nicht zahlen, wir haben Liquiditätsprobleme.",
        "fr": "Nous ne pouvons pas payer actuellement, nous avons des problèmes de trésorerie.",
        "es": "No podemos pagar en este momento, tenemos problemas de liquidez.",
        "nl": "Wij kunnen op dit moment niet betalen, wij hebben liquiditeitsproblemen.",
    },
    "legal": {
        "en": "Our lawyer will contact you. We will see you in court.",
        "de": "Unser Rechtsanwalt wird sich bei Ihnen melden.",
        "fr": "Notre avocat prendra contact avec vous.",
        "es": "Nuestro abogado se pondrá en contacto con ustedes.",
        "nl": "Onze advocaat neemt contact met u op.",
    },
    "unsubscribe": {
        "en": "Please stop sending us these e-mails.",
        "de": "Bitte senden Sie uns keine solchen E-Mails mehr.",
        "fr": "Merci de ne plus nous envoyer ces e-mails.",
        "es": "Por favor, dejen de enviarnos estos correos.",
        "nl": "Stuur ons deze e-mails alstublieft niet meer.",
    },
    "bounce": {
        "en": "User unknown",
        "de": "Empfänger unbekannt",
        "fr": "Utilisateur inconnu",
        "es": "Usuario desconocido",
        "nl": "Gebruiker onbekend",
    },
    "other": {
        "en": "Do you want to buy cheap printers?",
        "de": "Möchten Sie günstige Drucker kaufen?",
        "fr": "Voulez-vous acheter des imprimantes pas chères ?",
        "es": "¿Quieren comprar impresoras baratas?",
        "nl": "Wilt u goedkope printers kopen?",
    },
}
