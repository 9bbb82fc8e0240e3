"""Portuguese words that decide whether a clause asks for anything, and words without weight."""

from __future__ import annotations

MOODS = {
    "request": (
        "pode|poderia|podes|poderias|você pode|você poderia|vc pode|vc poderia|tu podes|consegue"
        "|consegues|pode por favor|poderia por favor|gostaria de|gostaria|gostava de|eu gostaria de"
        "|preciso|preciso de|quero|queria|desejo|queremos|precisamos|gostaríamos de|quero que"
        "|preciso que|gostaria que|queria que|desejo que|queremos que|precisamos que|peço que"
        "|peço-te que|solicito que|solicito|me ajuda a|me ajude a|ajude-me a|ajuda-me a|tem que"
        "|tens de|tem de|seria possível|você poderia por favor|faça o favor de|faz o favor de"
        "|faz favor de|vamos|quero que você|preciso que você|queria que você|eu quero|eu queria"
        "|eu preciso|eu preciso que você|eu quero que você|importa-se de|importas-te de|proceda a"
        "|favor|é para|é pra|trate de|trata de|seria ótimo se|me faz um favor e|dá pra|dá para"
        "|tem como|teria como|será que você pode|será que vc pode|será que podes|bora|eu gostaria"
        "|agradecia que|agradeço que|te peço que|lhe peço que|por gentileza pode|consegue me"
        "|pode me ajudar a|podes ajudar-me a|poderia me ajudar a|queria pedir que|necessito"
        "|necessito que|estou precisando|tô precisando|faz aí|faz pra mim|dava para"
        "|daria para|é preciso|tenho que|tenho de|preciso urgentemente"
    ),
    "want": "quero|preciso|preciso de|queria|gostaria de|desejo|queremos|precisamos de|eu quero"
    "|eu queria|eu preciso de|quero ter|me arruma|me arranja|arruma|necessito",
    "light": (
        "faça|fazer|faz|façam|fazes|realize|realizar|realiza|efetue|efetuar|efetua|inicie|iniciar"
        "|inicia|processe|processar|processa|crie|criar|cria|execute uma|lance|lançar|lança"
        "|prepare|preparar|prepara|ordene|ordena|emita|emitir|emite|registre|registrar|registra"
        "|faça me|dê|dar|coloque|coloca|colocar|ponha|põe|registe|regista|bota|botar|mete"
        "|fazermos|façamos|tramite|gere|gera|solicito|peço|requeiro|solicitamos|autorizo"
    ),
    "question": (
        "o que|que|qual|quais|como|quando|onde|aonde|quem|por que|porque é que|por quê|quanto"
        "|quanta"
        "|quantos|quantas|é|são|está|estão|tá|tão|foi|posso|podemos|devo|deveria|deveríamos|há"
        "|você sabe|sabes|sabe|dá pra saber|é possível|é seguro|convém|será|explique|explica"
        "|explica-me|me explica|o que acontece se|e se|que tal se|como posso|como faço para"
        "|como faço pra|como se|quanto custa|quanto custaria|quanto tempo|diga como|me ensina a"
        "|ensine-me a|me pergunto|quero saber|queria saber|gostaria de saber|você acha que"
        "|acha que|achas que|vale a pena|diferença entre|significa|o que é|qual é|quais são"
        "|quanto é|quanto vale|quanto tenho|alguma ideia|chegou|saiu|funciona|serve|saberia"
        "|eu posso|eu devo|eu deveria|é boa ideia|é recomendável|é melhor|o que você acha"
        "|quanto|a quanto|será que|será que devo|será que posso|demora|você fez|já foi|já chegou"
        "|quanto eu tenho|quanto que|eu poderia|qual o|qual a|quanto é que|que tal|existe"
        "|existem|qual foi|cadê|vai|porque|por quanto|o que é que|tens|tem|você tem|será uma boa"
    ),
    "leave": "posso|podemos|deveria|deveríamos|devo|eu posso|eu devo|será que devo|será que posso",
    "negation": (
        "cancelo|anulo|suspendo"
        "|não|nao|nunca|jamais|nada|ninguém|nem|sem|tampouco|nenhum|nenhuma|evite|evita|evitar"
        "|não quero|pare de|para de|deixe de|deixa de|já não|ainda não|de jeito nenhum"
        "|de forma alguma"
        "|de modo algum|em hipótese alguma|nem pensar|nem pense em|proibido|pare|parem|detenha"
        "|recuso|me recuso a|proíbo|impeça|impedir|em vez de|ao invés de|no lugar de|longe de|n|ñ"
        "|cuidado com|stop|espere|espera|aguarde|aguarda|segura|nego|nops|num|não não|invés"
    ),
    "void": (
        "cancele|cancela|cancelar|cancelem|esqueça|esquece|esquece isso|deixa pra lá|deixa para lá"
        "|deixe pra lá|deixa estar|não importa|era brincadeira|é brincadeira|brincadeira"
        "|tô brincando"
        "|estou brincando|só perguntando|só pergunto|só estou perguntando|é um exemplo|por exemplo"
        "|p. ex|p.ex.|exemplo|simule|simula|simular|simulação|hipoteticamente|hipotético|em teoria"
        "|imagine|imagina|imaginemos|suponha|suponhamos|digamos que|não faça nada|não faças nada"
        "|não execute|não executes|não faça isso|não envie|melhor não|mudei de ideia|desisti"
        "|me arrependi|só cotação|só uma cotação|apenas cotação|fictício|de mentira|de mentirinha"
        "|zoeira|zuera|piada|conto|poema|música|novela|romance|só cota|estimativa|prévia"
        "|não precisa|só curiosidade|por curiosidade|rascunho|não executar|sem executar|aborta"
        "|aborte|anule|anula|anular|sonhei|finja|finge|roleplay|ainda não faça|por enquanto não"
        "|por agora não|deixa quieto|só uma pergunta|pensando bem não|deixa|apenas uma cotação"
    ),
    "subordinate": (
        "se|quando|assim que|logo que|até que|a menos que|desde que|enquanto|uma vez que|caso"
        "|tão logo|contanto que|exceto se|a não ser que|só se|somente se|apenas se|sempre que"
        "|toda vez que|salvo se|no caso de|em caso de"
    ),
    "condition": (
        "se|quando|assim que|logo que|até que|a menos que|desde que|enquanto|uma vez que|caso"
        "|tão logo|contanto que|exceto se|a não ser que|só se|somente se|apenas se|sempre que"
        "|toda vez que|salvo se|antes de|depois que|depois de|cair|caia|cai|subir|suba|sobe"
        "|chegar a|chegue a|passar de|passe de|superar|supere|atingir|atinja|bater|bata|abaixo de"
        "|acima de|menor que|maior que|menos de|mais de|inferior a|superior a|ordem limite|baixar"
        "|baixe de|stop loss|take profit|preço limite|dependendo de|depende de|conforme"
        "|caso contrário"
        "|senão|espere até|no caso de|em caso de|ultrapassar|ultrapasse"
    ),
    "schedule": (
        "amanhã|depois de amanhã|hoje à noite|esta noite|mais tarde|todo dia|toda semana|todo mês"
        "|cada dia|cada semana|cada mês|toda segunda|todos os dias|todas as semanas|todos os meses"
        "|diariamente|semanalmente|mensalmente|diário|semanal|mensal|segunda-feira|segunda feira"
        "|terça|terça-feira|quarta-feira|quinta-feira|sexta|sexta-feira|sábado|domingo"
        "|na próxima semana"
        "|próxima semana|próximo mês|às|à meia-noite|ao meio-dia|meia noite|meio dia"
        "|periodicamente|dca"
        "|por semana|por mês|por dia|ao mês|ao dia|agendado|agende|agenda|agendar|no fim de semana"
        "|em breve|algum dia|daqui a|daqui a pouco|dentro de uma hora|em uma hora|semana que vem"
        "|mês que vem|quinzenal|quinzenalmente|anual|anualmente|todo ano|cada hora|toda hora"
        "|logo mais"
        "|na segunda|na terça|na quarta|na quinta|na sexta|no sábado|no domingo|ano que vem"
        "|toda sexta"
        "|no fim do mês|no final do mês|de manhã|à noite|à tarde|em duas horas|em algumas horas"
    ),
    "past": (
        "ontem|anteontem|há uma hora|há dois dias|há pouco|semana passada|mês passado|ano passado"
        "|na semana passada|no mês passado|já enviei|falhou|falharam|reverteu|voltou|fracassou"
        "|travou|deu certo|deu errado|recebi|recebeu|recebemos|receberam|chegaram|tinha|tinham"
        "|havia"
        "|acabei de|acabamos de|da última vez|recentemente|faz tempo|foi enviado|foi enviada"
        "|foram enviados|foi feito|estava|estavam|foram|costumava|me chegou|caiu|há um mês|atrás"
        "|há uma semana|outro dia|no outro dia|esta manhã|hoje cedo|fez|fiz|fizemos|fizeram"
        "|consegui"
        "|tentei|tentou|ficou|ficaram|fui|ia|resultou|funcionou|perdi|ganhei|no passado|tive|teve"
        "|terminei de|terminei|tenho enviado|já tinha|mais cedo|agora há pouco"
    ),
    "report": (
        "disse|disse que|diz|diz que|dizem|disseram|me disse|me disseram|me diz que|falou|falou que"
        "|fala que|falaram|me falou|pediu|pede|me pediu|me pede|nos pediu|pediram|escreveu|escreve"
        "|me escreveu|segundo|de acordo com|afirma|afirmou|sugeriu|sugere|recomendou|recomenda"
        "|recomendam|mencionou|me contou|contou|comentou|perguntou|pergunta|traduza|traduz|traduzir"
        "|tradução|resuma|resumir|repita comigo|citou|cita|mensagem de|e-mail|email|correio|tuitou"
        "|tuíte|tweet|artigo|notícia|manchete|frase|a frase|oração|texto|palavras|significado de"
        "|ordenou|me ordenou|queria que eu|quer que|aconselhou|aconselha|o chefe quer|instruções"
        "|prompt|documento|página|o site|site|li|li que|leu|ouvi|ouvi que|ouvi dizer|boato|boatos"
        "|anunciou|respondeu|responde|publicou|publicaram|insiste|insistiu|prometeu|promete"
        "|acredita que|pensa que|pensava|exigiu|exige|queriam|avisou|avisa|jura|jurou"
        "|eu disse|eu pedi|lhe disse|escreva|redija|redige|corrija|corrige|parafraseie|mandou eu"
        "|mandou que|mandaram|contaram|mandou"
    ),
    "tale": "filme|personagem|roteiro|protagonista|redação|lembrete|modelo|exercício|meme|história",
    "hypothesis": (
        "seria|poderia ter|teria|tivesse|enviaria|teria que|ia|vai|vão|irá|quem dera|talvez devesse"
        "|devia ter|deveria ter|faria|viria|vou|pensava em|estou pensando em|penso em|pretendo"
        "|planejo|estou planejando|tô pensando em|vamos ver|estaria|iremos|vai enviar|vou enviar"
    ),
    "danger": (
        "exceto|salvo|menos|mas|porém|embora|contudo|no entanto|na verdade|melhor|ou melhor|aliás"
        "|perdão|desculpe|desculpa|digo|quis dizer|corrijo|correção|talvez|quiçá|não sei"
        "|não tenho certeza"
        "|acho que|acho|suponho|provavelmente|possivelmente|negativo|excluindo|tirando|deixando"
        "|descontando|mais taxas|menos taxas|depois das taxas|ignore|ignora|chave privada"
        "|frase semente"
        "|seed|senha|política|limite|aprove|aprovar|aprova|ilimitado|dobro|o dobro|o triplo|triplo"
        "|vezes|restante|sobra|diferença|o contrário|ao contrário|falso|qualquer|total|outro|outra"
        "|outros|outras|aleatório|escolha|escolhe|decida|decide|apague|apaga|elimine|remova"
        "|substitua"
        "|modifique|arredonde|aumente|reduza|extra|tire|não confirme|sem confirmar|sem perguntar"
        "|deve|devem|erro|errado|só até|mal|o resto"
    ),
    "correct": (
        "melhor|que seja|que sejam|corrijo|perdão|digo|ou melhor|quis dizer|muda para|mude para"
        "|muda pra|na verdade|correção|aliás|me enganei|enganei-me|faz por|melhor que sejam"
        "|altere para|altera para|coloca|desculpa|desculpe|troca para"
    ),
    "their": "seu|sua|seus|suas|cujo|cuja|dele|dela|deles|delas",
    "approx": (
        "uns|umas|aproximadamente|mais ou menos|cerca de|por volta de|perto de|quase|aprox|até"
        "|no máximo|não mais que|não mais de|pouco mais de|pouco menos de|em torno de|tipo|~|≈"
        "|um máximo de|máximo de|à volta de"
    ),
    "unsupported": (
        "staking|stakear|faça staking|stake|apostar|aposte|aposta|emprestar a|peça emprestado"
        "|empréstimo|mintar|minte|cunhar|nft|nfts|revogue|revogar|revoga|assine|assinar|assina"
        "|delegue|delegar|delega|reivindique|reivindicar|resgate|resgatar|resgata|queime|queimar"
        "|airdrop|short|long|alavancagem|alavancado|futuros|opções|farming|liquidez|pool"
        "|adicionar liquidez|prover liquidez|implante|deploy|colateral|garantia|aave|lido|compound"
        "|permissão|aprovação|restake|assinatura|crie um token|lance um token|hipoteca|loteria"
        "|lotaria|importe|exporte|colher|hyperliquid"
    ),
}
SMALL = {
    "called": (
        "amigo|amiga|irmão|irmã|mano|cara|véi|velho|parceiro|chefe|mestre|moço|moça|rapaz|galera"
        "|gente|bot|agente|senhor|senhora|brother|parça|truta|jovem|campeão|patrão|gerente"
        "|assistente|contador|dono|vizinho|cliente|banco|sistema|time|tesoureiro|sócio|pessoal|povo"
    ),
    "greeting": (
        "oi|olá|ola|bom dia|boa tarde|boa noite|e aí|eai|opa|ei|ó|fala|fala aí|salve|oie|tudo bem"
        "|tudo bom|prezado|prezada|prezados|caro|ok|okay|certo|bom|bem|pronto|perfeito|beleza|blz"
        "|então tá|tá bom|ta bom|tá|legal|show|desculpa o incômodo|com licença|saudações|olha|olhe"
        "|escuta|escute|oi tudo bem|olá tudo bem|oi bom dia|olá bom dia|viva|pá|ora|ora bem|boas"
        "|hey|hello|hi|bot|agente|fiscus|como vai|espero que esteja bem|espero que estejas bem"
        "|tudo certo|estimado|exmo|exmos"
    ),
    "please": (
        "por favor|porfavor|pfv|pf|pfvr|por gentileza|faz favor|se faz favor|sff|please|pls|plz"
        "|obrigado|obrigada|muito obrigado|muito obrigada|obg|obgd|brigado|brigada|valeu|vlw|grato"
        "|grata|agradeço|agradecido|agradecida|se possível|se for possível|se puder|se puderes"
        "|desde já obrigado|desde já agradeço|se não for incômodo|quando puder|quando puderes|tmj"
        "|o mais rápido possível|assim que puder|assim que possível|obrigadão|obrigadinho|favor"
        "|um favor|por obséquio|tks|thanks|obrigado desde já|fico grato|agradecia|fazes favor"
    ),
    "noise": (
        "já|agora|agora mesmo|imediatamente|urgente|urgentemente|rápido|rapidamente|rapidinho|hoje"
        "|hoje mesmo|só|somente|apenas|exatamente|justo|diretamente|direto|com cuidado|amigo|amiga"
        "|irmão|mano|cara|véi|velho|parceiro|bro|chefe|mestre|moço|moça|meu|rapaz|galera|gente"
        "|pra mim|para mim|por mim|em meu nome|a quantia de|a quantidade de|o valor de|um valor de"
        "|o montante de|um total de|a soma de|uma quantia de|quantia de|quantidade de|valor de|kk"
        "|kkk|kkkk|rs|rsrs|haha|né|tá|viu|ein|hein|aí|entre redes|entre cadeias|cross-chain"
        "|cross chain|on-chain|onchain|de teste|como teste|teste|nativo|nativa|novo|nova|completo"
        "|completa|inteiro|inteira|governança|de governança|sim|claro|certo|com urgência|é urgente"
        "|aqui|cá|assim|atual|atualmente|neste momento|nesse momento|seguinte|seguintes|daqui"
        "|a tempo|sem pressa|tranquilo|não tenha pressa|não se preocupe|meu voto|nosso voto"
        "|o meu voto"
        "|o voto|por aqui|por aí|que|normal|o combinado|combinado|conforme combinado|como sempre"
        "|como combinamos|querido|querida|amor|pendente|correspondente|habitual|do dia|pra já"
        "|de uma vez|logo|imediato|de imediato|para já|por minha conta|jovem|campeão|fera|brother"
        "|parça|truta|ô|aê|fazendo favor|você|vc|tu|mesmo|mesma|bem|simples|simplesmente|aquele"
        "|doutor|senhor|com atenção|certinho|direitinho|aquela"
    ),
    "adjective": "boa|má|grande|último|última|anterior|recente|melhores|pior",
    "subject": (
        "eu|ele|ela|nós|eles|elas|vós|a gente|te|lhe|lhes|alguém|meu amigo|meu chefe|meu irmão"
        "|minha irmã|meu pai|minha mãe|bob e eu|é que|me|está|estão|tá|minha amiga|minha chefe"
        "|meu primo|minha prima|minha namorada|meu namorado|minha esposa|meu marido|meu sócio"
        "|minha sócia|meu vizinho|meu colega|minha colega|meu filho|minha filha|o senhor"
        "|a senhora|senhor|senhora|o meu amigo|a minha amiga|o meu irmão|a minha irmã|a minha mãe"
        "|o meu pai|meu contador|meu cliente|meu fornecedor"
    ),
    "confirm": (
        "sim|confirmo|confirmado|confirma|confirme|confirmar|pode|pode sim|vai|vai em frente"
        "|manda ver"
        "|manda bala|ok|okay|blz|beleza|faça|faz|faça isso|prossiga|prossegue|claro|correto|exato"
        "|certo|isso|isso mesmo|de acordo|perfeito|pronto|sim por favor|s|ss|com certeza|tá bom"
        "|ta bom"
        "|está bem|isso aí|bora|aprovo|aprovado|óbvio|sim claro|afirmativo|execute|pode ser|fechado"
        "|pode fazer|pode mandar|pode enviar|avança|avance|força|siga|combinado|tá certo|positivo"
        "|bom"
        "|legal|show|sim pode|claro que sim|pode ir|vamos"
    ),
    "read": (
        "mostra|mostre|mostrar|me mostra|me mostre|mostra-me|mostre-me|mostra me|mostre me|ver"
        "|diz|diga|me diz|me diga|diz-me|diga-me|diz me|diga me|me fala|fale|consulte|consulta"
        "|consultar|verifique|verifica|verificar|confere|confira|conferir|cheque|checa|checar"
        "|liste|lista|listar|busque|busca|veja|vê|quero ver|quero saber|queria saber|queria ver"
        "|gostaria de saber|gostaria de ver|me dá o|me dá meu|me dê o|me dá|me dê|dá-me o|dá me"
        "|dê me|me passa o|me passa meu|me passe o|me passa a|me manda o|me manda meu|me envia o"
        "|me envia meu|passa-me o|passa me o|manda-me o|manda me o|envia-me o|envia me o"
        "|deixa eu ver|deixe-me ver|me informe|me informa|indique|indica-me|você pode me dizer"
        "|pode me dizer|poderia me dizer|pode me mostrar|podes dizer-me|podes mostrar-me"
        "|poderia me mostrar|pode mostrar|preciso saber|preciso ver|resumo|resumo de|um resumo de"
        "|resumo da|abre|abra|puxa|puxe|traz o|me traz|obter|obtenha|dá uma olhada no"
        "|dá uma olhada|me passa seu|me manda seu|compartilhe|compartilha|partilha|me envie o"
        "|me envie seu|me manda o seu|me mande o|ver meu|olha|vê aí|dar uma olhada|saber"
        "|me passa seu endereço|me passa o endereço|me manda seu endereço|me manda o endereço"
        "|me envia seu endereço|me envia o endereço|passa-me o endereço|passa-me o teu endereço"
        "|manda-me o teu endereço|me passa sua carteira|me passa o seu endereço"
        "|me passa meu endereço|me passa o meu endereço|mostra minha carteira|mostra minha wallet"
        "|mostra a minha carteira|mostra minha conta|mostra a minha conta"
        "|me mostra minha carteira|me mostra minha wallet|me mostra a minha carteira"
        "|me mostra minha conta|me mostra a minha conta|mostre minha carteira|mostre minha wallet"
        "|mostre a minha carteira|mostre minha conta|mostre a minha conta|ver minha carteira"
        "|ver minha wallet|ver a minha carteira|ver minha conta|ver a minha conta"
        "|mostra-me minha carteira|mostra-me minha wallet|mostra-me a minha carteira"
        "|mostra-me minha conta|mostra-me a minha conta|me mostre minha carteira"
        "|me mostre minha wallet|me mostre a minha carteira|me mostre minha conta"
        "|me mostre a minha conta|abre minha carteira|abre minha wallet|abre a minha carteira"
        "|abre minha conta|abre a minha conta|confere minha carteira|confere minha wallet"
        "|confere a minha carteira|confere minha conta|confere a minha conta"
    ),
    "receives": "deve receber|tem que receber|deveria receber|tem de receber",
    "announce": (
        "o seguinte|faça o seguinte|faz o seguinte|seguinte|tarefa|nova ordem|ordem|pedido"
        "|pagamento"
        "|aluguel|uma coisa|um favor|última coisa|outra coisa|duas coisas|salário|renda"
    ),
    "fee": "gas|gás|taxa|taxas|fee|fees|comissão",
    "deadline": "prazo|validade|nonce|limite de gas|expira|válido por",
}
