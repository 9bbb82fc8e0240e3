"""Spanish words that decide whether a clause asks for anything, and words without weight."""

from __future__ import annotations

MOODS = {
    "request": (
        "puedes|podrías|puede|podría|podés|me puedes|me podrías|me puede|me podría|me podés"
        "|puedes por favor|podrías por favor|me gustaría|quisiera|necesito|quiero|deseo|queremos"
        "|necesitamos|quisiéramos|nos gustaría|quiero que|necesito que|quisiera que|deseo que"
        "|me gustaría que|queremos que|necesitamos que|te pido que|le pido que|te ruego que"
        "|le ruego que|solicito que|solicito|ayúdame a|ayúdeme a|ayudame a|hay que|tienes que"
        "|tenés que|debes|me ayudas a|me ayuda a|serías tan amable de|sería tan amable de"
        "|tendrías la amabilidad de|hazme el favor de|haceme el favor de|hágame el favor de"
        "|vamos a|ten la bondad de|tenga la bondad de|tenga a bien|te importaría|le importaría"
        "|sírvase|procede a|proceda a|procedé a|proceder a|puedes ayudarme a|podrías ayudarme a"
        "|a ver si me|puede ayudarme a|podría ayudarme a|me harías el favor de"
        "|me haces el favor de|vas a|encárgate de|encárguese de|asegúrate de|te agradecería que"
        "|le agradecería que|querría|agradecería que|me gustaria que me|quiero que me"
        "|necesito que me|te encargo|me urge|puedes hacer el favor de|me gustaría poder"
        "|hazme un favor y|haceme un favor y|favor de|por favor de|quería|queria|me haces|me hace"
        "|me harías|me hacés|estaría bien|tengo que|tenemos que"
        "|ocupo|ocupo que|ocupamos"
    ),
    "want": (
        "quiero|necesito|quisiera|me gustaría tener|deseo|queremos|consígueme|conseguime"
        "|consígame|necesitamos|querría|quería"
    ),
    "light": (
        "haz|hacer|haga|hagan|hace|hacé|hagamos|realiza|realizar|realice|realizá|efectúa|efectuar"
        "|efectúe|inicia|iniciar|inicie|procesa|procesar|procese|crea|crear|cree|hazme|hágame"
        "|haceme|lanza|lanzar|lance|tramita|tramitar|tramite|prepara|preparar|prepare|gestiona"
        "|gestionar|gestione|ordena|ordenar|ordene|programa|emite|emitir|emita|mete|meté|metele"
        "|hazle|hágale|hacele|hacerle|hacerme|echa|échame|tírale|registra|registrar|registre|pon"
        "|poner|ponga|poné|solicito|pido|requiero|solicitamos|autorizo"
    ),
    "question": (
        "qué|cuál|cuáles|cómo|cuándo|dónde|adónde|quién|quiénes|por qué|cuánto|cuánta|cuántos"
        "|cuántas|es|son|está|están|fue|puedo|podemos|debo|debería|deberíamos|hay|sabes|sabe|sabés"
        "|se puede|es posible|es seguro|conviene|será|explica|explícame|explicame|explíqueme"
        "|qué pasa si|qué pasaría|qué tal si|cómo puedo|cómo hago para|cómo se|cómo le hago"
        "|cuánto cuesta|cuánto costaría|cuánto tarda|dime cómo|enséñame a|enseñame a|a cómo"
        "|a cuánto"
        "|me pregunto|quiero saber|quisiera saber|me gustaría saber|qué tan|acaso|crees que"
        "|cree que|te parece|merece la pena|vale la pena|diferencia entre|significa|qué es"
        "|cuál es|cuáles son|cuánto es|cuánto vale|cuánto tengo|tienes idea|alguna idea|adonde"
        "|donde|cuanto|como puedo|como hago|por que|llegó|salió|funciona|sirve|sabrías|sabría"
        "|podría yo|puedo yo|debo yo|soy capaz de|es buena idea|es mala idea|es recomendable"
        "|es mejor|qué opinas|qué piensas|quien|cuando se|que es|que pasa si|cual es|a cuanto"
        "|cuales son|has|ha|habéis|hemos|tardaría|tarda|cuentame|cuéntame|eres capaz de"
        "|hiciste|se hizo|ya se|ya está|ya llegó"
    ),
    "leave": "puedo|podemos|debería|deberíamos|me conviene|debo",
    "negation": (
        "cancelo|anulo|suspendo"
        "|no|nunca|jamás|nada|nadie|ni|sin|tampoco|ninguno|ninguna|ningún|evita|evite|evitar"
        "|no quiero"
        "|deja de|dejar de|deje de|dejá de|ya no|todavía no|aún no|para nada|en absoluto"
        "|bajo ningún concepto|de ninguna manera|ni se te ocurra|prohibido|detén|detente|detener"
        "|para de|frena|me niego a|prohíbo|impide|impedir|nel|nop|nanay|en vez de|en lugar de"
        "|lejos de|cuidado con|alto|stop|parar|detenga|rechazo|espera|espere|esperá|aguanta"
    ),
    "void": (
        "cancela|cancelar|cancele|cancelá|cancélalo|olvídalo|olvidalo|olvídate|olvida|olvidá"
        "|déjalo|dejalo|déjelo|no importa|era broma|es broma|es una broma|broma|solo pregunto"
        "|sólo pregunto|solo preguntaba|es un ejemplo|por ejemplo|p. ej|p.ej.|ejemplo|simula"
        "|simular|simule|simulación|simulá|hipotéticamente|hipotético|en teoría|imagina|imagínate"
        "|imaginemos|supongamos|supón|supongamos que|digamos que|no hagas nada|no haga nada"
        "|no ejecutes|no ejecute|no lo ejecutes|no lo hagas|no lo haga|no lo envíes|mejor no"
        "|cambié de opinión|cambie de opinion|me arrepentí|solo cotiza|solo cotización"
        "|solo una cotización|sólo cotización|ficticio|de mentira|en broma|bromeaba|chiste|cuento"
        "|poema|canción|novela|cotízame|cotízame solo|estimación|estima|vista previa|no hace falta"
        "|solo curiosidad|por curiosidad|es una prueba teórica|borrador|no ejecutar|sin ejecutar"
        "|solo es una pregunta|aborta|abortar|anula|anular|anule|anulá|anúlalo|detenlo|páralo|soñé"
        "|finge|fingir|juguemos|juego de rol|aún no lo hagas|todavía no lo hagas|por ahora no"
    ),
    "subordinate": (
        "si|cuando|en cuanto|apenas|hasta que|a menos que|siempre que|mientras|una vez que"
        "|tan pronto como|en caso de que|salvo que|en caso de|solo si|sólo si|con tal de que"
        "|siempre y cuando|cada vez que|ni bien"
    ),
    "condition": (
        "si|cuando|en cuanto|apenas|hasta que|a menos que|siempre que|mientras|una vez que"
        "|tan pronto como|en caso de que|salvo que|en caso de|solo si|sólo si|con tal de que"
        "|siempre y cuando|antes de|después de que|luego de que|baja|baje|sube|suba|cae|caiga"
        "|llega a|llegue a|supera|supere|alcanza|alcance|por debajo de|por encima de|debajo de"
        "|encima de|menor que|mayor que|menos de|más de|inferior a|superior a|orden límite"
        "|stop loss|take profit|precio límite|dependiendo de|depende de|según|de lo contrario"
        "|si no|espera a que|cada vez que|ni bien|al bajar|al subir|rebase|pase de|toque"
    ),
    "schedule": (
        "mañana|pasado mañana|esta noche|más tarde|luego más tarde|cada día|cada semana|cada mes"
        "|cada lunes|cada hora|todos los días|todas las semanas|todos los meses|diariamente"
        "|semanalmente|mensualmente|diario|semanal|mensual|lunes|martes|miércoles|jueves|viernes"
        "|sábado|domingo|la próxima semana|el próximo mes|próxima semana|próximo mes|a las"
        "|a medianoche|al mediodía|periódicamente|dca|por semana|por mes|por día|al mes|al día"
        "|a la semana|programado|programada|automáticamente cada|el fin de semana|pronto|algún día"
        "|dentro de una hora|dentro de un|en una hora|en un rato|en unos días|la semana que viene"
        "|el mes que viene|quincenal|quincenalmente|anual|anualmente|cada quincena|cada año"
        "|el año que viene|al rato|cada|a primera hora|a fin de mes|a fin de año|en unas horas"
    ),
    "past": (
        "ayer|anoche|anteayer|hace un rato|hace una hora|hace dos días|hace poco|la semana pasada"
        "|el mes pasado|el año pasado|ya envié|falló|fallaron|revirtió|rebotó|fracasó|se atascó"
        "|salió bien|salió mal|recibí|recibió|recibimos|recibieron|llegaron|he|hemos|había|habían"
        "|habíamos|acabo de|acabamos de|antes había|la última vez que|recientemente|hace tiempo"
        "|fue enviado|fue enviada|se envió|se enviaron|se hizo|estuve|estaba|estaban|fueron|solía"
        "|me llegó|me llegaron|llegó|hace tres días|hace un mes|hace una semana|el otro día|han"
        "|esta mañana|hace|hizo|hicimos|hicieron|hice|logré|intenté|intentó|quedó|quedaron|fui|iba"
        "|resultó|funcionó|perdí|gané|antier|en el pasado|tuve|tuvo|terminé de|terminé"
    ),
    "report": (
        "dijo|dijo que|dice|dice que|dicen|dijeron|me dijo|me dijeron|me dice|nos dijo|me pidió"
        "|me pide|pidió|pide|nos pidió|escribió|escribe|me escribió|según|afirma|afirmó|sugirió"
        "|sugiere|recomendó|recomienda|recomiendan|mencionó|me contó|contó|comentó|preguntó"
        "|pregunta|traduce|traduzca|traducí|traducir|traducción|resume|resumir|resuma|repite"
        "|citó|cita|mensaje de|correo de|email|correo|tuiteó|tuit|tweet|artículo|noticia|titular"
        "|frase|la frase|oración|texto|dicho|palabras|significado de|ordenó|me ordenó|quería que"
        "|quiere que|me aconsejó|aconseja|aconsejó|dice el|el jefe quiere|instrucciones|prompt"
        "|documento|página|el sitio|sitio web|leí|leí que|leyó|oí que|escuché|escuché que"
        "|rumor|rumores|anunció|respondió|responde|contestó|publicó|publicaron|insiste|insistió"
        "|prometió|promete|cree que|cree|piensa|pensaba|exigió|exige|querían|avisó|avisa|jura"
        "|le dije|le pedí|le dijo|les dije|les dijo|escríbeme|redacta|redactar|corrige|parafrasea"
    ),
    "tale": (
        "película|personaje|guion|protagonista|ensayo|diario|recordatorio|plantilla|ejercicio|meme"
    ),
    "hypothesis": (
        "sería|podría haber|habría|hubiera|hubiese|enviaría|tendría que|iba a|va a|van a|irá"
        "|ojalá|quizás debería|debería haber|tal vez debería|haría|vendría|voy a|pensaba"
        "|estoy pensando en|pienso en|pienso|planeo|pensamos|tengo pensado|estaría"
    ),
    "danger": (
        "excepto|salvo|menos|pero|aunque|sin embargo|en realidad|mejor|mejor dicho|perdón|digo"
        "|quise decir|corrijo|corrección|quizás|quizá|tal vez|a lo mejor|capaz que|igual|no sé"
        "|no estoy seguro|no estoy segura|creo que|supongo|probablemente|posiblemente|negativo"
        "|excluyendo|quitando|dejando|deja|dejá|descontando|más comisiones|menos comisiones"
        "|después de comisiones|ignora|ignorá|ignore|clave privada|frase semilla|semilla|contraseña"
        "|política|límite|aprueba|aprobar|aprueben|ilimitado|doble|triple|el doble|el triple"
        "|veces|sobrante|diferencia|lo contrario|al revés|falso|cualquiera|o si no|total|otro|otra"
        "|otros|otras|aleatorio|al azar|elige|elegí|escoge|escojan|decide tú|decidí vos|borra"
        "|elimina|reemplaza|modifica|redondea|aumenta|reduce|extra|quita|saltate|omite|no confirmes"
        "|sin confirmar|sin preguntar|restante|acaso|solo hasta|debe|deben|error|equivocado|mal"
    ),
    "correct": (
        "mejor|mejor que sea|que sea|que sean|corrijo|perdón|digo|mejor dicho|quise decir"
        "|cámbialo a"
        "|cambialo a|ponle|ponele|en realidad|corrección|que no sean|mejor que sean|me equivoqué"
        "|hazlo por|hacelo por|cámbialo por|que sean mejor|no mejor"
    ),
    "their": "su|sus|cuyo|cuya|suyo|suya",
    "approx": (
        "unos|unas|aproximadamente|más o menos|cerca de|alrededor de|casi|aprox|como unos|hasta"
        "|como máximo|a lo sumo|no más de|poco más de|poco menos de|algo más de|en torno a|tipo|~|≈"
        "|un máximo de|máximo"
    ),
    "unsupported": (
        "staking|stakear|stakea|stakeá|apostar|apuesta|haz staking|prestar a|pide prestado"
        "|pedir prestado|préstamo|mintea|mintear|acuña|acuñar|nft|nfts|revoca|revocar|firma|firmar"
        "|delega|delegar|delegá|reclama|reclamar|reclamá|cosecha|quema|quemar|quemá|airdrop|corto"
        "|largo|apalancamiento|apalancado|futuros|opciones|farming|liquidez|pool|añadir liquidez"
        "|proveer liquidez|desplegar|despliega|colateral|garantía|aave|lido|compound|permiso"
        "|aprobación|restakea|suscribe|suscripción|crea un token|lanza un token|hipoteca|aporta"
        "|aportar liquidez|retira de aave|quita liquidez|loteria|lotería|importa|exporta"
        "|hiperliquid"
    ),
}
SMALL = {
    "called": (
        "amigo|amiga|hermano|hermana|pana|parce|compa|güey|wey|tío|tía|bot|señor|señora|jefe|jefa"
        "|crack|maestro|loco|mae|carnal|causa|boludo|agente|vieja|viejo|asistente|contador|dueño"
        "|vecino|cliente|banco|sistema|equipo|tesorero|socio|patrón|gerente"
    ),
    "greeting": (
        "hola|buenas|buenos días|buenas tardes|buenas noches|qué tal|hey|oye|oiga|oíme|che|ey|holi"
        "|estimado|estimada|estimados|hola de nuevo|ok|okay|vale|bueno|bien|listo|perfecto|genial"
        "|dale|órale|ándale|disculpa|disculpe|perdona|perdone|saludos|buen día|mira|mirá|mire|epa"
        "|hola qué tal|qué onda|quiubo|qué hubo|hola buenas|pues|a ver|muy buenas|hola buen día"
        "|hola buenos días|hola buenas tardes|hola buenas noches|querido agente|cómo estás"
        "|cómo va todo"
        "|cómo andas|cómo andás|todo bien|espero que estés bien|bro|fiscus|agente"
    ),
    "please": (
        "por favor|porfa|porfis|porfavor|xfa|xfavor|plis|pls|please|gracias|muchas gracias"
        "|mil gracias"
        "|te lo agradezco|se lo agradezco|si es posible|si eres tan amable|si no es molestia"
        "|si puedes|si podés|si puede|gracias de antemano|de antemano gracias|muy amable|porfi"
        "|si no te importa|cuando puedas|en cuanto puedas|cuando pueda|se agradece|te agradezco"
        "|desde ya gracias|desde ya muchas gracias|un favor|cuando tengas un momento|por fa"
        "|lo antes posible|a la brevedad|cuanto antes|tan pronto como puedas|en cuanto pueda"
        "|si es tan amable|si me haces el favor|grax|graciass|hágame el favor|hazme el favor"
    ),
    "noise": (
        "ya|ahora|ahora mismo|ahorita|ya mismo|inmediatamente|de inmediato|urgente|urgentemente"
        "|rápido|rápidamente|rapidito|enseguida|en seguida|hoy|hoy mismo|solo|sólo|solamente"
        "|exactamente|justo|directamente|directo|con cuidado|amigo|amiga|hermano|pana|parce|compa"
        "|güey|wey|tío|tía|bot|señor|jefe|crack|maestro|loco|mae|carnal|causa|weón|boludo|nomás"
        "|no más"
        "|de una|de una vez|al toque|al tiro|en calidad de|para mí|por mí|en mi nombre|en total son"
        "|la cantidad de|la suma de|el monto de|un monto de|una suma de|un total de|cantidad de"
        "|el importe de|un importe de|importe de|la cifra de|el valor de|total de|del total de"
        "|una cantidad de|jaja|jajaja|jeje|xd|ja|eh|pues|entonces pues|entre redes|entre cadenas"
        "|cross-chain|cross chain|on-chain|onchain|de prueba|a modo de prueba|como prueba|prueba"
        "|nativo|nativa|nueva|nuevo|completo|completa|entera|entero|gobernanza|de gobernanza|bien"
        "|va|venga|andá|anda|dale pues|sí|si porfa|claro|correcto|urge|es urgente|con urgencia"
        "|lo que es|aquí|acá|así|actual|actualmente|en este momento|siguiente|siguientes|desde aquí"
        "|a tiempo|sin prisa|sin apuro|tranquilo|no hay prisa|no hay apuro|no te preocupes|mi rey"
        "|en cadena|mi voto|nuestro voto|el voto|por acá|por aquí|por ahí|que|de acuerdo|normal"
        "|lo acordado|acordado|según lo acordado|como siempre|como acordamos|corazón|mi amor|amor"
        "|por adelantado|pendiente|correspondiente|correspondientes|habitual|del día|ahí te va"
        "|va que va|oki|okey|okis|buenísimo|excelente|manito|bro|hermanito|reina|capo|genio|che"
    ),
    "adjective": "buen|buena|mala|gran|grande|último|última|anterior|reciente|mejores|peor",
    "subject": (
        "yo|él|ella|nosotros|nosotras|ellos|ellas|vosotros|usted|ustedes|tú|vos|le|les|se|te|me"
        "|nos|os|uno mismo|alguien|mi amigo|mi jefe|mi hermano|mi hermana|mi padre|mi madre"
        "|bob y yo|es que|está|están|mi amiga|mi mamá|mi papá|mi jefa|mi primo|mi prima|mi novia"
        "|mi novio|mi esposa|mi esposo|mi pareja|mi socio|mi socia|mi vecino|mi compañero"
        "|mi compañera|mi hijo|mi hija|mi tía|mi tío|mi casero|mi proveedor|señor|señora|don|doña"
        "|el señor|la señora|mi cuate|mi pana|mi viejo|mi vieja|mi colega|mi contador|mi cliente"
    ),
    "confirm": (
        "sí|si|confirmo|confirmado|confirma|confirmar|dale|adelante|ok|okay|vale|hazlo|hacelo"
        "|hágalo"
        "|procede|proceda|claro|correcto|exacto|de acuerdo|perfecto|listo|sí por favor|sip|sep"
        "|simón"
        "|está bien|así es|eso es|va|venga|órale|sí confirmo|me parece bien|apruebo|aprobado|obvio"
        "|sí dale|sí claro|por supuesto|desde luego|afirmativo|sí hazlo|ándale|ejecútalo|ejecutalo"
        "|sí adelante|okey|oki|sí señor|vamos|genial|bien|bueno"
    ),
    "read": (
        "muestra|muéstrame|mostrame|mostrá|muéstreme|mostrar|enséñame|enseñame|enséñeme|ver|dime"
        "|decime|dígame|decirme|consulta|consultar|consulte|consultá|revisa|revisar|revise|revisá"
        "|chequea|checa|checar|chequeá|dame|deme|dámelo|lista|listar|busca|comprueba|comprobar"
        "|verifica|verificar|verifique|quiero ver|quiero saber|quisiera saber|quisiera ver"
        "|me dices|me decís|me dice|me puedes decir|me podrías decir|puedes decirme"
        "|podrías decirme|me muestras|me mostrás|me enseñas|me das|me das el|me pasas|me pasás"
        "|pásame el|pasame el|pásame mi|pasame mi|pásame la dirección|pasame la dirección"
        "|mándame mi|mandame mi|déjame ver|dejame ver|a ver|indícame|indicame|cuéntame|infórmame"
        "|informe|me gustaría ver|me gustaría saber|necesito saber|necesito ver|quería saber"
        "|quería ver|sácame|abre|mira|me puede decir|me podría decir|puede decirme|podría decirme"
        "|obtener|obtén|visualizar|desglosa|desglósame|resumen|resumen de|un resumen de|pásame tu"
        "|pasame tu|mándame tu|mandame tu|envíame tu|enviame tu|compárteme|comparte|ver mi|dar"
        "|tira|tirame|tírame|pásame tu dirección|mándame tu dirección|dame tu dirección"
        "|envíame tu dirección|compárteme tu dirección|pásame mi dirección|mándame mi dirección"
        "|pásame tu wallet|mándame tu wallet|muéstrame mi billetera|muéstrame mi wallet"
        "|muéstrame mi cartera|muéstrame mi cuenta|muéstrame mi monedero|mostrame mi billetera"
        "|mostrame mi wallet|mostrame mi cartera|mostrame mi cuenta|mostrame mi monedero"
        "|enséñame mi billetera|enséñame mi wallet|enséñame mi cartera|enséñame mi cuenta"
        "|enséñame mi monedero|ver mi billetera|ver mi wallet|ver mi cartera|ver mi cuenta"
        "|ver mi monedero|muestra mi billetera|muestra mi wallet|muestra mi cartera"
        "|muestra mi cuenta|muestra mi monedero|mostrar mi billetera|mostrar mi wallet"
        "|mostrar mi cartera|mostrar mi cuenta|mostrar mi monedero|revisa mi billetera"
        "|revisa mi wallet|revisa mi cartera|revisa mi cuenta|revisa mi monedero"
        "|abre mi billetera|abre mi wallet|abre mi cartera|abre mi cuenta|abre mi monedero"
    ),
    "receives": "debe recibir|tiene que recibir|debería recibir|tiene que cobrar",
    "announce": (
        "lo siguiente|haz lo siguiente|siguiente|tarea|nueva orden|orden|pedido|pago|nómina"
        "|alquiler|una cosa|un favor|te pido|última cosa|otra cosa|dos cosas|por hacer"
    ),
    "fee": "gas|comisión|comisiones|fee|fees",
    "deadline": "fecha límite|vence|vencimiento|nonce|límite de gas|caduca|válido por|plazo",
}
