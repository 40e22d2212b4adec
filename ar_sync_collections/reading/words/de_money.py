"""German, the words around payments; see the package for how to read the tables."""

RULES = {
    "pay.words": """
(be|aus|ein|ab|voraus|an|nach|zurück)?(zahl|gezahlt|zahlen)(e|t|en|st|bar|te|ten|ung|ungen|ungs\\w*)?|bezahl*|
  zahl*|auszuzahlen|zu zahlen
überweis*|überwies*|überwiesen|transferier*|anweis*|angewiesen|anzuweisen|zahlungsanweisung
(weise|weisen|weist) ~ an
begleich*|beglichen|beglich|ausgeglichen|ausgleich*|gleichen ~ aus|auszugleichen|regulier*|erledig*|geregelt|
  regeln|beglichen
(zahlungslauf|zahllauf|zahlungsläufe|zahlläufe|zahlungslaufes|zahllaufs|zahlungsvorschlag*|zahltag|zahltermin|
  zahlungstermin|lauf|überweisungslauf|sammelüberweisung|zahlungsausgang|zahlungseingang|geldeingang|dta|sepa*|
  lastschrift*|zahlungslaufs)
(geht|gehen|ging|gingen|rausgehen|rausgeht|rausgehn|rausgegangen|gehts|geht's) ~ (raus|ab|weg|an (sie|euch|
  dich)|auf den weg)
(raus|rausgeht|rausgehen|rausschick*|rausgeschickt|auf den weg|unterwegs|klappt|klappt's|klappts|kommt|kommen|
  folgt|folgen|erfolgt|erfolgen|ankommen|eintreffen|eingehen|geht ein)
(geld|betrag|summe|rest|restbetrag|saldo|rate|raten|teilbetrag|gutschrift|gelder|euronen|kohle|beträge|
  überweisung*|zahlung*|wertstellung|valuta|scheck*)
(eingeplant|vorgesehen|vorgemerkt|terminiert|geplant|eingestellt|veranlass*|vornehm*|vorgenommen|freigegeben|
  freigabe|angestoßen|ausgeführt|ausführ*|gebucht|verbucht|abgebucht|gutgeschrieben|angesetzt|disponiert|
  berücksichtigt|durchgeführt|ausgelöst|auslösen|auszulösen|anstoßen|dabei|mit drin|mit dabei)
(haben|hast|bekommen|bekommst|kriegen|kriegst|erhalten|erhältst|kriegt|habt) (sie|du|ihr|es|das)
(sie|du|ihr) (haben|hast|bekommen|bekommst|kriegen|kriegst|erhalten|erhältst|kriegt|habt)
(auf|bei) (ihrem|deinem|eurem|ihr|dem) konto|bei (ihnen|dir|euch)|auf (ihr|dein|euer) konto
(ist|sind) (es |das |alles |dann |er )?(da|drauf|durch|drin)
""",
    "commit.words": """
(kriegen|bekommen|erhalten|kriegst|bekommst) (sie|du|ihr|es)( \\w+)?
(sie|du|ihr) (kriegen|bekommen|erhalten|kriegst|bekommst)( \\w+)?
(überweis|zahl|bezahl|begleich)(e|en|t) (ich|wir)|(ich|wir) ~ (überweise|überweisen|zahle|zahlen|bezahle|
  bezahlen|begleiche|begleichen|leisten|leiste|anweisen|schicke|schicken)
(werde|werden|wird|können|kann) ~ (überweisen|überwiesen|zahlen|gezahlt|bezahlen|bezahlt|begleichen|beglichen|
  angewiesen|anweisen|leisten|ausgezahlt|veranlasst|veranlassen)
(weise|weisen) ~ an
(zahlung|überweisung|anzahlung|abschlag|abschlagszahlung|teilzahlung|rate) (von|über|in höhe von|i\\.h\\.v\\.) ~
""",
    "past.paid": """
(ist|sind|war) (\\S{1,12} ){0,6}?(runter|abgegangen|vom konto|eingezogen|abgebucht)
(sie|ihre \\w+|ihr \\w+) (\\S{1,14} ){0,6}?(erhalten|bestätigt|eingelöst|verbucht|eingezogen|
  abgebucht) (\\S{1,8} )?(haben|hat|hatten|wurde)
(hat|haben) (\\S{1,14} ){0,6}?(unser konto|die bank|das haus) (\\S{1,8} )?verlassen
(habe|haben|hab|hatten|hat|hätten) ~ ~ (bezahlt|gezahlt|überwiesen|beglichen|angewiesen|ausgeglichen|
  transferiert|veranlasst|eingezahlt|abgeschickt|rausgeschickt|gemacht|getätigt|erledigt|abgebucht|eingezogen|
  bestätigt|freigegeben und überwiesen|losgeschickt|ausgeführt)
(wurde|wurden|worden|ist|sind|war|waren|is) ~ ~ (bezahlt|gezahlt|überwiesen|beglichen|ausgeglichen|transferiert|
  abgebucht|eingezogen|belastet|eingezahlt|gutgeschrieben|raus|rausgegangen|raus gegangen|veranlasst|erfolgt|
  ausgeführt|abgegangen|abgeflossen|getätigt|unterwegs|rausgeschickt|erledigt|abgeschickt)
(bezahlt|überwiesen|beglichen|gezahlt|angewiesen|rausgegangen|abgebucht|raus|ausgeglichen|getätigt|
  veranlasst) (wurde|wurden|worden|hatten|haben|habe|ist|sind|am|per|gestern|heute|vor|letzte\\w*|schon|bereits)
(bereits|schon|längst|gestern|vorgestern|soeben|eben|gerade|grad|schon lange|letzte woche|heute früh|
  heute morgen|vorhin|grade|letzten \\w+) ~ (bezahlt|überwiesen|beglichen|gezahlt|angewiesen|rausgegangen|
  abgebucht|raus|ausgeglichen|getätigt|veranlasst|erledigt|erfolgt|raus gegangen|weg|abgeschickt|transferiert|
  eingezahlt|gemacht)
^(\\S{1,12} ){0,2}(bezahlt|überwiesen|beglichen|gezahlt) ?[!.]?
(zahlung|überweisung|betrag|geld|rechnung|summe) (\\S{1,20} ){0,6}?(ging|gingen|ist|wurde|haben wir|hatten wir|
  wurde) (\\S{1,20} ){0,6}?(raus|weg|ab|ausgeführt|getätigt|erfolgt|veranlasst|bezahlt|überwiesen|beglichen|
  angewiesen|geleistet|unterwegs|abgegangen)
(ging|gingen) (\\S{1,20} ){0,6}(raus|weg|ab)
(nichts|keine rechnung\\w*|keine posten|kein betrag) ~ (offen|fällig|ausstehend|schuldig)
(zahlung|überweisung|buchung) (ist |bereits |schon |wurde |am \\S+ )*(erfolgt|erledigt|raus|ausgeführt|getätigt|
  veranlasst)
(zahlung|überweisung) erfolgte
(lt|laut|gemäß) (unserem |unserer |meinem )?(kontoauszug|buchhaltung|bank) ~ (bezahlt|abgebucht|überwiesen|
  beglichen|raus)
(von unserer|von unserem|von meinem|vom) (\\w+ ){0,2}(konto|sparkasse|bank) (\\w+ )?(weg|abgebucht|abgegangen|runter)
(wir|ich) (zahlten|überwiesen|bezahlten|beglichen|überwies|zahlte|bezahlte) ~
(soeben|gerade eben|grad|gerade) (die )?(überweisung|zahlung)
(hat sich|haben sich) (bereits |schon |wohl )?(erledigt|überschnitten)|überschnitten
""",
    "unpaid.words": """
(nicht|noch nicht|nie|noch|nichts|keine|kein|wenn|falls|sobald|sofern|bevor|ob|bis|nachdem|niemand|unbezahlt|
  hätte|hätten|eigentlich) (\\S{1,20} ){0,5}?(bezahlt|gezahlt|überwiesen|beglichen|angewiesen|ausgeglichen|
  veranlasst|erledigt|erfolgt|abgebucht|getätigt|raus|ausgeführt|angekommen|eingegangen)
(wird's|wirds|wird|werden|werde|wirst|soll|sollte|kann|können|könnte|muss|müssen|darf|
  dürfen) (\\S{1,20} ){0,9}?(bezahlt|gezahlt|überwiesen|beglichen|angewiesen|ausgeglichen|veranlasst|erledigt|
  ausgeführt|abgebucht|getätigt|gutgeschrieben|eingeplant|erfolgen|geleistet)( worden)?
(ist|sind) (\\S{1,24} ){0,8}?(für|zum|am|auf) (den |die |das )?(\\S{1,16} ){0,3}?(angewiesen|eingeplant|
  vorgesehen|terminiert|veranlasst)
(geht|gehen) (\\S{1,24} ){0,7}(raus|weg|ab)
(ist|sind|is) (es |das |dann |alles |bis |am |in |heute |morgen |freitag |montag )+(\\S{1,16} ){0,3}?(bezahlt|
  überwiesen|beglichen|da|raus|erledigt|ausgeglichen|weg)(?! worden)
(bis|zum|spätestens|ende|mitte|anfang|nächste) (\\S{1,16} ){0,4}(ist|sind) ~ (bezahlt|überwiesen|beglichen|
  ausgeglichen|erledigt|durch|da|raus)
(bis|zum) (\\S{1,16} ){0,4}(erledigt|bezahlt|überwiesen|beglichen|ausgeglichen)
überweisen wollen|zahlen wollen
(doppelt|zweimal) (bezahlt|gezahlt|überwiesen)
""",
    "block.condition": """
(sobald|wenn|falls|sofern|vorausgesetzt|erst wenn|erst nach|nachdem|nach (erhalt|eingang|zusendung|vorlage|
  klärung|prüfung|rücksprache)|bei (erhalt|eingang)|solange) (\\S{1,20} ){0,6}?(sie|ihr|ihnen|ihre|uns|wir|kunde|
  rechnung|lieferschein|bestellnummer|gutschrift|unterlagen|freigabe|vorliegt|vorliegen|erhalt|eingang|zusendung|
  vorlage|klärung|prüfung|rücksprache|geld|chef|korrigiert\\w*|da ist|geklärt|eingegangen)
(abhängig|hängt) (davon|von|ab) ~
(warten|warte) (\\S{1,12} ){0,3}(auf|bis) ~
""",
    "block.doubt": """
(vielleicht|eventuell|evtl|möglicherweise|hoffentlich|hoffe|hoffen|wahrscheinlich|voraussichtlich nicht|
  unter umständen|eigentlich|versuche|versuchen|bemühen|schauen ob|mal sehen|mal schauen|ungewiss|nicht sicher|
  unsicher|ohne gewähr|nicht versprechen|könnte sein|könnte|dürfte eventuell|irgendwann|theoretisch)
(kann|können|weiß|wissen|will|wollen) ~ (nicht|noch nicht|nix|nichts) ~ (sagen|versprechen|zusagen|garantieren|
  nennen|bestätigen|genau)?
""",
    "block.notbefore": """
(nicht|nichts|nix|keine|kein) (\\S{1,12} ){0,3}?(vor|bevor|vorher|früher)
(frühestens|frühstens|nicht vor|erst ab|erst nach|vor) ~
(vor|vor dem) (\\S{1,12} ){0,3}?(wird|werden|ist|kann|können|geht|klappt|läuft|passiert|
  gibt) (\\S{1,12} ){0,3}?(nichts|nix|nicht|keine|kein)
(können|kann|werden|wird|geht) (\\S{1,16} ){0,6}?(nicht|keine|kein|unmöglich|
  nicht mehr) (\\S{1,12} ){0,3}?(zahlen|bezahlen|überweisen|leisten|bezahlt|überwiesen|begleichen|einhalten|
  schaffen)
""",
    "block.inform": """
(melde|melden|meldet) (\\S{1,12} ){0,5}?(mich|uns|sich)|(gebe|geben|sage|sagen|teile|teilen|informiere|
  informieren|benachrichtige*|schreibe|schreiben|rufe|rufen|anrufen) (\\S{1,12} ){0,6}?(bescheid|rückmeldung|mit|
  ihnen|sie|dir|euch|nachricht|info|auskunft|antwort|an)
(bescheid|rückmeldung|zwischenstand|auskunft|antwort|feedback) (\\S{1,12} ){0,3}?(geben|gebe|bekommen|erhalten|
  sagen|folgt)
(kläre|klären|klär|prüfe|prüfen|prüf|nachfragen|besprechen|bespreche|schaue|schauen|kümmere|kümmern|entscheiden|
  entscheidet|freigeben kann|nachsehen|nachhaken|unterschreibt)
""",
    "consent.words": """
(wir|ich) (\\S{1,12} ){0,2}?(bitte|bitten|schlage|schlagen|biete|bieten|beantrage|beantragen|ersuche|ersuchen|
  hätte|hätten|möchte|möchten|würde|würden) (\\S{1,16} ){0,7}?(ratenzahlung|raten|aufschub|stundung|
  zahlungsaufschub|fristverlängerung|verlängerung|zahlungsziel|geduld|vor|an|zahlungsplan|teilzahlung\\w*)
(unser|mein|folgender|als) (vorschlag|angebot)
(sind|bist|wären|seid) (sie|du|ihr) (\\S{1,12} ){0,4}?einverstanden|(geht|ginge|passt|ok|okay|in ordnung|
  recht) (das|es|ihnen|für sie|so|dir|euch)( so| für sie| in ordnung| für dich)? ?\\?|was (meinen|halten|
  sagen) sie|wenn (das|es|sie) ~ (ok|okay|recht|einverstanden|in ordnung|passt)
(bitte|bitten) (\\S{1,12} ){0,4}(um|gewähren|gedulden|warten|geduld|aufschub|stunden|haben sie)  ~ (aufschub|
  geduld|frist|stundung|tage|wochen|zeit|bis)
""",
    "arrival.words": """
(da|ankommen|angekommen|eingehen|eintreffen|bei ihnen|auf ihrem konto|gutgeschrieben|haben sie|sehen|erhalten|
  sichtbar|drauf|eingang)
""",
    "part.words": """
teilzahlung*|teil \\d|teilbetrag*|teil der|einen teil|teilweise|abschlag*|abschlagszahlung*|anzahlung*|
  angezahlt|à conto|a conto|akonto*|a-conto|rate|1\\. rate|erste[nr]? rate|ersten teil|erster teil|hälfte|
  zur hälfte|die hälfte|ein drittel|unstrittig\\w* (teil|betrag|posten|position\\w*|anteil)|vorab|erst ?mal|
  erstmal|zunächst|kürz\\w*|gekürzt|abzüglich|abgezogen|einbehalt\\w*|abzug von|50 ?%
""",
    "rest.words": """
(der |den |die |das |für den |für die )?(rest|restbetrag|restliche\\w*|restsumme|restzahlung|restbeträge|
  restl\\.?|verbleibende\\w*|übrige\\w*|zweite\\w* (hälfte|teil|rate)|andere hälfte|differenz|ausstehende\\w*)
""",
    "topic.words": """
(zahl*|bezahl*|rechnung*|überweis*|betrag|konto*|mahn*|forderung*|offen*|fällig*|geld|freigab*|freigegeben|
  buchhaltung|beleg*|posten|liefer*|bestell*|zahllauf|bank*|begleich*|beglichen|saldo|erinnerung|gutschrift|
  lastschrift|skonto|raten|schuld*|erledigt|vorgang|sache|angelegenheit)
""",
    "other_event.words": """
(ab (heute|sofort)|beerdigung|trauerfeier|erfasst|abgelehnt|zurückgewiesen|gemeldet|angekündigt|zugesagt|
  eigentlich|geplant war|gebeten|übernommen|umgezogen|abgelaufen)
(wieder|zurück|urlaub*|geschlossen|geöffnet|öffnen|abwesend|feiertag*|betriebsferien|im büro|erreichbar|elternzeit)
(rechnung*|mahnung*|schreiben|mail|e-?mail|nachricht|brief|bestellung|auftrag|angebot|lieferung|lieferschein|
  erinnerung|vertrag|schreibens|anruf|telefonat|gespräch|gutschrift) (\\S{1,20} ){0,3}?(vom|von|datiert|dat\\.)
(geliefert|lieferung|bestellt|erhalten|eingegangen|fällig|fälligkeit|gerügt|reklamiert|müssten|müsste|gültig|
  termin|treffen|besuch|messe|halle|telefoniert|telefonieren|gesprochen|sprechen|seit|gestern|angemeldet|
  zurückgeschickt|beantragt|gestellt|ausgestellt|unterschrieben|kündigung|gekündigt|geburtstag|besprechung|
  sitzung|schon mal|zurückgekommen|verarbeitet|abgabefrist)
(vor|bis) (einer|zwei|drei|\\d+) (wochen?|tagen?|monaten?)
(im anhang|letzten|letzte[rn]?|vorigen|vergangenen) ~
""",
}
