"""Spanish function words and set phrases, by meaning (see `english/words.py`)."""

from __future__ import annotations

MARKERS = {
    "to": (
        "a|al|hacia|hasta|para|pa|a la|a los|a las|con destino a|rumbo a|en dirección a"
        "|con destino|destino"
    ),
    "into": "en|a cambio de|por su equivalente en|y recibir|para recibir|para obtener|y obtener",
    "from": "de|desde|del|desde la|fuera de|sacando de|saca de|que tengo en|de la red de",
    "for": "por|para|pa|contra",
    "with": (
        "con|usando|pagando con|pagado con|utilizando|gastando|pagando en|pago con|y pago con"
        "|pagándolo con|págalo con|y paga con"
    ),
    "on": (
        "en|sobre|en la|en el|dentro de|por la red|por red|que está en|que tengo en la red"
        "|vía la red|de la red"
    ),
    "in": "en",
    "via": "vía|mediante|a través de|por medio de|por vía de|por",
    "at": "arroba|@|al contrato|ubicado en|alojado en|en",
    "of": "de|del|de mi|de mis|de la|de los|de las|de nuestro|de nuestros",
    "as": "como",
    "between": "entre",
    "recipient": (
        "destinatario|beneficiario|a la dirección|a la wallet|a la billetera|a la cuenta"
        "|su dirección es|la dirección es|dirección de destino|cuya dirección es|a la cartera"
        "|el destinatario es|destinataria|su wallet es|su billetera es|a esta dirección"
        "|a la siguiente dirección|a esta wallet|a esta billetera|a esta cuenta"
        "|su cartera es|su dirección es|la wallet es|en la wallet de|en la billetera de"
    ),
    "memo": (
        "memo|con memo|con el memo|concepto|con concepto|con el concepto|en concepto de|mensaje"
        "|con el mensaje|con mensaje|nota|con la nota|con nota|y la nota|y el memo|y memo"
        "|y el mensaje|referencia|con referencia|con la referencia|añade la nota|añade el memo"
        "|agrega la nota|agrega el memo|agregá el memo|incluye el mensaje|incluye la nota"
        "|incluye el memo|con un memo|con una nota|con un mensaje|pon de concepto|y el concepto"
        "|y concepto|asunto|glosa|con glosa|pon en el memo|y pon de concepto|añade un memo"
        "|pon como concepto|y pon como concepto"
    ),
    "reason": (
        "motivo|con motivo|con el motivo|razón|con la razón|con razón|justificación|comentario"
        "|con el comentario|con comentario|con la justificación|y el motivo"
    ),
    "described": (
        "titulada|titulado|llamada|con título|con el título|con descripción|con la descripción"
        "|descripción|título|que diga"
    ),
    "slippage": (
        "slippage|deslizamiento|slippage máximo|deslizamiento máximo|slippage de|tolerancia"
        "|deslizamiento de|tolerancia de deslizamiento|slippage máximo de|máximo slippage"
        "|deslizamiento máximo de|tolerancia al deslizamiento|tolerancia de slippage"
        "|máximo deslizamiento|un slippage de|un deslizamiento de|slippage del"
        "|deslizamiento del|slippage máximo del|deslizamiento máximo del|tolerancia del"
        "|slippage tolerado|con slippage|con slippage de|con un slippage de"
        "|con slippage máximo de|con slippage del|con un slippage del|con deslizamiento de"
        "|con un deslizamiento de|con un deslizamiento del|con deslizamiento del"
        "|con un slippage máximo de|con un slippage máximo del|con un deslizamiento máximo de"
        "|con un deslizamiento máximo del|con deslizamiento máximo de|máx slippage|slippage máx"
        "|de slippage|de deslizamiento|tolerancia de slippage del|tolerancia de deslizamiento del"
        "|con tolerancia de|con una tolerancia de|con una tolerancia del|de tolerancia|derrape"
        "|de slippage máximo|de deslizamiento máximo|desliz"
    ),
    "min": (
        "al menos|por lo menos|como mínimo|mínimo|un mínimo de|recibiendo al menos"
        "|no menos de|con un mínimo de|y recibir al menos|mínimo a recibir|recibir al menos"
        "|y quiero recibir al menos|quiero recibir al menos|quiero al menos|y quiero al menos"
        "|recibir mínimo|recibiendo mínimo|recibiendo como mínimo|con mínimo|y como mínimo"
        "|y recibir como mínimo|asegúrate de que reciba al menos|por al menos|a cambio de al menos"
    ),
    "worth": "en valor de|equivalente a|valor de|equivalentes a|equivalente en",
    "targets": "objetivo|objetivos|target|targets",
    "values": "valor|valores",
    "calldatas": "calldata|calldatas",
}
CONNECTIVES = {
    "and": "y|e|&",
    "also": "también|además|y también|asimismo|y además",
    "then": (
        "luego|después|y luego|y después|entonces|más tarde de eso|a continuación|y entonces"
        "|acto seguido|seguidamente|por último|finalmente|y por último|y finalmente|primero"
        "|segundo|tercero|en primer lugar|en segundo lugar|una vez hecho eso|cuando termines"
        "|y cuando termines|después de eso|y después de eso|luego de eso|y luego de eso|y de ahí"
        "|y enseguida|y a continuación|y acto seguido|al terminar|y al terminar|posteriormente"
        "|y posteriormente|de ahí|y ahí"
    ),
    "awaited": (
        "una vez hecho eso|cuando termines|y cuando termines"
        "|al terminar|y al terminar|después de eso|luego de eso"
        "|y después de eso|y luego de eso|posteriormente"
        "|más tarde de eso"
    ),
    "or": "o|u|o bien|o tal vez|o quizás|y/o",
}
REFERENCE = {
    "my": (
        "mi|mis|nuestro|nuestra|nuestros|nuestras|mío|míos|mía|que tengo|tengo|de mi|de mis"
        "|de nuestro|de nuestros|de mí"
    ),
    "your": "tu|tus",
    "det": (
        "el|la|los|las|un|una|unos|unas|este|esta|estos|estas|ese|esa|esos|esas|aquel|aquella"
        "|cualquier"
    ),
    "some": (
        "algo de|un poco de|algunos|algunas|unos cuantos|unas cuantas|varios|varias|bastante"
        "|bastantes|suficiente|suficientes|una parte de|parte de|un poquito de|la mayoría de"
        "|casi todo|más|mucho|muchos|un montón de|un pedazo de|un puñado de|poco|pocos"
        "|algo|algún|algunas monedas de"
    ),
    "it": (
        "lo|eso|esto|ello|esa cantidad|esos tokens|ese monto|el resultado|lo que reciba"
        "|lo que obtenga|lo obtenido|lo recibido|la misma cantidad|lo que salga|lo que me den"
        "|el monto|la cantidad|esa suma|esa misma cantidad"
    ),
    "me": "me|mí|nos",
    "own": (
        "mi wallet|mi billetera|mi cartera|mi dirección|mi cuenta|mi propia cuenta|mi monedero"
        "|mi propia wallet|mi propia billetera|esta wallet|esta billetera|esta cuenta|mí mismo"
        "|mi misma cuenta|nuestra tesorería|nuestra wallet|nuestra billetera|mi otra wallet"
        "|mi otra billetera|mi otra cuenta|mi metamask|mi ledger|mi hardware wallet|mi safe"
        "|mi cold wallet|mi exchange|mi binance|mi coinbase|mi billetera fría|mis ahorros"
    ),
    "elsewhere": (
        "mi otra wallet|mi otra billetera|mi otra cuenta|mi metamask|mi ledger|mi hardware wallet"
        "|mi safe|mi cold wallet|mi exchange|mi binance|mi coinbase|mi billetera fría|mis ahorros"
    ),
    "own_source": (
        "de mi wallet|de mi billetera|de mi cartera|de mi cuenta|desde mi wallet|de mi monedero"
        "|desde mi billetera|desde mi cartera|desde mi cuenta|de mi saldo|de mis fondos"
        "|de nuestra tesorería|desde la tesorería|de la tesorería|desde nuestra tesorería"
        "|desde nuestra wallet|desde nuestra cuenta|de nuestra wallet"
    ),
    "there": (
        "ahí|allí|allá|él|ella|ellos|ellas|esa dirección|esa wallet|esa billetera|esa cuenta"
        "|la misma dirección|la misma persona|ese tipo|esa persona|alguien|todos|cualquiera"
        "|quien sea|los demás|el mismo|la misma|la otra|el otro|otra persona|otra dirección"
    ),
    "same": (
        "lo mismo|otra vez|de nuevo|nuevamente|igual que antes|como antes|igual que la última vez"
        "|repite|repítelo|repetí|repetir|como la última vez|misma cantidad|otra vez lo mismo"
    ),
    "each": (
        "cada uno|cada una|a cada uno|a cada una|por persona|por cabeza|c/u|cada quien"
        "|para cada uno|para cada una|respectivamente"
    ),
    "evenly": (
        "a partes iguales|en partes iguales|por igual|equitativamente|en partes iguales entre"
        "|mitad y mitad|a medias"
    ),
}
NOUNS = {
    "token": (
        "token|tokens|moneda|monedas|cripto|criptomoneda|criptomonedas|contrato|contract"
        "|con contrato|mint|dirección del contrato|dirección del token|stablecoin|stablecoins"
        "|el token|del token|moneda nativa|criptos|contrato del token|erc20|erc-20|spl"
    ),
    "money": "dinero|plata|fondos|pasta|lana|guita|efectivo|ahorros|activos|patrimonio",
    "network": (
        "red|cadena|blockchain|la red|la cadena|red de|cadena de|layer 2|capa 2|l2|mainnet"
        "|red principal|la red de|ecosistema|red principal de"
    ),
    "chain_id": "chain id|chainid|id de cadena|id de red|chain id número",
    "wallet": (
        "wallet|billetera|cartera|monedero|dirección|cuenta|ens|safe|multisig|wallets"
        "|direcciones|multifirma"
    ),
    "balance": (
        "saldo|saldos|balance|balances|fondos disponibles|cuánto me queda|me queda|me quedan"
    ),
    "portfolio": (
        "portafolio|portfolio|cartera de criptos|cartera de inversión|mis fondos|mis activos"
        "|mis criptos|mis tokens|mis monedas|tenencias|mis tenencias|patrimonio total"
        "|en mi wallet|en mi billetera|en mi cartera|en mi cuenta|en total|todo lo que tengo"
        "|valor total|mis inversiones|en la wallet|en la billetera|mi cartera"
        "|resumen de mi cuenta|mi plata|lo que tengo|mis posiciones|posiciones"
        "|muéstrame mi billetera|muéstrame mi wallet|muéstrame mi cartera|muéstrame mi cuenta"
        "|muéstrame mi monedero|mostrame mi billetera|mostrame mi wallet|mostrame mi cartera"
        "|mostrame mi cuenta|mostrame mi monedero|enséñame mi billetera|enséñame mi wallet"
        "|enséñame mi cartera|enséñame mi cuenta|enséñame mi monedero|ver mi billetera"
        "|ver mi wallet|ver mi cartera|ver mi cuenta|ver mi monedero|muestra mi billetera"
        "|muestra mi wallet|muestra mi cartera|muestra mi cuenta|muestra mi monedero"
        "|mostrar mi billetera|mostrar mi wallet|mostrar mi cartera|mostrar mi cuenta"
        "|mostrar mi monedero|revisa mi billetera|revisa mi wallet|revisa mi cartera"
        "|revisa mi cuenta|revisa mi monedero|abre mi billetera|abre mi wallet|abre mi cartera"
        "|abre mi cuenta|abre mi monedero|mi billetera cripto|mi cartera cripto"
    ),
    "price": (
        "precio|precios|cotización|cotiza|tipo de cambio|tasa de cambio|valor|vale|valen|cuesta"
        "|cuestan|costo|coste|el precio|precio actual|cotización actual|a cómo está|a cuánto está"
        "|cuánto está|a cuánto anda|cuánto sale|a cómo anda|valor actual|a qué precio está"
        "|cómo va|cómo está|por cuánto va|sale"
    ),
    "history": (
        "historial|movimientos|transacciones|últimas transacciones|últimos movimientos|actividad"
        "|mis transacciones|mis movimientos|historial de transacciones|últimas operaciones"
        "|operaciones|extracto|mis últimas transacciones|mis últimos movimientos"
        "|actividad reciente|transacciones recientes|mis operaciones|historia|últimos pagos"
        "|últimas transferencias|movimientos recientes"
    ),
    "proposal": (
        "propuesta|proposición|propuestas|propuesta número|propuesta nro|moción"
        "|propuesta de gobernanza|propuesta no.|propuesta nº|referendo|iniciativa|propuesta núm"
        "|propuesta num|propuesta n°|propuesta con id|propuesta id|propuesta con el id"
        "|propuesta con número"
    ),
    "governor": (
        "gobernador|governor|contrato de gobernanza|gobernanza|dao|del governor|el governor"
        "|del gobernador|el gobernador|contrato governor|contrato del gobernador|la dao|de la dao"
        "|governance|del contrato de gobernanza|contrato gobernador"
    ),
    "timelock": "timelock|el timelock|al timelock|en el timelock|para su ejecución",
    "order": "orden|petición|solicitud|operación|instrucción|tarea|pedido",
    "ref": (
        "factura|recibo|pedido número|ticket|fac|nº de factura|factura número|factura nº"
        "|semana|capítulo|lección|temporada|ronda|nivel|mesa"
    ),
    "venue": (
        "uniswap|uniswap v2|uniswap v3|uniswap v4|sushiswap|curve|balancer|pancakeswap|1inch"
        "|paraswap|cowswap|jupiter|raydium|orca|lifi|li.fi|jumper|stargate|across|wormhole|hop"
        "|la mejor ruta|un dex|el dex|dex|la ruta más barata|el mejor precio|al mejor precio"
        "|el puente oficial|a mercado|a precio de mercado|aerodrome|velodrome|debridge"
    ),
    "time": "segundos|minutos|horas|días|semanas|meses|años|hora|minuto|semana|mes|año",
    "dollar": (
        "dólar|dólares|usd|dolarcitos|dólares americanos|verdes|dólares estadounidenses|dolaritos"
    ),
    "cent": "centavo|centavos|centavos de dólar",
    "percent": "por ciento|porciento|por cien|porcentaje|% de",
    "bps": "bps|puntos básicos|pbs|pb",
    "currency": (
        "euro|euros|eur|pesos|peso|mxn|ars|clp|cop|soles|libras|libra|yenes|reales|bolívares"
        "|pavos|córdobas|quetzales|lempiras|guaraníes|bolivianos|céntimo|céntimos"
    ),
    "address_of": (
        "dónde recibo|dónde puedo recibir|a qué dirección|cuál es mi dirección|mi dirección"
        "|tu dirección|dirección de depósito|dirección para depositar|dirección para recibir"
        "|dirección de mi wallet|dirección de mi billetera|dirección pública|código qr|mi address"
        "|la dirección de mi wallet|la dirección de mi billetera|dirección de la wallet|mi qr"
        "|la dirección de mi cuenta|dirección de mi cuenta|tu wallet|nuestra dirección|qué wallet"
        "|la dirección de mi cartera|dirección de mi cartera|tu billetera|qué dirección"
        "|dónde me pueden enviar|dónde deposito|adónde deposito|dónde te deposito"
        "|mi clave pública|dirección de recepción|la dirección de la wallet|tu address"
        "|dirección de la billetera|pásame tu dirección|mándame tu dirección|dame tu dirección"
        "|envíame tu dirección|compárteme tu dirección|pásame mi dirección|mándame mi dirección"
        "|pásame la dirección|pásame tu wallet|mándame tu wallet"
    ),
    "person": (
        "alice|bob|luna|rosa|mia|leo|ana|paz|alba|mi amigo|mi amiga|mi hermano|mi hermana|mi mamá"
        "|mi papá|mi madre|mi padre|mi jefe|mi jefa|mi primo|mi prima|mi novia|mi novio|mi esposa"
        "|mi esposo|mi pareja|mi socio|mi socia|mi vecino|mi compañero|mi compañera|mi hijo"
        "|mi hija|mi tía|mi tío|mi casero|mi proveedor|señor|señora|don|doña|el señor|la señora"
        "|mi cuate|mi pana|mi viejo|mi vieja|mi colega|mi contador|mi cliente"
    ),
}
QUANTITIES = {
    "all": (
        "todo|toda|todos|todas|todo mi|toda mi|todos mis|todas mis|todo el|toda la|todos los"
        "|todas las|el total de|la totalidad de|la totalidad de mi|la totalidad de mis|el máximo"
        "|máximo de|todo lo que tengo de|todo lo que tengo en|el saldo completo de|todo nuestro"
        "|todos nuestros|todo el saldo de|todo mi saldo de|mi saldo completo de|todos los que tengo"
        "|el máximo de|todo lo que haya de|el total de mis|el total de mi|todo lo que tenga de"
        "|todo lo que tengo|absolutamente todo|el resto de mis|el resto de mi|el 100 % de"
    ),
    "all_it": (
        "todo eso|todo ello|todo lo que reciba|todo lo obtenido|todo lo recibido|todo lo que salga"
    ),
    "half_it": "la mitad de eso|la mitad de ello|la mitad de lo que reciba|la mitad de lo obtenido",
    "half": (
        "la mitad|mitad|la mitad de|mitad de|la mitad de mi|la mitad de mis|la mitad del"
        "|la mitad de los|la mitad de las|la mitad de la|la mitad de todo mi|la mitad de todos mis"
        "|la mitad de nuestro|la mitad de nuestros|mitad de mi|mitad de mis|la mitad de mi saldo de"
        "|la mitad de lo que tengo en|la mitad de lo que tengo de|la mitad del saldo de"
    ),
    "point": "punto|coma",
    "half_of": "y medio|y media",
    "quarter_of": "y cuarto|y un cuarto",
    "three_quarters_of": "y tres cuartos",
}
