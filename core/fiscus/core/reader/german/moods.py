"""German words that decide whether a clause asks for anything, and words without weight."""

from __future__ import annotations

MOODS = {
    "request": (
        "könnt ihr|könntet ihr|könnt ihr bitte|könntet ihr bitte|hiermit beauftrage ich sie"
        "|hiermit beauftrage ich dich|hiermit bitte ich sie|beauftrage ich sie|es wäre nett"
        "|es wäre toll|es wäre super|es wäre schön|es wäre lieb|es wäre klasse"
        "|es wäre hilfreich|ich wäre dankbar|ich wäre dir dankbar|ich wäre ihnen dankbar"
        "|ich würde mich freuen|wäre toll|wäre super|wäre nett|wäre lieb|kannst du mir helfen"
        "|könntest du mir helfen|können sie mir helfen|könnten sie mir helfen|hilfst du mir"
        "|kannst du uns helfen|kannst du|könntest du|würdest du|kannst du bitte"
        "|könntest du bitte|würdest du bitte|kannst du mir|könntest du mir|kannst du mal"
        "|könntest du mal|können sie|könnten sie|würden sie|können sie bitte|könnten sie bitte"
        "|würden sie bitte|können sie mir|willst du|könnten sie mir|magst du|magst du bitte"
        "|ich möchte|ich möchte bitte|ich möchte gerne|ich will|ich möchte gern|ich würde gerne"
        "|ich würde gern|ich würde|wir möchten|wir wollen|möchte ich|möchten wir|will ich"
        "|würde ich gerne|würde ich gern|ich muss|wir müssen|lass uns|lasst uns|hilf mir"
        "|helfen sie mir|hilf uns|hilf mir dabei|hilf mir beim|sei so gut und|sei so nett und"
        "|seien sie so freundlich und|seien sie so nett und|wären sie so freundlich"
        "|wärst du so lieb und|wärst du so nett und|sei so lieb und|ich bitte dich"
        "|ich bitte sie|ich bitte darum|wir bitten sie|bitte veranlassen sie"
        "|es wäre nett wenn du|es wäre toll wenn du|es wäre super wenn du"
        "|ich hätte gern dass du|du sollst|sie sollen|du musst|ich brauche dich um|mach mal"
        "|kannst du kurz|könntest du kurz|kannst du schnell|könntest du schnell|kannst|könntest"
        "|würdest|magst|tu mal|kannste|kannste mal|könnteste|möchte|möchte gerne|möchte gern"
        "|würde gerne|würde gern|will|wollen wir mal|können wir bitte|ich hab vor|bitte einmal"
        "|ich beauftrage dich|ich beauftrage sie|ich würd gern|ich würd gerne|i würd gern"
        "|ich tät gern|ich mag|ich wollte gerne|wärst du so freundlich"
        "|würden sie so freundlich sein|dürfte ich sie bitten|darf ich sie bitten"
        "|darf ich dich bitten|dürfte ich dich bitten|ich ersuche sie|ich ersuche um"
        "|bist du so lieb und|bist du so nett und|kannst bitte|könntest bitte"
    ),
    "want": (
        "ich brauche|ich hätte gern|ich hätte gerne|hätte gern|hätte gerne|wir brauchen|brauche"
        "|ich brauch|brauch|ich bräuchte|ich hätt gern"
    ),
    "light": (
        "ich bitte um|wir bitten um|ich ersuche um|ich beantrage|mach|mache|machen|starte"
        "|starten|veranlasse|veranlassen|tätige|tätigen|erstelle|initiiere|beginne|erledige"
        "|erledigen|leite|gib in auftrag|führ|führe|führen|nimm|nehme|bereite|löse|gebe|stelle"
        "|stellen|lass|lasse|lassen|vornehmen|durchführen|durchzuführen|machst|reiche"
    ),
    "question": (
        "wie|wie steht|wie stehts um|wie steht es um|was|wann|warum|wieso|weshalb|wo|wohin"
        "|woher|wer|wem|wen|wessen|welche|welcher|welches|welchen|welchem|wieviel|wie viel"
        "|wie viele|wieviele|wie hoch|wie hoch ist|soll ich|sollte ich|sollen wir|sollten wir"
        "|soll man|sollte man|muss man|muss ich|müssen wir|kann man|könnte man|darf man|hast du"
        "|habe ich|haben wir|hab ich|hat|habt ihr|ist|sind|bin ich|war|waren|gibt es|gibt's"
        "|wurde|wurden|wird|werden|was ist|was sind|was kostet|was wäre|was wäre wenn"
        "|was passiert|was passiert wenn|was würde|wie kann ich|wie würde|ob|erkläre|erklär"
        "|erkläre mir|erklär mir|erklären sie|erzähl|erzähle|erzähl mir|weißt du|weisst du"
        "|kennst du|unterstützt du|unterstützen sie|wozu|womit|wofür|worin|ist es möglich"
        "|wäre es möglich|geht es|geht das|lohnt es sich|lohnt sich|macht es sinn"
        "|bist du in der lage|kennt jemand|weiß jemand|kann jemand|würde ich|wären|wäre"
        "|stimmt es|stimmt das|unterschied zwischen|beschreibe|beschreib|wird es|wie geht"
        "|wie funktioniert|ich frage mich|frage mich|frag mich|ich überlege|überlege"
        "|überlege ob|bin am überlegen|ich weiß nicht|keine ahnung|reicht|reichen"
        "|habe ich genug|lautet"
    ),
    "negation": (
        "nicht|kein|keine|keinen|keinem|keiner|keines|nie|niemals|nichts|ohne|weder|noch nicht"
        "|nein|nö|nee|ne|stopp|stop|halt|niemand|niemandem|unterlass|unterlasse|unterlassen"
        "|vermeide|vermeiden|verhindere|verhindern|verweigere|auf keinen fall|keinesfalls"
        "|unter keinen umständen|bloß nicht|lieber nicht|nimmer|net|nöd|ned|nit|keinerlei"
        "|abbrechen|abbruch|stoppe|stoppen|warte|warten sie|aufhören|hör auf|lass es|rückgängig"
        "|storniere|stornieren|widerrufe|widerrufen|anstatt|anstelle|statt|unmöglich|kaum"
        "|nirgends|blockiere"
    ),
    "void": (
        "nur ein angebot|keine aktion|mach nichts|nichts tun|tu nichts|nicht ausführen"
        "|führe nichts aus|simuliere|simulier|simulation|simulieren|trockenlauf|probelauf"
        "|testlauf|nur ein scherz|war nur spaß|war nur spass|nur spaß|scherz|vergiss es"
        "|vergiss das|abbrechen bitte|brich ab|breche ab|lass das|nur eine frage|nur mal fragen"
        "|rein hypothetisch|hypothetisch|theoretisch|in der theorie|zum beispiel|z.b|z.b."
        "|beispielsweise|beispiel|als beispiel|vorschau|schätzung|schätze|stell dir vor"
        "|stellen sie sich vor|nehmen wir an|angenommen|angenommen ich|mal angenommen|sagen wir"
        "|gedankenexperiment|fiktiv|gedicht|lied|witz|geschichte|doch nicht"
        "|hab's mir anders überlegt|habe es mir anders überlegt|nicht bestätigen|nicht absenden"
        "|stornieren|storno|nicht jetzt|jetzt nicht|noch nicht jetzt|nur so|spaßeshalber"
        "|im traum|rollenspiel|würfle|münzwurf|entwurf|lieber doch nicht|doch ned"
    ),
    "subordinate": (
        "wenn|falls|sobald|sofern|solange|solang|bis|es sei denn|im falle|im fall|vorausgesetzt"
        "|während|für den fall|immer wenn|nur wenn|nur falls|erst wenn|sollte|bevor|ehe|nachdem"
    ),
    "condition": (
        "wenn|falls|sobald|sofern|solange|solang|bis|es sei denn|im falle|im fall|vorausgesetzt"
        "|während|für den fall|immer wenn|nur wenn|nur falls|erst wenn|sollte|bevor|ehe|nachdem"
        "|fällt|sinkt|steigt|erreicht|überschreitet|unterschreitet|unterhalb|oberhalb|limit"
        "|limit order|limitorder|stop loss|stop-loss|take profit|abhängig|je nach|je nachdem"
        "|ansonsten|sonst|andernfalls|unter der bedingung|ab einem|ab einem kurs|warte bis"
        "|kleiner als|größer als|höher als|niedriger als|billiger als|günstiger als|unter dem"
        "|über dem|darunter|darüber|sollten|steigen|fallen|sinken|erst nachdem|insofern"
        "|außer wenn|ausser wenn"
    ),
    "schedule": (
        "morgen früh|morgen abend|morgen mittag|morgen|übermorgen|später|nächste woche"
        "|nächsten monat|nächstes jahr|jeden|jede woche|jeden monat|jeden tag|täglich"
        "|wöchentlich|monatlich|stündlich|jährlich|montag|dienstag|mittwoch|donnerstag|freitag"
        "|samstag|sonntag|sonnabend|montags|dienstags|mittwochs|donnerstags|freitags|samstags"
        "|sonntags|heute abend|heute nacht|am abend|um mitternacht|mitternacht|mittags"
        "|regelmäßig|dauerauftrag|sparplan|dca|in einer stunde|demnächst|irgendwann|bald"
        "|am wochenende|wochenende|am ersten|ende des monats|monatsende|anfang des monats"
        "|pro tag|pro woche|pro monat|alle zwei wochen|am montag|am freitag|nach feierabend"
        "|einmal im monat|einmal pro woche|ab morgen|zweimal|wöchentliche|monatliche|künftig"
        "|zukünftig|in zukunft|januar|februar|märz|april|mai|juni|juli|august|september|oktober"
        "|november|dezember|jänner|viertelstunde|halb acht|abends"
    ),
    "past": (
        "ich habe|wir haben|ich hab|gestern|vorgestern|vorhin|letzte woche|letzten monat"
        "|letztes jahr|letzte nacht|damals|neulich|kürzlich|bereits|schon|habe|hab|hatte|hatten"
        "|hast|haben wir schon|wurden bereits|worden|geworden|war|waren|fehlgeschlagen"
        "|gescheitert|angekommen|eingegangen|erhalten|bekommen|gekriegt|früher|zuvor"
        "|heute morgen|heute früh|eben|gerade eben|soeben|wurde|versehentlich|aus versehen"
        "|letztens|letzte|letzten|letztes|vor kurzem|seinerzeit|hats|hat's|steckt|hängt"
        "|ist durch|erledigt|abgeschlossen|verloren|verschwunden|fehlte|kam|kamen|ging|gingen"
        "|heut früh|heut morgen|haben|hatt|gehabt|gewesen|heute mittag|gehackt|bestätigt worden"
        "|erfolgreich"
    ),
    "report": (
        "sagte|sagt|gesagt|meinte|meint|gemeint|behauptet|behauptete|schrieb|schreibt"
        "|geschrieben|laut|zufolge|fragte|fragt|gefragt|bat|bittet|gebeten|verlangt|verlangte"
        "|forderte|fordert|empfiehlt|empfahl|empfohlen|schlägt|rät|riet|geraten|erzählte"
        "|erzählt|hieß|heißt|zitat|zitiere|zitiert|übersetze|übersetz|übersetzen|übersetzung"
        "|fasse|zusammenfassung|wiederhole|korrigiere|lektoriere|buchstabiere|antworte"
        "|antworten|weitergeleitete|e-mail|email|mail|nachricht von|tweet|twitterte|postete"
        "|gepostet|artikel|schlagzeile|bedeutet|bedeuten|bedeutung|definiere|satz|wort|der satz"
        "|das wort|anweisungen|system|soll er|solle|sollen|soll|sollst|wollte|wollten|will dass"
        "|möchte dass|befahl|befohlen|befiehlt|hörte|gehört|gerücht|denkt|dachte|glaubt|glaubte"
        "|erwartet|dokument|webseite|website|steht|stand da|screenshot|liest|lies vor|vorlesen"
        "|phrase|angeblich|text|prompt|wünscht|wünschte|erwähnte|kommentierte|formuliere"
        "|formulier|umformulieren|paraphrasiere|er will|sie will|haben gesagt"
    ),
    "tale": (
        "roman|held|heldin|figur|drehbuch|film|vorlage|merkzettel|notiz an mich|erinnere"
        "|erinner|erinnerung|platzhalter|readme|tutorial|übung|hausaufgabe|quiz|muster|dialog"
        "|kapitel|szene|tippt|speichere|speicher|merke|merk|märchen|tagebuch|blog|aufsatz|brief"
        "|plakat|spam|betrug|betrüger|scam|scammer|hacker|merk dir|notiere|notier|schreib"
        "|schreibe|schreiben sie|lösche|zeig mir wie|zeige mir wie|testfall|liste auf meiner"
        "|to-do|todo|einkaufszettel"
    ),
    "hypothesis": (
        "würde|würden|hätte|hätten|könnte|könnten|dürfte|wäre|wären|werde|wirst|falsch|wird"
        "|werden|sollte|sollten|müsste|müssten|hätt|tät|täte|kann|können|vielleicht werde ich"
    ),
    "danger": (
        "überhaupt|gebühr|gebühren|außer|ausser|ausgenommen|abzüglich|minus|weniger|aber|jedoch"
        "|allerdings|obwohl|stattdessen|eigentlich|vielmehr|korrektur|ich meine|ich meinte"
        "|ich mein|quatsch|moment|ups|hoppla|sorry|mein fehler|vielleicht|eventuell|evtl|evtl."
        "|womöglich|möglicherweise|wahrscheinlich|vermutlich|unsicher|alternativ|abgesehen"
        "|bis auf|negativ|gebühren abgezogen|nach gebühren|abzüglich gebühren"
        "|inklusive gebühren|inkl|zuzüglich|plus|begrenzt|ignoriere|ignorier|missachte"
        "|überschreibe|umgehe|ohne bestätigung|ohne rückfrage|privater schlüssel|private key"
        "|privatschlüssel|seed|seedphrase|seed phrase|passwort|geheimnis|richtlinie|allowlist"
        "|whitelist|genehmige|genehmigen|unbegrenzt|doppelt|das doppelte|dreifach|das dreifache"
        "|verdopple|halbiere|dreimal|viermal|rest|den rest|der rest|restliche|restlichen"
        "|differenz|wechselgeld|gegenteil|falsch|falsche|falschen|fake|egal|irgendwas"
        "|irgendetwas|irgendein|irgendeine|irgendeinen|niedriger|höher|erhöhe|reduziere"
        "|verringere|runde|gerundet|aufgerundet|abgerundet|umgekehrt|insgesamt|gesamt|zusammen"
        "|zufällig|zufall|wähle|such aus|entscheide|deine wahl|schuldet|schulde|gehört|andere"
        "|anderen|anderes|anderer|ein anderer|entferne|ersetze|ändere|bearbeite|aktualisiere"
        "|hebe auf|sondern|doch|lieber|doch lieber|im auftrag von|namens von|weil er"
        "|extra|rückwärts|letzteres|ersteres|ungültig|täuschung|verwechselt"
    ),
    "their": "sein|seine|seinen|seinem|seiner|seines|ihr|ihre|ihrem|ihrer|ihres|deren|dessen",
    "approx": (
        "ungefähr|etwa|circa|ca|ca.|rund|bis zu|höchstens|maximal|maximum|nicht mehr als|knapp"
        "|fast|beinahe|annähernd|schätzungsweise|in etwa|mehr oder weniger|gut und gerne"
        "|mehr als|~|≈|max|so um die|um die|über den daumen|so ungefähr|zirka|so circa"
        "|weniger als"
    ),
    "unsupported": (
        "stake|staken|staking|unstake|unstaken|verleihe|verleihen|leihe|leihen|ausleihen|borge"
        "|borgen|mint|minte|minten|präge|nft|nfts|widerrufe|signiere|signieren|unterschreibe"
        "|delegiere|delegieren|delegation|claim|claime|claimen|beanspruche|ernte|harvest"
        "|verbrenne|verbrennen|burn|airdrop|short|shorte|shorten|long|hebel|leverage|margin"
        "|futures|perp|perps|optionen|farm|farming|yield|rendite|liquidität|liquiditätspool"
        "|pool|tilge|tilgen|deploye|deployen|kredit|darlehen|sicherheit|flashloan|aave|lido"
        "|morpho|eigenlayer|makerdao|freigabe|approval|approve|allowance|permit|zahle ein"
        "|einzahlen|einzahlung|deponiere|lege an|anlegen|wette|wetten|lotterie|abonniere"
        "|vermiete|exportiere|importiere|registriere|sperre|friere|lade auf|sende eine e-mail"
        "|abheben|auszahlung beantragen|airdroppe|rebalance|supply|lend|borrow"
    ),
    "leave": "kann ich|darf ich|könnte ich|dürfte ich|können wir|dürfen wir|könnten wir|kann i",
}
SMALL = {
    "greeting": (
        "hallo|yo|ey|jo|heya|hallihallo|huhu|na du|mahlzeit|hi|hey|moin|servus|grüezi"
        "|guten morgen|guten tag|guten abend|grüß gott|grüss gott|grüß dich|tach|na|hallöchen"
        "|liebe|lieber|liebes|sehr geehrte|sehr geehrter|ok|okay|also|so|nun|alles klar|gut"
        "|super|perfekt|prima|toll|klasse|gm|ciao|salut|griaß di|hoi|sali|guten morgen zusammen"
        "|hallo zusammen|hey du|hi du|ja|jap|jawohl|genau|klar"
    ),
    "please": (
        "bitte|bitte schön|danke|danke dir|danke schön|dankeschön|vielen dank|herzlichen dank"
        "|merci|merci vielmal|dank dir|danke im voraus|vielen dank im voraus|danke vielmals|thx"
        "|pls|plz|bittschön|wenn möglich|falls möglich|wenn es geht|wenn's geht|wenns geht"
        "|wenn du so lieb wärst|wenn du kannst|wenn du zeit hast|wenn es dir nichts ausmacht"
        "|wenn sie so freundlich wären|sofern möglich|sobald du kannst|sobald möglich"
        "|so bald wie möglich|so schnell wie möglich|freundlicherweise|lieb von dir|liebe grüße"
        "|lg|mfg|mit freundlichen grüßen|beste grüße|viele grüße|freundliche grüße|schöne grüße"
        "|besten dank|danke sehr|1000 dank|tausend dank|gell|bitteschön|sei so gut|sei so lieb"
        "|sei so nett|gefälligst|höflichst|biddö|bidde|büdde"
    ),
    "noise": (
        "liegen|liegt|befinden sich|befindet sich|hiermit|besitze|besitzen wir|besitze ich"
        "|sofort|jetzt|gleich|schnell|schnellstmöglich|umgehend|dringend|eilig|heute|mal|einmal"
        "|bitte mal|doch mal|kurz|eben mal|einfach|nur|direkt|unverzüglich|asap|prompt|rasch"
        "|zügig|flott|mal eben|mal schnell|mal kurz|für mich|für uns|in meinem namen|übrig"
        "|bei mir|von mir aus|halt mal|denn|ja mal|du|alter|digga|bruder|kumpel|freund"
        "|mein freund|bro|bot|assistent|agent|chef|meister|schatz|wirklich|sehr|ganz|bestimmt"
        "|sicher|genau|exakt|präzise|summe von|die summe von|einen betrag von|den betrag von"
        "|eine summe von|betrag von|in summe|testweise|zum testen|als test|test|zu testzwecken"
        "|lol|haha|hehe|xd|hier|im folgenden|schon mal|neu|neue|neuen|neuer|neues|alt|alte"
        "|alten|frisch|frische|kleine|kleinen|kleiner|kleines|große|großen|extern|externe"
        "|externen|eigen|eigene|eigenen|eigenes|eigener|persönlich|wie besprochen"
        "|wie vereinbart|wie üblich|wie immer|wie gewohnt|zum marktpreis|zum aktuellen kurs"
        "|zum aktuellen preis|zum tageskurs|zum besten kurs|zum besten preis|am markt|on-chain"
        "|onchain|cross-chain|cross chain|momentan|derzeit|aktuell|aktuelle|aktuellen|aktueller"
        "|aktuelles|gerade|im moment|zurzeit|zur zeit|insgesamt verfügbar|so nett sein und"
        "|so freundlich sein und|so lieb sein und|so gut sein und|auf einmal|in einem rutsch"
        "|in einer transaktion|der kürze halber|folgende|folgenden|folgendes|folgender"
        "|folgenden auftrag|folgende transaktion|die folgende|normale|normaler|ordentlich"
        "|vorsichtig|automatisch|manuell|den nativen|native|nativen|auf die schnelle|so"
        "|hab es eilig|es eilt|eilt|ist dringend|keine eile|kein stress|kein problem|kein ding"
        "|keine sorge|da|nun|endlich|abermals|hurtig|gschwind|schnäll|grad|grad mal|noch"
        "|noch bitte|weitere|weiteren|nochmals bitte|bestätigt|bestätige|bestätigen"
        "|guthaben von|zu|zum preis|vorhanden|vorhandenen|verfügbare|verfügbaren|gewünschte"
        "|gewünschten|aktive|aktiven|angenommenen|angenommene|erfolgreiche|erfolgreichen"
        "|laufenden|laufende|wir|ihr|sie|siehe|aufs schnellste|subito|zackig|hopp|los"
        "|dafür sorgen|bitt"
    ),
    "own_source": (
        "von meinem wallet|von meiner wallet|von meinem konto|aus meinem wallet"
        "|aus meiner wallet|aus unserer wallet|von unserem wallet|von unserer wallet"
        "|aus der treasury|von der treasury|von meinem account|aus meinem bestand"
        "|aus meinen beständen|von meinem guthaben|aus dem wallet|aus meinem guthaben"
        "|von meiner adresse|vom wallet|aus der kasse|aus unserer treasury|von unserer treasury"
        "|mit meinem wallet|mit meiner wallet|von deinem wallet|von deiner wallet"
        "|von der wallet|aus der wallet|vom hauptkonto|von meinem hauptwallet|aus meinem konto"
    ),
    "adjective": "guter|gutes|gute|schlechter|schlechte|fairer|toller|großartiger|letzter|kluger",
    "subject": (
        "ich|wir|er|man|du|es ist|das ist|sie hat|sie haben|er hat|ich bin|i"
        "|wir sind|ich werde|wir werden|jemand hat|mein bruder|meine schwester|mein chef"
        "|meine chefin|mein freund hat|dass|weil|da er|da sie|damit"
    ),
    "confirm": (
        "ja|jo|jap|jawohl|jep|jawoll|ja bitte|ja gerne|gerne|gern|sicher|klar|ok|okay|passt"
        "|genau|stimmt|richtig|korrekt|bestätigt|bestätige|bestätigen|ich bestätige|mach das"
        "|mach es|mach|tu es|los|leg los|los geht's|los gehts|weiter|einverstanden|abgemacht"
        "|perfekt|super|prima|na klar|ja klar|natürlich|selbstverständlich|auf jeden fall"
        "|unbedingt|machen wir|so machen wir es|ja genau|ja mach|ja mach das|ja passt|passt so"
        "|freigegeben|ja stimmt|alles richtig|gut so|ja los|go|yes|bitte ausführen|ausführen"
        "|führe es aus|jo mach|ja eh|scho guet|isch guet|gut|in ordnung|alles klar|freilich"
        "|sowieso|logo|logisch|ja ok|ok ja"
    ),
    "correct": (
        "draus|daraus|doch lieber|lieber|stattdessen|ich meinte|ich meine|ich mein|korrektur"
        "|ändere auf|mach daraus|mach draus|eigentlich|ändere es auf|ändere das auf|doch nur"
        "|nein doch|ändere den betrag auf|sorry|ups|nimm lieber|nimm doch|besser|mach lieber"
        "|machen wir|machen wir lieber|nein lieber|setz auf|setze auf|ändern auf|ändere zu"
        "|quatsch|nicht mehr|doch|statt dessen|nein"
    ),
    "read": (
        "zeig|zeige|zeig mir|zeige mir|zeigen sie|zeigen sie mir|zeig mal|prüf|prüfe|prüfen"
        "|prüfen sie|überprüfe|überprüf|check|checke|checken|sag|sag mir|sage mir|sagen sie mir"
        "|nenn|nenne|nenne mir|nenn mir|liste|schau|schau nach|schaue|schau mal|schau mal nach"
        "|guck|guck mal|guck nach|gib mir|geben sie mir|lass mich sehen|ich will wissen"
        "|ich möchte wissen|ich möchte sehen|ich will sehen|zeigst du mir|kannst du mir sagen"
        "|können sie mir sagen|abfragen|anzeigen|verrate mir|verrat mir|wüsste gern"
        "|ich wüsste gern|ich würde gern wissen|ansehen|nachsehen|ich würde gerne wissen|rufe"
        "|ruf|abrufen|ermittle|nachschauen|teile mir mit|teilen sie mir mit|schick mir"
        "|sende mir|hol mir mal|lies|auflisten|ich brauche|möchte wissen|kannst du mir zeigen"
        "|sag mal|lass sehen|sehen|wissen|zeigt mir|seh|anschauen|schauen"
    ),
    "announce": (
        "folgendes|folgende|wie folgt|kurze bitte|eine bitte|eine bitte noch|noch eins|noch was"
        "|auftrag|aufgabe|nächster|nächste|miete|gehalt|lohn|rechnung|zahlungsauftrag"
        "|überweisungsauftrag|schritt|schritt eins|bitte um folgendes|dringende zahlung"
        "|kleine bitte"
    ),
    "receives": (
        "soll bekommen|soll erhalten|muss bekommen|muss erhalten|soll kriegen|sollte bekommen"
        "|sollte erhalten|bekommt bitte|soll haben"
    ),
    "gets": "bekommt|erhält|kriegt|kriagt",
    "fee": "gas",
    "elsewhere": (
        "mein anderes wallet|meine andere wallet|mein cold wallet|mein ledger|meinen ledger"
        "|mein sparkonto|mein metamask|meine metamask"
    ),
    "deadline": "frist|ablauf|gültig bis|deadline|gas limit|gaslimit|gas preis|gaspreis|nonce",
}
