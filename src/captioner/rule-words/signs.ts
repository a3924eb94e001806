/** What is no word of any language: names of files, marks, links. */

export const fileName = /^[\w() .-]+\.(jpe?g|png|gif|webp|avif|heic|bmp|tiff?|svg)$/i;
export const placeholder =
  /^(image|photo|picture|img|dsc|screenshot|untitled|unnamed|bild|foto|null|undefined|n\/?a|alt|alt text)[\s_-]*\d*\.?$/i;

export const emoji = /(?![\d#*©®™])\p{Extended_Pictographic}/u;
export const hashtag = /(^|\s)#[\p{L}\p{N}_]*\p{L}/u;
export const mention = /(^|\s)@[\w.-]+(@[\w.-]+)?/;
export const webAddress = /\bhttps?:\/\/|\bwww\.\S+\.\S/i;

export const markdown =
  /\*\*|(?<![\p{L}\p{N}_])__\S|^[ \t]*#{1,6}\s+[^\s\d]|^[ \t]*[-*]\s+[^\s\d]|```|<\/?[a-z][^<>]*>|\|.*\|/imu;
