"""Portuguese function words and set phrases, by meaning (see `english/words.py`)."""

from __future__ import annotations

MARKERS = {
    "to": (
        "a|ao|à|aos|às|para|pra|pro|pras|pros|p/|até|em direção a|rumo a|para o|para a|pra o|pra a"
        "|com destino a|destino"
    ),
    "into": (
        "em|na|no|nas|nos|e receber|para receber|para obter|e obter|num|numa|pra receber|pra obter"
    ),
    "from": "de|do|da|dos|das|desde|a partir de|a partir da|a partir do|saindo de|saindo da",
    "for": "por|para|pra|pro|contra|pelo|pela|em troca de",
    "with": (
        "com|usando|pagando com|utilizando|gastando|pagando em|e pague com|pague com|pago com"
        "|e paga com"
    ),
    "on": (
        "em|na|no|nas|nos|sobre|dentro de|na rede|pela rede|na cadeia|que está na|que está em"
        "|que tenho na|na blockchain"
    ),
    "in": "em|no|na|nos|nas",
    "via": "via|através de|através da|através do|por meio de|mediante|por|pelo|pela",
    "at": "@|arroba|no contrato|no endereço|em|na|no",
    "of": "de|do|da|dos|das|de meu|do meu|dos meus|das minhas|da minha|de meus|do nosso|dos nossos",
    "as": "como",
    "between": "entre",
    "recipient": (
        "destinatário|beneficiário|para o endereço|pro endereço|ao endereço|para a carteira"
        "|pra carteira|para a conta|para a wallet|pra wallet|endereço de destino|cujo endereço é"
        "|o endereço é|o endereço dele é|o endereço dela é|para este endereço|pra este endereço"
        "|para esse endereço|pra conta|à carteira|para o seguinte endereço|destinatária|à conta"
        "|o destinatário é|a carteira dele é|a carteira dela é|para esta carteira|pra esse endereço"
        "|a carteira dela é|a carteira dele é|na carteira de|na carteira da"
    ),
    "memo": (
        "memo|com memo|com o memo|mensagem|com a mensagem|com mensagem|nota|com a nota|com nota"
        "|e a nota|e o memo|e a mensagem|referência|com referência|com a referência|descritivo"
        "|adicione o memo|adicione a nota|adicione a mensagem|inclua o memo|inclua a mensagem"
        "|inclua a nota|com um memo|com uma nota|com uma mensagem|observação|com a observação"
        "|coloque no memo|e coloque no memo|bota no memo|adiciona o memo|adiciona a nota"
        "|e memo|junta a nota|com o descritivo|com a descrição|e adicione o memo"
    ),
    "reason": (
        "motivo|com motivo|com o motivo|razão|com a razão|justificativa|com a justificativa"
        "|comentário|com o comentário|com comentário|justificação|com a justificação|e o motivo"
    ),
    "described": "intitulada|chamada|com título|com o título|descrição|título|dizendo",
    "slippage": (
        "slippage|derrapagem|deslizamento|slippage máximo|derrapagem máxima|slippage de"
        "|tolerância|derrapagem de|tolerância de derrapagem|slippage máximo de|tolerância de"
        "|derrapagem máxima de|tolerância de slippage|máximo slippage|um slippage de"
        "|uma derrapagem de|com slippage|com slippage de|com um slippage de|com derrapagem de"
        "|com slippage máximo de|com uma derrapagem de|com derrapagem máxima de|de slippage"
        "|com um slippage máximo de|com tolerância de|com uma tolerância de|de derrapagem"
        "|com uma derrapagem máxima de|slippage tolerado|de slippage máximo|de tolerância"
        "|de derrapagem máxima|deslizamento de|com deslizamento de|de deslizamento|slippage até"
        "|deslize|de deslize|com deslize de"
    ),
    "min": (
        "pelo menos|ao menos|no mínimo|mínimo|mínimo de|um mínimo de|recebendo pelo menos"
        "|não menos de|com um mínimo de|e receber pelo menos|receber pelo menos|com mínimo de"
        "|quero receber pelo menos|e quero receber pelo menos|quero pelo menos|e quero pelo menos"
        "|recebendo no mínimo|receber no mínimo|e receber no mínimo|garantindo pelo menos"
        "|e quero no mínimo|quero no mínimo|por pelo menos"
    ),
    "worth": "em valor de|equivalente a|valor de|equivalentes a|equivalente em|o equivalente a",
    "targets": "alvo|alvos|target|targets",
    "values": "valor|valores",
    "calldatas": "calldata|calldatas",
}
CONNECTIVES = {
    "and": "e|&",
    "also": "também|além disso|e também|ademais",
    "then": (
        "depois|e depois|em seguida|e em seguida|então|e então|aí|e aí|logo depois|por fim"
        "|por último"
        "|e por fim|e por último|finalmente|e finalmente|primeiro|segundo|terceiro|após isso"
        "|a seguir"
        "|e a seguir|em primeiro lugar|em segundo lugar|depois disso|e depois disso|quando terminar"
        "|e quando terminar|feito isso|e logo em seguida|logo em seguida|posteriormente|daí|e daí"
        "|quando acabares|de seguida|e de seguida|e logo a seguir|e mais tarde disso"
    ),
    "awaited": (
        "após isso|depois disso|e depois disso|quando terminar"
        "|e quando terminar|feito isso|quando acabares|posteriormente"
    ),
    "or": "ou|ou então|ou talvez|e/ou|ou senão",
}
REFERENCE = {
    "my": (
        "meu|minha|meus|minhas|nosso|nossa|nossos|nossas|o meu|a minha|os meus|as minhas"
        "|que tenho|tenho|que eu tenho|do meu|dos meus|da minha|das minhas|de meu|de meus|de meus"
        "|do nosso|dos nossos"
    ),
    "your": "teu|tua|teus|tuas|o teu|a tua",
    "det": (
        "o|a|os|as|um|uma|uns|umas|este|esta|estes|estas|esse|essa|esses|essas|aquele|aquela"
        "|qualquer"
    ),
    "some": (
        "algum|alguns|alguma|algumas|um pouco de|um bocado de|uns tantos|vários|várias|bastante"
        "|bastantes|suficiente|uma parte de|parte de|um pouquinho de|a maioria de|a maior parte de"
        "|mais|muito|muitos|muita|um monte de|um pedaço de|pouco|poucos|quase todo|um tanto de"
        "|uma grana"
    ),
    "it": (
        "isso|isto|essa quantia|esse valor|esses tokens|o resultado|o que eu receber|o que receber"
        "|o recebido|a mesma quantia|a mesma quantidade|lo|los|la|las|o valor|a quantia"
        "|a quantidade"
        "|o montante|essa quantidade|o que sair|o que vier"
    ),
    "me": "me|mim",
    "own": (
        "minha carteira|a minha carteira|minha conta|a minha conta|meu endereço|o meu endereço"
        "|minha wallet|a minha wallet|minha própria carteira|minha própria conta|esta carteira"
        "|esta conta|mim mesmo|mim mesma|nossa tesouraria|nossa carteira|minha outra carteira"
        "|minha outra conta|minha outra wallet|minha metamask|minha ledger|minha cold wallet"
        "|minha corretora|minha binance|minha coinbase|minha poupança|a minha outra carteira"
    ),
    "elsewhere": (
        "minha outra carteira|minha outra conta|minha outra wallet|minha metamask|minha ledger"
        "|minha cold wallet|minha corretora|minha binance|minha coinbase|minha poupança"
        "|a minha outra carteira"
    ),
    "own_source": (
        "da minha carteira|da minha conta|da minha wallet|do meu saldo|dos meus fundos"
        "|de minha conta"
        "|da nossa tesouraria|da tesouraria|a partir da minha carteira|da nossa carteira"
        "|de minha carteira|a partir da minha conta|a partir da tesouraria"
    ),
    "there": (
        "lá|ali|ele|ela|eles|elas|esse endereço|essa carteira|essa conta|aquele endereço"
        "|aquela carteira|o mesmo endereço|a mesma pessoa|essa pessoa|alguém|todos eles|quem for"
        "|os outros|o mesmo|a mesma|a outra|o outro|outra pessoa|outro endereço|esse cara"
        "|todo mundo"
    ),
    "same": (
        "a mesma coisa|o mesmo|outra vez|de novo|novamente|igual antes|como antes"
        "|como da última vez"
        "|repete|repita|repetir|igual da última vez|mesma coisa|mesmo valor"
    ),
    "each": (
        "cada um|cada uma|a cada um|pra cada um|para cada um|para cada|pra cada|por pessoa"
        "|por cabeça"
        "|cada|para cada uma|pra cada uma|respectivamente"
    ),
    "evenly": (
        "igualmente|em partes iguais|por igual|meio a meio|equitativamente|em partes iguais entre"
        "|de forma igual"
    ),
}
NOUNS = {
    "token": (
        "token|tokens|moeda|moedas|cripto|criptomoeda|criptomoedas|contrato|contract|mint|criptos"
        "|endereço do contrato|endereço do token|stablecoin|stablecoins|moeda nativa"
        "|contrato do token"
        "|com contrato|erc20|erc-20|spl|criptoativo|criptoativos"
    ),
    "money": "dinheiro|grana|fundos|ativos|poupança|patrimônio|património|guita|massa|cash|bufunfa",
    "network": (
        "rede|cadeia|blockchain|a rede|a cadeia|rede principal|layer 2|camada 2|l2|mainnet|chain"
        "|rede da|ecossistema"
    ),
    "chain_id": "chain id|chainid|id da cadeia|id da rede",
    "wallet": (
        "wallet|carteira|endereço|conta|ens|safe|multisig|wallets|carteiras|endereços|multi-sig"
    ),
    "balance": "saldo|saldos|balanço|saldo disponível|quanto me resta|quanto sobrou|quanto resta",
    "portfolio": (
        "portfólio|portfolio|portifólio|carteira de cripto|meus fundos|meus ativos|minhas criptos"
        "|meus tokens|minhas moedas|na minha carteira|na carteira|na minha conta|no total"
        "|posições|tudo que tenho|tudo o que tenho|valor total|meus investimentos|minhas posições"
        "|patrimônio|minha carteira de investimentos|resumo da minha conta|minha grana"
        "|o que tenho|o que eu tenho|na minha wallet|os meus ativos|os meus tokens"
        "|as minhas criptos|as minhas moedas|mostra minha carteira|mostra minha wallet"
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
        "|minha carteira cripto|minha carteira de cripto"
    ),
    "price": (
        "preço|preços|cotação|cotado|taxa de câmbio|câmbio|vale|valem|custa|custam|custo|o preço"
        "|preço atual|cotação atual|quanto está|quanto tá|a quanto está|valor atual|a quanto tá"
        "|como está|como tá|a cotação|por quanto está|por quanto tá|tá valendo|está valendo|valor"
        "|quanto anda|a como está|está custando|tá custando"
    ),
    "history": (
        "histórico|movimentações|movimentos|transações|últimas transações|atividade|extrato"
        "|minhas transações|histórico de transações|últimas operações|operações|últimos movimentos"
        "|atividade recente|transações recentes|as minhas transações|últimas transferências"
        "|últimas movimentações|últimos pagamentos|minhas movimentações|meu extrato"
    ),
    "proposal": (
        "proposta|propostas|proposta número|proposta nº|proposta de governança|moção|proposta n."
        "|iniciativa|referendo|proposição|proposta num|proposta n°|proposta id|proposta de número"
        "|proposta com id|proposta no"
    ),
    "governor": (
        "governador|governor|contrato de governança|governança|dao|do governor|o governor"
        "|na governor"
        "|do governador|o governador|contrato governor|a dao|da dao|contrato do governador"
        "|governance"
        "|do contrato de governança|no governor|no governador|governação|contrato de governação"
    ),
    "timelock": "timelock|o timelock|no timelock|para execução",
    "order": "ordem|pedido|solicitação|operação|instrução|tarefa",
    "ref": (
        "fatura|recibo|pedido número|ticket|nota fiscal|boleto|nf|semana|capítulo|aula|rodada|mesa"
    ),
    "venue": (
        "uniswap|uniswap v2|uniswap v3|uniswap v4|sushiswap|curve|balancer|pancakeswap|1inch"
        "|paraswap"
        "|cowswap|jupiter|raydium|orca|lifi|li.fi|jumper|stargate|across|wormhole|hop|a melhor rota"
        "|uma dex|a dex|dex|a rota mais barata|o melhor preço|ao melhor preço|a mercado|aerodrome"
        "|a preço de mercado|pelo melhor preço|velodrome|debridge|a ponte oficial"
        "|ao preço de mercado"
    ),
    "time": "segundos|minutos|horas|dias|semanas|meses|anos|hora|minuto|semana|mês|ano",
    "dollar": "dólar|dólares|usd|doletas|dólares americanos|dolares|dols|doleta|verdinhas",
    "cent": "centavos de dólar|cents|cêntimos de dólar",
    "percent": "por cento|porcento|porcentagem|percentagem|% de|% do|% da|% dos|% das",
    "bps": "bps|pontos base|pontos-base|pbs",
    "currency": (
        "euro|euros|eur|real|reais|brl|r$|contos|libras|libra|ienes|pesos|centavo|centavos|kwanzas"
        "|meticais|pila|pilas|mangos|cêntimos"
    ),
    "address_of": (
        "onde recebo|onde posso receber|para qual endereço|pra qual endereço"
        "|qual é o meu endereço|qual é meu endereço|qual o meu endereço|qual meu endereço"
        "|meu endereço|o meu endereço|seu endereço|teu endereço|endereço de depósito"
        "|endereço para depósito|endereço para receber|endereço da minha carteira"
        "|o endereço da minha carteira|endereço público|código qr|qr code|endereço da carteira"
        "|o endereço da carteira|qual endereço|onde deposito|endereço pra receber|o teu endereço"
        "|o seu endereço|nosso endereço|endereço de recebimento|chave pública"
        "|endereço da minha wallet|em que endereço|endereço da wallet|endereço pra depósito"
        "|me passa seu endereço|me passa o endereço|me manda seu endereço|me manda o endereço"
        "|me envia seu endereço|me envia o endereço|passa-me o endereço|passa-me o teu endereço"
        "|manda-me o teu endereço|me passa sua carteira|me passa o seu endereço"
        "|me passa meu endereço|me passa o meu endereço"
    ),
    "person": (
        "alice|bob|luna|rosa|leo|ana|meu amigo|minha amiga|meu irmão|minha irmã|minha mãe|meu pai"
        "|meu chefe|minha chefe|meu primo|minha prima|minha namorada|meu namorado|minha esposa"
        "|meu marido|meu sócio|minha sócia|meu vizinho|meu colega|minha colega|meu filho"
        "|minha filha|o senhor|a senhora|senhor|senhora|o meu amigo|a minha amiga|o meu irmão"
        "|a minha irmã|a minha mãe|o meu pai|meu contador|meu cliente|meu fornecedor"
    ),
}
QUANTITIES = {
    "all": (
        "tudo|todo|toda|todos|todas|todo o|toda a|todos os|todas as|todo o meu|todo meu"
        "|todos os meus"
        "|todos meus|toda a minha|toda minha|todas as minhas|todas minhas|o total de"
        "|a totalidade de"
        "|o máximo|o máximo de|tudo o que tenho de|tudo que tenho de|tudo que tenho em"
        "|o saldo todo de"
        "|todo o saldo de|todo o meu saldo de|meu saldo completo de|tudo o que tenho em|tudo em"
        "|todo o nosso|todos os nossos|tudo o que eu tenho de|tudo que eu tenho de|o resto do meu"
        "|o resto dos meus|o saldo inteiro de|meu saldo inteiro de|a totalidade do meu"
        "|meu saldo todo de"
        "|tudo que eu tenho em|todo o saldo em|a totalidade dos meus"
    ),
    "all_it": (
        "tudo isso|tudo o que receber|tudo que receber|tudo o que eu receber|tudo que eu receber"
    ),
    "half_it": "metade disso|a metade disso|metade do que receber|metade do que eu receber",
    "half": (
        "metade|a metade|metade de|metade do|metade da|metade dos|metade das|a metade de"
        "|a metade do"
        "|a metade da|a metade dos|a metade das|metade do meu|metade dos meus|metade da minha"
        "|metade das minhas|a metade do meu|a metade dos meus|a metade da minha|metade de meu"
        "|metade do nosso|metade dos nossos|metade do saldo de|metade do meu saldo de"
        "|metade de tudo que tenho em|metade do que tenho em|metade do que tenho de"
        "|metade de todo o meu"
    ),
    "point": "vírgula|ponto",
    "half_of": "e meio|e meia",
    "quarter_of": "e um quarto",
    "three_quarters_of": "e três quartos",
}
