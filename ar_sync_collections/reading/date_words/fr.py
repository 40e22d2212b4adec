"""The words of dates in French; see the package for how to read them."""

from .table import Words

WORDS = Words(
    months="janvier janv jan;février fev fevr;mars;avril avr;mai;juin;juillet juil;août aout;septembre "
    "sept sep;octobre oct;"
    "novembre nov;décembre dec",
    weekdays="lundi lun;mardi;mercredi mer;jeudi jeu;vendredi ven vend;samedi;dimanche",
    numbers="un=1 une=1 deux=2 trois=3 quatre=4 cinq=5 six=6 sept=7 huit=8 neuf=9 dix=10 douze=12 "
    "quinze=15 vingt=20 trente=30",
    fixed={
        "aujourd'?hui( meme)?|aujourd hui|ce (jour(?!-la)|matin|soir|midi)|cet apres-?midi|dans la "
        "journee|avant ce soir|fin de journee|(en )?fin d'apres-?midi|d'ici ce soir|ajd|dans "
        "l'apres-?midi": 0,
        "apres[- ]?demain": 2,
        "(des )?demain( (matin|soir|midi|apres-midi))?": 1,
    },
    parts={
        "(a la |d'ici la |d'ici |pour la |en |avant la |a |vers la |jusqu'a la |la |courant "
        ")?(?<!jours\\s)fin( du mois)?": "end",
        "dernier jour|le dernier jour": "end",
        "(avant |a |pour |d'ici )?la (cloture|fin)": "end",
        "(a la |vers la |d'ici la |d'ici |la )?mi-?|(au |vers le )?milieu": "mid",
        "(au |en |des le |des |d'ici |le )?(tout )?debut": "start",
        "(la |dans la |courant de la )?(premiere|1ere|1re) semaine": "week1",
        "(la |dans la )?(deuxieme|seconde|2eme|2e) semaine": "week2",
        "(la |dans la )?(troisieme|3eme|3e) semaine": "week3",
        "(la |dans la )?derniere semaine": "end",
        "(la |dans la )?(premiere) (quinzaine|moitie)": "mid",
        "(la |dans la )?(seconde|deuxieme) (quinzaine|moitie)": "end",
        "(le |au )?dernier jour (ouvre|ouvrable|travaille)": "lastwork",
        "(le |au )?premier jour (ouvre|ouvrable|travaille)": "firstwork",
        "(le )?dernier vendredi": "lastfri",
    },
    refs={
        "(dans le |le )?courant de (la )?semaine(?! (prochaine|suivante|qui))|(dans|"
        "durant) la semaine(?! (prochaine|suivante|qui))|(cette|la|cette meme) semaine|la semaine en cours|"
        "semaine en cours": "week0",
        "(la )?semaine (prochaine|suivante|qui vient|pro|a venir)|sem\\.? prochaine|la prochaine semaine": "week1",
        "(la )?semaine d'apres|(la )?semaine apres la prochaine": "week2",
        "(ce|du|du present|le|de ce|chaque|de chaque) mois|mois|(du |de ce |le )?mois (en cours|courant|-?ci)|ce "
        "mois-ci|courant du mois": "month0",
        "(le |du |au )?mois (prochain|suivant|qui vient|pro|d'apres)|(le |du )?prochain mois": "month1",
        "(du |le |ce |de ce )?trimestre( en cours)?": "quarter0",
        "(du |le )?(trimestre prochain|prochain trimestre)": "quarter1",
        "(de l'|l'|cette )annee( en cours)?|annee|de cette annee|d'annee": "year0",
        "(de )?l'annee prochaine": "year1",
        "(du |le )?(premier|1er) trimestre|[tq] ?1": "q1",
        "(du |le )?(deuxieme|second|2e|2eme) trimestre|[tq] ?2": "q2",
        "(du |le )?(troisieme|3e|3eme) trimestre|[tq] ?3": "q3",
        "(du |le )?(quatrieme|dernier|4e|4eme) trimestre|[tq] ?4": "q4",
    },
    of="du mois de|du mois d'|de|du|de la|d'|des|au|en|le|de l'",
    bare_month="en|courant|au mois de|au mois d'|dans le courant de|dans le courant du mois de|pendant le "
    "mois de|sur|durant",
    this="ce|cette",
    coming="le|ce prochain|d'ici|pour|avant|le prochain|prochain|d'ici a|de|jusqu'a",
    following="",
    week_on="{w} en huit|{w} dans une semaine|{w} dans huit jours",
    day=(
        "(le|du|au|pour le|d'ici le|d'ici au|avant le|jusqu'au|des le|vers le|autour du|et le|ou le|"
        "entre le|et|ou) {d}(er|ere)?(?! ?(h|%|€|e|eme|euros?|jours?|semaines?|mois|fois|factures?|"
        "pieces?|articles?|echeances?|virements?|mensualites?|versements?|tranches|colis|cartons|"
        "unites)(?!\\w))(?![.,:/]?\\d)",
    ),
    day_month=("{d}(er|ere)?[ .-]{m}\\.?([ .-]{y})?",),
    lead="dans|sous|d'ici|dans les|dans un delai de|sous un delai de|dans environ|d'ici a|d'ici une|"
    "sous les|en|au plus tard dans|d'ici environ|dans un delai maximum de|dans le delai de|dans "
    "les prochains|dans les prochaines|endeans les|endeans|les",
    trail="a compter (d'aujourd'hui|de ce jour)|a partir d'aujourd'hui|au plus tard|maximum",
    units={
        "(prochains? )?jours?( (calendaires?|francs?))?|(prochains )?j": "day",
        "(prochains )?jours? (ouvres?|ouvrables?|travailles?|bancaires?)": "workday",
        "(prochaines? )?semaines?": "week",
        "quinzaine": "quinzaine",
        "(prochains )?mois": "month",
        "(prochaines )?(heures?|h)": "hour",
    },
    days_from={
        "(a|sous|d'ici|dans une|dans la) huitaine": 8,
        "(a|sous|d'ici|dans une|d'ici une|dans la|sous une) quinzaine( de jours)?": 15,
        "d'aujourd'hui en huit|dans une semaine|d'ici une semaine|sous une semaine": 7,
        "demain en huit": 8,
        "(avant le|d'ici le|d'ici ce|avant ce|pour le) week-?end": -5,
        "(ce|le|pendant le|durant le) week-?end": -7,
        "fin de semaine": -5,
    },
    short_date="le|du|au|d'ici le|avant le|jusqu'au|pour le|des le|valeur|date|lundi|mardi|mercredi|jeudi|"
    "vendredi|d'ici au|et|ou",
    week_of="(la )?semaine (du|commencant le|debutant le|a partir du)",
    ranges="au|ou|a|et|et le|ou le|/|-|jusqu'au|a la|ou bien|voire|et la|ou la|puis",
    joins="le|du|au|de|de la|d'|soit|soit le|prochain|matin|soir|apres-midi|a savoir|a savoir le|"
    "c'est-a-dire le|dans la|au soir|la|plus tard le",
    week_number="(la |en |dans la )?(semaine|sem\\.?|s) ?{n}",
    month_words={
        "end": "(?<!jours\\s)fin de mois|(?<!jours\\s)fin du mois|la fin du mois|fdm",
        "mid": "mi-mois",
        "year": "fin d'annee|la fin de l'annee|fin de l'annee",
        "quarter": "fin de trimestre",
        "week": "fin de (la )?semaine|la fin de (la )?semaine",
    },
    first_weeks={},
)
