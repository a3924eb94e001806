/** Types of picture that can be decoded here. */
export type PictureType = 'image/jpeg' | 'image/png' | 'image/gif' | 'image/webp' | 'image/avif' | 'image/tiff';

/** What bytes are: a picture we read, something else we can name to the person, or nothing known. */
export type Sniffed = { picture: PictureType } | { other: string } | undefined;

const signatures: [offset: number, bytes: string, sniffed: Sniffed][] = [
  [0, '\xff\xd8\xff', { picture: 'image/jpeg' }],
  [0, '\x89PNG\r\n\x1a\n', { picture: 'image/png' }],
  [0, 'GIF87a', { picture: 'image/gif' }],
  [0, 'GIF89a', { picture: 'image/gif' }],
  [8, 'WEBP', { picture: 'image/webp' }],
  [0, 'II*\0', { picture: 'image/tiff' }],
  [0, 'MM\0*', { picture: 'image/tiff' }],
  [0, '%PDF-', { other: 'PDF' }],
  [0, 'BM', { other: 'BMP' }],
  [0, '8BPS', { other: 'PSD' }],
  [0, '\xff\x0a', { other: 'JPEG XL' }],
  [4, 'JXL \r\n', { other: 'JPEG XL' }],
  [4, 'jP  \r\n', { other: 'JPEG 2000' }],
  [0, '\x1aE\xdf\xa3', { other: 'video' }],
  [0, 'OggS', { other: 'audio or video' }],
  [0, 'ID3', { other: 'audio' }],
];

/** Tells the type by the first bytes; labels of servers and names of files are often wrong. */
export function sniffType(bytes: Uint8Array): Sniffed {
  const start = Buffer.from(bytes.subarray(0, 512)).toString('latin1');
  const match = signatures.find(([offset, signature]) => start.startsWith(signature, offset));
  if (match) return match[2];
  if (start.startsWith('ftyp', 4)) return sniffBrands(bytes);
  return sniffMarkup(start);
}

/** The ISO media container: its brands tell AVIF from HEIC from video. https://aomediacodec.github.io/av1-avif/#brands */
function sniffBrands(bytes: Uint8Array): Sniffed {
  const end = Math.min(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(0), 256);
  const brands = Buffer.from(bytes.subarray(8, end)).toString('latin1');
  if (/avi[fs]/.test(brands)) return { picture: 'image/avif' };
  if (/hei[cxms]|hev[cxms]|mif1|msf1/.test(brands)) return { other: 'HEIC' };
  return { other: 'video' };
}

function sniffMarkup(start: string): Sniffed {
  if (/<svg[\s>]/i.test(start)) return { other: 'SVG' };
  if (/^[\s\xef\xbb\xbf]*<(!doctype html|html|head|body)/i.test(start)) return { other: 'HTML' };
  return undefined;
}
