import type { PictureKind } from '../../captioner.ts';

/** The names of the kinds of picture whose name tells a reader something: en, de, fr, es, it, pt, nl, ja. */
export const kindNames: Partial<Record<PictureKind, RegExp[]>> = {
  screenshot: [
    /screen|chat|\bapp|window|site\b|web|page\b|terminal|console|browser|dialog|settings|editor|game|menu|map\b|message|form\b/iu,
    /bildschirm|fenster|seite\b|spiel|karte|nachricht|formular|einstellung|meldung|konsole/iu,
    /capture|écran|fenêtre|appli|réglages|discussion|carte|jeu\b|tableur|formulaire|éditeur|site/iu,
    /captura|pantalla|ventana|aplicación|ajustes|conversación|mensaj|consola|formulario|videojuego|hoja de cálculo|previsión|página|mapa/iu,
    /schermata|finestra|avviso|pagina|traduttore|partita|elenco|mappa|messagg|modulo|foglio di calcolo/iu,
    /janela|aplicação|aplicativo|conversa|linha de comandos|jogo|tela\b|ecrã|formulário|planilha|folha de cálculo|calendário|caixa de diálogo|inquérito/iu,
    /scherm|venster|spel\b|kaart|bericht|instelling|formulier|app\b|melding|plattegrond/iu,
    /スクリーンショット|スクショ|画面|アプリ|ゲーム|チャット|ウィンドウ|ページ|ブラウザ|小窓|ボタン/,
  ],
  chart: [
    /chart|graph|plot|diagram|map\b|table|curve|histogram|pyramid|bars?\b|\blines?\b/iu,
    /grafik|kurve|karte|tabelle|punktwolke|balken|linien/iu,
    /courbe|carte|tableau|camembert|nuage de points|histogramme|barres|pyramide/iu,
    /gráfic|curva|mapa|tabla|barras|pirámide|histograma/iu,
    /linha d|barras/iu,
    /grafic|mappa|tabella|istogramma|barre|piramide/iu,
    /grafiek|kaart|tabel|staven|puntenwolk/iu,
    /グラフ|図|チャート|地図|表/,
  ],
  artwork: [
    /paint|draw|sketch|illustration|watercolou?r|comic|cartoon|print|collage|mural|sculpture|statue|render|artwork|pixel|mosaic|fresco|engraving|woodcut|linocut|etching|ink\b|canvas/iu,
    /gemälde|zeichnung|skizze|aquarell|gezeichnet|gemalt|schnitt|stich|radierung|skulptur|mosaik|fresko|comic|öl auf/iu,
    /peinture|dessin|esquisse|croquis|bande dessinée|gravure|huile sur|sculpture|mosaïque|fresque|aquarelle/iu,
    /pintura|dibujo|boceto|ilustración|acuarela|grabado|escultura|mosaico|fresco|óleo|viñeta|cómic/iu,
    /dipinto|disegno|illustrazione|acquerello|affresco|fumetto|scultura|incisione|mosaico/iu,
    /desenho|ilustração|aquarela|aguarela|gravura|azulejo|escultura|colagem|tapeçaria/iu,
    /schilderij|tekening|illustratie|schets|gravure|beeld|aquarel|houtsnede|olieverf/iu,
    /絵|イラスト|漫画|水彩|版画|スケッチ|彫刻|油彩/,
  ],
};

/** A figure or a share, or a word for which way it goes or where it is most. */
export const chartNumbers = [
  /\p{N}|half|third|quarter|most|least|ris(?:e|es|ing)\b|rose\b|falls?\b|falling|grow|increas|decreas|drop|peak/iu,
  /hälfte|drittel|viertel|meist|wenigst|steig|sinkt|fällt|wächst|nach oben|nach unten|zunahm|abnahm/iu,
  /moitié|tiers|quart|plupart|augment|baiss|diminu|mont(?:e|ent)\b|diagonale/iu,
  /mitad|tercio|cuarto|mayor|menor|aument|sub(?:e|en)\b|baja|crece|estrecha|ancha|concentra/iu,
  /metà|terzo|quarto|maggior|cresc|sale\b|scend|metade|terço|duplica|helft|derde|stijg|daal|verband/iu,
  /半分|分の|最も|増|減|上昇|下降|上が|下が|[左右][上下]/,
];
