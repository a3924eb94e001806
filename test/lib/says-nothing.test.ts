import { describe, expect, it } from 'vitest';
import { saysNothing } from '../../src/lib/says-nothing.ts';

const junk = {
  'the names of files': [
    ...[
      'IMG_2034.jpg',
      'IMG_2034',
      'image0.png',
      'image0',
      'DSC_0001.JPG',
      'DSCN4711',
      'P1020304',
      '_MG_5567.CR2.jpeg',
    ],
    ...[
      'PXL_20241103_142233123.MP.jpg',
      'IMG-20241103-WA0012.jpg',
      'FB_IMG_1700000000000.jpg',
      'MVIMG_20200101_101010',
    ],
    ...[
      'signal-2024-11-03-142233.jpeg',
      'WhatsApp Image 2024-11-03 at 14.22.33.jpeg',
      'photo_2024-11-03 14.22.33.jpeg',
    ],
    ...['Screenshot 2024-11-03 at 14.22.33', 'Screenshot 2024-11-03 at 2.22.33 PM.png', 'Screenshot_20241103-142233'],
    ...['Screenshot_2024-11-03-14-22-33-123_org.joinmastodon.android.jpg', 'Screenshot_20241103_142233_Firefox'],
    ...[
      'Screenshot from 2024-11-03 14-22-33.png',
      'Bildschirmfoto 2024-11-03 um 14.22.33.png',
      'Screen Shot 2024-11-03 at 14.22',
    ],
    ...[
      "Capture d'écran 2024-11-03 à 14.22.33",
      'Captura de pantalla 2024-11-03 a las 14.22.33',
      'スクリーンショット 2024-11-03 14.22.33',
    ],
    ...[
      '6f1a30c4a69b873d2e9eb',
      '01923a6e-9c1b-7e6e-8a3c-1f2e3d4c5b6a',
      '1000014532.jpg',
      '20241103_142233',
      'cat.jpg',
    ],
    ...['sunset-at-the-beach.webp', 'Image (3).png', 'photo 1.heic', 'VID_20240101.mp4', 'image.png', 'unnamed.jpg'],
  ],
  'only emoji, digits or punctuation': [
    '🌅',
    '📷📷',
    '❤️',
    '1️⃣',
    '🏳️‍🌈 🇩🇪',
    ':blobcat:',
    ':blobcat: :heart:',
    '.',
    '…',
    '---',
    '??',
    '1',
    '2/4',
    'ℹ️',
  ],
  'one word any picture could be called by': [
    ...[
      'image',
      'Image',
      'IMAGE.',
      'an image',
      'A photo',
      'the picture',
      'my photo',
      'photo 📷',
      '[image]',
      'Image 1',
      'Photo 3/4',
    ],
    ...[
      'picture of',
      'screenshot',
      'Screenshot 2',
      'untitled',
      'alt text',
      'Image description',
      'no description',
      'N/A',
    ],
    ...['No photo description available.', 'attachment', 'null', 'undefined'],
    ...[
      'Bild',
      'ein Bild',
      'Foto',
      'Mein Foto',
      'Bild 2',
      'Bildschirmfoto',
      'ohne Titel',
      'Bildbeschreibung',
      'Kein Alternativtext',
    ],
    ...['photo', 'une image', "l'image", "Capture d'écran", 'sans titre', 'Texte alternatif', 'la photo'],
    ...['foto', 'imagen', 'una foto', 'Captura de pantalla', 'sin título', 'Sin descripción'],
    ...['画像', '写真', '画像1', 'この画像', '画像です', '無題', 'ｉｍａｇｅ'],
  ],
};

const real = [
  ...[
    'Miso',
    'Sunset',
    'A cat',
    '猫',
    'Me',
    'Selfie',
    'Logo',
    'Meme',
    'Tea',
    'NYC',
    'Ada Lovelace',
    'Ω',
    '寿司',
    '猫の写真',
  ],
  ...[
    'Miso 🍜',
    'ok',
    'Katze',
    'Ein Hund',
    'Un chat',
    'El mar',
    'The end',
    'Group photo',
    'Family picture',
    'Photo booth',
  ],
  ...['Screenshot of a terminal', 'Screenshot 2024 election results', 'Screenshot of a folder with IMG_2034.jpg'],
  ...[
    'My cat on the sofa.jpg',
    'Foto von Miso',
    'Bild: ein Fuchs',
    'Photo of a red door',
    'Capture of the fox',
    'An image of hope',
  ],
  ...['Figure 3: rainfall by month', 'Dune'],
  ...[
    'Video still',
    'A camera',
    'Camera',
    'A scan',
    'Cover',
    'Edit',
    'The original',
    'Image may contain: cat',
    'P is for Peter',
  ],
  ...[
    'Text: “no parking”',
    'Null Bock',
    'Sam 5',
    'Cover 2',
    'Ein alter Text',
    'Title page',
    'Mi perro',
    'Leyenda urbana',
  ],
];

describe.each(Object.entries(junk))('%s', (_kind, texts) => {
  it.each(texts)('say nothing: %s', (text) => {
    expect(saysNothing(text)).toBe(true);
  });
});

describe('a text that says something, however short', () => {
  it.each(real)('%s', (text) => {
    expect(saysNothing(text)).toBe(false);
  });

  it('is judged quickly, however long', () => {
    for (const piece of ['image ', '1.', 'screenshot 2024-', 'a', ':a', '.jpg', '画像']) {
      const before = performance.now();
      saysNothing(piece.repeat(20_000 / piece.length));
      expect(performance.now() - before).toBeLessThan(200);
    }
  });
});
