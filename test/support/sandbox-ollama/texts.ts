import { createHash } from 'node:crypto';

/**
 * The sentences the sandbox model has to offer: a view, a place and a light, which make a believable description
 * together whatever the picture. The same picture, model and seed always get the same words.
 */
type Table = { subjects: string[]; details: string[]; join: string };

const tables: Record<string, Table> = {
  en: {
    join: ' ',
    subjects: [
      'A wooden table by a window with a cup, an open notebook and a pencil lying across the page.',
      'A narrow path between tall trees, with fallen leaves along both edges.',
      'A tabby cat lying on a folded blanket, its head raised towards the camera.',
      'A quiet street of low brick houses with bicycles leaning against the wall.',
      'A bowl of tomatoes and basil leaves on a blue cloth, seen from above.',
      'A person in a yellow raincoat standing on a pier and looking out over the water.',
      'A row of boats moored in a small harbour, their ropes hanging slack.',
      'A workbench with screwdrivers, a roll of tape and a half-assembled radio.',
      'Snow-covered hills beyond a wooden fence, with a single bare tree in front.',
      'A loaf of bread on a cutting board, two slices already cut and a knife beside them.',
    ],
    details: [
      'Soft daylight comes from the left.',
      'The sky behind is pale and overcast.',
      'The background is out of focus.',
      'Long shadows fall across the ground.',
      'Everything else in the frame is in shade.',
      'The colours are muted, mostly brown and green.',
    ],
  },
  de: {
    join: ' ',
    subjects: [
      'Ein Holztisch am Fenster mit einer Tasse, einem offenen Notizbuch und einem Bleistift darauf.',
      'Ein schmaler Weg zwischen hohen Bäumen, an beiden Rändern liegt Laub.',
      'Eine getigerte Katze liegt auf einer gefalteten Decke und hebt den Kopf zur Kamera.',
      'Eine ruhige Straße mit niedrigen Backsteinhäusern, an der Wand lehnen Fahrräder.',
      'Eine Schale mit Tomaten und Basilikum auf einem blauen Tuch, von oben gesehen.',
      'Mehrere Boote liegen in einem kleinen Hafen, ihre Leinen hängen locker.',
      'Verschneite Hügel hinter einem Holzzaun, davor ein einzelner kahler Baum.',
    ],
    details: [
      'Von links fällt weiches Tageslicht herein.',
      'Der Himmel dahinter ist blass und bedeckt.',
      'Der Hintergrund ist unscharf.',
      'Lange Schatten liegen auf dem Boden.',
      'Die Farben sind gedämpft, vor allem Braun und Grün.',
    ],
  },
  fr: {
    join: ' ',
    subjects: [
      'Une table en bois près d’une fenêtre, avec une tasse, un carnet ouvert et un crayon posé sur la page.',
      'Un sentier étroit entre de grands arbres, bordé de feuilles mortes.',
      'Un chat tigré couché sur une couverture pliée, la tête levée vers l’appareil.',
      'Une rue calme de petites maisons en brique, des vélos appuyés contre le mur.',
      'Un bol de tomates et de feuilles de basilic sur un tissu bleu, vu d’en haut.',
      'Des bateaux amarrés dans un petit port, leurs cordes détendues.',
      'Des collines enneigées derrière une clôture en bois, avec un seul arbre nu devant.',
    ],
    details: [
      'Une lumière douce vient de la gauche.',
      'Le ciel est pâle et couvert.',
      'L’arrière-plan est flou.',
      'De longues ombres s’étendent sur le sol.',
      'Les couleurs sont sourdes, surtout du brun et du vert.',
    ],
  },
  ja: {
    join: '',
    subjects: [
      '窓辺の木のテーブルに、カップと開いたノート、ページの上に置かれた鉛筆がある。紙には細い字で何行か書き込まれ、カップからはまだ湯気が立っている。',
      '高い木々の間を細い道がまっすぐ奥へ続いていて、両側には落ち葉が厚く積もっている。道の先には小さな木の橋と、その手前に立つ古い道しるべが見える。',
      '縞模様の猫が畳んだ毛布の上に横になり、顔を上げてカメラのほうを見ている。毛布は灰色で、猫の前足の下には青い毛糸の玉が一つ転がっている。',
      '低いれんが造りの家が並ぶ静かな通りで、壁に自転車が二台立てかけてある。窓辺には鉢植えの花が並び、石畳の道には人の姿がない。',
      '青い布の上に置かれた、トマトとバジルの葉が入った白い器を真上から見たところ。器の横には木のスプーンと、半分に切ったレモンが添えられている。',
      '小さな港に何隻かの船がつながれていて、太い綱がゆるく垂れている。岸壁には網とかごが積まれ、水面には船の影がはっきりと映っている。',
    ],
    details: [
      '左側から柔らかな光が差し込んでいる。',
      '奥の空は淡い色で曇っている。',
      '背景はぼやけている。',
      '地面に長い影が落ちている。',
      '全体に落ち着いた茶色と緑の色合いである。',
    ],
  },
};

const languageNames: [RegExp, string][] = [
  [/\bgerman\b|\bdeutsch\b/i, 'de'],
  [/\bfrench\b|\bfran[cç]ais\b/i, 'fr'],
  [/\bjapanese\b|日本語/i, 'ja'],
];

/** The language a prompt asks for by name, such as "in German"; English otherwise. */
export function languageAskedFor(prompt: string): string {
  const found = /\b(?:in|to|language:)\s+([\p{L}]+)/giu;
  const asked = [...prompt.matchAll(found)].map(([, word]) => word ?? '').join(' ');
  return languageNames.find(([name]) => name.test(asked))?.[1] ?? 'en';
}

/** One or two sentences of 80 to 200 characters, fixed by the key (picture, model and seed). */
export function describe(key: string, language: string): string {
  const table = tables[language] ?? (tables.en as Table);
  const hash = createHash('sha256').update(key).digest();
  const pick = (list: string[], at: number): string => list[hash.readUInt32BE(at) % list.length] as string;
  return [pick(table.subjects, 0), pick(table.details, 4)].join(table.join);
}

/** A text in the pieces a model would say it in: a word with the space before it, or two signs where there are none. */
export function toTokens(text: string): string[] {
  if (/\s/.test(text.trim())) return text.match(/\s*\S+|\s+$/g) ?? [];
  return Array.from(text.match(/.{1,2}/gsu) ?? []);
}
