import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Subject } from './subject.ts';

const photos = join(import.meta.dirname, '../../support/photos');

type Photograph = Pick<Subject, 'language' | 'postText' | 'facts' | 'goodCaption'> & { name: string; text?: string };

/** Photographs with a free licence (test/support/photos/CREDITS.md), each in the language of another post. */
const photographs: Photograph[] = [
  {
    ...{ name: 'astronaut', language: 'en', postText: 'Portrait day' },
    facts: [['space suit', 'spacesuit', 'astronaut', 'flight suit']],
    goodCaption: 'A smiling astronaut in an orange space suit with mission patches, a flag and a model shuttle behind.',
  },
  {
    ...{ name: 'camera', language: 'de', postText: 'Alte Schule' },
    facts: [['kamera'], ['stativ']],
    goodCaption: 'Schwarz-Weiß: Jemand in dunklem Mantel beugt sich auf einer Wiese über eine Kamera auf einem Stativ.',
  },
  {
    ...{ name: 'chelsea', language: 'fr', postText: 'Mon chat' },
    facts: [['chat']],
    goodCaption: 'Gros plan d’un chat tigré aux yeux clairs et aux longues moustaches blanches, qui regarde à côté.',
  },
  {
    ...{ name: 'coffee', language: 'ja', postText: '休憩' },
    facts: [['コーヒー', 'カップ', 'エスプレッソ']],
    goodCaption: '木のテーブルの上、受け皿に置かれた濃いコーヒーのカップと小さなスプーン。斜め上から見たところ。',
  },
  {
    ...{ name: 'hubble_deep_field', language: 'es', postText: 'Mirando lejos' },
    facts: [['galaxia', 'estrella']],
    goodCaption:
      'Cientos de galaxias, puntos y espirales de luz blanca, naranja y azul, repartidas sobre un fondo negro.',
  },
  {
    ...{ name: 'rocket', language: 'it', postText: 'Si parte' },
    facts: [['razzo']],
    goodCaption: 'Un razzo bianco e sottile sulla rampa di lancio, di notte, illuminato da lampade, con acqua davanti.',
  },
];

export const photographSubjects: Subject[] = photographs.map(({ text = null, ...photograph }) => ({
  ...photograph,
  kind: 'photo',
  text,
  bytes: async () => new Uint8Array(await readFile(join(photos, `${photograph.name}.jpg`))),
}));
