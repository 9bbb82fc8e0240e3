"""German function words and set phrases, by meaning; see `english/words.py` for the meanings."""

from __future__ import annotations

MARKERS = {
    "to": "an|zu|zur|zum|nach|ans|hin zu|rüber zu|rüber nach|rüber auf|hinüber nach|richtung",
    "into": "in form von|und erhalte|und bekomme|und dafür|dafür|ins",
    "from": "von|vom|aus|weg von|runter von",
    "for": "für|gegen|fürs|als bezahlung für",
    "with": "mit|mittels|mithilfe von|mit hilfe von|bezahlt mit|unter verwendung von",
    "on": "auf|im|auf der|auf dem|drüben auf|aufm|in der|in dem|auf das",
    "in": "in",
    "via": "über|per|durch|via",
    "at": "bei|beim|@|unter der adresse",
    "of": "in höhe von|i.h.v|davon",
    "as": "als",
    "between": "zwischen|unter",
    "recipient": (
        "empfänger|empfängerin|empfängeradresse|zieladresse|die adresse ist|adresse lautet"
        "|die adresse lautet|empfänger ist|der empfänger ist|zahlungsempfänger|begünstigter"
        "|seine adresse ist|ihre adresse ist|seine adresse|ihre adresse|wallet ist"
    ),
    "memo": (
        "memo|mit memo|mit dem memo|verwendungszweck|mit verwendungszweck"
        "|mit dem verwendungszweck|mit der nachricht|nachricht|mit nachricht|notiz|mit notiz"
        "|mit der notiz|betreff|mit betreff|mit dem betreff|zahlungsreferenz|mit dem vermerk"
        "|mit vermerk|vermerk|mit dem hinweis|mit dem kommentar|zweck"
    ),
    "reason": "begründung|mit begründung|mit der begründung|grund|mit dem grund",
    "described": "mit dem titel|titel|mit der beschreibung|beschreibung|namens|mit beschreibung",
    "slippage": (
        "slippage|max slippage|max. slippage|maximale slippage|maximaler slippage"
        "|slippage toleranz|slippagetoleranz|toleranz|kursabweichung|maximale kursabweichung"
        "|preisabweichung|maximale preisabweichung|slippage von|slippage maximal|slippage max"
        "|slippage höchstens|höchstens slippage|bei slippage|mit slippage|slippage bis"
    ),
    "min": (
        "mindestens|minimum|wenigstens|nicht weniger als|nicht unter|zumindest|min|mind"
        "|ich will mindestens|ich möchte mindestens|und mindestens|mindestbetrag|mindestmenge"
        "|aber mindestens|für mindestens|so dass ich mindestens|erwarte mindestens"
    ),
    "worth": "wert|im wert von|im gegenwert von|gegenwert|im wert|wert von|im gegenwert",
    "targets": "target|targets|ziel|ziele",
    "values": "value|values",
    "calldatas": "calldata|calldatas",
}
CONNECTIVES = {
    "and": "und|&|sowie|u|u.",
    "also": "auch|außerdem|zusätzlich|ebenso|ebenfalls|und auch|und außerdem|sowie auch",
    "then": (
        "dann|erst|danach|und dann|und danach|anschließend|und anschließend|daraufhin"
        "|als nächstes|im anschluss|hinterher|zuletzt|schließlich|zum schluss|zuerst|als erstes"
        "|erstens|zweitens|drittens|hernach|nachher|und hinterher|und schließlich|sodann|darauf"
        "|wenn das erledigt ist|wenn das fertig ist|sobald das erledigt ist|zunächst"
    ),
    "awaited": (
        "danach|und danach|im anschluss|hinterher|und hinterher"
        "|hernach|nachher|wenn das erledigt ist|wenn das fertig ist"
        "|sobald das erledigt ist"
    ),
    "or": "oder|bzw|bzw.|beziehungsweise|oder auch|oder vielleicht",
}
REFERENCE = {
    "my": (
        "mein|meine|meinen|meinem|meiner|meines|unser|unsere|unseren|unserem|unserer|unseres"
        "|unsre|unsren|unsrem|die ich habe|das ich habe|den ich habe|von meinem|von meinen"
        "|von meiner|von unserem|von unseren|aus meinem|aus meinen|meins"
    ),
    "your": "dein|deine|deinen|deinem|deiner|ihren|euer|eure|euren|eurem|eurer",
    "det": (
        "der|die|das|den|dem|des|ein|eine|einen|einem|einer|eines|dieser|diese|dieses|diesen"
        "|diesem|jener|jene|jenes|jenen|'n|ne|nen"
    ),
    "some": (
        "etwas|ein paar|ein bisschen|ein bißchen|ein wenig|einige|einiges|ein teil|einen teil"
        "|einen teil von|ein teil von|mehrere|etliche|paar|bisschen|bisserl|a bisserl|bissl"
        "|a bissl|bitzeli|genug|genügend|viel|viele|mehr|den großteil|einen großteil|großteil"
        "|das meiste|die meisten|ein bruchteil|eine handvoll|weniger"
    ),
    "it": (
        "es|ihn|diese|dieses|diesen|das ergebnis|den erlös|der erlös|erlös|den betrag"
        "|das erhaltene|die erhaltenen|das geld|selbiges|die selben|dieselben"
        "|den gleichen betrag"
    ),
    "me": "mir|mich|uns|mir selbst|mich selbst",
    "own": (
        "mein wallet|meine wallet|meinem wallet|meiner wallet|meine adresse|meiner adresse"
        "|mein konto|meinem konto|meine eigene adresse|mein eigenes wallet|meine eigene wallet"
        "|unser wallet|unsere wallet|unserem wallet|unserer wallet|dieses wallet|diese wallet"
        "|mein account|meinen account|dein wallet|deine wallet|unsere treasury|unser konto"
        "|mein anderes wallet|meine andere wallet|mein cold wallet|mein ledger|meinen ledger"
        "|mein sparkonto|mein depot|meine ersparnisse|mein metamask|meine metamask"
    ),
    "there": (
        "dort|dorthin|dahin|dort hin|diese adresse|dieser adresse|dieselbe adresse|ihm"
        "|die gleiche adresse|derselben adresse|der gleichen adresse|diesem wallet|jemand"
        "|jemandem|jemanden|irgendwem|irgendjemand|allen|jedem|beiden|denselben empfänger"
        "|den gleichen empfänger|dem gleichen|derselbe|demselben|gleiche adresse"
    ),
    "same": (
        "nochmal|noch mal|noch einmal|nochmals|dasselbe|das gleiche|das selbe|wie vorhin"
        "|wie letztes mal|wie zuvor|wie eben|wieder|erneut|gleich nochmal|das ganze nochmal"
        "|wie beim letzten mal|wiederhole|wiederholen|selber betrag|gleicher betrag"
    ),
    "each": (
        "je|jeweils|pro person|pro kopf|pro nase|jedem von ihnen|an jeden|jeder|jede|zu je|pro"
        "|an beide|beide"
    ),
    "evenly": (
        "gleichmäßig|zu gleichen teilen|in gleichen teilen|fair|gerecht|50/50|fifty fifty"
        "|halbe halbe|halbe-halbe|gleichmässig|hälftig"
    ),
}
NOUNS = {
    "token": (
        "token|tokens|coin|coins|münze|münzen|krypto|kryptowährung|erc20|erc-20|erc 20"
        "|erc-20 token|erc20 token|vertrag|contract|tokenadresse|token adresse|token-adresse"
        "|contractadresse|contract adresse|vertragsadresse|mint|mint adresse|stablecoin"
        "|stablecoins|tokenvertrag|mit der adresse|token mit der adresse"
    ),
    "money": "geld|kohle|cash|mittel|vermögen|ersparnisse|treasury|bargeld|knete|moneten|stutz",
    "network": (
        "netzwerk|netzwerks|netz|netzes|chain|blockchain|mainnet|l2|layer 2|layer2|rollup|kette"
        "|hauptnetz|layer 1|sidechain|netzwerke|ökosystem"
    ),
    "chain_id": "chain id|chainid|chain-id|chain_id|netzwerk id|netzwerk-id|ketten id",
    "wallet": (
        "wallet|adresse|konto|account|walletadresse|wallet adresse|wallet-adresse|geldbörse"
        "|brieftasche|börse|name|ens|ens name|ens-name|multisig|safe|adr|adr.|kontoadresse"
    ),
    "balance": (
        "guthaben|guthabens|saldo|kontostand|bestand|stand|balance|kontostände|salden"
        "|restguthaben|walletguthaben|wallet guthaben|tokenguthaben|token guthaben|bestände"
    ),
    "portfolio": (
        "mein vermögen|mein gesamtvermögen|unser vermögen|meine bestände|portfolio|portfolios"
        "|bestände|depot|vermögensübersicht|meine token|meine tokens|meine coins"
        "|alle meine token|alle meine tokens|alle meine coins|überblick|meine assets|gesamtwert"
        "|gesamtvermögen|positionen|holdings|übersicht|in meinem wallet|in meiner wallet"
        "|in der wallet|im wallet|auf meinem wallet|auf meiner wallet|in unserem wallet"
        "|in unserer wallet|was ich habe|was ich besitze|meine kryptos|meine krypto|assets"
        "|auf meinem konto|in der kasse|in unserer kasse"
    ),
    "price": (
        "preis|preise|kurs|kurse|wechselkurs|marktpreis|marktwert|tageskurs|kostet|kosten|kostets"
        "|notiert|ist wert|aktueller kurs|aktueller preis|aktuellen kurs|aktuellen preis|quote"
    ),
    "history": (
        "verlauf|historie|transaktionen|transaktionsverlauf|transaktionshistorie|aktivität"
        "|aktivitäten|letzte transaktionen|letzten transaktionen|kontoauszug|umsätze|zahlungen"
        "|letzten zahlungen|letzte zahlungen|überweisungen|letzten überweisungen"
        "|letzte transaktion|bewegungen|kontobewegungen|letzten swaps|letzten trades|buchungen"
        "|letzte aktivität|letzten aktivitäten|letzten txs|letzte txs|txs|transfers"
        "|letzten transfers"
    ),
    "proposal": (
        "vorschlag|vorschlags|vorschlages|vorschläge|antrag|antrags|antrages|proposal|prop"
        "|vorschlagsnummer|vorschlag nr|vorschlag nr.|vorschlag nummer|antrag nr|antrag nr."
        "|antrag nummer|proposal nr|proposal nr.|proposal nummer|abstimmungsvorschlag"
        "|governance vorschlag|governance-vorschlag|initiative|referendum|vorlage"
    ),
    "governor": (
        "governor|governors|des governors|daos|gov|governor contract|governor vertrag"
        "|governor-vertrag|governor-contract|dao|governance|governance contract"
        "|governance-contract|governance vertrag|governance-vertrag|dao contract|dao vertrag"
        "|dao-vertrag|governor adresse|governor-adresse"
    ),
    "timelock": (
        "timelock|warteschlange|die warteschlange|der warteschlange|in die warteschlange"
        "|zur ausführung|in den timelock|in die timelock"
    ),
    "order": "auftrag|order|anfrage|vorgang|aufgabe|befehl|anweisung|aktion",
    "ref": (
        "rechnung|rechnungsnummer|rechnung nr|rechnung nr.|rechnungsnr|auftragsnummer"
        "|bestellnummer|bestellung|ticket|beleg|quittung|referenz|referenznummer|az"
        "|aktenzeichen|kundennummer|kapitel|woche|kw|zimmer|wohnung|phase|quartal|sprint"
        "|episode|folge|teil"
    ),
    "venue": (
        "uniswap|uniswap v2|uniswap v3|uniswap v4|sushiswap|curve|balancer|pancakeswap|1inch"
        "|paraswap|cowswap|matcha|kyberswap|quickswap|aerodrome|velodrome|trader joe|jupiter"
        "|raydium|orca|lifi|li.fi|jumper|stargate|wormhole|layerzero|across protocol"
        "|hop protocol|eine dex|einer dex|dex|die offizielle bridge|die günstigste route"
        "|die beste route|der besten route|offizielle bridge|native bridge"
    ),
    "time": (
        "sekunde|sekunden|minute|minuten|stunde|stunden|tag|tage|tagen|wochen|monat|monate"
        "|monaten|jahr|jahre|jahren|uhr|min."
    ),
    "dollar": "dollar|dollars|usd|us-dollar|us dollar|us-dollars|dollarn",
    "cent": "cent|cents",
    "percent": "prozent|pct|v.h|prozentige|prozentiger|prozentigem",
    "bps": "bps|basispunkte|basispunkten|bp",
    "currency": (
        "euro|euros|eur|chf|franken|stutz|gbp|pfund|yen|jpy|yuan|cny|rupien|kronen|schilling"
    ),
    "address_of": (
        "adresse meiner wallet|adresse meines wallets|adresse von meiner wallet"
        "|adresse von meinem wallet|meine adresse|deine adresse|meine wallet adresse"
        "|meine walletadresse|deine walletadresse|meine wallet-adresse|deine wallet-adresse"
        "|unsere adresse|welche adresse|einzahlungsadresse|empfangsadresse"
        "|wohin kann ich einzahlen|wohin soll ich einzahlen|wie lautet meine adresse"
        "|öffentliche adresse|public key|meine eth adresse|meine eth-adresse|meiner adresse"
        "|deiner adresse|ihre wallet-adresse|qr code|qr-code|wo kann ich einzahlen"
        "|unsere wallet-adresse|meine empfangsadresse|meiner wallet-adresse"
    ),
}
ORDINARY = {
    "person": (
        "alice|bob|leo|luna|mina|max|ray|ida|rose|schwester|bruder|mutter|vater|mama|papa"
        "|freund|freundin|chef|chefin|kollege|kollegen|kollegin|vermieter|vermieterin"
        "|mitbewohner|mitbewohnerin|kumpel|team|frau|mann|herr|herrn|sohn|tochter|oma|opa"
        "|nachbar|nachbarn|nachbarin|kunde|kunden|kundin|lieferant|lieferanten|tante|onkel"
        "|cousin|cousine|freunden|mitarbeiter|dienstleister|entwickler"
    ),
    "ordinary": (
        "gala|gas|hex|hot|hype|magic|mask|meme|neo|ocean|pixel|prime|safe|sky|super|turbo|cash"
        "|cloud|mobile|s|t|w|beta|pump|time|ride|bald|just|in|an|am|um|im|also|fort|one|not"
        "|die|den|der|des|so|las|ist|hat|bis|nur|gut|art|rat|tor|alt|bond|star|real|link|ens"
    ),
}
QUANTITIES = {
    "all": (
        "alle|alles|alle meine|all meine|all mein|all unsere|alle unsere|sämtliche|sämtliches"
        "|sämtliche meine|mein gesamtes|meinen gesamten|meine gesamten|das gesamte|die gesamten"
        "|den gesamten|mein ganzes|meine ganzen|meinen ganzen|das ganze|gesamte|gesamtes"
        "|gesamten|ganzes|ganzen|unser gesamtes|unser ganzes|unsere gesamten|unsere ganzen"
        "|maximal mögliche|mein komplettes|meinen kompletten|meine kompletten|das komplette"
        "|komplettes|komplette|alles an|alles von meinem|alles was ich an|alles was ich habe an"
        "|mein vollständiges|alle verfügbaren|alles verfügbare|das volle|mein volles|die vollen"
        "|den vollen|hundert prozent meiner|hundert prozent der|allen|allen meinen|den ganzen"
        "|die ganzen|meine sämtlichen|die gesamte|meine gesamte|meine komplette|die komplette"
        "|alle unseren"
    ),
    "all_it": (
        "alles davon|alles daraus|das alles|alle davon|den ganzen erlös|den gesamten erlös"
        "|die gesamte summe davon"
    ),
    "half_it": "die hälfte davon|hälfte davon|die hälfte daraus",
    "half": (
        "die hälfte|die hälfte von|die hälfte meiner|die hälfte meines|die hälfte meinen"
        "|die hälfte vom|die hälfte der|die hälfte des|die hälfte von meinem|hälfte meiner"
        "|die hälfte von meinen|die hälfte von meiner|hälfte von|hälfte vom|die hälfte unserer"
        "|die hälfte unseres|hälfte meines|die hälfte aller|die halben|mein halbes|meine halben"
        "|die hälfte von unserem|die hälfte von unseren|die hälfte unser"
    ),
    "point": "komma|punkt",
    "half_of": "einhalb",
    "quarter_of": "ein viertel dazu",
}
