import type { PictureKind } from '../captioner.ts';

/** The names of the kinds of picture whose name tells a reader something: en, de, fr, es, it, pt, nl, ja. */
export const kindNames: Partial<Record<PictureKind, RegExp[]>> = {
  screenshot: [
    /screen ?shot|screen ?grab|screen ?cap|bildschirm|capture|captura|schermata|schermafbeelding|chat|app\b|window|fenster|fenêtre|ventana|finestra|janela|venster|website|webpage|terminal/i,
    /スクリーンショット|スクショ|画面/,
  ],
  chart: [
    /chart|graph|plot|diagram|diagramm|grafik|kurve|graphique|courbe|diagramme|gráfic[oa]|grafico|curva|grafiek|map\b|karte|carte|mapa|mappa|kaart|table|tabelle/i,
    /グラフ|図|チャート|地図|表/,
  ],
  artwork: [
    /painting|drawing|sketch|illustration|watercolou?r|comic|cartoon|print|collage|mural|sculpture|render|artwork|pixel art|gemälde|zeichnung|skizze|aquarell|gezeichnet|gemalt|peinture|dessin|esquisse|bande dessinée|pintura|dibujo|boceto|ilustración|acuarela|dipinto|disegno|illustrazione|desenho|ilustração|schilderij|tekening|illustratie/i,
    /絵|イラスト|漫画|水彩|版画|スケッチ/,
  ],
  animation: [
    /animat|moves?\b|moving|turns?\b|falls?\b|rolls?\b|jumps?\b|walks?\b|runs?\b|spins?\b|loop|gif\b|bewegt|dreht|rollt|springt|läuft|fällt|bouge|tourne|roule|saute|tombe|mueve|gira|rueda|salta|cae|muove|rotola|move-se|beweegt|draait/i,
    /アニメ|動|回|転が|跳|落ち|走/,
  ],
};

/** A figure, or a word for which way it goes. */
export const chartNumbers =
  /\p{N}|ris(?:e|es|ing)\b|rose\b|falls?\b|falling|grow|increas|decreas|drop|peak|steig|sinkt|fällt|wächst|zunahm|abnahm|augment|baiss|diminu|mont(?:e|ent)\b|aument|sub(?:e|en)\b|baja|crece|増|減|上昇|下降|上が|下が/iu;
