"""Dutch; see the package for how to read the tables."""

RULES = {
    "pay.words": """
(be|uit|af|terug|aan|voor)?(taal|taalt|talen|taald|talende|taalde|taalden|taling|talingen)|betaal*|betaling*|betal*
overmaken|overgemaakt|overmaking*|overboek*|overgeboekt|overschrijv*|overgeschreven|overmaak
(maak|maakt|maken|boek|boekt|boeken) ~ over
voldoen|voldaan|voldoe*|afgelost|aflossen|vereffen*|afhandel*|afgehandeld|geregeld|regelen|regel|storten|
  gestort|stort|afgerekend|incasso|afgeschreven|bijgeschreven
(betaalrun|betaalronde|betaalbatch|betaallijst|betaaldag|betaaldatum|betalingsrun|betaalopdracht|batch|run|
  betaalmoment|betaalgang|bacs|sepa|cheque|ideal|verzamelbetaling|betaalvoorstel)
(gaat|gaan|ging|komt|komen|volgt|volgen|vertrekt|staat|loopt|lukt|meegenomen|meenemen|mee|zit|eruit|er uit|
  de deur uit|goed|in orde|klaargezet|klaar)
(geld|bedrag|rest|restant|som|saldo|termijn|aanbetaling|voorschot|centen|bedragen)
(ingepland|gepland|ingeboekt|goedgekeurd|vrijgegeven|verwerkt|opgenomen|uitgevoerd|verstuurd|verzonden|
  ingevoerd|in behandeling|akkoord|ingezet|klaarstaan)
(heeft|heb|hebben|krijgt|krijg|krijgen|ontvangt|ontvang|ontvangen) (u|je|jullie|jij|ge)|(u|je|jullie) (heeft|
  hebt|krijgt|ontvangt|hebben|krijgen|ontvangen|kunt ~ verwachten)
(op|bij) (uw|je|jullie|jou) (rekening|bank)|bij (u|jullie|je) binnen|binnen op|ons geld|tegemoet ~ zien
""",
    "commit.words": """
(wij|we|ik|u|je|jullie) (\\S{1,12} ){0,2}?(betalen|betaal|maken|maak|boeken|boek|storten|stort|voldoen|krijgt|
  ontvangt|krijgen|ontvangen|sturen)
(betaal|betalen|maak|maken|boek|boeken|stort|storten|krijgt|ontvangt|krijgen) (ik|wij|we|u|je|jullie)
(zal|zullen|wordt|worden|ga|gaan|kan|kunnen) (\\S{1,14} ){0,8}?(betaald|betalen|overgemaakt|overmaken|
  overgeboekt|voldaan|voldoen|gestort|storten|overboeken)
(betaling|overboeking|aanbetaling) (van|ter hoogte van) ~
""",
    "past.paid": """
(betaling|overboeking|overschrijving) van (gisteren|vandaag|vorige|afgelopen|\\d+)
(van|vanaf) (de|onze|mijn) (bank)?rekening (\\S{1,8} ){0,2}?(af|gegaan|geschreven)|(uw|je|
  jullie) (\\S{1,12} ){0,3}?(bevestigd|ontvangen|geïncasseerd|geind)( dat| heeft| hebben)?
(heb|hebben|heeft|hadden|had|is|zijn|was|waren|werd|werden) (\\S{1,14} ){0,9}?(betaald|overgemaakt|overgeboekt|
  voldaan|gestort|overgeschreven|afgeschreven|afgelost|verstuurd|uitgevoerd|verricht|afgerekend|gedaan|
  de deur uit|onderweg|ingelegd)
(al|reeds|gisteren|eergisteren|net|zojuist|zonet|allang|al lang|vorige week|vanmorgen|vanochtend|daarnet|
  inmiddels|ondertussen) (\\S{1,12} ){0,4}?(betaald|overgemaakt|overgeboekt|voldaan|gestort|overgeschreven|
  afgeschreven|de deur uit|gedaan|geregeld|weg|onderweg|verstuurd)
(betaald|overgemaakt|overgeboekt|voldaan|gestort|overgeschreven) (op|via|per|met|in|gisteren|vorige|afgelopen|
  is|heb|hebben|door|en|vandaag|eerder|zojuist)
^(betaald|overgemaakt|overgeboekt|voldaan|gedaan|al)
(maakte|maakten|boekte|boekten|stortte|betaalde|betaalden) ~
(betaling|overboeking|bedrag|geld) (\\S{1,12} ){0,4}?(is|werd|was|ging|gedaan|verricht|
  heeft) (\\S{1,12} ){0,6}?(gedaan|verricht|uitgevoerd|onderweg|weg|verstuurd|plaatsgevonden|eruit|afgeschreven|
  de deur uit|verzonden)
(niets|geen|niks) (\\S{1,12} ){0,3}?(open|openstaan|openstaand*|verschuldigd|schuldig|meer te betalen)
(van onze|van mijn) (bank)?rekening (\\S{1,12} )?(af|afgeschreven|afgegaan)
""",
    "unpaid.words": """
(niet|nog niet|nooit|niets|geen|wordt|worden|zal|zullen|als|indien|zodra|wanneer|kan|kunnen|moet|moeten|mag|
  nadat|voordat|tot|dan|gaat|gaan|of|zou) (\\S{1,14} ){0,7}?(betaald|overgemaakt|overgeboekt|voldaan|gestort|
  overgeschreven|afgeschreven|uitgevoerd|gedaan|verricht|geregeld|verwerkt)
(is|zijn) (\\S{1,12} ){0,3}?(ingepland|gepland|voorzien|akkoord)
(voor|vóór|binnen|uiterlijk|eind|morgen) (\\S{1,12} ){0,5}?(is|zijn) (\\S{1,12} ){0,4}?(betaald|overgemaakt|
  voldaan|geregeld|afgehandeld|gestort)
(dubbel|twee keer|tweemaal) (betaald|overgemaakt)
""",
    "block.condition": """
(zodra|als (u|je|jullie|we|wij|onze|de (klant|factuur|pakbon))|wanneer|indien|mits|nadat|na ontvangst|
  na (goedkeuring|akkoord|controle)|bij ontvangst|totdat|tenzij|op voorwaarde|zolang|afhankelijk van|pas als|
  pas na) (\\S{1,14} ){0,5}?(u|je|jullie|we|wij|onze|ons|mijn|klant|factuur|pakbon|creditnota|ontvangst|
  goedkeuring|akkoord|hebben|hebt|geld|gecorrigeerde)
(wachten|wacht) (\\S{1,10} ){0,3}(op|tot) ~
""",
    "block.doubt": """
(misschien|mogelijk|wellicht|hopelijk|hoop|hopen|waarschijnlijk niet|eventueel|proberen|probeer|proberen we|
  niet zeker|onzeker|onder voorbehoud|als het meezit|als het lukt|zou kunnen|in principe misschien|vermoedelijk)
(kan|kunnen|weet|weten) (\\S{1,12} ){0,4}?(niet|nog niet|niks) (\\S{1,12} ){0,3}?(zeggen|beloven|garanderen|
  toezeggen|wanneer|bevestigen)?
""",
    "block.notbefore": """
(niet|niets|nooit|geen) (\\S{1,12} ){0,4}?(voor|vóór|eerder dan|voordat)
(op zijn vroegst|op z'n vroegst|ten vroegste|niet eerder|pas vanaf)
(voor|vóór) (\\S{1,12} ){0,4}?(lukt|gaat|kan|komt|wordt|zal) (\\S{1,12} ){0,3}?(niet|niets|geen)
(kunnen|kan|zullen|zal|gaan|ga) (\\S{1,12} ){0,5}?(niet|geen|onmogelijk) (\\S{1,12} ){0,3}?(betalen|voldoen|
  overmaken|lukken)
""",
    "block.inform": """
(laat|laten|hoor|hoort|horen|geef|geven|meld|melden|stuur|bel|bellen|kom|komen|informeer|informeren|antwoord*|
  reageer*|reageren|mail) (\\S{1,12} ){0,6}?(weten|horen|door|bericht|van (mij|ons)|antwoord|terug|op terug|u|je|
  jullie|uitsluitsel|reactie)
(zoek|zoeken|check|controle*|nakijk*|kijk|kijken|navraag|navragen|overleg*|bespreek|bespreken|beslis*|tekent|
  uitzoeken)
""",
    "consent.words": """
(wij|we|ik) (\\S{1,12} ){0,2}?(stellen|stel|vragen|vraag|verzoeken|verzoek|willen|wil|zouden|zou|bieden|
  bied) (\\S{1,14} ){0,8}?(voor|uitstel|termijnen|betalingsregeling|spreiding|om|regeling|willen betalen|gespreid)
(ons|mijn|het|dit) voorstel|gaat u (hier|daar)mee akkoord|bent u akkoord|is dat (goed|akkoord|oke|ok|in orde|
  mogelijk)|als (u|je|jullie) (daar|hier)mee akkoord|hoor graag of|wat vindt u|akkoord\\?
(graag|verzoek om) (\\S{1,10} ){0,2}(uitstel|geduld|verlenging)
""",
    "plan.words": """
(betalingsregeling*|afbetalingsregeling|afbetal*|termijnbetaling*|gespreid*|spreid(en|ing)|uitstel*|
  betaaluitstel|betalingsuitstel|uitgesteld*|in termijnen|verlenging van de (betaal|betalings)?termijn|
  afbetalingsplan|betaalplan|aflossingsplan|in stukjes|coulance)
(in|met|over) (\\S{1,12} ){0,2}?(termijnen|delen|keer|stukjes|maanden|gedeelten|stappen|gedeeltes)( betalen|)
(\\d+|twee|drie|vier|vijf|zes|enkele|een paar) (maandelijkse |gelijke )?(termijnen|maandtermijnen|delen)|(euro|
  €|\\d+) per maand|maandelijks (\\S{1,10} )?(betalen|aflossen|bedrag)
(kan|kunnen|kunt|kun|zou|zouden|mag|mogen) (u|je|jullie|we|wij|ik|het|dit|dat) (\\S{1,14} ){0,8}?(wachten|
  later betalen|uitstel|langer|meer tijd|nog even|eind|volgende maand|tot eind|tot begin|geduld|delen)(?! stuur)
(meer|wat|iets|beetje) (meer )?(tijd|geduld|lucht|respijt|uitstel)|(ons|mijn) voorstel
""",
    "hardship.words": """
geld (\\S{1,12} ){0,4}?(niet|niet meer|op)|(zaak|zaken|bedrijf) (loopt|lopen|draait|gaat) (\\S{1,8} )?slecht|
  bank geeft (\\S{1,10} ){0,2}(niets|geen)
(liquiditeit*|cashflow*|geldgebrek|insolven*|faillissement*|failliet*|surseance|schuldsanering|schuldhulp*|wsnp|
  bewindvoer*|curator|betalingsproblemen|betalingsonmacht|financiële (problemen|moeilijkheden|situatie|zorgen|
  krapte|nood|positie|tegenslag)|financieel (\\S{1,10} )?(moeilijk|zwaar|krap|slecht|lastig|niet)|krap bij kas|
  krap|geldnood|bijstand|uitkering|werkloos|ww|gestopt met (de zaak|het bedrijf|de onderneming)|opgeheven|
  bedrijf (\\S{1,10} ){0,3}(gestaakt|gesloten|gestopt)|rood staan|staan rood|blut|beslag op|loonbeslag|
  deurwaarders|moeilijke (tijd|tijden|periode|situatie)|zwaar weer|het water|kas is leeg|rekening is (leeg|
  geblokkeerd))
(geen|onvoldoende|niet genoeg|nauwelijks|te weinig|zonder) (\\S{1,12} )?(geld|middelen|inkomen|inkomsten|saldo|
  omzet|liquiditeit|budget|werk)
(kan|kunnen|zijn|ben|lukt) (\\S{1,14} ){0,9}?(niet|onmogelijk|niet meer|onvoldoende) (\\S{1,12} ){0,4}?(betalen|
  voldoen|opbrengen|aflossen|te betalen|in staat|missen)(?! eerder)
(grootste|belangrijkste|grote|onze) klant (\\S{1,12} ){0,6}?(failliet|niet betaald|weggevallen|vertrokken|omgevallen)
""",
    "legal.words": """
(advoca*|jurist*|juridisch*|rechter|rechtbank|rechtszaak|rechtsbijstand*|rechtsmiddel*|rechtsgang|dagvaard*|
  kort geding|procedure|procederen|proces|deurwaarder*|gerechtelijk*|gemachtigde|raadsman|aangifte|politie|
  kantonrechter|sommatie|ingebrekestelling|aansprakelijk*|cliënt|cliënte|namens (mijn|onze) cliënt*|
  geschillencommissie|rechtsmaatregelen|autoriteit persoonsgegevens)
""",
    "dispute.words": """
verkeerde (kleur|maat|artikel\\w*|model|product\\w*|aantal|spullen|levering|onderdelen)|(niemand|
  geen monteur) (\\S{1,8} ){0,4}?(geweest|gekomen|gebeld|langs)|(omgeruild|gerepareerd|hersteld|vervangen|
  opgelost) (\\S{1,6} )?(is|zijn|wordt|worden|betalen)|nog steeds (kapot|lek|niet|stuk)|betalen we niet|
  betaal ik niet|opgezegd|niets verschuldigd
(betwist*|bezwaar*|geschil|protest*|weiger*|klacht*|reclam*|onterecht*|ten onrechte|oneens|onjuist*|incorrect*|
  ongegrond)
(niet|geen|nooit) (\\S{1,14} ){0,4}?(akkoord|eens|besteld|geleverd|ontvangen (goederen|levering)|correct|juist|
  accepteren|accept*|erkennen|klopt|kloppen|overeengekomen|overeen|afgesproken|werkt|werken|conform|goedgekeurd|
  opdracht|uitgevoerd|verschuldigd|aangekomen|afgenomen|voldoet|terecht|van plan)
(klopt|kloppen) (\\S{1,12} ){0,3}?niet|(bedrag|prijs|aantal|factuur|tarief|uurtarief|btw|korting|totaal|
  vervaldatum|hoeveelheid|uren|levering|termijn) (\\S{1,14} ){0,6}?(klopt niet|onjuist|verkeerd|fout|te hoog|
  niet correct|wijkt af|niet juist|incorrect|hoger|niet goed|afgesproken|teveel|te veel)
(verkeerd*|fout*|foutief|te hoog|te veel|teveel|afwijk*|foute|verkeerde) (\\S{1,12} ){0,2}?(prijs|bedrag|aantal|
  factuur|gefactureerd|berekend|tarief|geleverd|artikel*|product*|in rekening|btw|hoeveelheid|korting|levering|
  goederen)
(dubbel*|tweemaal|twee keer|duplicaat|al eerder (gefactureerd|in rekening|gehad)|al (gefactureerd|gehad in)|
  dubbele factuur|zelfde (levering|factuur|order))
(kapot*|beschadigd*|defect*|gebrek*|mankement*|stuk|slechte kwaliteit|kwaliteit (\\S{1,10} ){0,3}(slecht|
  onvoldoende|niet)|lek|gebroken|bedorven|onbruikbaar*|ondeugdelijk*|schade|gebarsten|nat|verrot|beschimmeld|
  werkt niet|doet het niet)
(ontbreekt|ontbreken|ontbrak|ontbraken|mist|misten|missen|incompleet|onvolledig*|te laat (geleverd|geweest)|
  te weinig|nooit (geleverd|ontvangen|besteld|aangekomen)|niet geleverd|slechts \\d+|maar \\d+ (stuks|dozen|
  geleverd|van)|in plaats van (de )?\\d+|teruggestuurd|retour*|geretourneerd|teruggebracht|
  nog niet geleverd)(?! (po|inkooporder*|bestelnummer|ordernummer))
(geleverd|gefactureerd|in rekening gebracht|berekend) (\\S{1,12} ){0,3}?(\\d+|en|terwijl|maar)
(afgesproken|overeengekomen|offerte|contract|opdracht|orderbevestiging|afspraak) (\\S{1,12} ){0,4}?(was|waren|
  is|staat|prijs|stond|zegt|\\d|tarief|korting)
(creditnota|creditfactuur|credit|crediteer*|crediteren|annul*|inhouden|ingehouden|korten|gekort|verrekenen|
  in mindering|intrekken|schrappen)
(aanmaningskosten|herinneringskosten|rente|incassokosten|administratiekosten|boete) (\\S{1,14} ){0,6}?(betwist*|
  niet|onterecht|bezwaar|weiger*|schrappen|vervallen|laten)
(nog niet vervallen|niet vervallen|betaaltermijn (is|van|bedraagt) (\\S{1,10} ){0,2}\\d+|termijn is \\d+)
""",
    "document.words": """
(nogmaals|opnieuw|nog een keer|alsnog) (\\S{1,10} ){0,3}?(sturen|toesturen|mailen|indienen|factureren|
  aanleveren)|(bijlage|bestand|pdf|link) (\\S{1,10} ){0,5}?(niet|leeg|beschadigd|onleesbaar)|(ten name van|
  op naam van|gericht aan|tenaamstelling) ~|(kopie|recent) (\\S{1,8} )?(bankafschrift|uittreksel|id)|
  leveranciersformulier|herfactureren|opnieuw factureren
(factuur|facturen|kopie|overzicht|pakbon*|pdf) (\\S{1,16} ){0,6}?(sturen|toesturen|toezenden|mailen|opsturen|
  doorsturen|aanleveren|aanpassen|indienen)
(stuur*|sturen|toesturen|toezenden|zend*|mailen|mail|opsturen|doorsturen|aanlever*|leveren|ontvang*|nodig|graag|
  gelieve|verzoek*|kun|kunt|aub|a\\.u\\.b\\.?|alstublieft|verstrek*|indienen|uploaden|vermelden|ontbreekt|
  ontbreken|mis|missen|krijgen|krijg|invullen|bezorgen|overmaken van|opvragen|vragen|
  bezorg) (\\S{1,24} ){0,9}?(kopie*|factuur|facturen|factuurkopie|duplicaat|pdf|rekeningoverzicht|overzicht|
  saldo-?overzicht|openstaande posten|po-?nummer|po|inkoopordernummer|inkooporder*|ordernummer|bestelnummer|
  referentienummer|afleverbon*|pakbon*|vrachtbrief|cmr|bewijs van (levering|aflevering)|urenstaat|urenstaten|
  werkbon*|bankgegevens|bankverklaring|iban|bankbevestiging|kvk*|btw-?nummer|formulier|document*|specificatie|
  verklaring|contract|creditnota en|getekende|ubl|e-?factuur|g-rekening|leveranciersformulier|uittreksel|
  onderbouwing)
(factuur|facturen|afleverbon|hem) (\\S{1,14} ){0,6}?(niet|nooit|nergens|nog niet|
  geen) (\\S{1,12} ){0,4}?(ontvangen|gevonden|vinden|binnen|gezien|gekregen|terug|bekend|aangekomen|systeem|
  administratie|zien|in bezit|terugvinden)
(kan|kunnen|vind|vinden|zie|hebben|heb|nooit|geen|niet) (\\S{1,12} ){0,4}?(factuur|facturen|hem|deze|pakbon|
  document) (\\S{1,12} ){0,4}?(niet|nergens|nooit|ontvangen|vinden|in ons systeem|terugvinden|gevonden|gekregen)
(portal|portaal|leveranciersportaal|peppol|ubl|e-?facturatie|e-?factuur|e-?facturen|ariba|coupa|basware|
  tradeshift|digipoort) ~
(aangepaste|gecorrigeerde|correcte|nieuwe|juiste|verbeterde|gewijzigde) (factuur|facturen|versie|pdf)
""",
    "document.reject": """
(afgewezen|afgekeurd|teruggestuurd) (\\S{1,12} ){0,8}?(projectcode|kostenplaats|code|nummer)|opnieuw (instuurt|
  insturen|indient|indienen|stuurt)
(afgekeurd|geweigerd|afgewezen|teruggestuurd|geblokkeerd|niet (verwerk*|boeken|in behandeling|geaccepteerd|
  accepteren|goedkeuren)) (\\S{1,14} ){0,8}?(po|ordernummer|inkoop*|formaat|portaal|portal|ubl|xml|ontbreken|
  ontbreekt|zonder|omdat|wegens|tenaamstelling|adres|btw)
(zonder|ontbreken van|ontbrekend*|met|vermelding van|onder vermelding van) (\\S{1,12} ){0,3}?(po-?nummer|po|
  inkooporder*|inkoopordernummer|ordernummer|bestelnummer)
""",
    "document.condition": """
(zodra|als|zonder|voordat|nodig|ontbreekt|mist|missen|wachten op|hebben|graag) (\\S{1,16} ){0,8}?(pakbon|
  afleverbon|inkooporder*|po-nummer|creditnota en|btw-nummer|formulier|urenstaat|werkbon|kopie|bankverklaring|
  document*|overzicht)
""",
    "arrival.words": """
(ontvang*|binnen|op uw rekening|aankom*|bijgeschreven|krijgt|heeft u|zien|zichtbaar|er)
""",
    "redirect.words": """
(werk|werkt|werken) (\\S{1,10} ){0,2}?niet (meer )?(bij|voor|hier|op|in|daar)
(niet|niet meer|geen|nooit) (\\S{1,14} ){0,5}?(verantwoordelijk*|werkzaam|in dienst|werk|werken|contactpersoon|
  juiste (persoon|adres|afdeling|contact|bedrijf)|over|mijn afdeling|bij (mij|ons)|voor ons|bestemd|klant|
  ons bedrijf|mee te maken|gaan|ga)(?! (akkoord|betalen))
(richten|contact|stuur|sturen|mailen|mail|wend|wenden|neem|nemen|gelieve|verwijs|doorsturen|zijn|schrijf|
  schrijven|gebruik|gebruiken|bereik*|bel|moet|kunt|terecht) (\\S{1,24} ){0,12}?(\\S+@\\S+|mijn collega|
  onze boekhouder|de afdeling|de administratie|het hoofdkantoor|voortaan|in het vervolg|in de toekomst)
(nieuw|nieuwe|gewijzigd|ander|andere|juiste|verkeerd|verkeerde|foute) (\\S{1,12} ){0,1}?(adres|e-?mailadres|
  mailadres|contactpersoon|persoon|afdeling|bedrijf|ontvanger|firma|vennootschap|entiteit)
verkeerde (?!prijs|bedrag|aantal|factuur|rekening|artikel|kleur|maat|model|product|levering|onderdeel|
  onderdelen|spullen)\\w+
(verkeerd verbonden|verwarring|u bedoelt|verwissel*|verward|niets mee te maken|niks mee te maken|vergist*|per abuis)
(uit dienst|vertrokken|met pensioen|gestopt bij|weg bij|werkt niet meer|werkt hier niet|niet meer werkzaam)
(boekhoud*|accountant*|administratiekantoor|hoofdkantoor|moederbedrijf|shared service*|extern*|uitbesteed|
  vve-beheerder) (\\S{1,20} ){0,8}?(regelt|doet|verzorgt|verwerkt|voortaan|nu|@\\S+|afhandel*|behandelt|betaalt|
  handelt|gaat over|loopt)
(loopt|verloopt|gaat|wordt|worden|verzorgd|geregeld|afgehandeld|gedaan) (\\S{1,12} ){0,5}?(via|
  door) (\\S{1,12} ){0,2}?(onze|ons|mijn|een|de|het) (\\S{1,12} )?(boekhouder|accountant|administratiekantoor|
  hoofdkantoor|collega|afdeling|moeder*|administratie)
(voortaan|vanaf nu|in het vervolg) (\\S{1,20} ){0,6}?(naar|aan|via|\\S+@\\S+)
(collega|opvolger|vervanger) (\\S{1,24} ){0,8}?(regelt|overgenomen|neemt|behandelt|doet|gaat over|verzorgt|afhandelen)
""",
    "redirect.address": """
(factu*|betaling*|herinnering*|administratie*|aanmaning*) (\\S{1,24} ){0,14}?\\S{1,40}@\\S{3,50}
\\S{1,40}@\\S{3,50} (\\S{1,24} ){0,9}?(factu*|betaling*|herinnering*|administratie*)
""",
    "out_of_office.words": """
(afwezig*|afwezigheid|met (vakantie|verlof|zwangerschapsverlof|ouderschapsverlof|kerstverlof|zwangerschaps*|
  kerstvakantie|vaderschapsverlof|bevallingsverlof)|op (vakantie|reis|zakenreis)|niet (op kantoor|aanwezig|
  bereikbaar|op het kantoor)|ziek thuis|ziekgemeld|wegens ziekte|buiten kantoor|weer (op kantoor|aanwezig|
  bereikbaar|terug)|terug op kantoor|mijn terugkomst|na terugkomst|bij terugkomst|met verlof|verlof|sabbatical|
  (kantoor|bedrijf|zaak|winkel|wij|we|kantoren) (\\S{1,12} ){0,6}?gesloten|bouwvak|bedrijfssluiting|
  beperkt bereikbaar|vrij tot)(?! (kan|kunnen) (ik|we|wij))
""",
    "remittance.words": """
(bank)?kenmerk:? (\\S{1,6} )?\\S{0,12}\\d{3}\\S{0,20}|overzicht van (onze|de) betaling
(betaalspecificatie|valutadatum|valuta|betaalbewijs*|betalingsbewijs*|bewijs van (betaling|overboeking|
  overschrijving)|betalingsbevestiging|betaalbevestiging|betalingsadvies|betaaladvies|betalingsoverzicht|
  overboekingsbewijs|remittance|betalingsspecificatie|schermafdruk|screenshot)
(betalingskenmerk|kenmerk|transactienummer|transactie-?id|referentie|ref|transactiereferentie|bankreferentie|
  overboekingsnummer|chequenummer|omschrijving)\\W{0,4}(is |was |: )?\\S{0,12}\\d{3}\\S{0,24}
(volgende|onderstaande) (facturen|posten|betaling) ~
(o\\.?v\\.?v\\.?|onder vermelding van) \\S{0,12}\\d\\S{0,24}
""",
    "part.words": """
(deelbetaling*|gedeeltelijk*|gedeelte|een deel|deel van|helft|de helft|voorschot|aanbetaling*|eerste (termijn|
  deel|helft|betaling)|in delen|alvast|een derde|deels|onbetwiste (deel|bedrag)|niet-betwiste|in mindering|
  ingehouden|verrekend|onder aftrek|minus|50 ?%)
""",
    "rest.words": """
(de |het |van het |voor het |voor de )?(rest|restant|restbedrag|resterende*|overige|andere helft|
  tweede (termijn|deel|helft)|verschil|resterend bedrag)
""",
    "question.words": """
(wat|welke?|waarom|waar|waarvoor|wanneer|hoe|hoeveel|wie|waarop|op welk|naar welk|
  aan wie) (\\S{1,14} ){0,3}?(is|zijn|moet|moeten|betreft|gaat|staat|klopt|komt|kan|kunnen|heeft|hebben|rekening*|
  bedoelt|slaat)
(kunt|kun|kan|wilt|wil|zou|graag) (u|je|jullie)? ?(\\S{1,12} ){0,4}?(uitleggen|toelichten|aangeven|vertellen|
  laten weten|bevestigen|nakijken|controleren|verduidelijken|uitleg|toelichting)
(ik|we|wij) (\\S{1,12} ){0,2}?(vraag me af|vragen ons af|begrijp niet|snap niet|begrijpen niet|snappen niet|
  wil graag weten|willen graag weten)
""",
    "acknowledgement.words": """
(dank|bedankt|dank je|ontvangen|genoteerd|akkoord|prima|oke|ok|begrepen|duidelijk|goed|top|helder|komt goed|
  ter kennisgeving)
(kijk*|uitzoek*|zoek|zoeken|nakijk*|nagaan|check*|controle*|navraag|doorgestuurd|doorgezet|doorsturen|
  stuur ~ door|zet ~ door|neem ~ op|pak ~ op|in behandeling|laat ~ weten|kom ~ terug|overleg*|mee bezig|naar (de |
  onze )?(administratie|boekhouding|financiële|collega*|afdeling)|bespreek*|wacht op (goedkeuring|akkoord)|
  ter goedkeuring)
(spoedig|binnenkort|zo snel mogelijk|zsm|z\\.s\\.m\\.?|zo spoedig mogelijk|snel|asap|eerdaags|op korte termijn|
  komende dagen)
""",
    "unsubscribe.words": """
(uitschrijv*|afmeld*|afmelden|mailinglijst|mailinglist|verzendlijst|maillijst|nieuwsbrief|adressenlijst|
  adresbestand|contactlijst)
(verwijder*|haal|halen|schrap*|wis|wissen) (\\S{1,12} ){0,5}?(adres|e-?mailadres|mij|ons|lijst|bestand|gegevens|
  systeem|uit uw|van de)
(stop*|geen|niet meer|ophouden|hou op|houd op|wil niet|willen niet|wens geen|
  nooit meer) (\\S{1,12} ){0,3}?(mails?|e-?mails?|berichten|mailen|met (mailen|sturen|het sturen)|te mailen|
  sturen|toesturen|post|herinneringen|ontvangen|van u|spam|lastig)
""",
    "other.words": """
(sollicit*|cv|vacature|stage|functie van|motivatiebrief|open sollicitatie)
(seo|leads|meer (omzet|klanten)|aanbieding|korting op|% korting|actie geldig|nieuwsbrief|webinar|demo|gratis|
  proefperiode|klik hier|vrijblijvend*|meeting van \\d+ minuten|black friday|promotie|marketing*)
(recept|verjaardag*|bruiloft|lunchen|lunch|borrel|voetbal|wedstrijd|barbecue|gefeliciteerd|feestje|etentje|
  koffie drinken|kinderen|hockey|fietsen|vrijmibo|schaatsen)
""",
    "topic.words": """
(betaal*|betal*|factu*|overmak*|overgemaakt|overboek*|rekening*|bedrag*|saldo|openstaand*|herinnering*|
  aanmaning*|schuld*|vervald*|geld|bank*|levering*|gelever*|bestel*|administratie*|boekhoud*|goedkeur*|voldaan|
  voldoen|incasso*|credit*|debet|run|batch|akkoord|posten|zaak)
""",
    "other_event.words": """
(vanaf vandaag|per heden|beloofd|aangekondigd|gezegd|begrafenis|uitvaart|afgekeurd|geregistreerd|overgenomen)
(terug|vakantie|verlof|gesloten|afwezig|op kantoor|aanwezig|feestdag*|bereikbaar|open)
(factu*|herinnering*|brief|mail|e-?mail|bericht|bestelling|offerte|contract|levering|order|aanmaning|creditnota|
  pakbon) (\\S{1,20} ){0,3}?(van|d\\.d\\.|dd|gedateerd|van de|op)
(geleverd|levering|besteld|ontvangen op|vervalt|vervallen|vervaldatum|gedateerd|vergadering|afspraak|beurs|
  gebeld|gesproken|sinds|geldig|getekend|teruggestuurd|gisteren|overleg|bellen|bezoek|jarig|verloopt|aangevraagd)
(vorige|afgelopen|verleden) (\\S{1,12}|week|maand|jaar)|geleden
""",
}
