/** What is no word of any language: names of files, marks, links. */

export const fileName = /^[\p{L}\p{M}\p{N}_() .-]+\.(jpe?g|png|gif|webp|avif|heic|bmp|tiff?|svg|mp4|webm)$/iu;
export const placeholder =
  /^(an? )?(image|photo|picture|graphic|img|dsc|pxl|screenshot|untitled|unnamed|placeholder|null|undefined|none|n\/?a|alt|alt text|(ein )?bild|(ein )?foto|grafik|bildschirmfoto|ohne titel|unbenannt|(une )?image|(une )?photographie|capture d['’]écran|sans titre|(una )?imagen|(una )?foto|captura de pantalla|sin título|immagine|schermata|imagem|captura de tela|afbeelding|schermafbeelding|画像|写真|スクリーンショット|無題|名称未設定)[\s\d_-]*[.。]?$/iu;

export const emoji = /(?![\d#*©®™])\p{Extended_Pictographic}/u;
export const hashtag = /(^|\s)#[\p{L}\p{N}_]*\p{L}/u;
export const mention = /(^|\s)@[\w.-]+(@[\w.-]+)?/;
export const webAddress = /\bhttps?:\/\/|\bwww\.\S+\.\S/i;

export const markdown =
  /\*\*|(?<![\p{L}\p{N}_])__\S|^[ \t]*#{1,6}\s+[^\s\d]|^[ \t]*[-*]\s+[^\s\d]|```|<\/?[a-z][^<>]*>|\|.*\|/imu;
