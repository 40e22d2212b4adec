"""The words around quoted mails in five languages, as tables of `folding` patterns, one per line."""

#: Names of the lines of a mail's head, folded.
HEADER_NAMES = {
    "from": "from|von|de|van|absender|expediteur|remitente|afzender",
    "sent": "sent|date|gesendet|datum|envoye|envoye le|enviado|enviado el|fecha|verzonden|gesendet am|"
    "sent on|date d'envoi",
    "to": "to|an|a|para|aan|pour|cc|kopie|copie|empfanger|destinataire|destinatario|bcc|reply-to",
    "subject": "subject|betreff|objet|asunto|onderwerp|sujet|betr",
}
ATTRIBUTION_VERBS = """
wrote
writes
schrieb
schrieben
geschrieben
hat geschrieben
a ecrit
ecrit
ecrivait
escribio
escribe
ha escrito
schreef
heeft geschreven
het volgende geschreven
"""
ORIGINAL_MARKS = """
-{2,}\\s{0,3}original message\\s{0,3}-{0,40}
-{2,}\\s{0,3}original e?-?mail\\s{0,3}-{0,40}
-{2,}\\s{0,3}original appointment\\s{0,3}-{0,40}
-{2,}\\s{0,3}urspruengliche nachricht\\s{0,3}-{0,40}
-{2,}\\s{0,3}ursprungliche (nachricht|mail|e-mail)\\s{0,3}-{0,40}
-{2,}\\s{0,3}original-?nachricht\\s{0,3}-{0,40}
-{2,}\\s{0,3}message (d'origine|original|initial)\\s{0,3}-{0,40}
-{2,}\\s{0,3}(mail|e-mail|courriel|courrier) (d'origine|original|initial)\\s{0,3}-{0,40}
-{2,}\\s{0,3}(mensaje|correo) original\\s{0,3}-{0,40}
-{2,}\\s{0,3}(oorspronkelijk|origineel) bericht\\s{0,3}-{0,40}
-{2,}\\s{0,3}reply (above|below) this line\\s{0,3}-{0,40}
original message (details|headers)
-{2,}\\s{0,3}(this is a copy of|below this line is a copy of) .{0,60}
-{2,}\\s{0,3}((hier|unten|nachfolgend) )?folgt eine kopie der (kopfzeilen|nachricht|e-?mail)*.{0,40}
"""
FORWARD_MARKS = """
-{2,}\\s{0,3}forwarded (message|mail|by).{0,60}
begin forwarded message
-{2,}\\s{0,3}weitergeleitete (nachricht|mail|e-mail)\\s{0,3}-{0,40}
anfang der weitergeleiteten (nachricht|e-mail|mail)
-{2,}\\s{0,3}(message )?transfere.{0,60}
-{2,}\\s{0,3}message transmis\\s{0,3}-{0,40}
debut du message (transfere|reexpedie)
-{2,}\\s{0,3}mensaje reenviado\\s{0,3}-{0,40}
inicio del mensaje reenviado
-{2,}\\s{0,3}(doorgestuurd|doorgezonden) bericht\\s{0,3}-{0,40}
begin doorgestuurd bericht
"""
DEVICE_FOOTERS = """
(sent|send) (from|via|with|using) (my )?(iphone|ipad|mobile|phone|android|samsung|galaxy|blackberry|outlook|
  yahoo|mail|gmail|huawei|pixel|proton|a mobile).{0,60}
get outlook for .{0,40}
(von meinem|von meiner|gesendet von|gesendet mit|gesendet ueber|gesendet uber|
  diese nachricht wurde von meinem) .{0,70}
(envoye|expedie) (de|depuis|a partir de|avec|via) (mon|ma|l'|yahoo|outlook|mon).{0,60}
(envoye|expedie) (a partir )?d'(outlook|un|une).{0,60}
provenance ?: courrier (pour|de) .{0,30}
(von unterwegs|vom handy|mobil) (gesendet|geschickt|geschrieben)\\W{1,4}.{0,60}
diese nachricht wurde (vom|von|mit|auf) .{0,70}(gesendet|geschickt|geschrieben|verfasst).{0,60}
(enviado|mandado) (desde|de|con|a traves de) (mi|el|yahoo|outlook|un).{0,60}
(verzonden|verstuurd|gestuurd) (vanaf|vanuit|met|via|van) (mijn|outlook|yahoo|een).{0,60}
(telechargez|telecharger|obtenir|obtenez) \\w{3,15} pour (android|ios|iphone|ipad|windows|mobile).{0,20}
(obtener|descargar|descargue) \\w{3,15} para .{0,40}
(verzonden|verstuurd) vanuit (mail|\\w{3,15}) voor .{0,30}
(envoye|enviado|gesendet|verzonden|sent) .{0,20}(courrier|correo|mail) (pour|para|fur|fuer|voor|for) windows.{0,20}
outlook (voor|fur|fuer|para|pour) .{0,20} (downloaden|holen|beziehen)
sent from .{0,20} for (ios|android|iphone|windows).{0,20}
please excuse (brevity|typos|any typos).{0,40}
(holen sie sich|hol dir|laden sie) outlook .{0,40}
"""
DISCLAIMERS = """
this (e-?mail|message|communication|transmission)( message)? (and|is|may|contains|including) ~ (confidential|
  attachments|privileged|intended)
(the )?(information|contents?) (contained )?in this (e-?mail|message|communication)
if you (are|have) (not )?(the intended recipient|received this (e-?mail|message) in error)
virus-free\\. .{0,60}
(this )?e-?mail originated (from )?outside|click links or open attachments
we (will )?never change our bank details
please consider the environment
think before you print
diese (e-?mail|nachricht) (und|enthält|ist|kann) ~ (vertraulich*|anhaeng*|anhang*|informationen)
ce (message|courriel|mail|courrier)( electronique)? (et|est|peut|contient|ainsi) ~ (confidentiel*|privilegie*|pieces|
  destine*|etablis)
este (mensaje|correo|e-?mail)( electronico)? (y|es|puede|contiene|va|se dirige) ~ (confidencial*|adjuntos|
  dirigido|destinatario|exclusivamente)
(dit|deze) (e-?mail*|bericht)( bericht)? (en|is|kan|bevat) ~ (vertrouwelijk*|bijlagen|bestemd|uitsluitend)
(le )?present (message|courriel|mail) (est|et|peut|contient|ainsi) ~ (confidentiel*|secret|soumis|destine*)
(l'integrite|l'information contenue|les informations contenues) (de|dans) (ce|cet) (message|courriel|mail)
devez-vous vraiment imprimer|n'imprimez (ce|cet) (message|courriel|mail)
conformement (au rgpd|a la loi informatique)\\S{0,20}( \\S{1,20}){0,4} vous disposez
retrouvez nos conditions generales
nous ne (modifions|changeons) jamais nos coordonnees bancaires
(la )?informacion contenida en este (mensaje|correo|e-?mail)
(de acuerdo con|en cumplimiento de|de conformidad con|conforme a) (el rgpd|lo dispuesto en el rgpd|la ley federal de
   proteccion de datos|la ley organica|la lopd*)\\S{0,20} ~ ~ (le informamos|sus datos|consulte)
nunca (modificaremos|cambiaremos) (nuestros )?datos bancarios
denk aan het milieu
(pensez|merci de penser) a l'environnement
antes de imprimir
aan (de inhoud van )?(dit|deze) (e-?mail*|bericht)( bericht)? kunnen geen rechten
"""
#: The headline of a disclaimer, at the head of a line.
DISCLAIMER_TITLES = """
(confidentiality|legal|privacy) (notice|disclaimer)|disclaimer
(rechtlicher hinweis|vertraulichkeitshinweis|haftungsausschluss|datenschutzhinweis*)
avis (de confidentialite|legal|juridique)|clause de confidentialite|mentions? legales?
aviso (legal|de confidencialidad|de privacidad)|proteccion de datos
"""
#: What German firms have to name, at the head of a field.
REGISTER_NAMES = """
sitz der gesellschaft|registergericht|amtsgericht|handelsregister|geschäftsführer*|geschäftsführung|ust-?id(-?nr)?\\.?
"""
#: Closing greetings; the names, titles and telephones below them are the signature.
SIGN_OFFS = """
((kind|best|warm|warmest|kindest|many) )?(regards|wishes)
(yours|best regards|kind regards|regards|sincerely|cordially)( (sincerely|faithfully|truly|and thanks))?
(sincerely|respectfully)( yours)?
br|rgds|kr|k/r|cheers|brgds|bgds
thanks( and| &) (best |kind )?regards
(all the best|best|have a (nice|great|good) (day|weekend|week)|take care)
(mit )?(den )?(freundliche[nm]?|beste[nm]?|herzliche[nm]?|liebe[nm]?|viele[nm]?|schöne[nm]?|
  sonnige[nm]?) (grüß*|gruss|gruß|grüsse*|dank)( (aus|und|von) .{0,30})?
(mit )?freundlichem (gruß|gruss)
(lg|mfg|vg|bg|mbg|hg|fg|gruß|gruss|grüße|grüsse|hochachtungsvoll|herzlichst)
(liebe|beste|schöne|viele) grüße
(einen )?(schönen|schöne) (tag|abend|woche)( noch)?
((bien|tres) )?cordialement( votre)?
(bien a vous|cdlt|cdt|bonne (journee|reception|soiree|fin de journee|continuation)|belle (journee|soiree)|
  sinceres salutations|salutations( distinguees)?|meilleures salutations|(bien )?amicalement|crdlt|
  respectueusement|amities|bien sincerement|a (tres )?bientot)
(avec mes|mes|nos|recevez|veuillez (agreer|recevoir)) .{0,80}(salutations|sentiments|
  considération)( les meilleures| distinguees| distingues)?
(un )?(cordial|cordiales|atentos?|afectuosos?) (saludos?)
(saludos?( cordiales| atentos)?|atentamente|atte|un saludo|muy atentamente|un abrazo|slds|le saluda atentamente|
  reciba un cordial saludo|cordialmente)
(quedo|quedamos) a (su|tu|vuestra) (entera )?disposicion
(met )?(vriendelijke|hartelijke|beste|warme|zonnige|beleefde) (groet|groeten)( uit .{0,30})?
(groet|groeten|groetjes|mvg|m\\.v\\.g\\.?|gr\\.?|hoogachtend|vr\\.? ?gr\\.?|vriendelijke groet)
"""
#: Thanks, which close a mail only where nothing is said in the same line or below.
THANKS = """
(many thanks|thank you very much|thank you|thanks again|with thanks|thanks so much|thanks a lot|thanks|thx)
(vielen dank|besten dank|danke schön|danke im voraus|danke)
(merci d'avance|merci beaucoup|merci par avance|merci|en vous remerciant|avec mes remerciements)
(muchas gracias|gracias de antemano|mil gracias|gracias)
(alvast bedankt|bedankt|dank u wel|dank je wel|dank u|bij voorbaat dank|hartelijk dank|dank alvast|dank)
"""
#: How thanks go on without saying anything else.
THANKS_GO_ON = """
for (your|the|all|\\w{3,12}ing)|so much|much|very much|again|in advance|a lot|and (best|kind|warm|many|have|all)
für (ihre*|deine*|eure*|die|das|den|ihr)|vorab|im voraus|und (gruß|grüße|viele|schöne*|beste|liebe|freundliche)
(de|pour) (votre|vos|ta|ton|tes|leur|le|la|les)|d'avance|par avance|beaucoup|bien|a vous|de comprendre|
  de (me|m'|nous) ?(dire|confirmer|eclairer)|(et )?(bonne|belle) (journee|soiree|semaine|fin)|
  et (bien|a|cordialement)
por (su|tu|vuestra|la|el|los|las|todo|adelantado|esperar|entender*|atender*)|mil|de (antemano|corazon)|
  y (un )?(saludo*|cordial*|buen*)
voor (uw|je|jouw|jullie|de|het|alles)|alvast|vooraf|bij voorbaat|en (tot|((met )?vriendelijke )?(groet*|fijne|prettige))
"""
#: Words with which a mail begins.
GREETINGS = """
hi|hello|hey|dear|good (morning|afternoon|evening|day)|greetings
hallo|guten (tag|morgen|abend)|sehr geehrte*|werte*|liebe*|moin*|servus|grüß (gott|dich|sie)|grüezi
bonjour|bonsoir|salut|cher*|chère*|madame*|monsieur|messieurs|mesdames
hola|buen(os|as|a)? (días?|tardes|noches)|estimad*|muy señor*|apreciad*|querid*
beste|geachte|goede(morgen|middag|navond|ndag)*|goedemorgen|goedemiddag|dag
"""
#: Short words above a forwarded answer that is the message itself.
OPENINGS_OF_FORWARDS = """
(see|please see|as) (the )?(below|under|beneath)( (answer|reply|response|message|from).{0,40})?
below (is )?(the|our|an?)? ?(answer|reply|response|feedback|info*|note|message|comment)*
(fyi|f\\.y\\.i\\.?|for your information|forwarding|forwarded|fwd|fw)
(answer|reply|response|feedback|word|info|news|update|message) from (our|my|the|accounts|finance|ap)
(our|my) (accounts|finance|ap|accounting|colleague|colleagues|treasury|controller|boss).{0,40}(says|said|
  answered|replied|wrote|confirmed|informed|told)
(s\\.?u\\.?|siehe unten|s\\. unten|siehe unten stehend*|siehe nachfolgend*|untenstehend*|wie unten|
  anbei die (antwort|info|rückmeldung)|zur info|zur kenntnis|zk|zgk)
(antwort|rückmeldung|info|auskunft|nachricht) (unserer|aus der|der|von der|von|meiner|unseres|vom|meines)
(voir|cf\\.?|ci-?dessous|pour info|pour information|ci dessous|reponse (de|du)|retour (de|du)|je vous transfere|
  transfert)
(ver|vease|mirar) (abajo|mas abajo|debajo|el mensaje)
(te|le|os|les) paso (lo|la|el|esto|la respuesta|abajo|a continuacion)
(me|nos) (dice|dicen|contesta|responde|ha dicho|comentan) (\\S{1,12} ){0,2}(contabilidad|administracion|
  finanzas|pagos|mi jefe)
(hierbij|hieronder|onderaan) (het |de )?(antwoord|reactie|bericht)
(voici|ci-apres|ci-joint) (la |le )?(reponse|retour|message)
(anbei|hier|unten|nachfolgend) (die |der |das )?(antwort|rückmeldung|info|nachricht|auskunft)
(para (su|tu|vuestra) (informacion|conocimiento)|te reenvio|le reenvio|os reenvio|reenvio|respuesta de|
  abajo la respuesta|a continuacion)
(zie|onderstaand*|hieronder|ter info*|ter kennisgeving|tk|antwoord van|reactie van|bericht van|zie onder|
  zie hieronder)
"""
#: A mail that reads so is our own reminder.
OUR_REMINDERS = """
(payment )?(reminder|overdue|past due|outstanding (balance|invoice*|amount)|our records (show|indicate)|
  statement of account|friendly reminder|kindly (arrange|settle))
(zahlungserinnerung|mahnung|überfällig*|offene (rechnung|forderung|posten)|noch nicht (beglichen|eingegangen)|
  fällig seit|zahlungseingang feststellen)
(no news|not (yet )?received (your )?payment)
(trace de votre (paiement|reglement)|reglement (sous|immediat)|mise en demeure)
(rappel|relance|impayee?s?|en retard|echue?s?|sauf erreur (ou omission )?de notre part|reste a regler|demeure impayee)
(recordatorio|recordarle*|recordamos|vencidas?|pendientes? de (pago|cobro)|impagada*|salvo error)
(betalingsherinnering|herinnering|aanmaning|vervallen|openstaand*|nog niet (ontvangen|voldaan)|achterstallig*)
"""
