import { expect, it } from 'vitest';
import { fetchPicture } from '../../src/images/fetch-picture.ts';
import { createSafeFetch } from '../../src/lib/safe-fetch.ts';
import { listen, refusal } from '../lib/far-end.ts';
import { draw, red } from './pictures.ts';

const fetch = createSafeFetch({ allowedHosts: () => ['127.0.0.1'], userAgent: 'Altwright/test' });
const clock = { now: () => 1_000_000, sleep: async () => {} };

const square = (side: number) =>
  draw(side, side, () => red)
    .png()
    .toBuffer();
const small = await square(20);
const photo = await square(80);
const huge = Buffer.from(photo);
for (const at of [16, 20]) huge.writeUInt32BE(60_000, at);
const heic = Buffer.from('\0\0\0\x18ftypheic\0\0\0\0heicmif1'.padEnd(300), 'latin1');

type Files = { original: Uint8Array; preview?: Uint8Array | number };

/** A server with a picture and, if wanted, its preview or the status that is answered instead. */
async function fetchFrom({ original, preview }: Files, type = 'image') {
  const asked: string[] = [];
  const host = await listen(({ url = '' }, response) => {
    asked.push(url);
    const file = url === '/original' ? original : preview;
    if (typeof file === 'number') response.writeHead(file).end();
    else response.end(file);
  });
  const previewUrl = preview === undefined ? null : `http://${host}/preview`;
  const source = { type, url: `http://${host}/original`, previewUrl, width: null, height: null };
  return { asked, picture: fetchPicture(source, { fetch, clock, maxBytes: 5000 }) };
}

it.each([
  ['the original of a picture', photo, 'image', photo, ['/original']],
  [
    'the preview of an original of too many bytes',
    Buffer.alloc(6000, photo),
    'image',
    small,
    ['/original', '/preview'],
  ],
  ['the preview of an original of too many pixels', huge, 'image', small, ['/original', '/preview']],
  ['the preview of an original in HEIC', heic, 'image', small, ['/original', '/preview']],
  ['the preview of a silent animation', photo, 'gifv', small, ['/preview']],
  ['a damaged original, which is told later', photo.subarray(0, 60), 'image', photo.subarray(0, 60), ['/original']],
])('takes %s', async (_name, original, type, expected, expectedAsked) => {
  const { asked, picture } = await fetchFrom({ original, preview: small }, type);
  expect(Buffer.compare((await picture).bytes, expected)).toBe(0);
  expect(asked).toEqual(expectedAsked);
});

it('gives the reason of the original where its preview is no better', async () => {
  for (const preview of [undefined, 404, Buffer.from('<html>')]) {
    const { picture } = await fetchFrom({ original: heic, ...(preview !== undefined && { preview }) });
    expect(await refusal(picture)).toMatchObject({ code: 'unsupported-type', sentence: { key: 'images.heic' } });
  }
});

it('comes again where the server cannot send the preview just now', async () => {
  const { picture } = await fetchFrom({ original: heic, preview: 503 });
  expect(await refusal(picture)).toMatchObject({ category: 'platform', code: 'unavailable' });
});

it('says that a picture has no address', async () => {
  const source = { type: 'video', url: 'https://x.example/v', previewUrl: null, width: null, height: null };
  expect(await refusal(fetchPicture(source, { fetch, clock }))).toMatchObject({ code: 'no-address' });
});
