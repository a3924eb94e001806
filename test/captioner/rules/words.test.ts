import { testRulesByLanguage } from './table.ts';

testRulesByLanguage('what a description should not say', {
  'picture-phrase': {
    en: {
      fails: ['Image of a cat.', 'This image shows a cat.', 'A photo of a cat.', 'Alt text: a cat.'],
      passes: [
        'A painting of a cat.',
        'A screenshot of a settings page.',
        'Picture frames on a wall.',
        'A picture with a gilded frame leans against a wall.',
      ],
    },
    de: {
      fails: ['Das Bild zeigt eine Katze.', 'Ein Foto von Bergen.', 'Alternativtext: eine Katze.'],
      passes: ['Bilderrahmen an der Wand.', 'Ein Bild mit goldenem Rahmen lehnt an der Wand.'],
    },
    fr: {
      fails: ['Cette image montre un chat.', 'Une photo d’un chat.', 'Texte alternatif : un chat.'],
      passes: ['Un cadre vide au mur.'],
    },
    es: {
      fails: ['Esta imagen muestra un gato.', 'Foto de un gato.', 'Texto alternativo: un gato.'],
      passes: ['Un marco vacío en la pared.'],
    },
    ja: {
      fails: ['画像は猫です。', 'この写真には猫がいます。', '代替テキスト：猫。'],
      passes: ['写真立てが机にある。'],
    },
    it: { fails: ['Questa immagine mostra un gatto.'], passes: ['Una cornice vuota.'] },
    pt: { fails: ['Esta imagem mostra um gato.'], passes: ['Uma moldura vazia.'] },
    nl: { fails: ['Deze afbeelding toont een kat.'], passes: ['Een lege lijst.'] },
  },
  'assistant-talk': {
    en: {
      fails: ['I can see a cat.', 'As an AI, I cannot tell.', 'The user wants alt text.', 'In summary, a cat.'],
      passes: [
        'A sign that says "I can see you".',
        'A hand-written letter.',
        'A chat window in which the user asks how long to boil an egg.',
      ],
    },
    de: {
      fails: ['Ich sehe eine Katze.', 'Es tut mir leid, das geht nicht.'],
      passes: ['Ein Zettel: „Ich sehe dich“.'],
    },
    fr: {
      fails: ['Je vois un chat.', 'Je ne peux pas le dire.', 'Désolée, mais cela ne va pas.'],
      passes: [
        'Une affiche : « Je vois tout ».',
        'Une plaine désolée, balayée par le vent.',
        'Désolée, la terre s’étend jusqu’à la mer.',
      ],
    },
    es: { fails: ['Lo siento, no puedo.', 'Veo un gato.'], passes: ['Un cartel: «No puedo esperar».'] },
    ja: {
      fails: [
        '申し訳ありません。',
        '猫だと思います。',
        'この画像を説明することはできません。',
        '人物は特定できません。',
      ],
      passes: ['「申し訳ありません」と書かれた紙。', '設定画面。この欄には入力できませんと赤字で出ている。'],
    },
    it: { fails: ['Mi dispiace, non posso.'], passes: ['Un gatto.'] },
    pt: { fails: ['Desculpe, não posso.'], passes: ['Um gato.'] },
    nl: { fails: ['Het spijt me.'], passes: ['Een kat.'] },
  },
  credit: {
    en: { fails: ['A cat. Photo by Alice.', 'A cat. © Bob'], passes: ['A photo album by the window.'] },
    de: {
      fails: ['Eine Katze. Foto: Anna Blume', 'Bildnachweis: dpa', 'Eine Katze. Foto von Anna Blume'],
      passes: ['Ein Fotoalbum auf dem Tisch.', 'An der Wand hängt ein Foto von Frida Kahlo.'],
    },
    fr: {
      fails: ['Un chat. Crédit photo : AFP', 'Photo : Anne Martin', 'Un chat (photo de Anne Martin)'],
      passes: ['Un chat dort.', 'Une photo de Frida Kahlo pend au mur.'],
    },
    es: {
      fails: ['Un gato. Foto: Ana Pérez', 'Bajo licencia libre.', 'Un gato. Foto de Ana Pérez'],
      passes: ['Un álbum de fotos.', 'Una foto de Frida Kahlo cuelga de la pared.'],
    },
    ja: { fails: ['猫。撮影：山田', '写真提供 毎日'], passes: ['猫がいる。'] },
  },
  'background-first': {
    en: {
      fails: ['In the background, hills.', 'Against a dark background stands a cup.', 'The background is blue.'],
      passes: ['A cup in front of a dark background.'],
    },
    de: {
      fails: ['Im Hintergrund stehen Häuser.', 'Vor einem dunklen Hintergrund eine Tasse.'],
      passes: ['Eine Tasse, im Hintergrund Häuser.'],
    },
    fr: { fails: ['En arrière-plan, des collines.'], passes: ['Une tasse, des collines à l’arrière-plan.'] },
    es: { fails: ['Al fondo se ven montañas.'], passes: ['Una taza con montañas al fondo.'] },
    ja: { fails: ['背景には山がある。'], passes: ['茶碗があり、背景は山。'] },
  },
  mood: {
    en: { fails: ['A stunning cat.', 'A serene lake.'], passes: ['A lake without waves.', 'A sign: "Beautiful day".'] },
    de: { fails: ['Eine wunderschöne Katze.', 'Ein idyllischer See.'], passes: ['Ein See ohne Wellen.'] },
    fr: { fails: ['Un magnifique chat.', 'Des lacs paisibles.'], passes: ['Un lac sans vagues.'] },
    es: { fails: ['Un gato hermoso.', 'Lagos impresionantes.'], passes: ['Un lago sin olas.'] },
    ja: { fails: ['美しい湖。', '幻想的な光。'], passes: ['波のない湖。'] },
    it: { fails: ['Un lago splendido.'], passes: ['Un lago.'] },
    pt: { fails: ['Um lago lindo.'], passes: ['Um lago.'] },
    nl: { fails: ['Een prachtig meer.'], passes: ['Een meer.'] },
  },
  hedge: {
    en: { fails: ['It appears to be a cat.', 'Possibly a fox.'], passes: ['A cat.', 'A note: "Maybe later".'] },
    de: { fails: ['Vermutlich eine Katze.', 'Es könnte ein Fuchs sein.'], passes: ['Eine Katze.'] },
    fr: { fails: ['Peut-être un chat.', 'Il semble dormir.'], passes: ['Un chat.'] },
    es: { fails: ['Quizás un gato.', 'Parece dormir.'], passes: ['Un gato.'] },
    ja: { fails: ['猫のようだ。', 'おそらく猫。'], passes: ['猫がいる。'] },
  },
  unreadable: {
    en: { fails: ['A label too small to read.', 'Illegible handwriting.'], passes: ['A small label.'] },
    de: { fails: ['Unleserliche Schrift.', 'Ein Etikett, nicht lesbar.'], passes: ['Ein kleines Etikett.'] },
    fr: { fails: ['Une étiquette illisible.'], passes: ['Une petite étiquette.'] },
    es: { fails: ['Letras ilegibles.'], passes: ['Una etiqueta pequeña.'] },
    ja: { fails: ['文字は判読できない。'], passes: ['小さなラベル。'] },
  },
});
