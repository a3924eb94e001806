/** What a picture is called where nobody said what is on it. Alone, numbered or in a row of such words it says nothing. */
const genericWords = wordSet(`
  image img picture pic photo photograph foto media attachment upload file screenshot screencap untitled unnamed alt text alttext
  description caption none null undefined na todo placeholder
  bild bilder fotografie bildschirmfoto anhang datei titel alternativtext bildbeschreibung beschreibung
  photographie fichier titre capture écran texte alternatif légende
  imagen fotografía captura pantalla archivo título titulo texto alternativo descripción descripcion leyenda
  画像 この画像 画像です 写真 この写真 写真です 図 図版 イメージ 画像説明 説明 無題 スクリーンショット スクショ 代替テキスト なし
  immagine imagem afbeelding`);

/** What may stand beside them without saying more. */
const fillers = wordSet(`
  a an the my this of no not available without at on from and am pm is
  ein eine einer das die der mein meine kein keine ohne von vom um uhr verfügbar
  un une le la l les mon ma mes d de du des sans pas disponible à
  una el los las mi del sin no hay en`);

/** What cameras, telephones and messengers begin the names of their files with. */
const namePrefixes = wordSet(`
  dsc dscf dscn cimg imag mg sam gopr gh gx dji pano mvimg pxl mp vid video mov wa whatsapp signal telegram received fb
  snapchat inshot burst edit edited cover copy kopie wp scan scanned screen shot screenrecording recording bildschirmaufnahme
  capture kamera camera cam snap unsplash resized scaled large small original final thumb thumbnail`);

const extension = /\.(jpe?g|jpe|jfif|png|apng|gif|webp|avif|hei[cf]|tiff?|bmp|svg|raw|mp4|m4v|mov|webm|mkv|avi)$/i;

/** `Screenshot_2024-11-03-14-22-33_com.app`: a day and a time, then at most the name of a program. */
const datedScreenshot =
  /^(screen ?shot|screencap|bildschirmfoto|capture d['’]écran|captura de pantalla|スクリーンショット)\D{0,12}\d{4}[-_.年 ]?\d{1,2}[-_.月 ]?\d{1,2}日?([^\p{L}]|\b(at|um|à|a las|[ap]\.?m\.?)\b)*([-_ ][\p{L}\d.]+)?$/iu;

/** What servers and programs make up: a hash, a UUID, Panasonic's `P1020304`, `N/A`. */
const madeUpName = /^(n\/a|[0-9a-f]{16,}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|p\d{7,})$/i;

const pictographs = /\p{Extended_Pictographic}|:[\w+-]+:/gu;

/**
 * Whether a description tells nobody anything: the name of a file, only emoji, digits or punctuation, or one of the words
 * every picture could be called by. Whatever is short and real ("Miso", "猫") says something; so does what is unknown.
 */
export function saysNothing(description: string): boolean {
  const text = description.replace(pictographs, ' ').normalize('NFKC').trim();
  const name = text.replace(extension, '').trim();
  const isFileName = name !== text;
  if (!/\p{L}/u.test(name) || (isFileName && !/\s/.test(name))) return true;
  if (madeUpName.test(name) || datedScreenshot.test(name)) return true;
  return isMadeOfNames(name.toLowerCase(), isFileName || /\d{3}/.test(name));
}

/** Prefixes of file names are words of their own ("Camera", "Sam 5") where no long number stands with them. */
function isMadeOfNames(name: string, isNumbered: boolean): boolean {
  const found = name.match(/\p{L}[\p{L}\p{M}]*/gu) ?? [];
  const isName = (word: string) => genericWords.has(word) || (isNumbered && namePrefixes.has(word));
  return found.some(isName) && found.every((word) => isName(word) || fillers.has(word));
}

function wordSet(list: string): ReadonlySet<string> {
  return new Set(list.trim().split(/\s+/));
}
