"""English, the words around payments; see the package for how to read the tables."""

RULES = {
    "pay.words": """
value date|value
pay|pays|paid|paying|payed|payable|repay|prepay
payment*|pmt|pymt|pymnt
settle|settles|settled|settling|settlement
transfer|transfers|transferred|transfering|transferring|transfered
wire|wires|wired|wiring
remit|remits|remitted|remitting
(bacs|chaps|ach|sepa|iban|faster payment*|direct debit|standing order|cheque*|check|checks|bank transfer|credit card)
(go|goes|going|went|gone|get|gets) (out|through|off|across|over)
(will|\\w{1,8}'ll|to|should|shall|is going to|is due to) (go|leave|come|follow|arrive|land|clear)
leaves our (bank|account)|leave our (bank|account)|follows|arrives|arriving|lands|comes
money|funds|balance|amount|the cash|the rest|remainder|sum|instal*ment*|deposit
(payment|pay|cheque|check|supplier|ap|batch|weekly|monthly|next|bacs|eom|month-?end|creditor|vendor|the|
  our)( \\w{1,12})? (run|batch|cycle)
run|batch|pay run|payrun|paydate|pay date
scheduled|schedule|processed|process|processing|queued|lined up|set up|booked|budgeted|released|release|
  releasing|disbursed|disburse|executed|execute
cleared|clear|approved for|sorted|done|dealt with|taken care of|square|squared|in the pipeline|debited|credited|
  deposited
(you|you'll|u|you will|you should|you shall) ~ (have|get|receive|see) (it|them|this|that|the|your|our|
  everything|both|all|paid|funds|money|payment|\\$|£|€)
(let you have|send you the money|send the money|will send|\\w{1,8}'ll send|sending)
(be|is|reach|with) (in |with )?(your|you)( bank| account|r account)?
(in|into|on) your account
put (it|them|this|that) ~ (through|in)
""",
    "commit.words": """
(will|shall|\\w{1,8}'ll|going to|gonna|can|am|are|is|\\w{1,8}'re|\\w{1,8}'m) ~ (pay|paying|transfer|
  transferring|wire|wiring|send|sending|remit|remitting|settle|settling|let you have|release|releasing|deposit|
  get|receive|have|be paid|be transferred|be sent|be debited|put|do)
(payment|transfer|wire|check|cheque|ach) (of|for|over) ~ (will|is|has been|to) (be |being )?(made|sent|
  scheduled|follow|go|released|processed)
(you'll|you will|u will|u'll) (get|have|receive) (your|the|our|it)
(count on|rely on|expect|look out for) ~
(we|i) (pay|transfer|wire|send|remit|settle)
(scheduled|set up|approved|released|queued|booked|planned) ~ (for payment|payment|pay)
coming your way|on its way to you|heading your way
""",
    "past.paid": """
(funds|money|amount|sum|it|payment) (was |were |is |has been |have been )?(debited|taken|collected|deducted|
  charged) (on|from|by|last|in|yesterday|\\d)
(settled|closed) (matter|account|item|case)|(this|that|it) is (a )?(settled|closed|paid)
(you|your (\\w+ )?(colleague|bank|accountant|office|system|statement|account\\w*)) (\\S{1,14} ){0,5}?(received|
  acknowledged|confirmed|shows|got|cashed|booked) (\\S{1,14} ){0,4}?(payment|money|transfer|it|cheque|check)
(swift copy|payment was made|transfer was made|mt103)
(payment|money|funds|transfer|cheque|check) (is |are |already )?(on (its|the) way|in transit|underway)
(have|has|had|\\w{1,8}'ve|\\w{1,8}'s) (already |since |now |just |actually |also |long |been )*(paid|settled|
  transferred|transfered|wired|remitted|sent (the|a|our|you|it|this|payment|over)|made (the|a|this|our|
  full)? ?(payment|transfer))
(have|has|had|\\w{1,8}'ve|\\w{1,8}'s) (already |since |now |just )*been (already |fully |duly |long |
  completely )*(paid|settled|transferred|transfered|wired|remitted|cleared|sent out|sent|made|credited|debited|
  executed|deposited|cashed|collected|taken care of|dealt with)
(was|were|got|is|are|been) (already |fully |duly |all |long |in fact )*(paid|settled|transferred|transfered|
  wired|remitted|debited|cashed|squared)
(payment|transfer|wire|cheque|check|money|funds|it|this|they|these|invoice*|amount|remittance|both|all|one|
  balance|deposit|ones) (\\S{1,20} ){0,5}?(was|were|has been|have been|had been|got|went|left|cleared|
  \\w{1,8}'s been) (already |just |also |recently |first )*(made|sent|paid|settled|out|off|through|over|across|
  executed|transferred|posted|mailed|credited|debited|our (bank|account)|initiated|issued|submitted|completed|on|
  last|from|yesterday|this|in|with)
(we|i|our \\w{3,20}|she|he|they|finance|accounts|treasury|accounting) (already |just |have |actually )*(paid|
  settled|transferred|transfered|wired|remitted|made (the|a|this|our|that) (payment|transfer)|sent (the|a|you|it|
  this|our|payment|over)( \\w+)? ?(payment|money|transfer|wire|funds|check|cheque|yesterday|on|last|via|by|today|
  this morning)?|put (the|it) ~ through|mailed (the|a|you|your) (check|cheque)|posted (the|a) (check|cheque)|
  did (the|a|it|that|this) (transfer|payment|wire))
(paid|settled|transferred|transfered|wired|sent) (this|it|that|them|these|in full|already|yesterday|today|last|
  on|in|by|via|two|three|a|this|earlier|just now|both|all|with|from|through|per|\\d|everything|off|everthing|half|
  part|some)
(already|long|just|all|been|now|fully) (been )?(paid|settled|transferred|done|wired|cleared|sent)
paid (and (done|closed)|\\W|up|twice)|^paid|done and dusted
(cheque|check) (\\S{1,12} ){0,4}?(in the (post|mail)|on its way|mailed|posted|sent)
(nothing|no invoices?|not anything) ~ (open|outstanding|owing|owed|due|unpaid|left to pay)
(went|gone) (out|off|across|over|from|with)|(left|leaved) our (bank|account)
(already|money|payment|transfer|funds|it|wire) ~ (went|gone|left|is out|is through|sent) (across|over|out|
  through|our|off|to you)
(your|you) (\\w+ ){0,4}(confirmed|acknowledged) (the )?(receipt|receiving) of (our|the) (payment|money|transfer|funds)
(payment|transfer|wire|money|funds|it) (is|\\w{1,8}'s) (on (its|the) way|in transit|out|through|done|made|already)
(part|partial|full|the) payment ~ (sent|made|done|executed|transferred)
(our|my) bank statement ~ (show|shows|confirms|says)
(took|taken|collected) ~ (by direct debit|from our account)
we're (all )?(square|paid up)|account is (settled|clear|paid|up to date)
(just|have just|\\w{1,8}'ve just) (hit send|pressed send|made|done|completed|did|sent|submitted) ~ (payment|
  transfer|money|wire)
have (today|yesterday|just now) (transferred|paid|sent|wired|remitted|made)
have you (not )?(received|got|had) (our|the|my) (payment|transfer|money|cheque|check|wire)
""",
    "unpaid.words": """
(goes|going|go) (\\w+ )?in the (mail|post)|(check|cheque) (\\S{1,12} ){0,4}?(goes|going|will go)
(not|\\w{1,7}n't|never|un|yet to|still to|to|will|\\w{1,8}'ll|shall|would|can|could|should|must|may|might|if|
  unless|until|once|after|before|when|as soon as|get|getting|gets|nobody|cannot|to get|without) (\\w+ ){0,2}(be |
  been |have been |being |it |is |it's |we've |have )?(paid|pay|settled|settle|transferred|sent|cleared|released|
  processed|made|done|wired|remitted)
(nothing|nobody|none) ~ (paid|sent)
(hasn't|haven't|has not|have not|hadn't|wasn't|weren't|isn't|aren't|is not|are not|was not) (\\w+ ){0,3}(paid|
  settled|transferred|sent|cleared|released|processed|made|done|wired)
(is|are|being|been) (scheduled|set|due|going|planned|approved|released|queued|prepared|lined) ~
we (only |always |usually |normally )?pay
was paid (twice|double)
""",
    "block.condition": """
(as soon as|once|when|whenever|after|if|provided|provided that|until|unless|assuming|subject to|depending on|
  on receipt of|upon receipt of|the moment|the minute|only when|only after|only if) (\\w+ ){0,2}(you|you've|
  we (receive|get|have|hear|see|find|can)|we've|i (receive|get|hear)|i've got|our (client|customer|customers|
  clients|funding|investor|bank|own)|(po|invoice|corrected \\w+|client|customer|credit note|form|documents?|
  bank details|grant|funding|loan|sale|goods|delivery|w-?9|approval|matter|dispute|issue|queries|query) (is|are|
  has|have|comes|arrives|was|gets)|it is (approved|corrected|signed|sorted)|it's (been )?(approved|corrected|
  signed|sorted)|approved|this is (sorted|resolved|cleared)|that's (sorted|done|resolved)|received|signed|cash|
  business|everything|someone|somebody|head office)
when our (client|customer)s? pay*
(pending|waiting (for|on)|awaiting|wait for) ~ (your|you|the|approval|a|his|her|our)
""",
    "block.doubt": """
(maybe|perhaps|possibly|hopefully|probably maybe|might|with (a bit of |any |some )?luck|fingers crossed|i hope|
  we hope|hoping|hope to|try to|trying to|will try|we'll try|i'll try|aim to|not sure|can't promise|
  cannot promise|no promises|with luck|if all goes well|could be|may be able|may take|tbc|if possible|ideally|
  unlikely|in theory)
(don't|do not|can't|cannot|won't|not) (know|say|tell|commit|guarantee|confirm|promise|give you a date)
""",
    "block.notbefore": """
(not|never|nothing|\\w{1,7}n't|nor) ~ (before|until|till|prior to|earlier than)
(earliest|at the earliest|the soonest|no earlier than|not earlier than|no sooner than|soonest)
(won't|will not|can't|cannot|unable to|not able to|not possible|impossible|not going to|no way|not be|
  refuse to) ~ (be )?(pay|paid|payment|transfer|settle|send|make|made|happen|meet|do|possible|this)
""",
    "block.inform": """
(answers?|respond*|replies|goods receipt|only today|just today|let you know|tell you|get back to you|
  come back to you|revert|update you|inform you|keep you|give you (an update|a date|an answer|a call|feedback)|
  confirm (to you )?(when|the date|by|tomorrow|on|next|later|shortly)|be in touch|know more|have an answer|
  respond|reply|answer|chase|look at|look into|check|call you|ring you|phone you|speak|talk|discuss|meet|meeting|
  review|hear back|decide|ask|remind|follow up|approve|sign)
(will|\\w{1,8}'ll|shall|going to|want to|to) (\\w+ )?(check|chase|look|ask|approve|review|find out|investigate|
  confirm|raise|discuss|contact|call|send you (the|a|an) (copy|remittance|proof|answer|list|update|date|
  confirmation))
""",
    "consent.words": """
(we|i) (would |\\w{1,8}'d |hereby |want to |wish to |\\w{1,8}'d like to |would like to )?(propose|suggest|offer|
  request|ask|beg|kindly ask|kindly request) (\\w+ ){0,5}?(instal*ment*|more time|extension|delay|deferral|pay|
  paying|payment plan|to|that|an|another|a|for|you|you to|if|whether|monthly|splitting)
(our|my|the following) (proposal|suggestion|offer|proposed)
(if (that's|that is|this is|it is|it's) (ok|okay|fine|acceptable|agreeable)|if you (agree|accept|are ok|
  can accept|don't mind)|let (me|us) know (if|whether) (that|this|you|your)|subject to your (agreement|consent|
  approval)|please (let us know|confirm) (if|whether|that) (this|that|you|we)|are you (ok|okay|fine|happy|willing|
  able) (with|to)|do you agree|how does that sound|does that work|what do you (think|say))
please (\\w+ )?(wait|bear with us|be patient|give (us|me)|allow us|grant|extend|accept (our|my|this)|hold off)
""",
    "arrival.words": """
(be|is|are|arrive*|reach*|land*|show* up|hit*|appear*|with you|in your (account|bank)|receive*|see it|have it|
  get it|turn* up|clear*)
""",
    "part.words": """
(part|partial|down|first|interim|split|staged|short)[- ]?(payment|pay|settlement|amount|instal*ment|transfer|paid)
part of (it|the|this|that|our|your)|partly|partially|on account|towards (the|our|this) (balance|invoice|account|
  debt)|as a (first|start|down)|some of (it|the)|instal*ment*|in (two|three|four) (parts|payments|instal*ment*)|
  good faith payment|to start with|for now|up front|deposit
half (of )?(it|the (invoice|amount|sum|bill|balance|total|money)|this|that|now|on|today|by|up front|then|next)|
  half,|50 ?%|(a |one )?(third|quarter) (of|now)
(undisputed|uncontested) (part|portion|amount)
(deducted|deducting|less|minus|short-?paid|withheld|withholding|held back|net of|keeping back|retained|
  retention) (\\S{1,10} ){0,5}(from|the|of|for|%|\\d)
(only|just) (\\w+ )?(paid|pay|transferred|transfer|manage|afford) (\\S{1,10} ){0,3}(of|part|half|now)
""",
    "rest.words": """
(the |our )?(rest|remainder|remaining( \\w+)?|other half|second half|second (part|payment|instal*ment)|
  what's left|leftover) (\\w+ ){0,3}?(will|follows|follow|to follow|is|in|by|on|next|at|later|of|amount|when|once|
  would|has|goes|after|can|comes|end|early|mid|the|still|,|as|then)
(the |and )balance (\\w+ )?(follow\\w*|to follow|in|on|by|then|at)
(for|and|with) the (rest|remainder|remaining|balance)
(remaining|still outstanding|left over|second half|other half|outstanding part)
""",
    "topic.words": """
(exchange rate|conversion|rate|costs?|discount|quantity|receipt|remind\\w*)
(pay*|invoice*|inv|bill|bills|billed|billing|due|overdue|account*|transfer*|amount*|balance|remit*|statement*|
  reminder*|owe*|po|purchase order|order*|deliver*|goods|bank|money|fund*|cheque*|check|wire*|supplier*|vendor*|
  settle*|credit|debit|finance|ledger|release*|approv*|run|w-?9|vat|interest|instal*ment*|charge*|fee*|debt*|
  claim*|price*|list)
""",
    "other_event.words": """
(rejected|returned|expired|service|funeral|meant to|said|promised|announced|told|taken over|took over|moved|
  started|begins|frozen|freeze|from today|as of today|with effect|effective)
(back|return*|reopen*|re-open*|open again|closed|close|closing|away|absent|leave|vacation|holiday*|travel*|
  out of (the )?office|available|unavailable|off)
(invoice*|inv|bill|order*|po|reminder*|e-?mail*|mail|letter|message|statement*|quote|contract|note|demand|
  delivery note|credit note) (\\S{1,20} ){0,3}?(of|dated|from|issued|sent|date|received)
(order* (was )?placed|ordered|delivered|delivery (was|is|on|of)|deliver|shipped|arrived|dated|issued|invoiced|
  due|falls due|due date|received your|was received|received (it|the|your|this)|signed|expires?|expired|born|
  started|valid|deadline|since|met|meet* (you|on|us|again)|expo|fair|hall|booth|call|called|phone\\w*|spoke|visit|
  lunch|on sick|surgery|went live|cancelled|returned|complained|stamped|until further|see you|talk to you|
  speak to you)
(would have to|should have|supposed to|originally|actually due|were to|meant to)
(answers?|respond*|replies|goods receipt|only today|just today|let you know|tell you|get back to you|
  come back to you|revert|update you|inform you|be in touch|know more|have an answer|look at|look into|check|
  reply|answer|decide|meeting|approve|sign off)
(cancel|cut[- ]?off|missed|yesterday|last (week|month|monday|tuesday|wednesday|thursday|friday|year)|ago)
""",
}
