"""French; see the package for how to read the tables."""

RULES = {
    "pay.words": """
date de valeur|valeur
(pai|pay)(e|es|ent|er|era|erons|erai|eront|ons|ez|é|ée|és|ées|ement|ements|erez|ai|ant)|paiment*|payement*|payable
(règl|regl)(e|es|ent|er|era|erons|erai|eront|ons|ez|é|ée|és|ées|ement|ements|erez)
virement*|vir|ordre|train|vire|viré|virer|virons|virerai|virerons|vers(e|er|é|ée|ons|erai|erons|ement|ements|era)
sold(e|er|é|ée|ons|erons|era|és|ées)|acquitt*|honor*|liquid(e|er|é|ée)|débloqu*|décaiss*|mandat*|ordonnanc*
chèque*|prélèvement*|prélev*|train de (virements|paiements)|échéance de paiement|campagne de (règlement*|
  paiement*|virement*)|batch|lot de paiement
(part|partir|partira|partiront|partent|passe|passera|passer|suit|suivra|arrive|arrivera|sera|seront|serez|tombera)
argent|somme|montant|fonds|reste|reliquat|solde|acompte|tranche|échéance*
(prévu*|programm*|planifi*|effectu*|lancée?s?|ordonn*|validée?s?|exécut*|créditée?s?|débitée?s?|calé*|
  enregistré*|émis|envoyée?s?|envoyer|enverrai|enverrons|envoie|envoyons|fait|faire|fais|ferai|ferons|fera|faite|
  réglo|traité*|intégré*|inclus*)
(vous|tu) (aurez|auras|recevrez|recevras|l'aurez|les aurez|l'auras|aurez votre|serez)
(sur|à) (votre|ton) (compte|banque)|(chez|à) vous|c'est (bon|ok|réglé|fait)
comptez sur|(fait|feront|en fait|font) partie
""",
    "commit.words": """
(nous|je|on|j'|vous) (\\S{1,12} ){0,3}?(réglons|réglerons|règle|réglerai|payons|paierons|paie|paye|paierai|
  payerai|virons|virerons|vire|virerai|versons|verserons|verse|verserai|ferai|ferons|fais|faisons|enverrons|
  envoie|envoyons|effectuerons|effectuons|solderons|soldons|procédons|procéderons|recevrez|aurez)
(virement|règlement|paiement|versement|acompte|chèque) (de|d'un montant de) ~
(sera|seront|serez|va être|vont être) (\\S{1,12} ){0,3}?(réglée?s?|payée?s?|virée?s?|versée?s?|soldée?s?|
  débitée?s?|créditée?s?|effectuée?s?|envoyée?s?)
(recevrez|aurez) ~
""",
    "past.paid": """
(a|ont) (déjà |bien )?quitté (notre|mon) (banque|compte)|(aviez|avez|avait) (\\S{1,8} ){0,2}?(bien )?(reçu|
  encaissé) (notre|mon|le|ce) (règlement|virement|paiement|chèque)
(débité|prélevé|encaissé) (le|du|de|sur|hier|par)
chèque (\\S{1,12} ){0,4}?(posté|expédié|envoyé|remis)
(a|ont|avons|ai|avez|avait|avions) (\\S{1,12} ){0,3}?(été|déjà|bien|tout|hier|bien été|déjà été|
  donc) ?(\\S{1,12} ){0,4}?(réglée?s?|payée?s?|virée?s?|versée?s?|soldée?s?|effectuée?s?|faite?s?|envoyée?s?|
  débitée?s?|acquittée?s?|honorée?s?|émis*|passée?s?|créditée?s?|lancée?s?|prélevée?s?|encaissée?s?|partie?s?)
(avons|ai|a|ont|avez|avait) (\\S{1,12} ){0,3}?(réglé|payé|viré|versé|soldé|acquitté|effectué|procédé|émis|
  envoyé (le|un) (chèque|virement|règlement|paiement)|fait (le|un|ce|votre) (virement|règlement|paiement|chèque|
  nécessaire)|mis (le|un) chèque|passé (le|un) virement)
(est|sont|était) (déjà |bien |bel et bien |désormais )*(réglée?s?|payée?s?|virée?s?|soldée?s?|acquittée?s?|
  partie?s?|effectuée?s?|faite?s?)
(viens|venons|vient) (de|d') ?(\\S{1,12} ){0,3}?(faire|payer|régler|effectuer|virer|envoyer|verser|lancer|passer)
déjà (\\S{1,12} ){0,2}?(réglée?s?|payée?s?|virée?s?|soldée?s?|faite?s?|effectuée?s?|acquittée?s?)
(réglée?s?|payée?s?|virée?s?|effectuée?s?) (le|la|hier|ce|depuis|par|en|début|fin|il y a|lundi|mardi|mercredi|
  jeudi|vendredi|cette|au mois|via|intégralement|ce jour|aujourd'hui|avant-hier)
(virement|règlement|paiement|versement|chèque|facture) (\\S{1,12} ){0,4}?(est parti|a été (réglée?|payée?|
  effectuée?|virée?|envoyée?|émis|fait|versée?|soldée?|passé|acquittée?)|est passé|est fait|a bien été)
(virement|règlement|paiement|versement|chèque) (fait|effectué|émis|parti|envoyé|réalisé)
(le|un) chèque est (parti|dans|en route|posté)|c'est (déjà )?(fait|réglé|payé|parti)
(rien|plus rien|aucune facture|aucun montant) (\\S{1,12} ){0,5}?(devoir|dû|due|impayée?s?|en attente|à payer|
  à régler|en souffrance|ouvert*|reste)
(ne (vous )?(devons|dois|doit)) (\\S{1,12} )?(plus )?rien
(sauf erreur|selon) (\\S{1,12} ){0,6}(réglée?s?|payée?s?)
(débité|prélevé) (de|sur|le)|avis de virement du|virement du \\d+
""",
    "unpaid.words": """
(pas|jamais|non|plus|encore|rien|sera|seront|serez|va|vont|doit|devrait|pourra|peut|soit|si|quand|dès que|être|
  ne|n'a|n'ont|n'est|n'avons|lorsque|une fois|après que) (\\S{1,12} ){0,3}?(été |encore |être |pas )*(réglée?s?|
  payée?s?|virée?s?|versée?s?|soldée?s?|effectuée?s?|faite?s?|envoyée?s?|débitée?s?|acquittée?s?|partie?s?|
  passée?s?|créditée?s?|lancée?s?)
(est|sont) (prévu*|programmée?s?|planifiée?s?|en cours|validée?s?)
(deux fois|en double) |demain (\\S{1,12} ){0,3}c'est
c'est (fait|réglé|payé) (d'ici|avant|le|demain|vendredi|lundi|mardi|mercredi|jeudi|fin)
(d'ici|avant|pour) (\\S{1,12} ){0,5}c'est (fait|réglé|payé|parti)
""",
    "block.condition": """
(dès que|lorsque|quand|une fois que|une fois|si|à condition|sous réserve|à réception|à la réception|
  dès réception|dès la réception|sitôt|aussitôt que|tant que|en attente de|jusqu'à ce que|après réception|
  après validation) (\\S{1,16} ){0,5}?(vous|nous|j'|on|votre|vos|notre client|nos clients|mon client|réception|
  accord|validation|avoir|facture|j'aurai|c'est validé|de|du|l'accord|bon|client)
""",
    "block.doubt": """
(peut-être|peut etre|éventuellement|espère|espérons|espérant|probablement|sans doute|normalement si|si possible|
  essaie|essaye|essayons|essaierai|essayer|tâche|tâcher|il se peut|pas sûr|pas certain|sans garantie|a priori|
  pourrait|pourrions|au mieux|théoriquement|idéalement|pas en mesure de (dire|préciser|confirmer|garantir))
(ne|n')\\s{0,2}(\\S{1,12} ){0,2}?(sais|savons|peux|pouvons|puis) (\\S{1,12} ){0,2}?(pas|
  guère) (\\S{1,12} ){0,4}?(quand|dire|garantir|promettre|confirmer|engager|date)?
""",
    "block.notbefore": """
(pas|rien|jamais|aucun\\w*) (\\S{1,12} ){0,4}?(avant|d'ici)
(au plus tôt|au plus tot|pas plus tôt)
(ne|n')\\s{0,2}(\\S{1,12} ){0,2}?(pouvons|peux|pourrons|pourrai|paierons|réglerons|peut|paierai|sera|
  seront) (\\S{1,12} ){0,3}?(pas|rien|jamais|plus) (\\S{1,12} ){0,3}?
(c'est |est )?impossible
""",
    "block.inform": """
(reviens|revenons|reviendrai|reviendrons|tiens|tiendrai|tiendrons|tenons|informe|informerai|informerons|
  recontacte|recontacterai|réponds|répondrai|répondrons|dirai|dirons|dis|rappelle|rappellerai|confirmerai|
  confirmerons|appelle|préviens|préviendrai) (\\S{1,12} ){0,5}?(vers vous|au courant|informé*|quand|si|la date|
  réponse|vous|retour)
(vérifi*|verifi*|regard*|me renseigne|renseigner|contacter|voir avec|donner (une )?réponse|réponse|retour|
  signera|signature)
""",
    "consent.words": """
(nous|je) (\\S{1,12} ){0,2}?(propos*|sollicit*|demand*|souhait*|aimer*|voudr*|
  pri*) (\\S{1,16} ){0,7}?(échelonn*|échéancier|délai|report|fois|mensualités|étal*|de bien vouloir|de régler|
  de payer|facilités|un paiement|un règlement|patienter|acomptes)
(notre|ma|voici notre|la) proposition|cela vous (convient|conviendrait|va)|(si|est-ce que) (cela|ça|c') ?(vous |
  est )?(convient|va|possible|d'accord|ok)|dans l'attente de votre (accord|réponse)|êtes-vous d'accord|
  qu'en (pensez|dites)|si vous (êtes d'accord|acceptez)|votre accord
(merci de|veuillez|nous vous prions de|prière de) (\\S{1,12} ){0,2}?(patienter|nous accorder|m'accorder|attendre)
""",
    "plan.words": """
échéancier*|échelonn*|étal(er|ement|ons|é)|facilités? de paiement|moratoire|délai (de paiement|supplémentaire|
  de grâce)|(un|du|quelque|accorder|sollicit* \\S{1,8}) (petit |nouveau |léger )?délai|report (de|d'|du|
  d'échéance)|reporter (l'échéance|le paiement|le règlement|la date)|plan de (paiement|règlement|remboursement|
  apurement)
(en|par) (plusieurs|\\d+|deux|trois|quatre|cinq|six|quelques) (fois|mensualités|versements|échéances|tranches|
  paiements)
(mensualités|mensuellement|euros par mois|€ par mois|€/mois|\\d+ par mois)
(pouvez|pourriez|pourrions|pourrais|peut|pouvons|puis|est-il possible|serait-il possible|possible)(-vous|-nous|
  -je|-on)? (\\S{1,12} ){0,6}?(attendre|patienter|repousser|décaler|accorder|reporter|régler (plus tard|fin|début|
  le|en|au)|payer (plus tard|fin|début|en|au|le)|du temps|laisser (jusqu|un peu))
(un peu plus|davantage|plus) de temps|(notre|ma|voici notre) proposition|payer petit à petit
""",
    "hardship.words": """
(problème\\w*|difficulté\\w*|manque|tension\\w*|soucis?|état|situation) (\\S{1,10} ){0,3}?trésorerie|
  trésorerie (\\S{1,10} ){0,3}?(tendue|difficile|négative|insuffisante|vide|exsangue|ne (nous )?permet)
cessation d'activité|plus un (sou|centime|euro)|en caisse
(liquidité*|difficulté* (financière*|de (trésorerie|paiement)|économique*|passagère*|actuelle*)|
  problème* (financier*|de trésorerie|d'argent)|redressement|liquidation|faillite|sauvegarde|cessation (de|
  des) (paiement*|activité)|dépôt de bilan|déposé le bilan|dépose le bilan|mandataire judiciaire|
  administrateur judiciaire|insolvab*|surendett*|au chômage|rsa|plan social|fermeture définitive|cessé (notre|son|
  mon|toute) activité|situation (financière|économique|compliquée|difficile|délicate|critique|précaire|tendue)|
  mauvaise passe|période (difficile|compliquée)|à sec|ruiné*|étranglé*|baisse d'activité|caisses sont vides|
  compte (est )?(bloqué|à découvert|vide|saisi)|interdit bancaire)
(pas|plus|aucun*|manque|manquons|sans) (\\S{1,12} ){0,3}?(argent|moyens|fonds|les moyens|de quoi|revenus?|
  ressources|rentrées|provision)
(ne|n')\\s{0,2}(\\S{1,12} ){0,2}?(peux|pouvons|peut|puis|pourrai|pourrons|sommes|suis) (\\S{1,12} ){0,3}?(pas|
  plus) (\\S{1,12} ){0,5}?(payer|régler|honorer|assumer|en mesure|capables?|verser)
(dans l'|en )?(incapacité|impossibilité) (\\S{1,12} ){0,3}?(payer|régler|honorer|financière)
(impossible|incapable*|hors d'état) (\\S{1,12} ){0,3}?(payer|régler|honorer|verser)
(principal|plus gros|gros|meilleur) client (\\S{1,12} ){0,6}?(faillite|liquidation|payé|parti|défaut|perdu)
""",
    "legal.words": """
(avocat*|tribunal|tribunaux|justice|juridique*|juridiction*|judiciaire*|huissier*|commissaire de justice|
  contentieux|plainte|procès|poursuite*|procédure*|mise en demeure|assign*|conseil juridique|notre conseil|
  saisir*|saisirons|cabinet|médiateur|injonction|dommages et intérêts|police|gendarmerie|dgccrf|cnil|harcèlement|
  voie de droit|voies de droit|action en)
""",
    "dispute.words": """
facture (refusée|contestée)|jamais (été )?(commandée?s?|livrée?s?|demandée?s?)
(personne|aucun technicien) (\\S{1,8} ){0,3}?(venu|passé|intervenu|répondu)|toujours pas (réparé|remplacé|livré|
  terminé|intervenu)|(repris|récupéré) par vos (soins|services|équipes)|aucun (loyer|montant|
  paiement) (\\S{1,8} ){0,2}?(à payer|dû)|résili*|mauvaise (couleur|taille|référence|marchandise)
(contest*|litige*|litigieu*|désaccord|réclam*|refus*|rejet(ons|ez)|nous opposons|injustifi*|infond*|
  indu|indue|abusi*|erroné*|(?<!sauf\\s)erreur*|inexact*|anomalie*|non[- ]conforme*|conformité|malfaçon*)
(ne|n')\\s{0,2}(\\S{1,16} ){0,4}?(pas|plus|jamais|aucun\\w*|rien) (\\S{1,16} ){0,3}?(d'accord|commandé*|livré*|
  reçu (la|les|le|toute|l'intégralité|notre|cette|ces) (marchandise|commande|livraison|produits|articles|matériel|
  colis)|correspond*|conforme*|accept*|fonctionn*|appliqué*|respecté*|convenu*|paierons|paierai|réglerons|
  réglerai|réalisé*|effectuée|terminé*|signé|validé|fait|dû|due|marche|eu lieu|à payer)
(montant|prix|tarif|quantité|facture|tva|taux|remise|total|date d'échéance|échéance|conditions|facturation|
  somme|relance|nombre|heures|jours) (\\S{1,16} ){0,6}?(incorrect*|erroné*|faux|fausse|trop|ne correspond*|
  inexact*|pas (le bon|la bonne|bon|bonne|correct*|conforme|celui|celle)|supérieur*|différent*|mauvais*|élevé*|
  excessif*|n'est pas|au lieu de \\d)
(trop|mauvais*|mal) (\\S{1,12} )?(factur*|perçu|calculé*|cher|prix|quantité|montant|tarif|élevé)|surfactur*|
  au lieu (de|d'|du|des)\\s{0,2}\\d
(doublon|double emploi|double facturation|en double|deux fois|double|duplicata de facture déjà|déjà (facturé*|
  comptabilis*)|fait double|même (commande|livraison|prestation))
(endommag*|abîm*|cass(é|ée|és|ées)|défectueu*|défaut* (de|d'|sur|constaté)|défauts|panne|détérior*|
  inutilisable*|mauvais état|périmé*|avari*|brisé*|rayé*|vice|vices|mauvaise qualité|qualité (insuffisante|
  médiocre|déplorable)|pourri*|moisi*|mouillé*)
(manqu(e|ait|ent|aient|ant|ants|ante)|incompl*|partielle*|en retard|retard de livraison|livré* (en retard|
  trop tard|partiel*)|jamais (livré*|commandé*|effectuée?s?|arrivé*)|non (livré*|reçu*e|réalisé*|effectuée?s?)|
  pas été (livré*|réalisé*|effectuée?s?|appliqué*|faite?s?)|renvoy*|retourn(é|ée|és|ées|ons)|repris|
  retour de (la )?marchandise)
(devis|contrat|commande|accord|convenu|prix|remise) (\\S{1,16} ){0,4}?(signé*|prévoit|prévoyait|stipul*|était|
  convenu*|indiqu*|mentionn*|de \\d+)|(convenu|négocié|promis)(e|es|s)?
(avoir|annul*|rembours*|déduct*|déduire|dédui*|retenue|retenons|retenir|bloqu*|suspend* (le|notre) (paiement|
  règlement))
(pénalités|frais de (relance|retard|recouvrement|dossier)|intérêts) (\\S{1,16} ){0,6}?(contest*|pas|refus*|
  indu*|abusif*|annul*|injustifié*)
(pas encore (échue?|due?|exigible)|n'est pas (échue?|due?|exigible)|
  conditions (\\S{1,12} ){0,3}\\d+ jours)
""",
    "document.words": """
(vous|tu) (me|nous|m'|nous l'|me l'|me la|nous la) ?(l')?(envoyez|envoies|renvoyez|transmettez|faites parvenir)|
  je ne l'ai pas|nous ne l'avons pas
(pièce jointe|fichier|pdf|lien) (\\S{1,12} ){0,6}?(ouvr\\w*|illisible|vide|endommagé|pas)
(libellée?|adressée?|établie?|émise) (\\S{1,10} ){0,2}?(au nom|à l'ordre|à la mauvaise|à l'adresse)|refacturer|
  réémettre|à refaire|nouvelle facture|mauvaise (entité|raison sociale|adresse de facturation)
(me|nous) (la|le|les|l') ?(renvoyer|envoyer|adresser|transmettre|faire (suivre|parvenir)|retransmettre)|
  retrouve pas|retrouvons pas
(envoy*|adress*|transmet*|transmis|fournir|fourni*|faire parvenir|parvenir|communiqu*|renvoy*|retransmet*|
  réadress*|rééditer|besoin|faut|faudra|manque|attend*|demand*|souhait*|joindre|obtenir|recevoir|déposer|déposé*|
  dépos*|merci de|pouvez|pourriez|peux|veuillez|nécessaire|réclam*|établir|refaire|éditer|indiquer|mentionner|
  compléter) (\\S{1,24} ){0,9}?(duplicata|copie*|facture|factures|pdf|relevé|relevés|extrait de compte|
  bon de commande|numéro de commande|n° de commande|bc|bon de livraison|bl|bons de livraison|rib|iban|
  coordonnées bancaires|kbis|k-bis|attestation*|justificatif*|preuve de livraison|pièce*|document*|détail*|
  formulaire|fiche fournisseur|numéro d'engagement|siret|tva intracommunautaire|feuille de temps|pv de réception|
  devis signé|contrat|certificat|ordre de service)
(facture|factures|duplicata|facture rectifi\\w+|rib|relevé|bon|document) (\\S{1,16} ){0,6}?(rectifi*|corrigé*|
  conforme|pas reçu*|jamais reçu*|introuvable*|pas trouvé*|manqu*|bloqué*|rejeté*|refusé*|retourné*|égaré*|perdu*|
  pas dans|pas en notre)
(ne|n')\\s{0,2}(\\S{1,16} ){0,3}?(pas|jamais|aucun\\w*|plus|point) (\\S{1,16} ){0,3}?(reçu|trouv*|retrouv*|
  en possession|trace|enregistr*|connaissance|vu|parvenue?) (\\S{1,16} ){0,5}?(facture*|la|le|cette|document|
  pièce|celle-ci|bon|duplicata)?(?! (la|les|notre) (marchandise|commande|livraison))
(chorus|portail|plateforme|ariba|coupa|factur-x|facture électronique|facturation électronique|dématérialis*|edi|
  espace fournisseur)
(facture|version|document) (rectificative|rectifiée|corrigée|conforme|modifiée)|nouvelle facture|à jour
jamais reçu|pas reçu|pas trace|introuvable
""",
    "document.reject": """
(rejet*|refus*|bloqu*|retourn*|non conforme|impossible (de|à) (traiter|comptabiliser|
  enregistrer)) (\\S{1,16} ){0,8}?(numéro de commande|bon de commande|commande|format|portail|chorus|adresse|
  mention*|référence|siret|tva|absence|mail|pdf)
(absence|manque|sans|avec|numéro|référence) (\\S{1,12} ){0,2}?(du|de|d'un|le|un|d') ?(numéro|n°|bon|
  référence)? ?(de |d')?(commande|engagement|bc)
""",
    "document.condition": """
(dès que|dès réception|lorsque|quand|sans le|sans la|sans votre|avant|manque|manquent|faut|besoin|nécessaire|
  attente|attendons) (\\S{1,16} ){0,8}?(rib|bon de (commande|livraison)|bl|pv|attestation|kbis|numéro|
  justificatif*|duplicata|facture rectifi\\w+|formulaire|avoir et|coordonnées|fiche|relevé)
""",
    "arrival.words": """
(arriv*|recev*|reçu|chez vous|sur votre compte|crédit*|apparaî*|visible|aurez|serez)
""",
    "redirect.words": """
(ne|n')\\s?(\\S{1,16} ){0,4}?(plus|pas) (\\S{1,16} ){0,5}?(responsable|en charge|m'occupe|s'occupe|
  nous occupons|travaille*|fais partie|chargé*|service|ici|concerné*|société|dossier|interlocut*|compét*|lien|
  gère|gérons|bonne (personne|adresse|société)|bon (service|interlocuteur|destinataire|contact)|client|
  dans l'entreprise|destinataire|chez)
(merci d'|merci de|veuillez|prière de|adress*|écri*|contact*|envoy*|rapproch*|diriger|vous devez|il faut|pouvez|
  je vous invite à|désormais) (\\S{1,24} ){0,12}?(\\S+@\\S+|à mon (collègue|remplaçant|successeur)|au service|
  à la comptabilité|au siège|à notre (comptable|service|siège|cabinet)|désormais|dorénavant|à l'avenir|collègue)
(nouvelle|autre|mauvaise|bonne|changé|changement|erreur|tromp*|mauvais|bon|nouvel) (\\S{1,12} ){0,2}?(adresse|
  contact|interlocut*|destinataire|société|service|personne|entreprise|numéro|de société|d'adresse|d'entreprise|
  client|d'interlocuteur)
(trompez|trompé|confond*|confusion|homonyme|pas nous|aucun rapport|rien à voir)
(quitté|parti|partie|retraite|plus dans) (\\S{1,12} ){0,3}?(société|l'entreprise|entreprise|ses fonctions|
  groupe|l'équipe|à la retraite)
(cabinet comptable|expert-comptable|comptable externe|siège|maison mère|centre de services|prestataire|
  externalis*|sous-trait*|administrateur de biens|syndic) (\\S{1,20} ){0,8}?(gère|traite|s'occupe|charge|
  désormais|maintenant|@\\S+|confié*|assure|paie)
(gér(é|ée|és|ées)|trait(é|ée|és|ées)|repris|confié*|assuré*|suivi*) (\\S{1,12} ){0,4}?(par|désormais|maintenant|
  dorénavant) (\\S{1,12} ){0,3}?(cabinet|service|siège|collègue|société|prestataire|notre|mon|ma|le|la)
(collègue|successeur|remplaçant*) (\\S{1,24} ){0,6}?(s'occupe|gère|reprend|a repris|charge|suit|traite|prend)
""",
    "redirect.address": """
(facture*|règlement*|paiement*|relance*|comptab*|fournisseur*) (\\S{1,24} ){0,14}?\\S{1,40}@\\S{3,50}
\\S{1,40}@\\S{3,50} (\\S{1,24} ){0,9}?(facture*|règlement*|paiement*|relance*|comptab*)
""",
    "out_of_office.words": """
(absent*|absence|congé*|vacances|en déplacement jusqu|en formation|arrêt maladie|arrêt de travail|
  congé (maternité|parental|paternité|maladie)|hors du bureau|hors bureau|de retour (le|au|à|dans)|mon retour|
  notre retour|fermeture annuelle|(bureaux|société|entreprise|usine|agence|service|établissement|
  magasin)\\w* (\\S{1,12} ){0,3}?ferm\\w+|nos bureaux seront fermés|consulter* pas|pas joignable|injoignable|
  ne suis pas (disponible|au bureau|présent*|joignable))
""",
    "remittance.words": """
date de valeur|(avis|ordre|preuve|confirmation|justificatif|attestation|copie|bordereau|reçu|détail) (de |du |
  d')(virement|paiement|règlement|versement|votre règlement|transfert)
(référence|réf|ref|n°|numéro|no) ?(de |du )?(virement|paiement|transaction|chèque|la transaction|l'opération|
  opération|bancaire|règlement|:)?\\W{0,4}(est |: )?\\S{0,12}\\d{3}\\S{0,24}
(ci-joint*|en pièce jointe|pj|en annexe|trouverez|joins|joint|voici) (\\S{1,16} ){0,5}?(justificatif*|preuve|
  avis de (virement|paiement|règlement)|ordre de virement|confirmation|swift|copie du (virement|chèque)|capture)
chèque n° ?\\d+|(règlement|virement|paiement) (\\S{1,12} ){0,4}?des factures suivantes|factures suivantes
""",
    "part.words": """
(acompte*|partiel*|une partie|en partie|(?<!fait\\s)partie (de|du)|première (tranche|partie|moitié|échéance)|
  premier (versement|acompte|virement|paiement)|moitié|la moitié|un tiers|à compte|à valoir|en plusieurs fois|
  tranche*|provision|avance|en deux fois|en trois fois|non contestée|hors litige|part non|dans un premier temps|
  déduction faite|déduit|déduits|retenue|50 ?%)
""",
    "rest.words": """
(le |du |pour le |au )?(reste|reliquat|restant|surplus|complément|autre moitié|seconde (moitié|partie|tranche|
  échéance)|deuxième (moitié|partie|tranche|versement))
(le |pour le |du )solde (\\S{1,12} )?(sera|suivra|en|fin|le|au|à|interviendra|\\?|est|restant|dès|courant|début|
  d'ici|pour|avant)|pour le solde|et le solde
""",
    "question.words": """
(est-il|est-elle|est-ce|a-t-il|a-t-elle|y a-t-il|peut-on|faut-il|dois-je|devons-nous|avez-vous|pouvez-vous) ~
(quel*|quelle*|pourquoi|comment|quand|combien|qui|où|à quoi|de quoi|d'où|à qui) (\\S{1,16} ){0,3}?(est|sont|
  correspond*|concerne|s'agit|avez|doit|dois|devons|vient|faut|compte|peut|a|ont|faire|règle*|iban)
(pouvez|pourriez|peux|pourrais|merci de|veuillez)(-vous|-tu)? (\\S{1,12} ){0,4}?(expliqu*|précis*|dire|indiqu*|
  confirm*|vérifi*|éclair*|préciser|renseign*|détailler)
(je|nous) (\\S{1,12} ){0,2}?(comprends|comprenons|vois|voyons) pas|j'aimerais savoir|je voudrais savoir|
  nous souhaiterions savoir|une question
""",
    "acknowledgement.words": """
(merci|bien reçu|bien noté|c'est noté|noté|pris note|prenons note|entendu|ok|d'accord|très bien|parfait|compris|
  message reçu|reçu)
(regard*|vérifi*|transmet*|transmis|transfèr*|renseign*|fais le (point|nécessaire)|faisons le (point|
  nécessaire)|reviens vers|revenons vers|voir avec|vois avec|voyons|traité*|en cours|cherch*|point avec|occupe*|
  tiens au courant|attente de validation|en validation|à la signature|soumis)
(rapidement|prochainement|dès que possible|au plus vite|bientôt|dans les meilleurs délais|sous peu|incessamment|
  ces prochains jours|dans les prochains jours)
""",
    "unsubscribe.words": """
(désinscri*|désabonn*|liste de diffusion|mailing|liste d'envoi|newsletter)
(supprim*|retir*|enlev*|radi*|effac*|rayer|ray*|ôter) (\\S{1,16} ){0,6}?(adresse|mail|mon nom|liste|listes|
  fichier*|base|diffusion|coordonnées|mailing|me|moi|nous)
(cess*|arrêt*|stop*|ne plus|plus jamais|plus|ne veux plus|ne souhaite plus|ne souhaitons plus|ne m'envoyez|
  ne nous envoyez) (\\S{1,12} ){0,3}?(recevoir|m'écrire|nous écrire|envoyer|de m'envoyer|de nous envoyer|
  m'envoyer|messages|ces (mails|courriels|messages|relances)|courriers|mails|spam*|de me|vos|d'envoyer|écrire|
  être (contacté|sollicité)|m'importuner)
""",
    "other.words": """
(candidature|poste de|cv|stage|offre d'emploi|alternance|lettre de motivation|recrut*)
(seo|référencement|leads|chiffre d'affaires|prospects|promo*|soldes|remise exceptionnelle|offre (spéciale|
  exceptionnelle|limitée)|newsletter|webinaire|démo|essai gratuit|cliquez|rendez-vous de \\d+ minutes|
  devis gratuit|nos (produits|services|solutions)|partenariat|gratuit*|invitation)
(recette|anniversaire|mariage|déjeuner|dîner|apéro|foot|barbecue|vacances en famille|bises|bisous|félicitations|
  naissance|pot de départ|covoiturage|tennis|randonnée)
""",
    "topic.words": """
(escompte|tva|remise|loyer|devis|frais|pénalité*|intérêt*|acompte|tarif|prix)
(pai*|pay*|factur*|règl*|virement*|vir*|compt*|solde*|sold*|montant*|somme*|relance*|rappel*|dû|due|dossier|
  échéance*|impay*|commande|livr*|fournisseur*|banque*|chèque*|argent|avoir|échu*|rib|crédit|débit|créance|dette|
  bon de|valid*)
""",
    "other_event.words": """
(absent*|congé*|vacances|retour|rentr(e|es|ons|erai|erons|ant)|reviens|reviendrai|revient|fermé*|fermeture|
  déplacement|férié|réouvert*|rouvr*)
(facture*|relance*|courrier*|mail*|courriel*|message*|commande*|devis|contrat*|lettre*|livraison*|bon|
  avoir) (\\S{1,20} ){0,3}?(du|de|en date du|reçu* le|émis* le|le)
(livré*|livraison|commandé*|reçu*|échue|échu|échéance|réunion|rendez-vous|salon|appel*|téléphon*|rencontr*|
  depuis|valable|signé*|en panne|renvoyée?s?|retourné*|hier|expire|jusqu'au|déposé*|novembre|contrat)
(la semaine dernière|le mois dernier|l'an dernier|il y a) ~
""",
}
