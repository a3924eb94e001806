export type Theme = 'astronaut' | 'camera' | 'cat' | 'coffee' | 'galaxies' | 'rocket';

/**
 * What the sandbox model can say in one language: a view and a light, which make a believable description together.
 * `themes` are the photographs of the sandbox instance, for posts that say what they show.
 */
export type Table = { subjects: string[]; details: string[]; join: string; themes: Record<Theme, string[]> };

export const tables: Record<string, Table> = {
  en: {
    themes: {
      astronaut: [
        'A smiling person in an orange space suit with a mission patch, a flag and a model shuttle behind.',
        'A portrait of an astronaut in an orange pressure suit, looking straight into the camera.',
      ],
      camera: [
        'Black and white: a person in a dark coat bending over a film camera on a tripod, on open grass.',
        'Black and white: somebody looks through a camera on a tripod on open grass, with buildings far off.',
      ],
      cat: [
        'A close view of a tabby cat looking just past the camera, with long white whiskers and light eyes.',
        'A brown tabby cat with light eyes and long whiskers, its ears up, resting on something soft.',
      ],
      coffee: [
        'A cup of dark coffee on a saucer with a small spoon, on a wooden table, seen from above at an angle.',
        'An espresso in a round cup, seen from above at an angle, with a small spoon beside it on the saucer.',
      ],
      galaxies: [
        'Hundreds of galaxies as small points and spirals of light on black, some of them orange or blue.',
        'A deep view into space: galaxies of many sizes, white, orange and blue, scattered over a black ground.',
      ],
      rocket: [
        'A slim white rocket on its launch pad at night, lit by lamps, with water in front.',
        'A rocket standing between two towers in the dark, its lights mirrored in still water.',
      ],
    },
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
      'The background is out of focus.',
      'The light is soft and even.',
      'The colours are muted, mostly brown and green.',
    ],
  },
  de: {
    themes: {
      astronaut: ['Eine lächelnde Person im orangefarbenen Raumanzug, dahinter eine Flagge und ein Raumfährenmodell.'],
      camera: [
        'Schwarz-weiß: Eine Person im dunklen Mantel beugt sich auf einer Wiese über eine Kamera auf einem Stativ.',
      ],
      cat: ['Eine getigerte Katze aus der Nähe, mit langen weißen Schnurrhaaren und hellen Augen.'],
      coffee: ['Eine Tasse schwarzer Kaffee mit Untertasse und kleinem Löffel auf einem Holztisch.'],
      galaxies: [
        'Hunderte Galaxien als kleine Punkte und Spiralen aus Licht vor schwarzem Grund, manche orange oder blau.',
      ],
      rocket: ['Eine schlanke weiße Rakete nachts auf der Startrampe, von Lampen beleuchtet, davor Wasser.'],
    },
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
      'Der Hintergrund ist unscharf.',
      'Das Licht ist weich und gleichmäßig.',
      'Die Farben sind gedämpft, vor allem Braun und Grün.',
    ],
  },
  fr: {
    themes: {
      astronaut: [
        'Une personne souriante en combinaison spatiale orange, un drapeau et une maquette de navette derrière elle.',
      ],
      camera: [
        'Noir et blanc : une personne en manteau sombre se penche sur un appareil photo monté sur un trépied, dans l’herbe.',
      ],
      cat: ['Un chat tigré vu de près, avec de longues moustaches blanches et des yeux clairs, les oreilles dressées.'],
      coffee: ['Une tasse de café noir sur une soucoupe, une petite cuillère à côté, sur une table en bois.'],
      galaxies: [
        'Des centaines de galaxies, petits points et spirales de lumière sur un fond noir, parfois orange ou bleus.',
      ],
      rocket: ['Une fusée blanche et fine sur son pas de tir, de nuit, éclairée par des lampes, de l’eau devant elle.'],
    },
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
      'L’arrière-plan est flou.',
      'La lumière est douce et régulière.',
      'Les couleurs sont sourdes, surtout du brun et du vert.',
    ],
  },
  es: {
    themes: {
      astronaut: ['Una persona sonriente con traje espacial naranja; detrás hay una bandera y una maqueta de nave.'],
      camera: ['Blanco y negro: una persona con abrigo oscuro se inclina sobre una cámara con trípode, en la hierba.'],
      cat: ['Un gato atigrado visto de cerca, con largos bigotes blancos, ojos claros y las orejas levantadas.'],
      coffee: ['Una taza de café negro sobre un platillo, con una cucharilla al lado, en una mesa de madera.'],
      galaxies: [
        'Cientos de galaxias, pequeños puntos y espirales de luz sobre fondo negro, algunas naranjas o azules.',
      ],
      rocket: ['Un cohete blanco y delgado en su plataforma, de noche, iluminado por focos, con agua delante.'],
    },
    join: ' ',
    subjects: [
      'Una mesa de madera junto a una ventana, con una taza, un cuaderno abierto y un lápiz sobre la página.',
      'Un sendero estrecho entre árboles altos, con hojas secas a los dos lados.',
      'Un gato atigrado tumbado sobre una manta doblada, con la cabeza levantada hacia la cámara.',
      'Una calle tranquila de casas bajas de ladrillo, con bicicletas apoyadas en la pared.',
      'Un cuenco de tomates y hojas de albahaca sobre una tela azul, visto desde arriba.',
      'Varios barcos amarrados en un puerto pequeño, con las cuerdas flojas.',
      'Colinas nevadas detrás de una valla de madera, con un solo árbol sin hojas delante.',
    ],
    details: [
      'Una luz suave entra por la izquierda.',
      'El fondo está desenfocado.',
      'La luz es suave y uniforme.',
      'Los colores son apagados, sobre todo marrón y verde.',
    ],
  },
  ja: {
    themes: {
      astronaut: [
        'オレンジ色の宇宙服を着た人が正面を向いて笑っている。胸には記章が付いていて、後ろには旗と、白いスペースシャトルの大きな模型が置かれている。背景は暗い色の布である。',
      ],
      camera: [
        '白黒の写真。暗い色のコートを着た人が草地に立ち、三脚に載せたカメラをのぞき込んでいる。遠くには塔のある大きな建物がかすんで見え、空は一面に白っぽく、薄く曇っている。',
      ],
      cat: [
        '縞模様の猫を間近から見たところ。白いひげが長く伸び、明るい色の目はカメラの少し横を見ていて、耳は二つともまっすぐ立っている。毛は茶色と黒が混じり、とても柔らかそうである。',
      ],
      coffee: [
        '木のテーブルの上に置かれた、黒いコーヒーの入った丸いカップ。受け皿の上には小さなスプーンが添えられ、液面には窓の光が小さく映り、テーブルの木目がはっきりと見える。',
      ],
      galaxies: [
        '黒い背景に、何百もの銀河が小さな点や渦巻きの光として散らばっている。白や青のほかに、オレンジ色や赤みを帯びたものも見え、大きな渦巻きもいくつか混じって見える。その数は多い。',
      ],
      rocket: [
        '夜の発射台に立つ細長い白いロケット。周りの塔から照明が当てられ、手前の水面にはその光が長く映っている。空は暗く、雲は見えない。ロケットの周りだけが明るく浮かび上がっている。',
      ],
    },
    join: '',
    subjects: [
      '窓辺の木のテーブルに、カップと開いたノート、ページの上に置かれた鉛筆がある。紙には細い字で何行か書き込まれ、カップからはまだ湯気が立っている。',
      '高い木々の間を細い道がまっすぐ奥へ続いていて、両側には落ち葉が厚く積もっている。道の先には小さな木の橋と、その手前に立つ古い道しるべが見える。',
      '縞模様の猫が畳んだ毛布の上に横になり、顔を上げてカメラのほうを見ている。毛布は灰色で、猫の前足の下には青い毛糸の玉が一つ転がっている。',
      '低いれんが造りの家が並ぶ静かな通りで、壁に自転車が二台立てかけてある。窓辺には鉢植えの花が並び、石畳の道には人の姿がなく、奥まで静かに続いている。',
      '青い布の上に置かれた、トマトとバジルの葉が入った白い器を真上から見たところ。器の横には木のスプーンと、半分に切ったレモンが添えられている。',
      '小さな港に何隻かの船がつながれていて、太い綱がゆるく垂れている。岸壁には網とかごが積まれ、水面には船の影がはっきりと映っている。',
    ],
    details: [
      '左側から柔らかな光が全体に差し込んでいる。',
      '背景はぼやけていて、細かいところは見えない。',
      '光は柔らかく、全体に均一に当たっている。',
      '全体に落ち着いた茶色と緑の色合いである。',
    ],
  },
};
