import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import type { Subject } from './subject.ts';

/** What a browser draws: the page inside `body`, and the size of its window. */
type Drawn = Omit<Subject, 'bytes'> & { width: number; height: number; body: string; style?: string };

const photo = (name: string) =>
  `data:image/jpeg;base64,${readFileSync(join(import.meta.dirname, '../../support/photos', `${name}.jpg`)).toString('base64')}`;

const bar = (label: string, value: number, colour: string) =>
  `<div class="bar" style="height:${value * 3}px;background:${colour}"><b>${value}</b><span>${label}</span></div>`;

/** Screens, documents, charts and jokes, drawn by a browser in several scripts. */
const drawn: Drawn[] = [
  {
    ...{ name: 'chat', kind: 'screenshot', language: 'en', width: 640, height: 520 },
    postText: 'Family chat at its best',
    text: 'Grandma Did you eat? Yes, soup at noon. Only soup? And bread. Good. Bring the pot back on Sunday.',
    facts: [['chat', 'message', 'conversation']],
    goodCaption:
      'Screenshot of a chat with "Grandma": "Did you eat?" "Yes, soup at noon." "Only soup?" "And bread." "Good. Bring the pot back on Sunday."',
    style:
      'p{padding:10px 16px;border-radius:16px;background:#e8e8ee;max-width:60%}p.own{background:#cdf;margin-left:auto}',
    body: '<h2>Grandma</h2><p>Did you eat?</p><p class="own">Yes, soup at noon.</p><p>Only soup?</p><p class="own">And bread.</p><p>Good. Bring the pot back on Sunday.</p>',
  },
  {
    ...{ name: 'error dialogue', kind: 'screenshot', language: 'fr', width: 620, height: 320 },
    postText: 'Encore une fois…',
    text: 'Mise à jour impossible Le disque est plein. Libérez 3,5 Go puis réessayez. Annuler Réessayer',
    facts: [['fenêtre', 'message', 'capture', 'boîte']],
    goodCaption:
      'Capture d’une fenêtre « Mise à jour impossible » : « Le disque est plein. Libérez 3,5 Go puis réessayez. », avec les boutons « Annuler » et « Réessayer ».',
    style: 'div{border:2px solid #444;padding:24px;border-radius:8px}button{font-size:20px;margin-right:12px}',
    body: '<div><h2>Mise à jour impossible</h2><p>Le disque est plein. Libérez 3,5 Go puis réessayez.</p><button>Annuler</button><button>Réessayer</button></div>',
  },
  {
    ...{ name: 'terminal', kind: 'screenshot', language: 'en', width: 760, height: 300 },
    postText: 'All green again',
    text: 'npm test 412 passed, 0 failed, 3 skipped Finished in 12.5 s at 09:45',
    facts: [['terminal', 'console', 'command']],
    goodCaption:
      'Screenshot of a terminal after "npm test": "412 passed, 0 failed, 3 skipped", then "Finished in 12.5 s at 09:45".',
    style: 'body{background:#111;color:#7f7;font:22px "DejaVu Sans Mono",monospace}',
    body: '<p>$ npm test</p><p>412 passed, 0 failed, 3 skipped</p><p>Finished in 12.5 s at 09:45</p>',
  },
  {
    ...{ name: 'notice', kind: 'document', language: 'de', width: 700, height: 520 },
    postText: 'Gilt das auch für uns?',
    text: 'Wasser wird abgestellt Am Dienstag, dem 3. Oktober, von 8:30 bis 12:00 Uhr, Haus 4 und 6. Bitte füllen Sie vorher Eimer und Töpfe. Die Hausverwaltung',
    facts: [['aushang', 'zettel', 'schild', 'mitteilung', 'blatt']],
    goodCaption:
      'Ein Aushang: „Wasser wird abgestellt. Am Dienstag, dem 3. Oktober, von 8:30 bis 12:00 Uhr, Haus 4 und 6. Bitte füllen Sie vorher Eimer und Töpfe. Die Hausverwaltung“.',
    style: 'body{font-family:"DejaVu Serif",serif;font-size:26px}',
    body: '<h1>Wasser wird abgestellt</h1><p>Am Dienstag, dem 3. Oktober, von 8:30 bis 12:00 Uhr, Haus 4 und 6.</p><p>Bitte füllen Sie vorher Eimer und Töpfe.</p><p>Die Hausverwaltung</p>',
  },
  {
    ...{ name: 'menu', kind: 'document', language: 'fr', width: 560, height: 640 },
    postText: 'Ce midi',
    text: 'Menu du jour Soupe à l’oignon 6,50 € Truite aux amandes 14,00 € Tarte aux pommes 5,80 € Café 2,20 €',
    facts: [['menu', 'carte']],
    goodCaption:
      'Une carte : « Menu du jour. Soupe à l’oignon 6,50 €, truite aux amandes 14,00 €, tarte aux pommes 5,80 €, café 2,20 € ».',
    style: 'body{font-family:"DejaVu Serif",serif;text-align:center;background:#f7f0e0}',
    body: '<h1>Menu du jour</h1><p>Soupe à l’oignon 6,50 €</p><p>Truite aux amandes 14,00 €</p><p>Tarte aux pommes 5,80 €</p><p>Café 2,20 €</p>',
  },
  {
    ...{ name: 'Greek sign', kind: 'document', language: 'el', width: 520, height: 260 },
    postText: 'Στο λιμάνι',
    text: 'ΠΡΟΣΟΧΗ Μην πλησιάζετε το πλοίο',
    facts: [['πινακίδα', 'επιγραφή']],
    goodCaption: 'Κίτρινη πινακίδα που γράφει «ΠΡΟΣΟΧΗ. Μην πλησιάζετε το πλοίο».',
    style: 'body{background:#fd3;text-align:center}',
    body: '<h1>ΠΡΟΣΟΧΗ</h1><p>Μην πλησιάζετε το πλοίο</p>',
  },
  {
    ...{ name: 'Cyrillic ticket', kind: 'document', language: 'uk', width: 520, height: 260 },
    postText: 'Їдемо!',
    text: 'КВИТОК Київ — Львів 14:05 вагон 7 місце 21',
    facts: [['квиток']],
    goodCaption: 'Квиток на поїзд: «КВИТОК. Київ — Львів, 14:05, вагон 7, місце 21».',
    style: 'body{background:#eef;border:6px dashed #88a}',
    body: '<h1>КВИТОК</h1><p>Київ — Львів 14:05</p><p>вагон 7 місце 21</p>',
  },
  {
    ...{ name: 'bar chart', kind: 'chart', language: 'en', width: 640, height: 540 },
    postText: 'Rain at our place',
    text: 'Rain in mm March 40 April 75 May 20 June 90',
    facts: [['chart', 'graph'], ['june'], ['90']],
    goodCaption:
      'Bar chart titled "Rain in mm": "March" 40, "April" 75, "May" 20 and "June" 90. June is the wettest, May by far the driest.',
    style:
      'section{display:flex;gap:24px;align-items:end;height:340px}.bar{width:100px;position:relative;text-align:center}.bar span{position:absolute;left:0;right:0;bottom:-34px}',
    body: `<h2>Rain in mm</h2><section>${bar('March', 40, '#48c')}${bar('April', 75, '#48c')}${bar('May', 20, '#48c')}${bar('June', 90, '#48c')}</section>`,
  },
  {
    ...{ name: 'line chart', kind: 'chart', language: 'de', width: 640, height: 440 },
    postText: 'Es geht aufwärts',
    text: 'Mitglieder 2021 2022 2023 2024',
    facts: [
      ['diagramm', 'kurve', 'grafik'],
      ['steigt', 'zunehm', 'wächst', 'anstieg'],
    ],
    goodCaption:
      'Liniendiagramm „Mitglieder“ mit den Jahren „2021“, „2022“, „2023“ und „2024“ auf der waagerechten Achse: Die Kurve steigt erst langsam, dann steil.',
    style: 'svg{display:block}',
    body: '<h2>Mitglieder</h2><svg width="560" height="260"><polyline points="40,230 200,210 360,140 520,30" fill="none" stroke="#c33" stroke-width="6"/></svg><p style="word-spacing:90px">2021 2022 2023 2024</p>',
  },
  {
    ...{ name: 'meme', kind: 'meme', language: 'en', width: 600, height: 460 },
    postText: 'Every. Single. Monday.',
    text: 'ONE MORE COFFEE THEN I ANSWER EMAILS',
    facts: [['coffee', 'cup', 'espresso']],
    goodCaption:
      'Meme: a cup of dark coffee on a saucer with a spoon, with the words "ONE MORE COFFEE" above and "THEN I ANSWER EMAILS" below.',
    style:
      'body{margin:0;padding:0;background:#000}figure{margin:0;position:relative;width:600px;height:460px;overflow:hidden}img{width:100%}b{position:absolute;left:0;right:0;text-align:center;color:#fff;font-size:40px;text-shadow:0 0 6px #000,0 0 6px #000}',
    body: `<figure><img src="${photo('coffee')}" alt=""><b style="top:10px">ONE MORE COFFEE</b><b style="bottom:40px">THEN I ANSWER EMAILS</b></figure>`,
  },
  {
    ...{ name: 'drawing', kind: 'artwork', language: 'es', width: 600, height: 440 },
    postText: 'Dibujo de mi sobrina',
    text: null,
    facts: [['casa'], ['sol']],
    goodCaption:
      'Dibujo de una casa con tejado rojo y puerta azul sobre un prado verde, con un sol amarillo en una esquina.',
    style: 'body{margin:0;padding:0}',
    body: '<svg width="600" height="440"><rect width="600" height="440" fill="#cef"/><rect y="320" width="600" height="120" fill="#4a4"/><circle cx="530" cy="70" r="45" fill="#fc0"/><rect x="180" y="200" width="220" height="140" fill="#eee" stroke="#333" stroke-width="4"/><polygon points="160,200 290,100 420,200" fill="#c22"/><rect x="265" y="260" width="50" height="80" fill="#24c"/></svg>',
  },
];

/** Draws them one after the other. The fonts are the machine's own, so the pictures differ a little between machines. */
export function pagesOf(browser: Browser): Subject[] {
  return drawn.map(({ width, height, body, style = '', ...subject }) => ({
    ...subject,
    async bytes() {
      const page = await browser.newPage({ viewport: { width, height } });
      const base = 'body{font:24px "DejaVu Sans",sans-serif;margin:0;padding:24px}';
      await page.setContent(`<!doctype html><meta charset="utf-8"><style>${base}${style}</style><body>${body}`);
      const picture = await page.screenshot({ type: 'png' });
      await page.close();
      return new Uint8Array(picture);
    },
  }));
}
