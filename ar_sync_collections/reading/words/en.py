"""English; see the package for how to read the tables."""

from .en_money import RULES as MONEY_RULES

RULES = {
    **MONEY_RULES,
    "plan.words": """
(spread\\w*|stagger\\w*|split\\w*|stretch\\w*) (it|this|that|them|the (payment|bill|amount|balance|cost|
  sum)) (\\w+ ){0,2}?(over|across|into|out|in|between|up)
(propose|suggest|offer) (\\w+ )?(settling|paying|clearing|to (pay|settle|clear)) (\\S{1,16} ){0,6}?(month|week|
  instal\\w*|monthly|weekly)
would (that|this|it) be (acceptable|ok|okay|alright|possible|agreeable|fine)
(have|need|get|give us|allow|want|take) (\\w+ ){0,2}?(\\d+|two|three|four|six|a few|some|another|couple of|
  a couple) (\\w+ )?(more )?(weeks|months|days) (more|longer|extra|please|to pay|grace)
(have|need|get|give us|allow) (\\w+ ){0,2}?(\\d+|two|three|four|a few|some) more (weeks|months|days|time)
(could|can|may|might) (i|we) (\\w+ )?(do|pay|settle|send|clear) (\\S{1,16} ){0,6}?(a|per|each|every) (month|week)
(pay|settle|clear|split|spread|paying|do) (\\w+ ){0,6}?(in|over|into|by|through) (\\w+ ){0,3}?(instal*ment*|
  parts|stages|tranches|monthly|months|payments|portions|chunks|slices|bits|goes|steps|three|two|four)
(instal*ment|payment|repayment|pay) (plan|arrangement|schedule|agreement|scheme|terms) ~ (\\?|possible|please|
  ask|like|agree|offer|set up|need|would|request|discuss)
(like|ask|asking|request|requesting|need|needing|want|propose|proposing|suggest|offer|seek|seeking|agree|
  consider|set up|discuss|possible|interested in|possibility of|arrange) ~ (an? )?(instal*ment*|payment plan|
  repayment plan|payment arrangement|extension|deferral|deferment|more time|longer|extra time|additional time|
  delay of|postponement|payment holiday|extended (terms|payment)|staged payment*|part payments|split)
(could|can|would|may|might) (you|we|i) (\\w+ ){0,4}?(wait|extend|grant us|give (us|me) (some |a bit |a little |
  a |another |more |until |till |\\d)|split (it|this|the)|spread|defer|postpone|hold off|have (more|until|till|
  another|an extension|some))
(extend|extension of|push back|move|postpone|defer) (\\w+ ){0,4}(due date|deadline|payment (date|term*)|term*)
(would|is|are) (\\w+ ){1,6}(instal*ment*|monthly payments|payment plan|extension)
(our|my) (proposal|suggestion|offer)( is|:| would|,)
(a|per|each|every) month (\\w+ ){0,4}?(acceptable|ok|okay|fine|possible|work|until|for you)
(give|allow|grant) (us|me) (\\w+ ){0,3}(more )?(time|weeks?|days|months?|until|till|extension|grace)
(bear with us|be patient|wait) until
(monthly|weekly) (instal*ment*|payments|rates|amounts) of
would you (accept|agree|take|consider|be (ok|okay|willing|open|happy|prepared))
(\\d+|two|three|four|five|six|equal|monthly) (equal |monthly |weekly )*(instal*ment*|payments)
(is|would) (there )?(\\w+ )?(any )?(chance|way|possibility) (\\w+ ){0,6}(later|more time|until|instal*ment*|
  monthly|wait|postpone)
""",
    "hardship.words": """
(nothing|no money|nothing left) to pay (\\w+ )?(with|from)|burnt down|burned down|flooded|insurer
(cash[- ]?flow|liquidity|cash) (\\w+ ){0,3}(problem*|issue*|difficult*|trouble*|tight|crisis|shortage|squeeze|
  bottleneck|gap|crunch|position|situation|is (bad|poor|terrible|dire|low)|constraint*|pinch)
(difficult|tight|dire|bad|precarious|poor|hard|serious|temporary|severe) (\\w+ )?(financial|cash|liquidity|
  economic) (\\w+ )?(situation|position|problem*|difficult*|time*)?
(financial|money|economic) (difficult*|problem*|trouble*|hardship|distress|crisis|situation|issues)
(in|into|gone into|filed for|filing for|entered|enter|under|declared|declare|facing|placed in|put into|
  on the (brink|verge) of) (creditors )?(administration|liquidation|bankruptcy|insolvency|receivership|chapter (7|
  11)|voluntary arrangement)
(insolvent|bankrupt|insolvency|(flat|totally|completely|we're|i'm|are|am) broke|skint|penniless|ceased trading|
  stopped trading|gone bust|went bust|going bust|no assets|winding[- ]up|unable to pay its debts|
  official receiver|administrators?|creditors' meeting|entered administration|wound up|winding up|liquidator*|
  insolvency practitioner|receiver has been)
(no|not enough|not got enough|insufficient|lack of|out of|run out of|short of|don't have (the|any|enough)|
  do not have (the|any|enough)|haven't got (the|any|enough)|there's (simply |just )?no|there is (simply |
  just )?no) (\\w+ )?(money|funds|cash|liquidity)
(can't|cannot|can not|unable to|not able to|couldn't|not in a position to|impossible to|struggling to|
  struggle to) (\\w+ ){0,3}?(pay|afford|settle|make (the|any|this|a) payment*|meet (our|the|this|my) (obligation*|
  payment*|bill*)) (\\w+ ){0,3}?(now|right now|at the moment|at present|currently|anymore|any more|you|because|as|
  bills|this month|all|everybody|suppliers|the bills|wages)
(can't|cannot|unable to|not able to|struggling to|struggle to|impossible to) (afford|make ends meet|pay (our|
  my) (bills|staff|suppliers|rent)|pay anyone|pay you)
(lost|laid off|let go|close down|closing down|closed down|shut down|shutting down|made redundant|unemployed|
  on benefits|lost my job|out of work) ~
(struggling|things are (very )?(tight|bad|hard|tough)|money is tight|going through a (hard|rough|difficult|
  tough) (time|patch)|hard times|rough patch|tough times|barely (surviv*|afford|keep*)|keep (the|our) (doors|
  lights|head))
(biggest|main|largest|major|key|our|big) (customer|client|contract) (\\w+ ){0,3}(cancelled|insolvent|bankrupt|
  gone|left|went|hasn't paid|has not paid|owes us)
(account|accounts) (is|are|has been|have been|were|was) (frozen|overdrawn|empty|seized|blocked)
""",
    "legal.words": """
(lawyer*|attorney*|solicitor*|barrister*|legal (counsel|department|team|action|advice|adviser|advisor|
  proceedings|steps|representative*|route|matter)|counsel|law firm|our counsel|legal dept)
(court|courts|tribunal|lawsuit|litigation|sue|suing|sued|see you in court|judge|jury|trial|injunction|
  counterclaim|counter-claim|arbitration|ombudsman|small claims)
(proceedings|(we|i) act for|we act on behalf|on behalf of our client|our client (denies|disputes|rejects|
  contests|has instructed)|instructed by|have been instructed|cease and desist|without prejudice|press charges|
  police|letter before action|statutory demand|harassment|data protection authority|trading standards|report you|
  all rights reserved)
take (this|it|the matter) (further|to court)|legally
""",
    "dispute.words": """
(debt|bill|invoice|order|account) (isn't|is not|wasn't|was not|aren't) (mine|ours|our\\w*)|(isn't|is not) (my|
  our) (debt|bill|invoice|order)|we reject|i reject
(still|yet to be|never|not been|isn't|hasn't been|wasn't) (leaking|broken|fixed|repaired|replaced|collected|
  working|finished|completed|installed|delivered|resolved)
(nobody|no one|no-one|none of you) (\\w+ )?(came|turned up|showed up|has come|fixed|repaired|called)
(wrong|different) (colou?r|size|item|items|product|parts?|model|address delivered|goods|quantity|material)
(owe you nothing|nothing to pay|no longer (rent|use|have|subscribe)|(was|were|had been) (cancelled|returned|
  collected|terminated)|we (cancelled|terminated|returned|ended) (\\w+ ){0,4}?(contract|subscription|order|
  service|lease|agreement))
(pay|paying|settle) (\\w+ ){0,3}?(only )?(when|once|after|until) (\\S{1,14} ){0,6}?(fixed|repaired|replaced|
  corrected|closes|works|finished|delivered|done properly|complete)
(should|must|ought to) (be|have been|read|say) (\\S{1,16} ){0,8}?(not|instead of|rather than) ?\\S{0,3}\\d\\S*
(dispute|disputed|disputing|disputes|contest|contested|contesting|reject this invoice|object to|objection|
  query the amount|refuse to pay|refusing to pay|won't pay|will not pay|not going to pay|not paying|don't owe|
  do not owe|not owe|nothing owed|not liable|deny|denies)
(we|i|do|does|did|can|could) (not|\\w{1,7}n't|never) (\\w+ )?(agree|accept|acknowledge|recognise|recognize|
  approve|authorise|authorize)
(don't|doesn't|didn't|do not|does not|did not|can't|cannot|won't|not) (\\w+ )?(agree|accept|acknowledge|match|
  correspond|tally|reconcile|add up|reflect|recognise|recognize|approve|fit|comply|meet|work|function|conform)
(wrong|incorrect|not correct|not right|mistaken|erroneous|inaccurate|overstated|inflated|too high|exaggerated|
  excessive) (\\w+ ){0,2}(amount|price*|quantity|quantities|rate|total|sum|vat|invoice|due date|terms|discount|
  tax|hours|items?|figure|goods|parts|model|size|colou?r|product*|currency|charge*|calculation|date|bill)
(amount|price*|quantity|quantities|rate|total|sum|vat|invoice|due date|terms|discount|tax|hours|figure|bill|it|
  inv\\.?|charges?|calculation|line|this|that|one|invoice \\S{1,20}|fee|freight|number*) (\\w+ ){0,5}?(is|are|was|
  were|looks|look|seems|seem|\\w{1,8}'s) (\\w+ ){0,3}?(wrong|incorrect|not correct|not right|mistaken|too high|
  too much|overstated|inaccurate|off|erroneous|not what|not as agreed|excessive|different from|higher than|
  unjustified|not justified)
(overcharg*|over-charged|overbilled|over-billed|overpriced|double[- ]?(charged|billed|invoiced|booking)|
  charged (us )?(twice|double|list price|too much|the wrong|for)|billed (us )?(twice|double|for)|
  invoiced (us )?(twice|double|for)|you(\\w{1,8}'ve| have)? (charged|billed|invoiced)|bills \\d+|you charged|
  you bill)
(duplicate|duplicated|double invoice|second time|same (invoice|delivery|order|bill) (twice|again)|
  already (invoiced|billed|covered|charged)|looks like a duplicate|copy of invoice|billed before|twice)
(damaged|broken|defective|faulty|defect|defects|soaked|scratched|dented|cracked|leaking|spoiled|spoilt|rotten|
  mouldy|moldy|poor quality|bad quality|substandard|sub-standard|unusable|not working|doesn't work|didn't work|
  stopped working|broke down|malfunction*|quality (issue*|problem*|complaint*)|below standard|not up to (standard|
  scratch)|expired goods)
(never|not|\\w{1,7}n't|hasn't|haven't|didn't) (\\w+ ){0,3}?(received|delivered|arrived|supplied|shipped|ordered|
  installed|performed|carried out|provided|rendered|turned up|completed|finished|get) (\\w+ ){0,3}?(goods|
  delivery|order|items?|products?|shipment|service*|anything|pallet*|work|units?|parcel|boxes|all|full|this|these|
  material*|machine*|equipment|them|everything)
(goods|delivery|order|items?|products?|shipment|service*|pallet*|work|units?|parcel|boxes|material*|machine*|
  equipment|half|some|\\d+|one) (\\w+ ){0,5}?(never|not|\\w{1,7}n't|were missing|was missing|are missing|
  is missing|came with|arrived (damaged|broken|late|soaked|wet|incomplete|defective|short|with)|short|late|
  incomplete) (\\w+ ){0,2}?(received|delivered|arrived|supplied|complete|completed|done|carried out|finished|
  performed|provided|working)?
(missing|short[- ]?(delivered|shipped|delivery|shipment)|short by|incomplete (delivery|order|shipment)|
  partial delivery|under-?delivered|only (received|delivered|got|\\d+ (were|of))|late delivery|delivered (late|
  too late)|weeks late|days late)
(agreed|quoted|contract|contractual|original|promised|quote|offer) (\\w+ ){0,4}?(price|rate|amount|was|is|says|
  said|says|discount|quantity|fixed|for|shows|states|terms|\\d)
(not what we (agreed|ordered|signed)|contrary to|discount (\\w+ ){0,3}(not|missing|wasn't|was not|
  hasn't)|without (our|my) (approval|consent|order)|did(\\w{1,7}n't| not) order|have(\\w{1,7}n't| not) ordered|
  never ordered|never (agreed|signed|approved|authorised|authorized|placed))
(credit note|cancel (it|this|that|the invoice|invoice|them)|credit (it|us|this|the)|reverse (the|this) (invoice|
  charge)|void (the|this) invoice|write (it|this) off|withdraw (the|this|your) (invoice|claim|demand|reminder)|
  please cancel|deduct*|withhold*|withheld|holding back|hold back|take off the|remove the (charge|fee|interest|
  item|line))
(late|interest|reminder|dunning|admin|handling|collection) (\\w+ )?(fee*|charge*|interest|cost*) ~ (not|
  \\w{1,7}n't|refuse|reject|unjustified|unfair|remove|waive|cancel|without)
(returned|return|sent back|sending back|refused) (the|that|those|these|it|them|all|half|
  some) (\\w+ ){0,2}(goods|machine|item*|product*|delivery|pallet*|equipment|unit*|it|them|in|back|last|on)
(nothing is (overdue|due)|not (yet )?(due|overdue)|isn't (due|overdue)|terms are|payment terms|net (30|60|90)|
  \\d+ days net|not due (yet|until))  ~ (wrong|our|contract|say|says|agreed|not|so|60|90|30|45|are)
(due date|payment term*|terms) (is|are|was|were) (wrong|incorrect|not)
(unhappy|dissatisfied|not satisfied|not happy|complaint|complained|complain|unacceptable|not acceptable|outrageous)
(signed timesheet|delivery note|timesheet|quote|contract|order) (\\w+ ){0,3}(shows|show|says|said|states|
  only) (\\w+ )?\\d*
""",
    "document.words": """
(resend|re-send|resubmit) (\\w+ )?(inv|invoice*|it|them|this|that|the|your)
vat certificate|vendor form filled
(send|forward|mail|email|submit|upload|resend|re-send|re-submit|get|want|need|provide|
  issue) (\\S{1,20} ){0,6}?(again|once more|another (one|copy)|a (new|fresh|corrected|clean|reissued|proper) (one|
  copy|invoice|bill|version)|remit-to letter|tax form|certificate|coc|backup|order (acknowledgement|
  acknowledgment|confirmation)|breakdown|letterhead)
(fresh|second|legible|clean|signed|stamped|scanned|hard|paper) cop(y|ies)|reissued? (one|invoice)|a reissue|
  correct(ed)? the (bill-to|ship-to|name|address|invoice)
(attachment|file|pdf|link) (\\S{1,20} ){0,8}?(won't|will not|didn't|did not|doesn't|can't be|cannot be|couldn't|
  was|is) (\\w+ )?(open*|download*|empty|corrupt*|missing|blank|unreadable|illegible|broken)
(never|not|n't) (\\w+ ){0,2}?(logged|entered|registered|keyed|reached) (\\w+ ){0,3}?(bill|invoice|it|us|me)
tax form|certificate of|vendor (form|master|setup|questionnaire)|bank (letter|confirmation letter)
(send|resend|re-send|forward|provide|email|e-mail|mail|supply|share|submit|issue|reissue|re-issue|upload|get|
  give|need|needs|require|requires|want|attach|missing|request|requesting|let (us|me) have|would like|must have|
  fill in|complete|drop) (\\S{1,20} ){0,7}?(invoice|invoices|copy|copies|duplicate|pdf|statement|statements|po|
  p\\.o\\.|purchase order|order number|po number|w-?9|w-?8\\S*|bank (letter|details|confirmation|statement|form|
  data)|proof of delivery|pod|delivery note*|timesheet*|certificate*|tax (form|certificate|id)|vat number|
  vendor form|supplier form|registration|breakdown|document*|paperwork|account details|credit note|contract|coi|
  remit(tance)? address|e-?invoice|xml|ach form|insurance|duns|specification|itemised|itemized|backup|receipt*|
  order confirmation|drawings?|soa|details of the invoice)
(copy|copies|pdf) of (\\w+ ){0,3}(invoice*|bill|order|statement|contract|delivery)
(can't|cannot|can not|couldn't|could not|unable to|not able to|don't|do not|didn't|did not|haven't|have not|
  never|has not|hasn't|nor|no) (\\w+ ){0,3}?(find|locate|have|see|seen|received|receive|got|get|trace|
  been received|reached|record of|sign of|trace of|on file|in our system) (\\S{1,16} ){0,4}?(invoice*|it|inv\\S*|
  this|them|bill|copy|document|one|these|system|any invoice|anywhere|statement)
(no|without|missing|wrong|needs?|lacks?|lack|carry|quote|show|state|include|mention|contain|valid|invalid|
  correct) (\\w+ ){0,4}?(po|p\\.o\\.|purchase order|order|po-?) ?(number|no|reference|ref|#|num)?
(rejected|returned|bounced|refused|sent back|blocked|declined|can't (process|post|book|approve|match)|
  cannot (process|post|book|approve)|unable to (process|post|book)|won't accept|not accepted) (\\w+ ){0,8}?(po|
  purchase order|order number|format|portal|system|e-?invoice|xml|pdf|missing|without|because|as|vat|address|
  billing|cost cent\\w+)
(upload|uploaded|submit|submitted|register|registered|must be|needs? to be|should be|through|
  via) (\\S{1,16} ){0,8}?(portal|ariba|coupa|tungsten|peppol|basware|tradeshift|jaggaer|supplier (network|system|
  site)|e-?invoic\\w+|onboarding|vendor (setup|form|registration|portal|master))
(corrected|correct|revised|new|amended|updated|proper|replacement|valid|rectified|fresh) (\\w+ )?(invoice|bill|
  pdf|version|document|statement)
(w-?9|w9|w-8\\S*|proof of delivery|bank letter|voided check|void check|delivery note|statement of account|
  supplier form|vendor form|ach form|tax residency|certificate of insurance|purchase order number|po number|
  signed timesheet|bank details)( is| are|\\W|$| please| form| for| on| to| from| before| and| or| signed)
(never got|didn't get|never received|never arrived|didn't arrive|hasn't arrived|not arrived|not reached|
  not seen|no invoice|not on our system|not in our system|no record|nothing on (file|our)|don't have (it|this|
  that|the|any|an)|do not have (it|this|that|the|an)) (\\w+ ){0,5}?(invoice*|it|bill|this|that|copy|system|ledger|
  books|file|on|one|pdf)?
(statement|soa|copy invoice|invoice copy|copy inv) (\\w+ ){0,3}(please|pls|plz|needed|required|before)
""",
    "document.reject": """
(bill-?to|ship-?to|entity|legal name|billing name|po|purchase order|order number|
  cost cent\\w+) (\\S{1,20} ){0,6}?(match|matches|matching|wrong|incorrect|missing|differ\\w*|says|mismatch)
(workflow|system|portal|erp|sap|ocr|scanner|machine) (\\S{1,20} ){0,4}?(reject\\w*|throws|kicks|refuses|bounces|
  won't|blocks|insists|stops|returned)
(rejected|returned|bounced|refused|sent back|blocked|declined|can't (process|post|book|approve)|cannot (process|
  post|book|approve)|unable to (process|post|book)|won't accept|not accepted|not let me|missing|without|no|lacks?|
  quote|show|carry) (\\w+ ){0,8}?(po|pod|proof of delivery|p\\.o\\.|purchase order|order number|po number|format|
  portal|e-?invoice|xml|vat number|billing address|company name)
(reissue|re-issue|resend|re-send|resubmit|resubmitted|re-submit) (it|this|that|them|under|with|to|as|the|please|
  and|your|via|through|for)
(old|wrong|former|incorrect|correct|right) (company |legal |billing )?(name|entity|address|vat number|po|
  po number|order number)
""",
    "document.condition": """
your (\\w+ )?(duns|vat|tax id|registration|supplier|gst|ein) (number|no)
(as soon as|once|when|after|until|unless|without|before|if|need|needs|needed|require|requires|required|awaiting|
  waiting for|still missing|missing) (\\S{1,16} ){0,9}?(po|po number|purchase order|copy|w-?9|pod|
  proof of delivery|delivery note|statement|bank details|bank letter|credit note and|corrected invoice|
  signed (\\w+ )?(timesheet|form|contract|order|note)|vendor form|supplier form|order confirmation|registration|
  duns)
(register|registered|registration|sign up|onboard\\w*|set up) (\\S{1,12} ){0,5}?(portal|vendor|supplier)
""",
    "redirect.words": """
(no longer|not|\\w{1,7}n't|never|stopped|isn't|aren't|nothing) (\\w+ ){0,4}?(work (here|for|at|in)|work|working|
  deal|dealing|responsible|in charge|handle|handling|with the company|employed|looking after|in accounts|my (job|
  department|area|responsib\\w+|remit)|handle|the right (person|contact|address|department|team|company)|
  the correct|at this company|part of|do with|anything to do)
(left|leaving|has left|have left|retired|moved on|resigned|departed) (\\w+ ){0,2}(the )?(company|firm|
  organi[sz]ation|business|us|department|\\w+ (over|a|last|in)|in \\w+|last|at the end)
(please |kindly |pls )?(contact|write to|email|e-mail|reach out to|get in touch with|speak to|talk to|address|
  direct|redirect|forward|send|resend|use|copy in|call|refer) (\\S{1,20} ){0,14}?(instead|from now on|in future|
  going forward|in the future|henceforth|as of now|for (all |any )?(invoice*|payment*|billing|account*|these|such|
  this)|to \\S+@\\S+|at \\S+@\\S+|\\S+@\\S+)
(new|changed|different|updated|another|wrong|proper) (\\w+ ){0,1}?(address|e-?mail|email address|contact|person|
  department|company|entity|mailbox|inbox|recipient|firm|contact person|team|guy|people)
(wrong|you want|you mean|must mean|you're looking for|mixed up|mistaken (us|me)|different (company|firm|
  legal entity)) (\\w+ ){0,3}(company|person|department|firm|people|business)
wrong (?!one)[a-z]+ (i'm afraid|-|,)|you want \\w+ \\w+ (in|at)|not us\\b|isn't us|not our (company|invoice|
  account|bill)
(outside|external|outsourced|outsourcing|shared service*|accountant|bookkeep\\w+|accounting firm|agency|
  head office|headquarters|parent company|our (\\w+ )?(accountant|bookkeeper)|now (handled|done|managed|
  dealt with|looked after)) (\\w+ ){0,6}?(handle*|deal*|does|do|manages|now|take*|looks|by|with|for|to|firm|
  responsible|pays)
(handled|done|managed|dealt with|taken over|processed|paid) by (\\w+ ){0,3}?(now|outside|external|colleague|
  team|\\w+ department|firm|head office|our (new|parent|accountant|landlord|sister)|my (colleague|successor))
(colleague|successor|replacement|team) (\\S{1,20} ){0,8}?(handles|deals|looks after|takes care|is responsible|
  has taken over|took over|is in charge|will (help|assist|take over))
(mailbox|address|account|inbox) (\\w+ ){0,3}?(is |will be |has been )?(no longer|not|\\w{1,7}n't|closed|
  deactivated|monitored|checked|read|in use|discontinued|being retired)
(have |has )?(sold|been (sold|acquired|taken over|bought)|taken over by|acquired by|merged|changed (its|our) name)
(you(\\w{1,8}'ve| have)? (got|have|reached|written to|contacted) the wrong|not for (us|me)|
  nothing to do with (us|me|their|them|this|that)|don't know why you (send|write)|not me|try (\\w+ )?(instead|
  \\w+,)|i am not|we are not) (\\w+ ){0,4}(person|company|department|customer|debtor|client)
(sent|send|addressed|directed|go|goes|write|writes) (straight )?(on )?to (\\S{1,20} ){0,8}?\\S{1,40}@\\S{3,50}
(try|ask|contact) (\\S{1,20} ){0,5}?\\S{1,40}@\\S{3,50}
(cc'?ing|copying in|copied in|looping in|adding|copied) (\\w+ ){0,6}(who|as|she|he|handles|responsible|in charge)
""",
    "redirect.address": """
(invoice*|payment*|bill*|account*|financ\\w+|remind\\w+|statement*|billing|
  supplier*) (\\S{1,24} ){0,14}?\\S{1,40}@\\S{3,50}
\\S{1,40}@\\S{3,50} (\\S{1,24} ){0,9}?(invoice*|payment*|bill*|account*|financ\\w+|from now|in future)
""",
    "out_of_office.words": """
out of (the |my )?office|ooo|oof|away from (the |my )?(office|desk)
(on|taking|enjoying|currently on|away on|off on|start|starting|going on) (\\w+ )?(annual leave|leave|vacation|
  holiday|holidays|parental leave|maternity leave|paternity leave|sick leave|sabbatical|pto|honeymoon|
  business trip|leave of absence|a trip|medical leave)
(i|we|office|offices|i'm|i'll) (\\w+ ){0,3}?(away|absent|closed|travel\\w*|unavailable|hiking|off sick|off work|
  off until|out until|out of|out on|out today|out this|off this|off today|ill|sick|not in|not available|on leave|
  abroad|at a (conference|trade show|fair)) (\\w+ ){0,5}?(until|till|from|to|through|and|this|with|between|on|
  back|for|return*|today|week|office|signal|\\d|next)?
(limited|no|without|not have|intermittent|sporadic) (\\w+ )?(access to|checking|reading|
  able to check) (\\w+ )?(e-?mail*|mail*|messages|inbox)
(will|\\w{1,8}'ll|shall|expect to|due) (be )?(back|return|returning) (\\w+ ){0,4}?(on|in|from|office|next|
  monday|tuesday|wednesday|thursday|friday|at|to|\\d|work|january|after)
(back|return|returning) (in|to|at) (the |my )?(office|desk|work)
(office|company|shop|we|business|plant|factory) (\\w+ ){0,3}(is |are |will be )?closed (\\w+ ){0,3}(until|for|
  from|between|during|over|on|through)
""",
    "remittance.words": """
remit(tance)? (info|details|slip)|(apply|allocate) (\\w+ ){0,3}?(as follows|to (invoice|the following))|chk ?#? ?\\d+
(swift|transfer|payment|bank) (copy|slip|confirmation|screenshot|receipt|advice)|
  screenshot (\\w+ ){0,4}?(attached|transfer|payment|bank)|(made|paid|sent|transferred) (with|under|using|
  quoting) (the )?(reference|ref|number|invoice)
:?\\d\\d[a-z]?:\\S+
remittance*( advice| details| slip)?|remit advice|payment advice|payment specification|value date
(bank|payment|transaction|transfer|wire|trace|confirmation|cheque|check|ach|bacs|swift|uetr|utr|fed|imad|eft|
  chaps|trans|trx|voucher|batch|settlement|sepa) ?(ref\\w*|no|number|num|id|code|#|trace|
  confirmation)\\W{0,4}(is |was |are |: )?\\S{0,12}\\d\\S{0,24}
(check|cheque|confirmation|reference|ref|transaction|utr|trace|wire|voucher) ?(no|number|num|#|nr)?\\W{0,3}(is |
  was )?[\\w-]{0,10}\\d{3}\\S{0,20}
(attached|enclosed|attaching|attach|see|find|here is|here's|herewith|sending you|
  please find) (\\w+ ){0,6}?(payment (confirmation|advice|proof|slip|receipt|order|details|notification)|
  proof of payment|proof|bank (confirmation|receipt|slip|advice)|swift|transfer (confirmation|receipt|slip|order)|
  confirmation of (payment|transfer)|receipt of (payment|transfer)|screenshot|pop|mt103)
(payment (confirmation|advice|proof|slip|receipt|notification|details)|proof of payment|bank confirmation|
  transfer confirmation|swift copy|confirmation) (\\w+ ){0,3}?(attached|enclosed|below|is attached|in attachment|
  herewith)
(transferred|paid|sent|payment covers|covers|covering|following|for the following|as follows|
  breakdown) (\\w+ ){0,4}?(the following|following( invoices)?|as follows|invoices:|items:|below):?
""",
    "question.words": """
^(and |so |but |hi |hello |also )?(what|which|why|who|where|how (much|many|do|can|should|come|long)|when|is|are|
  does|do|can|could|has|have|did|was|were) (\\S{1,20} ){2,20}\\S*
(please|could you|can you|kindly|pls|would you) (\\w+ )?(let (me|us) know|explain|clarify|confirm|advise|
  tell (me|us)|check|specify|elaborate) (\\w+ ){0,3}?(what|which|why|when|how|who|where|whether|if|the|your|us|me)
which is (right|correct|it)
(i|we) (\\w+ )?(wonder|were wondering|was wondering|would like to know|\\w{1,8}'d like to know|need to know|
  want to know|have a question|don't understand|do not understand|am not clear|am confused|are confused|
  cannot see what|don't recall)
when exactly|(does|do|is|are|can|has|have|did|will|was|were|could|may|would|should) (\\w+ ){1,12}\\?
""",
    "acknowledgement.words": """
(noted|received|understood|acknowledged|got it|roger|will do|ok|okay|okey|k|sure|fine|alright|all right|great|
  perfect|thank you|thanks|thx|ty|many thanks|cheers|appreciate)
(look*|check*|chas\\w+|investigat\\w+|review\\w*|follow* up|find* out|get* back|revert|be in touch|come back|
  let you know|keep you|work* on|on it|on my (list|desk)|see what i can do) (\\w+ ){0,3}(this|it|into|at|on|with|
  to you|up|the|you)?
(forward\\w*|pass\\w*|sent|escalat\\w+|hand\\w*|route\\w*|submit\\w*|shared) (\\w+ ){0,4}?(on|to|it|this|your|
  over|along) (\\w+ ){0,4}?(accounts|accounting|finance|colleague*|department|team|ap|payable*|boss|manager|
  approv\\w+|director|bookkeep\\w+|treasury|internally|payments)
(ticket|case|request|message|query|enquiry|inquiry|e-?mail) (\\S{1,20} ){0,5}?(received|created|opened|logged|
  registered|assigned|noted|recorded|has been)
(shortly|soon|asap|as soon as (possible|we can|i can)|in due course|in the (coming|next few) days|hopefully|
  awaiting approval|waiting for approval|with (our|my|the) (boss|manager|approver|director)|for approval|
  in approval|being (processed|reviewed|looked))
(will|shall|\\w{1,8}'ll|going to) (\\w+ )?(pay|look|check|see|sort|deal|arrange|process|raise|chase|ask|handle|
  discuss|speak)
""",
    "unsubscribe.words": """
(switch|turn) (\\w+ )?off (\\w+ ){0,4}?(reminders|mails|emails|messages|notifications)|(stop|disable|
  end) (\\w+ ){0,3}?(reminders|notifications|mails|automated|automatic)
unsubscribe*|opt[- ]?out|opt me out
(remove|delete|take|strike|erase|drop) (\\w+ ){0,4}?(me|us|my|our|this|address|e-?mail|name|from|
  off) (\\w+ ){0,6}?(from|off|list|lists|database|system|records|mailing|distribution|address|address book)
(stop|quit|cease|don't|do not|no more|never|refrain from) (\\w+ ){0,2}?(sending|send|emailing|e-mailing|mailing|
  email|e-mail|mail|write|writing|spamming|contacting|contact|bother\\w*|bombarding|spam|want|wish|these|such|
  messages) (\\w+ ){0,4}?(me|us|this|these|such|mails?|e-?mails?|messages|again|to (me|us|this)|here|any ?more|
  receive|address|any)
(don't|do not|no longer) (\\w+ )?(want|wish|need|like) (\\w+ ){0,3}?(receive|get|emails?|mails?|messages|these|
  reminders|contacted)
(mailing|distribution|e-?mail|contact) list
""",
    "other.words": """
(photos?|pictures|kind words|condolence\\w*|funeral|flat|apartment|my mother|my father|my wife|my husband|baby|
  holiday in|see you (at|on|in) (the )?(party|fair|pub|club)|tickets for)
(book|schedule|open to|hop on|interested in|available for|up for) (\\S{1,12} ){0,4}?(a |15|20|30|short |
  quick )*(call|demo|meeting*|chat|webinar|lunch|coffee|drink|beer|dinner)
(grow|boost|increase|double|improve|skyrocket) (your|the) (\\w+ )?(revenue|sales|leads|business|traffic|
  ranking*|pipeline|website|seo)
(seo|lead generation|newsletter|webinar|free trial|special offer|% off|limited offer|black friday|sale ends|
  click here|guest post|backlinks?|crypto|bitcoin|lottery|inheritance|congratulations you|viagra|casino|promo\\w*|
  our (product*|solution*|platform|services) (help|can|offer|allow))
(we|i) (help|helped|work with) (companies|businesses|firms|teams|people) (like|such|to|in)
(apply|application|applying|cv|resume|vacancy|job|position|candidate|internship|interview) (\\w+ ){0,6}?(for|
  position|attached|as|role|advertised|opening|with|at)
(lunch|birthday|football|wedding|recipe|party|holiday photos|barbecue|weekend plans|dinner|golf|match tonight|
  congratulations|happy birthday|school|kids|dentist|gym)
(wrong thread|meant for|newsletter|read online|manage preferences|this month's issue|view in browser|sale|
  save up to|sorry, wrong|ignore (this|my (last|previous))|not meant for you|unrelated)
""",
}
