import sharp from 'sharp';
import type { HostileFile, Subject } from './subject.ts';

const size = { width: 320, height: 200 };

/** A red ball on a dark ground, so far along its way from left to right. */
function ballAt(share: number): Buffer {
  const { width, height } = size;
  const pixels = Buffer.alloc(width * height * 3, 30);
  const centre = { x: 30 + (width - 60) * share, y: height / 2 };
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      if (Math.hypot(x - centre.x, y - centre.y) < 26) pixels.set([220, 40, 40], (y * width + x) * 3);
    }
  }
  return pixels;
}

function film(frames: number) {
  const pixels = Buffer.concat(Array.from({ length: frames }, (_, at) => ballAt(at / (frames - 1))));
  const raw = { width: size.width, height: size.height * frames, channels: 3, pageHeight: size.height } as const;
  return sharp(pixels, { raw });
}

const delay = (frames: number) => Array.from({ length: frames }, () => 100);

/** Pictures that move. */
export const movingSubjects: Subject[] = (['gif', 'webp'] as const).map((format) => ({
  ...{ name: `ball (${format})`, kind: 'animation', language: 'en', postText: 'Physics homework', text: null },
  facts: [
    ['ball', 'circle', 'dot', 'disc'],
    ['moves', 'moving', 'rolls', 'travels', 'slides', 'right'],
  ],
  goodCaption: 'Animation: a red ball moves in a straight line from the left to the right over a dark ground.',
  bytes: async () =>
    new Uint8Array(
      await film(12)
        [format]({ delay: delay(12) })
        .toBuffer(),
    ),
}));

const text = (start: string) => new TextEncoder().encode(start.padEnd(200));

/** What people also attach, and what somebody who means harm might. */
export const hostileFiles: HostileFile[] = [
  { name: 'nothing at all', code: 'empty', bytes: async () => new Uint8Array() },
  { name: 'a web page', code: 'unsupported-type', bytes: async () => text('<!DOCTYPE html><html>') },
  { name: 'an SVG', code: 'unsupported-type', bytes: async () => text('<svg xmlns="http://www.w3.org/2000/svg">') },
  { name: 'a PDF', code: 'unsupported-type', bytes: async () => text('%PDF-1.7') },
  {
    name: 'half a photograph',
    code: 'corrupt',
    async bytes() {
      const whole = new Uint8Array(
        await sharp(ballAt(0.5), { raw: { ...size, channels: 3 } })
          .jpeg()
          .toBuffer(),
      );
      return whole.subarray(0, whole.byteLength / 2);
    },
  },
  {
    name: 'a header that promises 60,000 × 60,000 pixels',
    code: 'too-many-pixels',
    async bytes() {
      const png = await sharp(ballAt(0.5), { raw: { ...size, channels: 3 } })
        .png()
        .toBuffer();
      png.writeUInt32BE(60_000, 16);
      png.writeUInt32BE(60_000, 20);
      return new Uint8Array(png);
    },
  },
];
