"""French function words and set phrases, by meaning (see `english/words.py`)."""

from __future__ import annotations

MARKERS = {
    "to": (
        "à|a|au|aux|vers|jusqu'à|à la|à l'|en direction de|à destination de|pour|chez|jusqu'à la"
        "|jusque|à destination du|destination"
    ),
    "into": "en|pour recevoir|et recevoir|pour obtenir|et obtenir|afin d'obtenir",
    "from": "de|d'|du|des|depuis|à partir de|à partir du|depuis la|hors de|en provenance de",
    "for": "pour|contre|en échange de|en échange d'|par",
    "with": (
        "avec|en utilisant|en payant avec|en payant en|en dépensant|au moyen de|et paie avec"
        "|et payez avec|en me servant de|payé avec"
    ),
    "on": (
        "sur|dans|sur la|sur le|sur la chaîne|sur le réseau|qui est sur|qui sont sur|que j'ai sur"
        "|côté|via le réseau|par le réseau"
    ),
    "in": "en",
    "via": "via|par|à travers|au travers de|par l'intermédiaire de|grâce à|en passant par",
    "at": "@|arobase|au contrat|à l'adresse du contrat",
    "of": "de|d'|du|des|de la|de l'|de mon|de ma|de mes|de nos|de notre",
    "as": "comme|en tant que",
    "between": "entre",
    "recipient": (
        "destinataire|bénéficiaire|à l'adresse|vers l'adresse|au portefeuille|au wallet|au compte"
        "|à son adresse|son adresse est|l'adresse est|adresse de destination|dont l'adresse est"
        "|vers le portefeuille|vers le wallet|à cette adresse|à l'adresse suivante|sur l'adresse"
        "|le destinataire est|vers le compte|sur le compte|à ce portefeuille|vers cette adresse"
        "|sur le portefeuille|sur le wallet|à ce wallet|son portefeuille est|à ce compte"
        "|son wallet est|son wallet c'est|son adresse est|son adresse c'est"
    ),
    "memo": (
        "mémo|avec mémo|avec le mémo|message|avec le message|avec message|note|avec la note"
        "|avec note|et la note|et le mémo|et le message|référence|avec la référence|avec référence"
        "|ajoute le mémo|ajoutez le mémo|ajoute la note|ajoute le message|ajoutez la note"
        "|avec un mémo|avec une note|avec un message|libellé|avec le libellé|avec pour libellé"
        "|motif|avec le motif|mets en mémo|en mémo|et mémo|inclus le message|avec comme mémo"
        "|avec comme message|avec comme note|avec comme libellé|mets comme libellé"
        "|ajoutez le message"
        "|communication|avec la communication|et mets en mémo|mets le mémo"
    ),
    "reason": (
        "raison|avec la raison|justification|avec la justification|commentaire"
        "|avec le commentaire|avec commentaire|et la raison|avec comme raison"
    ),
    "described": "intitulée|appelée|avec le titre|titre|description|avec la description|disant",
    "slippage": (
        "slippage|glissement|slippage maximum|glissement maximum|slippage de|tolérance"
        "|glissement de|tolérance de glissement|slippage max|slippage maximum de|slippage max de"
        "|glissement max|glissement maximal de|glissement maximum de|tolérance de slippage"
        "|glissement maximal"
        "|un slippage de|un glissement de|avec un slippage de|avec slippage de|avec slippage"
        "|avec un glissement de|avec un slippage max de|avec un slippage maximum de|de slippage"
        "|de glissement|avec une tolérance de|avec une tolérance de slippage de|de tolérance"
        "|avec une tolérance de glissement de|max slippage|de slippage max|de slippage maximum"
        "|avec un glissement maximal de|avec un glissement maximum de|avec un glissement max de"
        "|slip"
        "|dérapage|dérapage de|avec un dérapage de|de dérapage|dérapage max|dérapage maximal de"
        "|slippage maximal|slippage maximal de|avec un slippage maximal de|de glissement maximum"
        "|de glissement maximal|de glissement max"
    ),
    "min": (
        "au moins|au minimum|minimum|un minimum de|en recevant au moins|pas moins de"
        "|avec un minimum de|et recevoir au moins|recevoir au moins|je veux au moins|minimum de"
        "|et je veux au moins|je veux recevoir au moins|et je veux recevoir au moins"
        "|recevoir au minimum|et recevoir au minimum|en recevant au minimum|contre au moins"
        "|pour au moins|avec au moins"
    ),
    "worth": (
        "d'une valeur de|pour une valeur de|équivalant à|l'équivalent de|équivalent de|valeur de"
    ),
    "targets": "cible|cibles|target|targets",
    "values": "valeur|valeurs",
    "calldatas": "calldata|calldatas",
}
CONNECTIVES = {
    "and": "et|&",
    "also": "aussi|également|de plus|en plus|et aussi|et également",
    "then": (
        "puis|et puis|ensuite|et ensuite|après|et après|après ça|et après ça|après cela|alors|enfin"
        "|et enfin|finalement|pour finir|et pour finir|d'abord|premièrement|deuxièmement|en premier"
        "|en second|une fois fait|quand c'est fait|une fois que c'est fait|dans la foulée"
        "|et dans la foulée|à la suite|et à la suite|pis|et pis|puis après|puis ensuite"
        "|tout d'abord|dans un second temps|suite à ça|par la suite|et par la suite|pis après"
    ),
    "awaited": (
        "après ça|et après ça|après cela|une fois fait"
        "|quand c'est fait|une fois que c'est fait|suite à ça"
        "|par la suite|et par la suite"
    ),
    "or": "ou|ou bien|ou alors|ou peut-être|et/ou|ou sinon",
}
REFERENCE = {
    "my": "mon|ma|mes|notre|nos|que j'ai|j'ai|de mon|de ma|de mes|de nos|de notre",
    "your": "ton|ta|tes|votre|vos",
    "det": (
        "le|la|les|l'|un|une|ce|cet|cette|ces|des|du|de la|de l'|n'importe quel|ceux|quelque|lui"
        "|leur"
    ),
    "some": (
        "un peu de|un peu d'|quelques|plusieurs|assez de|assez d'|une partie de|une partie d'"
        "|une partie de mes|une partie de mon|beaucoup de|pas mal de|la plupart de|la plupart des"
        "|un tas de|un bout de|une poignée de|plus de|plus d'|certains|certaines|un paquet de"
        "|peu de"
        "|une fraction de|presque tout|un petit peu de"
    ),
    "it": (
        "ça|cela|ceci|cette somme|ce montant|ces tokens|le résultat|ce que je reçois"
        "|ce que j'obtiens|ce que j'aurai|le tout reçu|la même somme|le même montant|le montant"
        "|la somme|cette quantité|ces jetons|ce que j'ai reçu|ce que ça donne"
    ),
    "me": "moi|me|m'|nous",
    "own": (
        "mon portefeuille|mon wallet|mon compte|mon adresse|mon propre portefeuille|moi-même"
        "|mon propre compte|ce portefeuille|ce wallet|ce compte|moi même|notre trésorerie"
        "|mon autre portefeuille|mon autre wallet|mon autre compte|mon metamask|mon ledger|mon safe"
        "|mon cold wallet|mon exchange|mon binance|mon coinbase|mon épargne|notre portefeuille"
    ),
    "elsewhere": (
        "mon autre portefeuille|mon autre wallet|mon autre compte|mon metamask|mon ledger|mon safe"
        "|mon cold wallet|mon exchange|mon binance|mon coinbase|mon épargne"
    ),
    "own_source": (
        "de mon portefeuille|depuis mon portefeuille|de mon wallet|depuis mon wallet|de mon compte"
        "|depuis mon compte|de mon solde|de mes fonds|de notre trésorerie|depuis la trésorerie"
        "|depuis notre trésorerie|de la trésorerie|à partir de mon compte|depuis notre portefeuille"
        "|à partir de mon portefeuille|à partir de mon wallet"
    ),
    "there": (
        "là-bas|là|y|cette adresse|ce portefeuille-là|la même adresse|la même personne|ce type"
        "|cette personne|quelqu'un|tout le monde|tous|n'importe qui|les autres|le même|l'autre"
        "|une autre personne|une autre adresse|eux|elle|elles|ce gars|la bas|lui-même"
        "|qui que ce soit"
    ),
    "same": (
        "la même chose|pareil|encore une fois|de nouveau|à nouveau|comme avant|comme tout à l'heure"
        "|comme la dernière fois|répète|répétez|refais|refaites|idem|même montant"
    ),
    "each": (
        "chacun|chacune|à chacun|à chacune|par personne|par tête|pour chacun|pour chacune"
        "|respectivement"
    ),
    "evenly": (
        "à parts égales|en parts égales|équitablement|également entre|moitié moitié|moitié-moitié"
        "|à égalité|de façon égale|de manière égale|à parts égales entre|en parts égales entre"
    ),
}
NOUNS = {
    "token": (
        "token|tokens|jeton|jetons|monnaie|monnaies|crypto|cryptos|cryptomonnaie|cryptomonnaies"
        "|contrat|contract|mint|adresse du contrat|adresse du token|stablecoin|stablecoins"
        "|avec le contrat|contrat du token|erc20|erc-20|spl|pièces|coins|coin|adresse du jeton"
    ),
    "money": "argent|fric|thunes|thune|fonds|cash|épargne|économies|actifs|patrimoine|sous|blé",
    "network": (
        "réseau|chaîne|blockchain|le réseau|la chaîne|réseau principal|layer 2|couche 2|l2|mainnet"
        "|chain|écosystème"
    ),
    "chain_id": "chain id|chainid|id de chaîne|id de réseau",
    "wallet": (
        "wallet|portefeuille|adresse|compte|ens|safe|multisig|wallets|portefeuilles|adresses"
    ),
    "balance": (
        "solde|soldes|balance|balances|solde disponible|combien il me reste|combien me reste-t-il"
        "|il me reste|me reste|il me reste combien|solde restant|mon solde"
    ),
    "portfolio": (
        "portfolio|portefeuille crypto|mes fonds|mes actifs|mes cryptos|mes tokens|mes jetons"
        "|avoirs|mes avoirs|patrimoine|dans mon wallet|dans mon portefeuille|sur mon compte"
        "|au total|tout ce que j'ai|valeur totale|mes investissements|dans le wallet"
        "|dans le portefeuille|résumé de mon compte|mes positions|positions|ce que j'ai"
        "|tout ce que je possède|en tout|ce que je possède|mon portefeuille complet"
        "|contenu de mon portefeuille|montre-moi mon portefeuille|montre-moi mon wallet"
        "|montre-moi mon compte|affiche mon portefeuille|affiche mon wallet|affiche mon compte"
        "|voir mon portefeuille|voir mon wallet|voir mon compte|montre mon portefeuille"
        "|montre mon wallet|montre mon compte|montrez-moi mon portefeuille|montrez-moi mon wallet"
        "|montrez-moi mon compte|affichez mon portefeuille|affichez mon wallet"
        "|affichez mon compte|regarde mon portefeuille|regarde mon wallet|regarde mon compte"
        "|ouvre mon portefeuille|ouvre mon wallet|ouvre mon compte|mon portefeuille crypto"
        "|affiche mon portefeuille crypto"
    ),
    "price": (
        "prix|cours|cotation|taux de change|taux|valeur|vaut|valent|coûte|coûtent|coût|le cours"
        "|le prix|prix actuel|cours actuel|combien vaut|est à combien|c'est combien|combien coûte"
        "|à combien est|à combien se trade|cote|côte|combien vaut un|à combien"
    ),
    "history": (
        "historique|transactions|dernières transactions|derniers mouvements|mouvements|activité"
        "|mes transactions|mes mouvements|historique des transactions|dernières opérations"
        "|opérations|relevé|mes dernières transactions|activité récente|transactions récentes"
        "|derniers paiements|derniers transferts|historique de mes transactions|derniers virements"
    ),
    "proposal": (
        "proposition|propositions|proposition numéro|proposition n°|motion|prop"
        "|proposition de gouvernance|référendum|initiative|proposition no|proposition nº"
        "|proposition num|proposition id|proposition avec l'id|proposition de numéro"
    ),
    "governor": (
        "gouverneur|governor|contrat de gouvernance|gouvernance|dao|du governor|le governor"
        "|du gouverneur|le gouverneur|contrat governor|la dao|de la dao|contrat du gouverneur"
        "|governance|du contrat de gouvernance|au governor|au gouverneur|sur le governor"
    ),
    "timelock": "timelock|le timelock|au timelock|dans le timelock|pour exécution",
    "order": "ordre|demande|requête|opération|instruction|tâche",
    "ref": "facture|reçu|commande numéro|ticket|semaine|chapitre|leçon|saison|manche|niveau|table",
    "venue": (
        "uniswap|uniswap v2|uniswap v3|uniswap v4|sushiswap|curve|balancer|pancakeswap|1inch"
        "|paraswap|cowswap|jupiter|raydium|orca|lifi|li.fi|jumper|stargate|across|wormhole|hop"
        "|la meilleure route|un dex|le dex|dex|la route la moins chère|le meilleur prix|aerodrome"
        "|au meilleur prix|au prix du marché|le pont officiel|velodrome|debridge|au cours du marché"
        "|au meilleur cours"
    ),
    "time": "secondes|minutes|heures|jours|semaines|mois|ans|années|heure|minute|jour|année|an",
    "dollar": "dollar|dollars|usd|dollars américains|dollars us|piastres us|balles us|doll",
    "cent": "cents|cent de dollar|centimes de dollar",
    "percent": "pour cent|pourcent|pourcents|pourcentage|% de|% d'|% des|% du|pour cents",
    "bps": "bps|points de base|pdb",
    "currency": (
        "euro|euros|eur|franc|francs|chf|cad|livre|livres|yens|balles|piastres|piastre|centimes"
        "|boules|dirhams|fcfa|cfa|dollars canadiens"
    ),
    "address_of": (
        "où je reçois|où puis-je recevoir|à quelle adresse|quelle est mon adresse|mon adresse"
        "|c'est quoi mon adresse|ton adresse|votre adresse|adresse de dépôt|adresse de réception"
        "|adresse de mon wallet|adresse de mon portefeuille|adresse publique|code qr"
        "|mon adresse svp|l'adresse de mon wallet|l'adresse de mon portefeuille|quelle adresse"
        "|où déposer|où envoyer|où dois-je envoyer des fonds|notre adresse|l'adresse du wallet"
        "|l'adresse du portefeuille|clé publique|adresse du portefeuille|adresse du wallet"
        "|l'adresse de dépôt|mon adresse de portefeuille|mon adresse de dépôt"
        "|mon adresse de réception|envoie-moi ton adresse|donne-moi ton adresse"
        "|passe-moi ton adresse|file-moi ton adresse|envoie-moi l'adresse"
        "|envoyez-moi votre adresse|envoyez-moi l'adresse|donnez-moi votre adresse"
    ),
    "person": (
        "alice|bob|rose|leo|jean|marie|mon ami|mon amie|mon frère|ma sœur|ma soeur|ma mère"
        "|mon père|mon patron|ma patronne|mon chef|mon cousin|ma cousine|ma copine|mon copain"
        "|ma femme|mon mari|mon associé|mon associée|mon voisin|mon collègue|ma collègue|mon fils"
        "|ma fille|monsieur|madame|m.|mme|mon pote|mon chum|ma blonde|mon proprio"
        "|mon propriétaire|mon comptable|mon client|mon fournisseur"
    ),
}
QUANTITIES = {
    "all": (
        "tout|toute|tous|toutes|tout mon|toute ma|tous mes|toutes mes|tout le|toute la|tous les"
        "|toutes les|la totalité de|la totalité de mes|la totalité de mon|le maximum|le maximum de"
        "|le max|le max de|le max d'|tout ce que j'ai en|tout ce que j'ai comme|tout ce que j'ai de"
        "|l'intégralité de mes|l'intégralité de mon|l'intégralité de|tout notre|tous nos"
        "|le total de"
        "|tout mon solde de|tout mon solde d'|tout mon solde en|l'ensemble de mes|le reste de mes"
        "|le reste de mon|tout l'|tous mes jetons|le maximum d'|la totalité de l'"
        "|tout ce qui reste de"
        "|la totalité des|tout ce que je possède en|mon solde entier de"
    ),
    "all_it": (
        "tout ça|tout cela|tout ce que je reçois|tout ce que j'obtiens|tout ce que j'aurai reçu"
    ),
    "half_it": (
        "la moitié de ça|la moitié de ce que je reçois|la moitié de cela|la moitié du résultat"
    ),
    "half": (
        "la moitié|moitié|la moitié de|la moitié d'|la moitié de mon|la moitié de mes|moitié de mon"
        "|la moitié de ma|la moitié du|la moitié des|la moitié de l'|la moitié de tous mes"
        "|la moitié de tout mon|la moitié de notre|la moitié de nos|la moitié de mon solde de"
        "|la moitié de mon solde d'|la moitié de ce que j'ai en|la moitié de mon solde en|moitié de"
        "|la moitié de la|moitié de mes"
    ),
    "point": "virgule|point",
    "half_of": "et demi|et demie|et demi de",
    "quarter_of": "et quart|et un quart",
    "three_quarters_of": "et trois quarts",
}
