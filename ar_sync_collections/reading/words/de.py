"""German; see the package for how to read the tables."""

from .de_money import RULES as MONEY_RULES

RULES = {
    **MONEY_RULES,
    "plan.words": """
(in|mit|per|auf) (\\S{1,16} ){0,3}?(raten|teilbeträgen|teilzahlungen|monatsraten|etappen|teilen|rate|tranchen|
  häppchen)( zahlen| bezahlen| abzahlen| begleichen| abstottern|)
ratenzahlung*|ratenplan|ratenvereinbarung|zahlungsplan|tilgungsplan|stundung*|stunden sie|zahlungsaufschub|
  aufschub|fristverlängerung|zahlungsziel verlängern|verlängerung (der|des) (frist|zahlungsziel\\w*|
  zahlungsfrist)|zahlungsvereinbarung|abstottern|monatsraten
(\\d+|zwei|drei|vier|fünf|sechs|monatliche\\w*|kleine\\w*|gleiche\\w*) (monats)?(raten|teilzahlungen|teilbeträge\\w*)
(im|pro|jeden|je) monat (\\S{1,16} ){0,4}?(akzeptieren|möglich|ok|okay|in ordnung|zahlen|abzahlen|einverstanden)
(könnten|können|würden|kann|könnte|dürfte|darf|dürften|dürfen) (sie|wir|ich|ihr|du|
  man) (\\S{1,16} ){0,10}?(warten|aufschub|gedulden|stunden|gewähren|später (zahlen|bezahlen|überweisen)|
  mehr zeit|bis ende|bis anfang|bis mitte|verlängern|verschieben|hinausschieben|noch etwas zeit|akzeptieren|
  erst (am|im|ende|anfang|mitte|zum|nächste\\w*) (\\S{1,12} ){0,4}?(zahlen|bezahlen|überweisen|begleichen))
(mehr|etwas|noch|bisschen) (\\w+ )?(zeit|geduld|luft|aufschub|spielraum) ~
(unser|mein|folgender|als) (\\w+ )?(vorschlag|angebot)( wäre| ist|:|,)
(nicht auf einmal|nicht alles auf einmal|nicht in einer summe|aufteilen|zu teilen|teilen dürfen|splitten)
""",
    "hardship.words": """
(liquidität*|zahlungsunfähig*|zahlungsschwierigkeit*|zahlungsprobleme*|zahlungsengpass*|
  finanzielle\\w* (\\w+ )?(lage|schwierigkeit\\w*|engpass|engpässe|probleme\\w*|situation|not|mittel)|geldsorgen|
  geldnot|engpass|engpässe|finanziell (am|schlecht|eng|schwierig|angespannt|nicht)|finanznot|insolven*|konkurs*|
  pleite|bankrott|zwangsvollstreckung|privatinsolvenz|schuldnerberatung|kurzarbeit|arbeitslos*|arbeitslosengeld|
  rentner\\w*|bürgergeld|hartz|grundsicherung|krankengeld|überschuldet|geschäftsaufgabe|gewerbe abgemeldet|
  betrieb eingestellt|auftragsflaute|zahlungsstopp)
(kein|keinen|keine|kaum|nicht genug|nicht genügend|zu wenig|gar kein) (\\w+ )?(geld|mittel|guthaben|liquidität|
  einkommen|rücklagen|cent|umsatz|umsätze|einnahmen|aufträge)( mehr| auf| da| für| haben|)
(können|kann|könnten|vermögen|sind|bin|schaffen|schaffe) (\\S{1,16} ){0,8}?(nicht|nicht mehr|unmöglich|
  leider nicht|außerstande|nicht in der lage) (\\S{1,12} ){0,4}?(zahlen|bezahlen|begleichen|aufbringen|leisten|
  zu zahlen|zu bezahlen|stemmen|zu begleichen|überweisen)
(völlig |total |komplett )?(blank|klamm|knapp bei kasse|pleite)|konto (ist |\\w+ )?(leer|gepfändet|gesperrt|
  im minus|überzogen)|kasse ist leer|finanziell|wasser bis zum hals|zahlungen dürfen wir nicht|existenz
(hauptkunde|großkunde|größter kunde|kunde|auftraggeber) (\\S{1,12} ){0,5}?(insolvent|pleite|abgesprungen|
  gekündigt|weggebrochen|nicht gezahlt|sitzen lassen)
(schwierige\\w*|angespannte\\w*|schlechte\\w*|enge\\w*|wirtschaftliche\\w*) (\\w+ )?(lage|phase|zeit\\w*|
  situation|zeiten|finanzlage|geschäftslage|auftragslage|schwierigkeiten)
""",
    "legal.words": """
(anwalt*|anwält*|rechtsanw*|rechtsabteilung|juristisch*|jurist*|kanzlei|rechtsbeistand|rechtsvertret*|
  rechtlich*|rechtsweg|rechtsstreit|klage|klagen|verklag*|gericht|gerichtlich*|gerichte|gerichts|amtsgericht|
  landgericht|prozess*|anzeige|strafanzeige|polizei|staatsanwalt*|mahnbescheid|
  widerspruch gegen (den )?mahnbescheid|mandant*|mandat|verbraucherzentrale|verbraucherschutz|rechtliche schritte|
  einstweilige|unterlassung*|schadensersatz*|insolvenzverwalter|namens und in vollmacht|anwaltlich*|
  datenschutzbehörde)
""",
    "dispute.words": """
(warte|warten|wartet) (\\S{1,14} ){0,6}?(darauf|dass|auf) (\\S{1,14} ){0,6}?(repar\\w*|richtet|kommt|
  nachbesser\\w*|austausch\\w*|ersatz\\w*|monteur|techniker)
(niemand|keiner) (\\S{1,10} ){0,3}?(gekommen|kam|erschienen|gemeldet|da gewesen)|nachbesser*|nacherfüll*|
  ersatzlieferung|umgetauscht|falsche (farbe|größe|ware|artikel|menge|teile)
(zahle|zahlen|überweise|bezahlen) (\\S{1,8} )?erst,? wenn ~|gekündigt (worden|am|zum|haben)|längst gekündigt|
  vertrag (\\S{1,10} ){0,4}gekündigt|schulden (ihnen|euch) nichts
(geliefert|erhalten|bekommen|angekommen|geleistet|erbracht) (\\S{1,12} ){0,4}?(nur|lediglich|bloß) (\\d+|
  ein\\w*|zwei|drei|die hälfte)|(nur|lediglich) \\d+ (\\S{1,12} ){0,3}?(geliefert|erhalten|bekommen|angekommen)
(widersprech*|widerspruch*|einspruch*|bestreit*|bestritten|reklam*|beanstand*|bemängel*|mangel*|mängel*|
  mängelrüge|gerügt|rügen|rüge|einwände|einwand|unstimmig*|strittig*|unstrittig*|streitig*|beschwer*|zurückweisen|
  weisen ~ zurück|unberechtigt*|ungerechtfertigt*|nicht gerechtfertigt|unzutreffend|lehnen ~ ab|ablehn*|abgelehnt|
  weigern|verweiger*)
(nicht|kein|keine|keinesfalls|niemals|nie) (\\S{1,16} ){0,3}?(einverstanden|akzeptier*|anerkenn*|anerkannt|
  korrekt|richtig|zutreffend|nachvollziehbar|gerechtfertigt|bestellt|beauftragt|geliefert|erhalten haben|
  angekommen|erbracht|vereinbart|ordnungsgemäß|funktioniert|gebraucht|abgenommen|in auftrag|berechtigt|schuldig|
  zustehen|zu vertreten|nachvollziehen)
(falsch*|zu hoch*|zu viel|zuviel|fehlerhaft*|überhöht*|überzogen*|inkorrekt*|unkorrekt|stimmt nicht|
  stimmen nicht|passt nicht|passen nicht|stimmt so nicht|weicht ab|abweich*|abweichung*|differenz*|
  irrtümlich) (\\S{1,16} ){0,4}?(preis*|betrag|menge*|rechnung*|stundensatz|satz|summe|fälligkeit*|skonto|steuer*|
  mehrwertsteuer|mwst|ust|rabatt|position*|ware|artikel|berechnet|abgerechnet|fakturiert|geliefert|zahlungsziel|
  angaben)?
(preis*|betrag|beträge|menge*|rechnung*|stundensatz|satz|summe|fälligkeit*|skonto|steuer*|mwst|rabatt|position*|
  zahlungsziel|mahnung|forderung|stunden|kosten|mahngebühr*) (\\S{1,16} ){0,6}?(falsch|zu hoch|zu viel|zuviel|
  fehlerhaft|überhöht|stimmt nicht|stimmen nicht|nicht korrekt|nicht richtig|passt nicht|stimmt (so )?(hinten|
  vorn|nicht)|unberechtigt|nicht nachvollziehbar|entspricht nicht|entsprechen nicht)
(entspricht|entsprechen|deckt sich) (\\S{1,16} ){0,4}?nicht
(doppelt*|das stimmt (so )?nicht|zweimal|zwei mal|zum zweiten mal|duplikat|dublette|bereits (berechnet|
  abgerechnet|in rechnung)|schon (berechnet|abgerechnet|mal berechnet)|doppelberechnung|doppelbuchung|
  doppelte rechnung)
(defekt*|beschädig*|kaputt*|mangelhaft*|schadhaft*|zerbrochen*|zerkratzt*|gebrochen*|undicht*|verschimmelt*|
  verdorben*|unbrauchbar*|schlechte qualität|qualitätsmängel|nass|bruch|transportschaden|funktioniert nicht|
  ausgefallen|geht nicht)
(fehlten|fehlte|fehlten|fehlmenge*|fehlende\\w*|unvollständig*|nur teilweise|teillieferung|nur \\d+ (stück|von|
  paletten|kartons|statt)|statt \\d+|zu wenig|zu spät|verspätet*|verspätung|nie angekommen|nie erhalten|
  nie geliefert|nicht geliefert|noch nicht geliefert|nicht angekommen|lieferung (\\w+ ){0,3}(fehlt|unvollständig|
  nicht|falsch))
(vereinbart|abgemacht|ausgemacht|angeboten|zugesagt|vertrag|vertraglich|angebot|auftragsbestätigung|
  bestellung) (\\S{1,16} ){0,4}?(war|waren|ist|sind|wurde|wurden|steht|stehen|sagt|lautet|gilt|\\d)
(abgerechnet|berechnet|in rechnung gestellt|fakturiert) (\\S{1,16} ){0,2}?(wurden|wurde|haben sie|werden|sind)
(gutschrift*|storno*|stornier*|gutschreiben|kürz*|gekürzt|einbehalt*|einbehalten|abgezogen|abzug|abziehen|
  minderung|mindern|zurückgeschickt|zurückgesandt|retour*|rücksendung|zurückgegeben)
(mahngebühr*|verzugszins*|zinsen|mahnkosten|säumnis*|verzugspauschale) (\\S{1,16} ){0,6}?(nicht|bestreit*|
  unberechtigt*|akzeptier*|ablehn*|lehnen|erlassen|streichen|stornier*)
(noch nicht fällig|nicht fällig|erst (am|zum|in|im) (\\S{1,12} ){0,3}fällig|zahlungsziel (ist|beträgt|von|war|
  lautet) (\\S{1,12} ){0,2}(\\d+|vereinbart))
(zahlen|bezahlen|zahle|bezahle|zahlen werden|zahlen wir) (\\S{1,16} ){0,3}?(nicht|nichts|gar nichts|keinen cent|
  nicht ein)(?! (können|auf einmal|sofort|vor|früher))
""",
    "document.words": """
(nochmal\\w*|noch einmal|erneut|wieder|neu) (\\S{1,12} ){0,3}?(schicken|senden|zusenden|zuschicken|mailen|
  einreichen|ausstellen|stellen|hochladen|übermitteln)
(anhang|datei|pdf|link|anlage) (\\S{1,12} ){0,5}?(nicht|leer|beschädigt|kaputt|unlesbar)
(ausgestellt|adressiert|lautet|lautend) (\\S{1,12} ){0,3}?(auf|an) |umschreibung|neuausstellung|umschreiben|
  rechnungsempfänger|rechnungsanschrift|neu ausstellen
(abliefernachweis*|liefernachweis*|lieferantenstammblatt|stammdaten*|handelsregisterauszug|kontonachweis|
  bankbestätigung|zertifikat*|prüfzeugnis*|werkszeugnis*) (\\S{1,12} ){0,5}?(mailen|senden|schicken|bitte|noch|
  benötig\\w*|fehlt|brauch\\w*|zukommen)?
nicht (gebucht|verbucht|verarbeitet|eingelesen|gelesen|zugeordnet) (\\S{1,12} ){0,2}?(werden|worden)
(bitte|bitten|schicken|schicke|schick|senden|sende|zusenden|zuschicken|übersenden|übermitteln|mailen|zukommen|
  benötig*|brauch*|bräuchte*|fehlt|fehlen|anfordern|nachreichen|einreichen|ausstellen|hochladen|erbitten|hätte*|
  möchte*|wünsch*|erforderlich|nötig|warte*|angabe|reichen|stellen|schickt|gebraucht|geben|
  einstellen) (\\S{1,24} ){0,10}?(rechnungskopie*|kopie*|duplikat*|rechnung|rechnungen|originalrechnung|
  zweitschrift|abschrift|pdf|kontoauszug*|kontenauszug*|saldenbestätigung|offene-posten-liste|op-liste|
  aufstellung|übersicht|bestellnummer*|po-nummer|bestellbezug|auftragsnummer|lieferschein*|liefernachweis*|
  ablieferbeleg|stundenzettel|stundennachweis*|leistungsnachweis*|bankverbindung|bankdaten|bankbestätigung|iban|
  steuernummer|ust-?id*|umsatzsteuer-?id*|freistellungsbescheinigung|unbedenklichkeitsbescheinigung|nachweis*|
  beleg|belege|unterlagen|formular*|fragebogen|stammdatenblatt|lieferantenformular|xrechnung|e-?rechnung|zugferd|
  korrekturrechnung|rechnungskorrektur|kostenstelle|details|aufschlüsselung|vertrag)
(korrigiert*|berichtigt*|neue|neuen|geändert*|angepasst*|richtige\\w*|korrekt*|überarbeitet*|
  ordnungsgemäß*) (rechnung*|version|fassung|ausfertigung|beleg)
(rechnung*|rechnungskopie|lieferschein|kontoauszug\\w*|original) (\\S{1,16} ){0,6}?(nicht|nie|noch nicht|
  leider nicht|keine) (\\S{1,12} ){0,2}?(vor|vorliegen|vorliegt|erhalten|bekommen|angekommen|eingegangen|finden|
  gefunden|auffindbar|da|zugegangen|im system|auffinden|erreicht|hier|gekriegt)
(finde|finden|haben|liegt|habe|liegen|fehlt|fehlen|vermisse|vermissen) (\\S{1,16} ){0,5}?(keine rechnung|
  diese rechnung nicht|rechnung nicht|rechnung|lieferschein|bestellnummer|kein beleg|die rechnung nirgends|
  nicht vor)(?! eigentlich)
""",
    "document.reject": """
(ohne|fehlende|fehlt|angabe) (\\S{1,12} ){0,3}?(bestellnr\\.?|bestell-nr\\.?|po-nr\\.?|auftragsnr\\.?|
  projektnummer|projektcode)
(zurückgewiesen|abgelehnt|abgewiesen|zurückgeschickt|nicht verarbeit*|nicht (bearbeiten|buchen|prüfen|freigeben|
  akzeptier*)|gesperrt|nicht angenommen) (\\S{1,16} ){0,8}?(bestellnummer|po|format|portal|xml|xrechnung|fehlt|
  fehlen*|ohne|da|weil|wegen|adresse|pflichtangaben|kostenstelle)
(ohne|fehlende\\w*|fehlt|fehlen|mit|angabe|unter angabe) (\\S{1,12} ){0,4}?(bestellnummer*|po-?nummer|po|
  bestellbezug|auftragsnummer|kostenstelle|lieferantennummer|leitweg-?id)
""",
    "document.more": """
(rechnung*|kopie*|duplikat|kontoauszug|lieferschein*|aufstellung|pdf|beleg|unterlagen|
  originalrechnung) (\\S{1,16} ){0,6}?(zuschicken|zusenden|schicken|senden|mailen|übersenden|zukommen lassen|
  nachreichen|ausstellen|zustellen|zumailen|weiterleiten|bereitstellen|schickst|schickt|ergänzen|korrigieren|
  neu erstellen|übermitteln|einreichen|hochladen)(?! (sie|ihre|mahnungen) (künftig|an))
(portal|xrechnung|x-rechnung|zugferd|e-?rechnung*|elektronische\\w* rechnung*|peppol|ariba|coupa|
  lieferantenportal|rechnungseingangsportal|zre|ozg-re|leitweg*) ~
(um|bitte) (\\S{1,16} ){0,3}?(zusendung|übersendung|übermittlung|zustellung|erneute|vorlage|ausstellung) ~
""",
    "document.condition": """
(sobald|wenn|ohne|bevor|solange|erst nach|erst wenn|benötig*|fehlt|fehlen|warten auf|liegt|brauch*|
  bräucht*) (\\S{1,20} ){0,8}?(unterschriebene\\w*|lieferschein*|bestellnummer*|rechnungskopie|bankverbindung|
  gutschrift und|korrigierte\\w* rechnung|freistellungsbescheinigung|leistungsnachweis*|stundenzettel|kontoauszug|
  unterlagen|nachweis|po-nummer|formular|beleg)
""",
    "redirect.words": """
(nicht mehr|nicht|kein|keine) (\\S{1,16} ){0,6}?(zuständig*|verantwortlich*|ansprechpartner*|im unternehmen|
  bei (uns|der|dieser) (firma|beschäftigt|tätig)|tätig|beschäftigt|meine (baustelle|aufgabe|abteilung)|
  mein (thema|bereich)|der richtige|die richtige|unsere rechnung|gemeint|unser kunde|in der (firma|buchhaltung)|
  für (uns|mich)( bestimmt)?|arbeite|mit mir|an mich|bei (der |dem )?(fa\\.?|firma|\\w+ (gmbh|ag|kg)))
(arbeite|bin|arbeitet|ist) (\\S{1,16} ){0,6}?nicht mehr (bei|für|in|im|dort|da)
(zuständig|verantwortlich|ansprechpartner\\w*) (\\S{1,16} ){0,4}?(ist|sind|für|wäre|dafür|hierfür|nun|jetzt|
  frau|herr|kollege|kollegin|unser|die|künftig)
(wenden|richten|schicken|senden|melden|schreiben|mailen|adressieren|kontaktieren|leiten|weiterleiten|sende|
  schicke|schick|nutzen|verwenden|benutzen|gehen) (sie|bitte|diese|dies|das|rechnungen|mahnungen|alle|ihre|
  künftig|es|bitte künftig|ihr|direkt) (\\S{1,24} ){0,12}?(an \\S+|@\\S+|\\S+@\\S+|frau|herrn|kollegin|kollegen|
  adresse|abteilung|buchhaltung|zentrale|steuerberater)
(neue|geänderte|richtige|falsche|andere|aktuelle|korrekte|verkehrte)[rnms]? (\\S{1,12} )?(adresse|
  e-?mail-?adresse|mailadresse|ansprechpartner*|anschrift|firma|empfänger*|person|abteilung|stelle|zuständigkeit|
  kontakt|gesellschaft|unternehmen|kontaktperson)
(falsche\\w*|verkehrte\\w*|andere) (firma|person|adresse|empfänger|unternehmen)|verwechs*|irrläufer|
  fehlgeleitet|gemeint (ist|sind)|nichts (\\w+ )?zu tun|sind wir nicht|bin ich nicht|irrtümlich an|erwischt
(ausgeschieden|verlassen|in rente|im ruhestand|nicht mehr für|gekündigt|gewechselt) (\\S{1,12} ){0,3}
(steuerberater*|steuerbüro|steuerkanzlei|externe\\w* (buchhaltung|dienstleister)|shared service*|
  zentrale buchhaltung|hauptverwaltung|muttergesellschaft|konzernmutter|hausverwaltung|buchhaltungsbüro|
  buchhaltungsservice) (\\S{1,20} ){0,8}?(erledigt|macht|übernimmt|übernommen|kümmert|zuständig|bearbeitet|@\\S+|
  führt|läuft|wenden|richten|bezahlt)
(läuft|laufen|erfolgt|bearbeitet|erledigt|übernommen|übernimmt|gemacht|abgewickelt) (\\S{1,16} ){0,5}?(jetzt|
  nun|künftig|ab sofort|seit|inzwischen|neuerdings|mittlerweile) (\\S{1,16} ){0,3}?(über|von|durch|bei|an|die|der|
  das)
(künftig|zukünftig|in zukunft|ab sofort|fortan|ab jetzt|von nun an) (\\S{1,20} ){0,6}?(an|über|\\S+@\\S+|adresse)
(kollege|kollegin|nachfolger*|kollegen) (\\S{1,24} ){0,8}?(übernimmt|übernommen|zuständig|kümmert sich|betreut|
  bearbeitet)
""",
    "redirect.address": """
(rechnung*|zahlung*|mahnung*|buchhaltung*|debitoren*|kreditoren*|forderung*) (\\S{1,24} ){0,14}?\\S{1,40}@\\S{3,50}
\\S{1,40}@\\S{3,50} (\\S{1,24} ){0,9}?(rechnung*|zahlung*|mahnung*|buchhaltung*)
""",
    "out_of_office.words": """
(abwesen*|nicht (im (büro|hause|haus|dienst)|am (arbeitsplatz|platz)|erreichbar|da|anwesend|im unternehmen)|
  außer haus|im urlaub|urlaub*|elternzeit|mutterschutz|mutterschaftsurlaub|krankgeschrieben|krank|erkrankt|
  auf (dienstreise|geschäftsreise|reisen|fortbildung|schulung|messe)|sabbatical|homeoffice nicht|in kur|reha|
  betriebsferien|betriebsurlaub|werksferien|bin ich wieder|wieder (für sie da|im (büro|haus|einsatz)|erreichbar|
  da|zurück)|nach meiner rückkehr|ooo|out of office|feiertage|weihnachtsferien) (\\S{1,16} ){0,5}?(bis|vom|ab|
  wieder|da|zurück|nicht|und|mehr|\\d\\S*|büro|bin|nur)?
(büro|geschäft|betrieb|firma|praxis|wir|laden|verwaltung) (\\S{1,16} ){0,9}?geschlossen|geschlossen (bis|vom|ab)
(bis|ab|vom|am) (\\S{1,12} ){0,6}?(nicht (im büro|erreichbar|da|im haus\\w*)|abwesend|im urlaub|außer haus|
  in urlaub|wieder (da|im büro|erreichbar|für sie da|zurück)|in elternzeit)
(e-?mails?|nachricht\\w*) (\\S{1,12} ){0,6}?(nicht|erst|nach meiner rückkehr|
  danach) (\\S{1,12} ){0,3}?(weitergeleitet|gelesen|bearbeite\\w*|beantwort\\w*|lesen)
""",
    "remittance.words": """
(zahlungsavis*|avis|avise|avisier*|zahlungsaufstellung|zahlungsanzeige|regulierungsliste)
(beleg|überweisungsbeleg|zahlungsbeleg|zahlungsnachweis|überweisungsnachweis|nachweis|kontoauszug|
  zahlungsbestätigung|überweisungsbestätigung|bankbeleg|buchungsbeleg|swift|swift-kopie|screenshot|quittung|
  bankbestätigung) (\\S{1,16} ){0,5}?(anbei|liegt bei|beigefügt|im anhang|als anlage|in der anlage|angehängt|
  hängt an|anliegend|beiliegend|finden sie|sende|schicke|von der|der zahlung|der überweisung|über die)
(anbei|im anhang|als anlage|in der anlage|angehängt|beigefügt|anliegend|beiliegend|
  hier) (\\S{1,16} ){0,7}?(beleg|überweisungsbeleg|zahlungsbeleg|zahlungsnachweis|überweisungsnachweis|
  nachweis der|nachweis über|kontoauszug|zahlungsbestätigung|überweisungsbestätigung|bankbeleg|avis|zahlungsavis|
  buchungsbeleg|screenshot|quittung)
(verwendungszweck|buchungsnummer|transaktionsnummer|transaktions-?id|überweisungsreferenz|zahlungsreferenz|
  bankreferenz|referenznummer|referenz|ref|tan-?nr|scheck-?nr|schecknummer|auftragsnummer der (bank|überweisung)|
  end-to-end\\S*|belegnummer|vorgangsnummer der bank|e2e)\\W{0,4}(war |ist |lautet |war: |: |nr\\.? |
  nummer )?\\S{0,12}\\d\\S{0,24}
(folgende|nachstehende)[nr]? (rechnungen|posten|zahlung|belege|rechnungsnummern|zahlungen) ~
""",
    "question.words": """
(was|wer|wo|welche\\w*|warum|wieso|weshalb|wann|wofür|worauf|woher|wohin|an wen|auf welche\\w*|für welche\\w*|
  wie (viel|hoch|lange|kommt|setzt|kann|ist)) (\\S{1,16} ){0,3}(ist|sind|soll|sollen|bezieht|kommt|war|wurde|
  haben|können|handelt|gehört|geht|steht|konto)
(bitte|können|könnten|kannst|könntest) (\\S{1,12} ){0,4}?(mitteilen|teilen (sie )?(uns|mir) mit|erklären|
  erläutern|sagen|klären|prüfen|bestätigen|nachsehen|nachschauen|angeben|aufklären)
(teilen sie (uns|mir) (bitte )?mit|um (auskunft|erläuterung|klärung|mitteilung|info|aufklärung|prüfung)|
  ich (frage|wundere) mich|würde gerne wissen|wüsste gerne|verstehe nicht|ist (mir|uns) (nicht|un)\\s?klar|
  kann nicht zuordnen|können nicht zuordnen|nicht zuordnen)
""",
    "acknowledgement.words": """
(danke|dank|vielen dank|besten dank|merci|ok|okay|alles klar|in ordnung|verstanden|notiert|zur kenntnis|
  erhalten|eingegangen|angekommen|passt|gut|wird gemacht|geht klar|mach ich|machen wir|perfekt|prima|super)
(kläre|klären|klär|prüfe|prüfen|prüf|geprüft|schaue|schauen|schau|kümmere|kümmern|kümmer|sehe|sehen|melde|
  melden|gehe|gehen|frage|fragen|hake|recherchier*|leite|leiten|gebe|geben|weitergeleitet|weitergegeben|
  weiterleiten|weiterzuleiten|bearbeit*|in arbeit|in prüfung|in bearbeitung|liegt (beim|bei der|zur)|zur freigabe|
  wartet auf|intern)
(demnächst|bald|in kürze|zeitnah|schnellstmöglich|so schnell wie möglich|baldmöglichst|umgehend|
  in den nächsten tagen|asap|kurzfristig|schnellstens|alsbald)
""",
    "unsubscribe.words": """
(automatische\\w*|diese) (\\w+ )?(erinnerungen|mahnmails|mails|nachrichten) (\\S{1,10} ){0,3}?(abstellen|
  abschalten|ausschalten|einstellen|stoppen|deaktivieren)
(abmeld*|abbestell*|austrag*|newsletter|verteiler*|mailingliste|mailing-liste|e-?mail-?liste|adressliste|kontaktliste)
(lösch*|entfern*|streich*|nehmen|nimm|nehmt) (\\S{1,16} ){0,4}?(mich|uns|meine|unsere|diese|die|adresse|
  aus) (\\S{1,16} ){0,4}?(adresse|e-?mail*|mailadresse|verteiler|liste|daten\\w*|system|kartei|heraus|raus)
(keine|nicht mehr|nie wieder|hören|hör|unterlassen|aufhören|stopp\\w*|verschonen|
  unterlass) (\\S{1,16} ){0,4}?(mails?|e-?mails?|nachrichten|schreiben|mahnungen|zusendungen|erinnerungen|post|
  anschreiben|spam|mailen|anmailen|zu schreiben|belästig\\w*) (\\S{1,12} ){0,4}?(mehr|bekommen|erhalten|senden|
  schicken|zu|schreiben|auf|an)?
(hören|hör|hört) (\\S{1,14} ){0,3}?auf
(adresse|daten) (\\S{1,12} ){0,4}?(löschen|entfernen|zu löschen|gelöscht)
""",
    "other.words": """
(bewerb*|lebenslauf|stellenanzeige|praktikum|ausbildungsplatz|vorstellungsgespräch|stelle als)
(seo|leads|umsatz (steigern|verdoppeln)|mehr kunden|werbung|rabattaktion|sale|zugreifen|sparen|sonderangebot*|
  angebot nur|newsletter|webinar|gratis|kostenlos testen|jetzt (kaufen|sichern|bestellen|anmelden)|% rabatt|
  gewinnspiel|black friday|unverbindliches (gespräch|angebot)|demo|termin für ein gespräch|kurzes telefonat|
  neukunden*|suchmaschin*)
(mittagessen|geburtstag*|grillen|fußball|hochzeit|rezept|kaffee trinken|biergarten|stammtisch|glückwunsch|
  feierabendbier|kindergarten|betriebsausflug|sommerfest|weihnachtsfeier|kegeln|skat)
""",
}
