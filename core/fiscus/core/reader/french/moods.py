"""French words that decide whether a clause asks for anything, and words without weight."""

from __future__ import annotations

MOODS = {
    "request": (
        "peux-tu|tu peux|pouvez-vous|vous pouvez|pourrais-tu|tu pourrais|pourriez-vous"
        "|vous pourriez|est-ce que tu peux|est-ce que vous pouvez|est-ce que tu pourrais"
        "|est-ce que vous pourriez|peux-tu m'|peux tu|pouvez vous|pourrais tu|pourriez vous"
        "|tu peux m'|je veux|je voudrais|j'aimerais|je souhaite|je souhaiterais|j'ai besoin de"
        "|j'ai besoin d'|j'ai besoin que tu|nous voulons|nous voudrions|nous souhaitons|on veut"
        "|on voudrait|on aimerait|je désire|je veux que tu|je voudrais que tu|j'aimerais que tu"
        "|je veux que vous|j'aimerais que vous|je voudrais que vous|merci de|merci d'|veuillez"
        "|veuillez bien|prière de|prière d'|il faut|il faudrait|faudrait|faut|faut que tu"
        "|il faut que tu|aide-moi à|aidez-moi à|aide moi à|aidez moi à|tu veux bien"
        "|voulez-vous bien|veux-tu|veux-tu bien|auriez-vous l'amabilité de"
        "|auriez-vous la gentillesse de|aurais-tu la gentillesse de|ayez l'obligeance de"
        "|aie la gentillesse de|je te demande de|je vous demande de|je vous prie de|je te prie de"
        "|je vous saurais gré de|je vous serais reconnaissant de|je vous serais reconnaissante de"
        "|serait-il possible de|serait-il possible d'|ça te dérange de|je tiens à"
        "|cela vous dérange de|procède à|procédez à|procéder à|je dois|tu dois|vous devez|dis"
        "|dites|j'aurais besoin de|j'aurais besoin d'|j'aurais besoin que tu|je t'invite à"
        "|allons-y pour|j'voudrais|j'veux|chu prêt à|je suis prêt à|je suis prête à|occupe-toi de"
        "|occupez-vous de|charge-toi de|assure-toi de|tu peux me|tu pourrais me|peux-tu me"
        "|pourrais-tu me|on va|pouvez-vous me|pourriez-vous me|vous pouvez me|vous pourriez me"
        "|tu me|tu m'|ce serait possible de|c'est possible de|possible de|possible d'"
        "|tu voudrais bien|de bien vouloir|bien vouloir|vouloir bien"
        "|je vous saurais gré de bien vouloir|veuillez s'il vous plaît"
        "|faut que je|faut que j'|il faut que je|il faut que j'"
    ),
    "want": (
        "je veux|je voudrais|j'aimerais|il me faut|j'ai besoin de|j'ai besoin d'|nous voulons"
        "|on veut|j'aimerais avoir|je voudrais avoir|je veux avoir|je souhaite|j'veux|j'voudrais"
        "|j'aurais besoin de|il me faudrait"
    ),
    "light": (
        "fais|faire|faites|fait|effectue|effectuer|effectuez|réalise|réaliser|réalisez|lance"
        "|lancer|lancez|initie|initier|initiez|crée|créer|créez|traite|traiter|traitez|procède"
        "|procédez|prépare|préparer|préparez|émets|émettez|émettre|mets|mettre|mettez|passe un"
        "|passe une|enregistre|enregistrez|enregistrer|fais-moi|faites-moi|organise|organisez"
        "|place|placer|placez|déclenche|déclencher|déclenchez|opère|opérez|opérer|ordonne|dépose"
        "|exécute un|je demande|je sollicite|nous demandons|j'autorise|je requiers"
    ),
    "question": (
        "quoi|que|quel|quelle|quels|quelles|comment|quand est-ce que|où|qui|pourquoi|combien"
        "|est-ce|est|sont|puis-je|pouvons-nous|dois-je|devrais-je|devrait-on|je peux|y a-t-il"
        "|sais-tu|savez-vous|tu sais|vous savez|peut-on|on peut|est-ce possible|est-il possible"
        "|est-ce que|est-ce sûr|explique|expliquez|explique-moi|qu'est-ce que|qu'est-ce qui"
        "|qu'est-ce qu'|que se passe-t-il si|et si|comment puis-je|comment faire|comment je"
        "|comment on|combien coûte|combien ça coûte|combien de temps|apprends-moi à"
        "|apprenez-moi à|je me demande|je veux savoir|je voudrais savoir|j'aimerais savoir"
        "|crois-tu que|penses-tu|croyez-vous|pensez-vous|ça vaut le coup|vaut-il mieux"
        "|différence entre|signifie|c'est quoi|quelle est|quel est|quels sont|quelles sont"
        "|combien j'ai|combien ai-je|combien d'|combien vaut|une idée|c'est combien|combien de"
        "|à combien|est-ce que je|est-ce que j'|ai-je|as-tu|avez-vous|a-t-il|a-t-elle|est-ce bien"
        "|c'est possible|est-elle|est-il|est arrivé|est parti|ça marche|ça fonctionne"
        "|est-ce raisonnable|est-ce une bonne idée|qu'en penses-tu|que penses-tu|vaut mieux"
        "|devrais|ai je|dois je|puis je|est ce|est ce que|qu' est ce|pourrais-je|pourrait-on"
        "|sait-on|c'est qui|lequel|laquelle|ferais-tu|feriez-vous|serait-ce|as tu|avez vous"
        "|devrait on|combien est-ce que|était|étaient|arrive-t-il|c'est sûr|il y a|y a-t-il moyen"
    ),
    "leave": "puis-je|dois-je|devrais-je|je peux|est-ce que je peux|est-ce que je dois|pourrais-je",
    "negation": (
        "ne|n'|pas|jamais|rien|aucun|aucune|sans|ni|personne|non|surtout pas|évite|évitez|éviter"
        "|arrête|arrêtez|arrêter|cesse|cessez|pas encore|plus jamais|en aucun cas|interdit|refuse"
        "|refusez|hors de question|pas question|je refuse|interdis|empêche|empêcher|au lieu de"
        "|au lieu d'|plutôt que|plutôt que de|plutôt que d'|loin de|stop|attends|attendez|attention"
        "|nope|nan|point du tout|nullement|guère|garde-toi de|gardez-vous de|abstiens-toi de"
        "|suspends"
    ),
    "void": (
        "annule|annulez|annuler|oublie|oubliez|oublie ça|laisse tomber|laissez tomber|laisse faire"
        "|peu importe|je plaisante|c'est une blague|une blague|blague|c'était une blague"
        "|je rigole|juste une question|simple question|c'est un exemple|par exemple|p. ex|p.ex."
        "|exemple|simule|simuler|simulez|simulation|hypothétiquement|hypothétique|en théorie"
        "|imagine|imaginez|imaginons|suppose|supposez|supposons|supposons que|disons que|admettons"
        "|ne fais rien|ne faites rien|ne l'exécute pas|n'exécute pas|ne le fais pas"
        "|j'ai changé d'avis"
        "|changement de plan|finalement non|juste un devis|devis seulement|juste une cotation"
        "|fictif|pour de faux|pour rire|poème|chanson|roman|conte|estimation|aperçu"
        "|pas besoin|par curiosité|simple curiosité|brouillon|sans exécuter|abandonne|abandonnez"
        "|j'ai rêvé|fais semblant|faites semblant|faisons semblant|jeu de rôle|ne fais pas ça"
        "|ne fais rien encore|pas maintenant|c'est une farce|à titre d'exemple|mdr je rigole"
        "|on dirait que"
    ),
    "subordinate": (
        "si|s'|quand|lorsque|lorsqu'|dès que|dès qu'|jusqu'à ce que|à moins que|à moins qu'"
        "|tant que"
        "|une fois que|aussitôt que|à condition que|au cas où|seulement si|uniquement si|pourvu que"
        "|pendant que|chaque fois que|sauf si|tant qu'|une fois qu'|en cas de"
    ),
    "condition": (
        "si|s'|quand|lorsque|lorsqu'|dès que|dès qu'|jusqu'à ce que|à moins que|à moins qu'"
        "|tant que"
        "|une fois que|aussitôt que|à condition que|au cas où|seulement si|uniquement si|pourvu que"
        "|chaque fois que|sauf si|avant de|avant d'|après que|descend|descende|tombe|chute|monte"
        "|grimpe|atteint|atteigne|dépasse|passe sous|passe au-dessus|en dessous de|au-dessus de"
        "|en dessous|au dessus de|inférieur à|supérieur à|moins de|plus que|ordre limite|stop loss"
        "|take profit|prix limite|selon|dépend de|sinon|attends que|tant qu'|une fois qu'|en cas de"
        "|au-dessous de|baisse|augmente|sous la barre|franchit|passe en dessous|passe au dessus"
    ),
    "schedule": (
        "demain|après-demain|après demain|ce soir|plus tard|tantôt|chaque jour|chaque semaine"
        "|chaque mois|chaque lundi|chaque heure|tous les jours|toutes les semaines|tous les mois"
        "|quotidiennement|hebdomadaire|mensuellement|quotidien|mensuel|lundi|mardi|mercredi|jeudi"
        "|vendredi|samedi|dimanche|la semaine prochaine|le mois prochain|à minuit|à midi|dca"
        "|périodiquement|par semaine|par mois|par jour|programmé|programme|programmez|ce week-end"
        "|bientôt|un jour|dans une heure|dans deux heures|dans quelques|l'année prochaine|annuel"
        "|annuellement|chaque année|chaque|tous les lundis|en fin de mois|à la fin du mois"
        "|cette nuit"
        "|dans un|dans une|toutes les heures|tout à l'heure|dans la soirée|cet après-midi|en soirée"
        "|la fin de semaine|cette fin de semaine|demain matin|d'ici|à la quinzaine"
        "|le premier du mois"
    ),
    "past": (
        "hier|avant-hier|avant hier|il y a une heure|il y a deux jours|la semaine dernière"
        "|le mois dernier|l'an dernier|l'année dernière|a échoué|ont échoué|est passé|est arrivé"
        "|est bloquée|est bloqué|j'ai reçu|reçu|reçue|arrivé|arrivée|arrivés|as|avons|avez|ont"
        "|avait"
        "|avais|avaient|avions|ai|je viens de|je viens d'|on vient de|nous venons de"
        "|la dernière fois"
        "|récemment|il y a longtemps|a été|ont été|était|étaient|ça a marché|ça n'a pas marché"
        "|fut|ce matin|l'autre jour|échoué|autrefois|dans le passé|j'étais|il y a un mois|été"
        "|fallait"
        "|il y a une semaine|tout à l'heure j'ai|naguère|je venais de|la veille|ai déjà|as déjà"
    ),
    "report": (
        "dit que|dit|disait|disent|disait que|m'a dit|m'a dit de|m'a dit d'|m'a demandé"
        "|m'a demandé de"
        "|m'ont dit|nous a dit|demandé|demandait|demande que|me demande de|me demande d'|écrit"
        "|écrivait"
        "|m'a écrit|selon lui|selon elle|d'après|affirme|affirmait|suggère|suggérait|recommande"
        "|recommandent|mentionné|raconté|raconte|commenté|traduis|traduisez|traduire|traduction"
        "|résume|résumez|résumer|répète après moi|répétez après moi|cite|citation|message de"
        "|courriel"
        "|mail|mail de|email|e-mail|tweet|tweeté|article|nouvelle|titre de|phrase|la phrase|texte"
        "|mots"
        "|signification de|ordonné|veut que|veut que je|voulait que|voudrait que je|conseille"
        "|conseillé|instructions|prompt|document|page|site|site web|j'ai lu|lu que|j'ai entendu"
        "|entendu"
        "|rumeur|rumeurs|annoncé|annonce|répondu|répond|publié|insiste|promis|promet|croit que"
        "|pense que"
        "|pensait|exige|exigeait|voulaient|prévenu|prévient|jure|je lui ai dit|écris|rédige|rédigez"
        "|paraphrase|paraît que|il paraît que|paraît|mon patron veut|dirait|d'après lui|aurait dit"
    ),
    "tale": (
        "film|personnage|scénario|héros|rédaction|journal intime|rappel|modèle|exercice|mème"
        "|histoire"
    ),
    "hypothesis": (
        "serait|aurait|aurais|aurions|eût|devrait|devraient|pourrait|voudrait|irait|ferait|ferais"
        "|allais|allait|va|vont|vais|ira|iront|peut-être que je devrais|je devrais|j'aurais dû"
        "|je pensais|je pense à|j'envisage de|j'envisage d'|je compte|je prévois de|je songe à"
        "|on devrait|nous devrions|aurait dû|seraient|je vais|j'allais|je pense|si seulement"
    ),
    "danger": (
        "sauf|excepté|hormis|moins|mais|cependant|pourtant|toutefois|en fait|en réalité|plutôt"
        "|pardon|désolé|désolée|je veux dire|je voulais dire|correction|oups|peut-être|peut être"
        "|ptet"
        "|p't'être|je ne sais pas|je sais pas|pas sûr|je crois|je suppose|probablement|possiblement"
        "|négatif|à l'exception de|en excluant|en laissant|laisse|laissez|garde|gardez"
        "|plus les frais"
        "|moins les frais|après frais|ignore|ignorez|clé privée|phrase de récupération|seed"
        "|mot de passe|politique|limite|approuve|approuver|illimité|illimitée|le double|double"
        "|triple"
        "|fois|reste|différence|le contraire|l'inverse|faux|fausse|n'importe|quelconque|total|autre"
        "|autres|aléatoire|au hasard|choisis|choisissez|décide|décidez|supprime|efface|enlève"
        "|remplace"
        "|modifie|arrondis|arrondi|supplémentaire|sans confirmation|devrai|devra|doit|doivent"
        "|erreur|mauvais|mal|seulement jusqu'à|restant|inverse|hormis|quitte à|voire"
    ),
    "correct": (
        "plutôt|mets plutôt|disons plutôt|je veux dire|je voulais dire|correction|pardon|oups"
        "|en fait"
        "|change ça pour|changez ça pour|finalement|fais plutôt|que ce soit|désolé|désolée|mets"
        "|passe à|plutôt que ça soit|non plutôt|je me suis trompé|je me suis trompée"
    ),
    "their": "son|sa|ses|leur|leurs|dont|sien|sienne",
    "approx": (
        "environ|à peu près|approximativement|autour de|près de|presque|à peu de choses près"
        "|au plus|au maximum|maximum|pas plus de|un peu plus de|un peu moins de|dans les"
        "|aux alentours de|~|≈"
        "|plus ou moins|jusqu'à|max|une vingtaine|une dizaine|une trentaine|une centaine"
        "|une quinzaine"
        "|une cinquantaine|un maximum de|grosso modo"
    ),
    "unsupported": (
        "staking|stake|staker|stakez|parier|parie|pariez|emprunte|emprunter|empruntez|prêt|minter"
        "|minte|frapper|nft|nfts|révoque|révoquer|révoquez|signe|signer|signez|délègue|déléguer"
        "|déléguez"
        "|réclame|réclamer|récolte|récolter|brûle|brûler|airdrop|short|long|levier|futures|options"
        "|farming|liquidité|pool|ajouter de la liquidité|fournir de la liquidité|déploie|déployer"
        "|collatéral|garantie|aave|lido|compound|permission|approbation|restake|abonnement|abonne"
        "|crée un token|lance un token|hypothèque|loterie|importe|exporte|apport de liquidité"
        "|hyperliquid"
    ),
}
SMALL = {
    "called": (
        "ami|amie|frère|frérot|mec|gars|chef|patron|patronne|pote|bro|vieux|bot|agent|boss"
        "|champion|chum|assistant|comptable|proprio|propriétaire|voisin|client|banque|système"
        "|équipe|trésorier|associé|gérant|monsieur|madame"
    ),
    "greeting": (
        "bonjour|salut|bonsoir|coucou|allô|allo|hey|yo|hello|hi|re|rebonjour|cher|chère|madame"
        "|monsieur"
        "|messieurs|ok|okay|d'accord|bon|bien|parfait|super|génial|très bien|excusez-moi|excuse-moi"
        "|écoute|écoutez|bonne journée|bonjour à toi|bonjour à vous|ça va|comment ça va|ouais"
        "|comment vas-tu|comment allez-vous|salut toi|salut ça va|bon ben|ben|bah|eh bien|alors"
        "|fiscus"
        "|cher agent|cher assistant|j'espère que tu vas bien|j'espère que vous allez bien|agent"
        "|bot|tiens"
        "|bon alors|salutations|bon matin|tabarnak|heille|hé|euh|oh|ah"
    ),
    "please": (
        "s'il te plaît|s'il vous plaît|s'te plaît|stp|svp|siouplait|please|pls|merci|merci beaucoup"
        "|merci bien|merci d'avance|mille mercis|merci infiniment|mci|mrc|cimer|je te remercie"
        "|je vous remercie|si possible|si c'est possible|si tu peux|si vous pouvez|par avance merci"
        "|si ça ne te dérange pas|si cela ne vous dérange pas|quand tu peux|quand vous pouvez"
        "|dès que possible|dès que tu peux|au plus vite|au plus tôt|merci à toi|merci à vous"
        "|si tu veux bien|si vous voulez bien|je t'en prie|je vous en prie|merci de ton aide"
        "|merci pour ton aide|merci pour votre aide|en vous remerciant|cordialement|s'il-te-plaît"
        "|s'il-vous-plaît|aussitôt que possible|d'avance merci|bien cordialement|s il te plait"
        "|s il vous plait"
    ),
    "noise": (
        "maintenant|tout de suite|immédiatement|là maintenant|urgent|urgemment|vite|rapidement"
        "|rapido|aujourd'hui|juste|seulement|uniquement|exactement|pile|précisément|directement"
        "|direct"
        "|ami|amie|mon ami|mon amie|frère|frérot|mec|gars|chef|mon pote|pote|bro|mon vieux|vieux"
        "|pour moi|en mon nom|la somme de|le montant de|un montant de|une somme de|un total de"
        "|la quantité de|un montant d'|une somme d'|la somme d'|haha|lol|mdr|ptdr|hein"
        "|entre chaînes|entre réseaux|cross-chain|cross chain|inter-chaînes|on-chain|onchain"
        "|de test"
        "|en test|comme test|test|natif|native|nouveau|nouvelle|complet|complète|entier|entière"
        "|de gouvernance|oui|bien sûr|en urgence|c'est urgent|ici|ainsi|actuel|actuelle"
        "|actuellement"
        "|en ce moment|suivant|suivante|suivants|suivantes|pas de stress|pas pressé|sans urgence"
        "|sans te presser|aucune urgence|mon vote|notre vote|le vote|par ici|normal|comme convenu"
        "|convenu|comme d'habitude|comme prévu|chéri|chérie|mon amour|correspondant|habituel"
        "|du jour"
        "|simplement|tranquille|de suite|illico|asteure|là|donc|voilà|toi|vous|tu|même|mêmes|sitôt"
        "|gentiment|bien gentil|à l'instant|sur-le-champ|sans tarder|sans attendre|sans délai"
        "|comme discuté|petit|petite|déjà|boss|champion|mon brave|mon chum|chum|correctement"
        "|sécuritairement"
        "|dis donc|stp merci|d'un coup|en une fois|en une seule fois|en entier|au complet"
    ),
    "adjective": "bon|bonne|mauvaise|grand|grande|dernier|dernière|précédent|récent|meilleur|pire",
    "subject": (
        "je|j'|il|elle|nous|ils|elles|on|vous|tu|lui|leur|se|me|te|t'|m'|quelqu'un|mon patron"
        "|mon chef|mon frère|ma sœur|ma soeur|mon père|ma mère|bob et moi|c'est|c'|ce sont|est"
        "|sont|y|mon ami|mon amie|ma patronne|mon cousin|ma cousine|ma copine|mon copain|ma femme"
        "|mon mari|mon associé|mon associée|mon voisin|mon collègue|ma collègue|mon fils|ma fille"
        "|monsieur|madame|m.|mme|mon pote|mon chum|ma blonde|mon proprio|mon propriétaire"
        "|mon comptable|mon client|mon fournisseur|j'ai|j'ai déjà|nous avons"
    ),
    "confirm": (
        "oui|ouais|ouaip|yep|confirme|je confirme|confirmé|confirmez|confirmer|vas-y|allez-y|ok"
        "|okay"
        "|d'accord|fais-le|faites-le|parfait|exact|exactement|c'est ça|c'est bon|c'est bien ça"
        "|correct"
        "|bien sûr|volontiers|entendu|oui s'il te plaît|oui stp|oui svp|bien|très bien|affirmatif"
        "|évidemment|tout à fait|absolument|go|procède|procédez|j'approuve|approuvé|ça marche"
        "|ça me va|oui vas-y|oui allez-y|oui merci|yes|oui oui|ouin|mets-en|certain|oui c'est bon"
        "|vas y|allez y|c'est parfait|super|génial|oui je confirme|c' est beau"
    ),
    "read": (
        "montre|montrez|montrer|montre-moi|montrez-moi|affiche|affichez|afficher|affiche-moi|voir"
        "|dis-moi|dites-moi|consulte|consultez|consulter|vérifie|vérifiez|vérifier|regarde"
        "|regarder|liste|lister|donne-moi|donnez-moi|donne moi|donnez moi|dis moi|dites moi"
        "|montre moi|montrez moi|cherche|trouve|je veux voir|je voudrais voir|j'aimerais voir"
        "|je veux savoir|je voudrais savoir|j'aimerais savoir|j'aimerais connaître"
        "|je voudrais connaître|je veux connaître|connaître|peux-tu me dire|pouvez-vous me dire"
        "|pourrais-tu me dire|pourriez-vous me dire|indique-moi|indiquez-moi|peux-tu me montrer"
        "|pouvez-vous me montrer|tu peux me dire|tu peux me montrer|fais-moi voir|laisse-moi voir"
        "|envoie-moi mon|envoie-moi ton|envoie-moi l'|envoie-moi le|envoyez-moi mon"
        "|envoyez-moi le|passe-moi mon|passe-moi ton|passe-moi l'|résumé|un résumé de"
        "|le résumé de|ouvre|obtenir|savoir|aperçu de|bilan|un bilan|fais-moi un résumé|partage"
        "|partagez|donne-moi mon|donne|donner|checke|check|file-moi mon|file-moi l'|regarder mon"
        "|envoie-moi votre|communique-moi|communiquez-moi|pourriez-vous me communiquer"
        "|rappelle-moi|envoie-moi ton adresse|donne-moi ton adresse|passe-moi ton adresse"
        "|file-moi ton adresse|envoie-moi l'adresse|envoyez-moi votre adresse"
        "|envoyez-moi l'adresse|donnez-moi votre adresse|montre-moi mon portefeuille"
        "|montre-moi mon wallet|montre-moi mon compte|affiche mon portefeuille|affiche mon wallet"
        "|affiche mon compte|voir mon portefeuille|voir mon wallet|voir mon compte"
        "|montre mon portefeuille|montre mon wallet|montre mon compte"
        "|montrez-moi mon portefeuille|montrez-moi mon wallet|montrez-moi mon compte"
        "|affichez mon portefeuille|affichez mon wallet|affichez mon compte"
        "|regarde mon portefeuille|regarde mon wallet|regarde mon compte|ouvre mon portefeuille"
        "|ouvre mon wallet|ouvre mon compte"
    ),
    "receives": "doit recevoir|devrait recevoir|doit toucher",
    "announce": (
        "ce qui suit|fais ce qui suit|suivant|tâche|nouvel ordre|ordre|demande|paiement|loyer"
        "|salaire"
        "|une chose|une faveur|dernière chose|autre chose|deux choses|paye|à faire"
    ),
    "fee": "gas|gaz|frais|commission|commissions|fee|fees",
    "deadline": "échéance|date limite|expire|nonce|limite de gas|valable",
}
