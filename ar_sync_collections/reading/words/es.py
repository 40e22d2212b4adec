"""Spanish; see the package for how to read the tables."""

RULES = {
    "pay.words": """
pag(o|os|a|as|an|amos|ar|ará|aré|aremos|arán|aría|ado|ada|ados|adas|ando|ue|uen|aremos|ué|ó|arles|aros|arle|
  arlo|arla|arlas|arlos|uemos)
abon(o|a|an|amos|ar|ará|aré|aremos|arán|ado|ada|ados|adas|ando|arles|arlo|arla)|liquid*|sald(o|a|ar|ado|ada|
  ados|adas|aremos|amos)|cancelar* la (deuda|factura)|satisf*
transfer*|transf|transfiero|transferimos|giro|giramos|giraremos|ingres*|deposit*|domicili*|remesa*|confirming|
  pagaré*|cheque*|talón|sepa|desembols*|consign*
(ronda|tanda|lote|calendario|día|fecha|proceso|orden|órdenes) de pago*
(sale|salen|saldrá|saldrán|salga|sal(ir|drán)|va incluid*|entra|entrará|llega|llegará|llegarán|irá|queda|
  quedará|quedarán|estará)
(dinero|importe|fondos|suma|resto|cantidad|pendiente|anticipo|plazo|cuota|primer plazo)
(previst*|programad*|planificad*|emitid*|emitir*|tramit*|orden*|procesad*|autoriz*|aprobad*|realiz*|efectu*|
  ejecut*|hac(er|emos|en)|har(á|é|emos|án)|hago|hecho|hecha|enviar*|enviamos|mandamos|mando|envío|inclu*|
  regulariz*|lo (tiene|tienes|tendrá|tendrán|tendréis|tenéis|tienen)|recibir(á|án|éis|ás)|cobra*|está list*)
en (su|tu|vuestra) cuenta|cuenta con|cuenten con|sin falta
""",
    "commit.words": """
(pagaremos|pagaré|pago|pagamos|transferiremos|transferimos|transferiré|transfiero|abonaremos|abonamos|abonaré|
  ingresaremos|ingreso|ingresaré|ingresamos|enviaremos|haremos|hago|hacemos|haré|recibirá|recibirán|recibiréis|
  liquidaremos|saldaremos|tendrá|tendrán|tendréis|giraremos|realizaremos)
(transferencia|pago|ingreso|abono|anticipo) (de|por|por importe de) ~
(será|serán|va a ser|van a ser|se) (pagad*|abonad*|transferid*|ingresad*|pagará|abonará|transferirá|ingresará|
  abonarán|pagarán)
""",
    "past.paid": """
(salió|cargad\\w+|cobrad\\w+|descontad\\w+) (\\S{1,8} ){0,4}?(cuenta|banco)|(ustedes|vuestr\\w+ \\w+|
  su \\w+) (\\S{1,10} ){0,4}?(confirm\\w+|recibi\\w+) (\\S{1,10} ){0,4}?(pago|transferencia|dinero)
(hemos|he|ha|han|habíamos|había|habéis|has|hubo) (\\S{1,12} ){0,4}?(pagado|pagad*|abonado|abonada|transferido|
  ingresado|liquidado|saldado|realizado|efectuado|hecho|enviado|emitido|cancelado|ordenado|girado|tramitado|
  cobrado|cargado|mandado|salido)
ya (\\S{1,6} ){0,2}(pagamos|abonamos|transferimos|ingresamos)
(está|están|estaba|fue|fueron|ha sido|han sido|quedó|quedaron|estan|esta) (\\S{1,12} ){0,2}?(pagad*|abonad*|
  liquidad*|saldad*|transferid*|cobrad*|realizad*|efectuad*|hecho|hecha|cargad*)
(ya|acabo de|acabamos de|recién) (\\S{1,12} ){0,4}?(pagad*|pagué|abonad*|transferid*|ingresad*|ingresé|
  liquidad*|saldad*|hech*|realizad*|hicimos|hice|pagar|hacer|enviar|transferir|salió|emitir|ordenar|ingresar|
  mandar)
(pagué|pagaron|abonaron|transferí|ingresé|hicimos|hice|hizo|realizamos|enviamos|efectuamos|se pagó|se abonó|
  se transfirió|se hizo|se realizó|se efectuó|se ingresó|salió|emitimos|se emitió) (\\S{1,14} ){0,6}?(ayer|
  anteayer|pasado|pasada|el día|el|en|por|la semana|hace|ya|hoy|esta mañana|mes|transferencia|pago|ingreso|
  del banco|vía|mediante)
(pagad[oa]s?|abonad[oa]s?|transferid[oa]s?|liquidad[oa]s?) (ya|el|desde|ayer|por|en|hoy|con|mediante|hace|
  la semana)|^(ya )?(pagad[oa]s?|abonad[oa]s?|hecho)
(pago|transferencia|ingreso|factura|cheque) (\\S{1,12} ){0,2}?(realizad[oa]|efectuad[oa]|hech[oa]|emitid[oa]|
  enviad[oa]|ordenad[oa]|pagada|abonada|salió|se hizo|se realizó|está hech[oa]|está en camino|está ordenad[oa])
(no|nada) (\\S{1,12} ){0,3}?(debemos|debo|queda|hay|adeudamos|tenemos) (\\S{1,12} ){0,3}?(nada|pendiente*|
  ningun*|facturas)|nada pendiente
pago de hoy|cargad[oa] en (nuestra )?cuenta|(transferencia|pago) del? (día )?\\d+
""",
    "unpaid.words": """
(no|nunca|sin|aún|todavía|será|serán|sera|seran|va a|van a|se va a|cuando|si|hasta que|una vez|estará|estarán|
  quedará|quedarán|debe|debería|puede|pueda|podrá|tenemos que|nada|esté|sea) (\\S{1,12} ){0,4}?(pagad*|abonad*|
  transferid*|ingresad*|liquidad*|saldad*|realizad*|efectuad*|hech*|cobrad*|cobrado|recibido|enviado|emitido)
(está|están) (\\S{1,12} ){0,2}?(previst*|programad*|planificad*|pendiente*|autorizad*|aprobad*)
(el|los|la) (\\S{1,12} ){0,4}?(que viene|próxim\\w*|viernes|lunes|martes|miércoles|jueves) (pagamos|hacemos|
  transferimos)|(pagamos|hacemos|transferimos|enviamos|abonamos|ingresamos) (\\S{1,12} ){0,3}?(los|siempre|
  normalmente|todos|solo|a final|a 30|a 60|el próximo|el (lunes|martes|miércoles|jueves|viernes)|mañana|
  la semana que|la próxima|este)
(dos veces|duplicad\\w*) 
""",
    "block.condition": """
(en cuanto|cuando|tan pronto como|tan pronto|una vez que|una vez|siempre que|siempre y cuando|después de que|
  tras|hasta que|hasta no|a la espera de|previa|previo|según|apenas|nada más|a medida que|
  mientras) (\\S{1,16} ){0,5}?(nos|nuestro*|nuestra|me|ustedes|usted|el cliente|la factura|tengamos|tenga|
  recibamos|reciba|recib*|cliente*|cobr*|lleg*|envíen|envíe|enviéis|mand*|haya|hayan|aprob*|esté|vaya*|
  dispongamos|firm*|su|un|una|se|podamos|pueda)
""",
    "block.doubt": """
(quizá|quizás|tal vez|a lo mejor|puede que|posiblemente|probablemente|espero|esperamos|esperemos|ojalá|
  intentar*|intento|intentamos|trataré|trataremos|en principio|no (estoy|estamos) segur*|sin compromiso|
  si es posible|si todo va bien|podría|podríamos|igual)
no (\\S{1,12} ){0,2}?(sé|sabemos|puedo|podemos) (\\S{1,12} ){0,4}?(decir*|confirmar*|asegurar*|garantizar*|
  prometer*|cuándo|fecha|concretar|precisar)
""",
    "block.notbefore": """
(no|nunca|nada|imposible|ningún) (\\S{1,12} ){0,5}?(antes de|antes del|hasta|antes)
(como pronto|como muy pronto|lo antes)
no (\\S{1,12} ){0,2}?(podemos|puedo|podremos|podré|vamos a|pagaremos|pagaré|habrá|será posible|
  se pagará) (\\S{1,12} ){0,3}?
""",
    "block.inform": """
(avis*|inform*|confirm(o|aré|aremos|amos)|dig(o|a)|diré|diremos|contest*|respond*|llam*|escrib*|contact*|
  comunic*|coment*) (\\S{1,12} ){0,5}?(cuando|fecha|algo|respuesta|a usted*|le|les|os|el|antes|mañana|esta|la|lo)
(revis*|consult*|mirar*|preguntar*|hablar*|reunión|firmará|firme|respuesta|verificar*|comprobar*)
""",
    "consent.words": """
(proponemos|propongo|proponer*|solicitamos|solicito|solicit*|pedimos|pido|pedirle*|pedirles|rogamos|ruego|
  querríamos|quisiéramos|nos gustaría|me gustaría) (\\S{1,16} ){0,7}?(aplaz*|fraccion*|plazos|prórroga|pagar*|
  pago*|moratoria|más tiempo|cuotas|esperar|esper*|comprensión|dividir*)
(nuestra|mi|la|como) propuesta|(les|le|te|os) (parece|va|viene|iría|vendría|parecería) (bien|ok)|
  están de acuerdo|estáis de acuerdo|está de acuerdo|si (les|le|os) (parece|va) bien|si están de acuerdo|
  a la espera de su (conformidad|aprobación|respuesta)
""",
    "plan.words": """
(aplaz*|fraccion*|prórroga*|moratoria|plan de pago*|calendario de pagos|más tiempo|más plazo|
  facilidades de pago|pago (aplazado|fraccionado)|acuerdo de pago|ampli* (el |del )?plazo|diferir|posponer)
(en|a) (\\S{1,10} ){0,2}?(plazos|cuotas|pagos|partes|mensualidades|veces)
(cuotas|plazos|pagos|mensualidades) (mensuales|al mes|de \\d+)|\\d+ ?(€|euros)? (al|por|cada) mes|(dos|tres|
  cuatro|cinco|seis|varios|\\d+) (plazos|cuotas|pagos|mensualidades)
(podría*|podrían|podríamos|pueden|puede|podemos|podéis|podríais|puedo|sería posible|
  es posible) (\\S{1,12} ){0,5}?(esperar|retras*|darnos|darme|dejar* (para|hasta)|pagar(lo|la|les|le|os)? (en|
  más adelante|más tarde|a partir|a final|hasta|el mes|poco))
(esperar* (hasta|a|un poco|unos días|unas semanas)|nuestra propuesta|poco a poco)
""",
    "hardship.words": """
(liquidez|tesorería|insolven*|concurso|quiebra|bancarrota|concursal|preconcurso|en paro|desemple*|ertes?|
  cierre definitivo|cese de (actividad|negocio)|cesado (la |nuestra )?actividad|dificultad* (económica*|
  financiera*|de (pago|liquidez|tesorería))|problema* (económico*|financiero*|de (dinero|caja|liquidez|tesorería|
  cobro))|situación (económica|financiera|delicada|complicada|difícil|crítica|muy mala|insostenible)|mala racha|
  apuros|arruinad*|sin blanca|embarg*|administrador concursal|momento (difícil|complicado|delicado)|flujo de caja|
  falta de (liquidez|fondos|cobro)|cuenta (bloqueada|embargada|en números rojos|vacía)|cerrar (el|la|mi|nuestro|
  nuestra) (bar|negocio|empresa|tienda|restaurante|taller|local)|impago de (un|nuestro))
(no|sin|ni) (\\S{1,12} ){0,3}?(dinero|fondos|efectivo|caja|ingresos|recursos|un duro|un euro|saldo)(?! pendiente)
no (\\S{1,12} ){0,3}?(podemos|puedo|puede|pueden|podremos|podré|somos capaces|nos es posible|me es posible|
  nos resulta posible) (\\S{1,12} ){0,4}?(pagar*|abonar*|hacer frente|afrontar|asumir|atender|cubrir)
(imposible|incapaces|imposibilidad|incapacidad) (\\S{1,12} ){0,3}?(pagar*|abonar*|hacer frente|afrontar|asumir|
  atender)
(cliente principal|principal cliente|mayor cliente|cliente) (\\S{1,12} ){0,6}?(quebr*|concurso|no nos (paga|
  ha pagado)|impag*|perdid*)
""",
    "legal.words": """
los denuncio|le denuncio|denuncio|denunciaré
(abogad*|tribunal*|juzgad*|juicio|judicial*|demanda|demandar*|demandaremos|legal|legales|jurídic*|letrado|
  bufete|procurador|pleito|litigio|querella|denuncia*|denunciar*|policía|burofax|acciones legales|vía judicial|
  asesoría jurídica|departamento legal|juez|consumo|agencia de protección de datos|acoso|mi representad*|
  nuestro representad*|en nombre y representación|requerimiento)
""",
    "dispute.words": """
no (la |lo |los |las )?(reconozco|reconocemos) (\\S{1,12} ){0,2}?(deuda|factura|importe|pedido|servicio)?|
  no (la |lo )?(pago|pagamos|voy a pagar) (una|ni|algo|nada|hasta)|sigue en la caja|se comprometieron
(no ha venido|nadie (ha venido|vino|vino a|ha respondido)|sigue (sin|goteando|roto|averiado|fallando|igual)|
  seguía (goteando|roto|sin)|sin (reparar|terminar|arreglar)|color equivocado|talla equivocada|no debemos nada|
  dimos de baja el (contrato|servicio)|cancelamos el (pedido|contrato))
(reclam*|disput*|disconform*|desacuerdo|discrep*|rechaz*|impugn*|oponemos|opongo|injustificad*|indebid*|
  incorrect*|erróne*|error*|equivocad*|inexact*|incidencia*|queja*)(?! de empresa)
no (\\S{1,16} ){0,4}?(de acuerdo|conforme*|acept*|pedimos|hemos pedido|pedí|solicit*|reconoc*|coincid*|
  corresponde*(?! a)|entregad*|entregaron|recib* (la mercan*|el material|el pedido|los productos|el género|
  la entrega|todo|completo|nada de)|llegó|llegaron|funcion*|cumpl*|contratad*|encargad*|autoriz*|procede|
  es correct*|son correct*|cuadra*|debemos|vamos a pagar|pagaremos|pagaré|pienso pagar|aplicad*|prestad*|
  instalad*|terminad*)
(importe|precio|cantidad|factura|tarifa|iva|descuento|total|vencimiento|condiciones|recargo|horas|
  unidades) (\\S{1,16} ){0,6}?(incorrect*|erróne*|equivocad*|mal|no es|no son|no coincid*|no cuadra|superior*|
  alto|elevad*|excesiv*|distint*|diferente*|no corresponde|está mal)
(mal|de más|demasiado) (\\S{1,12} )?(factur*|cobr*|calculad*|caro|elevado)|(cobran|cobrado|facturado|facturan|
  factur*) (\\S{1,12} ){0,3}?(de más|doble|dos veces|\\d+ (unidades|horas|días|cajas))|(en lugar|en vez) de (las |
  los |el |la )?\\d
(duplicad[oa]s?( de la)?|dos veces|doble|repetid*|ya (nos )?(facturad*|cobrad*|estaba factur*|factur*)|
  misma (entrega|factura)|por duplicado)
(dañad*|defectuos*|rot[oa]s?|mal estado|estropead*|averi*|golpead*|defecto*|caducad*|inservible*|mojad*|
  mala calidad|calidad (\\S{1,8} ){0,2}(mala|pésima|inferior|no)|deteriorad*|podrid*|abollad*|no funciona)
((?<!sin\\s)falt(a|an|aba|aban|aron|ó)|incomplet*|con retraso|tarde|retraso en la entrega|nunca (llegó|llegaron|
  recibimos|pedimos|se entregó|contratamos|se hizo)|sin entregar|devuelt*|devolv*|devolución|devolvimos|
  sólo (llegaron|recibimos)|solo (llegaron|recibimos|nos entregaron))
(acord*|pactad*|pactamos|presupuest*|contrato|pedido|oferta|ofertad*|convenid*|
  prometi*) (\\S{1,16} ){0,4}?(precio|era|fue|eran|dice|indica|cerrado|\\d+|descuento|fij*|decía)
(abono|nota de crédito|rectificativa|anul*|anulen|cancel*|descont*|deduc*|retener|retenemos|retenid*|retención|
  compensar)(?!(ar|amos|aremos) la (deuda|factura pendiente))
(intereses|recargo*|gastos|comisión|penalización) (\\S{1,16} ){0,6}?(no|reclamación|indebid*|rechaz*|injust*|
  anul*|demora)
(todavía no|aún no|no) (\\S{1,8} ){0,2}(vencid*|vence|está vencida|ha vencido)|
  \\d+ días (\\S{1,8} ){0,3}(pactad*|acordad*|según contrato)
""",
    "document.words": """
(otra vez|de nuevo|nuevamente) (\\S{1,10} ){0,3}?(factura|enviar\\w*|mandar\\w*)|(adjunto|archivo|pdf|fichero|
  enlace) (\\S{1,10} ){0,5}?(no se (abre|puede abrir)|vacío|dañado|ilegible)|(a nombre de|dirigida a|
  emitida a) (\\S{1,12} ){0,5}?(otra|debe|incorrect\\w*|equivocad\\w*)|refactur\\w*|razón social (incorrecta|
  equivocada|correcta|nueva)
(envi*|envi(en|e|enos|éis|arnos|arme|ar)|envíen*|envíe*|envie*|mand*|reenvi*|reenví*|remit*|facilit*|adjunt(en|
  ar|e)|pas(ar|e|en|adnos|adme)|necesit*|(?<!sin\\s)falta|faltan|solicit*|requer*|hacen falta|hace falta|pedimos|
  ruego|rogamos|por favor|podéis|podrían|podría|pueden|puede|agradec*|precis*|quer*|proporcion*|emit*|indic*|
  subir*|suban|suba|subid*|cumpliment*|rellen*|registr*|hacer llegar|hagan llegar) (\\S{1,24} ){0,9}?(copia*|
  factura|facturas|duplicado|pdf|extracto*|estado de cuenta*|orden de compra|número de pedido|nº de pedido|
  n\\.º de pedido|pedido|albar(án|anes)|certificado*|titularidad|datos bancarios|cuenta bancaria|iban|
  justificante de entrega|comprobante de entrega|documento*|documentación|formulario|ficha|alta de proveedor|cif|
  nif|desglose|detalle*|rectificativa|facturae|contrato|modelo 347|parte* de trabajo|hoja de horas|
  relación de facturas|hacienda|seguridad social)
(no|nunca|tampoco) (\\S{1,16} ){0,4}?(recib*|encontr*|localiz*|llegó|tenemos|tengo|aparec*|vemos|veo|figura*|
  registrad*|hemos visto) (\\S{1,16} ){0,4}?(factura*|la|copia|documento*|albarán|ella|sistema|registrada|
  extracto)(?! (mercan*|entrega))
(portal|face|facturae|factura electrónica|plataforma|ariba|coupa|edi|b2brouter|sede electrónica) ~
(factura (corregida|rectificada|rectificativa|correcta|nueva|modificada)|nueva factura|corrijan|
  corregir la factura|rehacer la factura|refacturar)
""",
    "document.reject": """
(rechazad*|devuelt*|bloquead*|no (se )?(puede|podemos|admit*|acept*|procesa*|tramit*|contabil*)|
  devolvemos la factura) (\\S{1,16} ){0,8}?(pedido|orden de compra|formato|portal|facturae|pdf|referencia|falta|
  indica*|lleva|cif|dirección|centro)
(sin|falta|con|indiqu*|indicando|incluy*|lleva|indica|figura|aparece|número|referencia|nº|
  n\\.º) (\\S{1,12} ){0,3}?(número de pedido|de pedido|orden de compra|pedido|referencia de pedido|oc|po)
""",
    "document.condition": """
(en cuanto|cuando|sin|antes|falta|faltan|necesit*|hasta que|una vez|pendiente de|
  a la espera de) (\\S{1,16} ){0,8}?(albarán|pedido|orden de compra|certificado|datos bancarios|
  factura rectif\\w*|formulario|justificante de entrega|documentación|ficha|copia|extracto|cuenta bancaria)
""",
    "arrival.words": """
(lleg*|recib*|en su cuenta|tendr*|aparec*|ver(á|án)|refleja*|disponible)
""",
    "redirect.words": """
(ya no|no|nunca|tampoco) (\\S{1,16} ){0,5}?(responsable*|encargad*|me encargo|nos encargamos|trabaj*|llevo|
  llevamos|gestion*|departamento|correspond* a (mí|nosotros)|empresa|competencia|soy (la|el|yo|quien)|
  somos (nosotros|la empresa|clientes)|pertenezco|formo parte|contacto|persona|client*|vinculad*|relación|
  interlocutor*|es para nosotros)(?! (de acuerdo|conform*))
(diríj*|dirig*|contact*|escrib*|envi*|envíe*|remit*|mand*|pónganse|póngase|hable*|consult*|habl*|utilic*|use*|
  reenví*|trat*) (\\S{1,24} ){0,12}?(\\S+@\\S+|a mi compañer*|al departamento|a contabilidad|a la gestoría|
  a nuestra (gestoría|central)|a partir de ahora|en adelante|en lo sucesivo|a partir de)
(nueva|nuevo|otra|otro|correct*|equivocad*|errónea|cambi*|equivoc*) (\\S{1,12} ){0,3}?(dirección|correo|e-?mail|
  contacto|persona|empresa|departamento|destinatario|razón social|sociedad|buzón|cliente|gestor)
(equivocad* de|se han equivocado|se equivocan|os habéis equivocado|se ha equivocado|confund*|confusión|
  no es nuestr*|no somos|nada que ver|por error)
(ya no|dejó|dejé|ha dejado|jubilad*|jubil*|baja voluntaria|causó baja|marchó|marché|
  se fue) (\\S{1,12} ){0,4}?(trabaj*|empresa|compañía|aquí|está|jubil*|casa)
(gestoría|asesoría|central|matriz|centro de servicios|empresa externa|externaliz*|administrador de fincas|
  contable externo|sede central|servicios compartidos) (\\S{1,20} ){0,8}?(llev*|gestion*|encarg*|ahora|@\\S+|
  tramit*|ocup*|paga)
(lleva|gestiona|tramita|se encarga|se ocupa|llevan|gestionan) (\\S{1,16} ){0,5}?(ahora|mi compañer*|
  otro departamento|la gestoría|la asesoría|otra empresa|desde)
(compañer*|sustitut*|sucesor*) (\\S{1,24} ){0,6}?(se encarga|lleva|gestiona|ocupa|atender*)
""",
    "redirect.address": """
(factura*|pago*|cobro*|contab*|administra*|recordatorio*|proveedor*) (\\S{1,24} ){0,14}?\\S{1,40}@\\S{3,50}
\\S{1,40}@\\S{3,50} (\\S{1,24} ){0,9}?(factura*|pago*|cobro*|contab*)
""",
    "out_of_office.words": """
(de vacaciones|fuera de la oficina|fuera del despacho|ausente*|ausencia|de baja (médica|maternal|paternal|por)|
  baja médica|baja de maternidad|de permiso|permiso (de|por) (maternidad|paternidad)|de viaje|no (estaré|estoy|
  estaremos|estamos) (disponible*|en la oficina|operativo*)|a mi (vuelta|regreso)|mi regreso|nuestra vuelta|
  (oficina*|empresa|fábrica|tienda|almacén|despacho|administración) (\\S{1,12} ){0,4}?(cerrad*|permanecerá*|
  cierra*)|cerrado por|estaré de vuelta|acceso limitado|me reincorpor*|nos reincorpor*|cerramos por vacaciones|
  cerrado (hasta|del))
""",
    "remittance.words": """
(adjunt\\w+|envío|va|aquí) (\\S{1,8} ){0,3}?(remesa|detalle de (facturas|pagos)|relación de facturas)
fecha valor|(justificante*|comprobante*|resguardo|aviso|avisos|detalle*|confirmación|orden|relación) (de |
  del )(pago|pagos|la transferencia|transferencia*|ingreso|abono|remesa|transf)
(adjunt*|anex*|envío|enviamos|os paso|le paso|aquí tiene*) (\\S{1,16} ){0,5}?(justificante*|comprobante*|
  resguardo|swift|confirmación|pantallazo|captura)
(referencia|ref\\.?|nº|número|n\\.º) ?(de |del |de la )?(transferencia|transf\\.?|operación|pago|cheque|talón|
  bancaria|remesa|movimiento)\\W{0,4}(es |: )?\\S{0,12}\\d{3}\\S{0,24}
(transferencia|pago|remesa) (con|nº|número|ref) (\\S{1,12} ){0,2}?\\S{0,12}\\d{3}\\S{0,24}
(siguientes facturas|facturas siguientes|correspondiente a las facturas)
""",
    "part.words": """
(a cuenta|parcial*|parte de|una parte|mitad|anticipo*|primer (pago|plazo)|primera (cuota|parte|mitad)|
  entrega a cuenta|un tercio|de momento|por ahora|adelanto|en dos (pagos|veces)|no discutid*|descontad*|deducid*|
  descontando|deduciendo|menos|retenid*|50 ?%)
""",
    "rest.words": """
(el |la |lo |del |por el |para el )?(resto|restante*|demás|diferencia|otra mitad|segunda (mitad|parte|cuota)|
  segundo (pago|plazo)|lo que (queda|falta)|saldo restante|importe restante|cantidad restante)
""",
    "question.words": """
(qué|cuál|cuáles|por qué|cómo|cuándo|cuánto*|quién|dónde|a qué|de qué|en qué|a quién) (\\S{1,16} ){0,3}?(es|son|
  corresponde*|debe*|se|hay|cuenta|viene*|significa*|incluye|hacemos|tenemos|puedo|podemos)
(podrían|podría|pueden|puede|podéis|podrías|me|nos) (\\S{1,12} ){0,3}?(explicar*|aclarar*|indicar*|decir*|
  confirmar*|comprobar*|revisar*|informar*|detallar*)
(no entiendo|no entendemos|quisiera saber|me gustaría saber|nos gustaría saber|quería saber|tengo una (duda|
  pregunta|consulta)|una consulta)
""",
    "acknowledgement.words": """
(gracias|recibid*|de acuerdo|vale|ok|entendid*|enterad*|tomo nota|tomamos nota|anotad*|perfecto|muy bien|
  acuso recibo|acusamos recibo|conforme)
(revis*|mir(o|aré|amos|aremos|ando)|consult*|comprob*|pas(o|amos|aré|ado)|traslad*|reenvi*|reenví*|hablo|
  hablaré|averigu*|verific*|gestion*|tramit*|en trámite|pendiente de (firma|aprobación|validación)|me informo|
  le digo|les digo|os digo|contest*|pregunt*|departamento correspondiente|registrad*|atendid*|validación)
(pronto|en breve|lo antes posible|cuanto antes|próximamente|a la mayor brevedad|en los próximos días|estos días)
""",
    "unsubscribe.words": """
(dar*me de baja|denme de baja|dadme de baja|deme de baja|dennos de baja|de baja|desuscrib*|cancelar (la |
  mi )?suscripción|lista de (correo|distribución|envío)|lista)(?! (médica|maternal|paternal|por|voluntaria|
  de maternidad))
(elimin*|borr*|quit*|retir*|suprim*) (\\S{1,16} ){0,5}?(dirección|correo|mi e-?mail|lista*|base de datos|
  mis datos|nuestros datos|ficheros|me)
(no|dejen|deje|dejad|paren|basta|ni) (me |nos |de )?(de )?(me |nos )?(enviar*|envíen*|envíe*|mandar*|manden*|
  mande*|mandéis|enviéis|recibir|escrib*|molest*|quiero recibir|deseo recibir|deseamos recibir|correos de estos|
  más (correos|mensajes|emails|avisos))
""",
    "other.words": """
(currículum|curriculum|cv|candidatura|puesto de|oferta de empleo|prácticas|vacante|solicitud de empleo)
(seo|posicionamiento|leads|aumentar (sus|tus) ventas|rebajas|promoci*|descuento en|% de descuento|
  oferta (válida|especial|limitada)|newsletter|webinar|demo|prueba gratuita|pulse aquí|haga clic|
  clientes potenciales|gratis|sorteo|suscrib*)
(receta|cumpleaños|boda|comemos|almuerzo|partido|fútbol|barbacoa|felicidades|enhorabuena|quedamos para|cena|
  cañas|niños|excursión|cervezas)
""",
    "topic.words": """
(pag*|factur*|fra|cuenta*|abon*|transfer*|importe*|saldo*|deuda*|deb*|vencim*|venc*|recordatorio*|reclam*|
  pedido*|entreg*|proveedor*|banco*|bancari*|dinero|remesa*|recibo*|contab*|ingres*|liquid*|cobr*|albar*|iban|
  asunto|tema)
""",
    "other_event.words": """
(a partir de hoy|desde hoy|avisé|avisamos|dijeron|dije|dijimos|funeral|entierro|rechazad\\w*|registrad\\w*)
(vacaciones|vuelta|vuelvo|volveré|volvemos|regresaré|regreso|cerrad*|fuera|baja|ausente*|festivo*|reincorpor*|
  abrimos|reabr*|disponible*)
(factura*|recordatorio*|correo*|mail|e-?mail|mensaje*|carta|pedido*|presupuesto|contrato*|albarán|entrega|
  burofax) (\\S{1,20} ){0,3}?(de|del|de fecha|fechad*|con fecha|recibid* el|el)
(entregad*|entrega|recibimos|recibid*|vence|vencimiento|venció|fechad*|reunión|cita|feria|llamada|hablamos|
  hablé|desde|válid*|firmad*|devolv*|ayer|caduca|cumple*|visita|llegó|llegaron|acordó|facturad*|octubre se)
(la semana pasada|el mes pasado|el año pasado|hace (\\S{1,8} )?(días|semanas|meses))
""",
}
