import { answers, Refusal } from './answers.ts';
import { canSee, imageTokens, type SandboxModel } from './models.ts';
import type { LoggedImage } from './request-log.ts';

/** Which of Ollama's engines speaks: they differ in error texts and in what they decode. */
export type Dialect = 'new' | 'old' | 'mlx';

export function dialectOf(model: SandboxModel, version: string): Dialect {
  if (model.format === 'safetensors') return 'mlx';
  return compareVersions(version, '0.30.0') < 0 ? 'old' : 'new';
}

export function compareVersions(a: string, b: string): number {
  const parts = (version: string) => version.split(/[.-]/).map((part) => Number(part) || 0);
  const [left, right] = [parts(a), parts(b)];
  for (let at = 0; at < 3; at += 1) {
    const difference = (left[at] ?? 0) - (right[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

type Seen = { promptTokens: number };

/**
 * What the model makes of the pictures and the text before it says a word: the number of tokens, or the Refusal of
 * its engine. A blind model of the old engine does not refuse; it simply sees nothing.
 */
export function lookAt(
  images: LoggedImage[],
  promptText: string,
  settings: { model: SandboxModel; version: string; contextTokens: number },
): Seen {
  const dialect = dialectOf(settings.model, settings.version);
  const textTokens = Math.ceil(promptText.length / 4);
  if (images.length > 0 && !canSee(settings.model)) {
    if (dialect === 'mlx') throw new Refusal(answers.noImageInput());
    if (dialect === 'new') throw new Refusal(answers.notMultimodal());
    return { promptTokens: textTokens };
  }
  const pictureTokens = images.map((image) => tokensOf(image, settings.model, settings.version, dialect));
  const promptTokens = pictureTokens.reduce((sum, tokens) => sum + tokens, textTokens);
  if (images.length > 0 && promptTokens >= settings.contextTokens) {
    const refuse = dialect === 'mlx' ? answers.contextExceededMlx : answers.contextExceeded;
    throw new Refusal(refuse(promptTokens, settings.contextTokens));
  }
  return { promptTokens };
}

function tokensOf(image: LoggedImage, model: SandboxModel, version: string, dialect: Dialect): number {
  const header = image.header;
  if (!header || !canDecode(header.format, version, dialect)) throw new Refusal(undecodable(dialect));
  const shortSide = Math.min(header.width, header.height);
  const tooSmall = dialect === 'new' ? shortSide < 2 : shortSide < (model.minSidePx ?? 1);
  if (tooSmall) throw new Refusal(answers.stopped());
  return imageTokens(model.tokenRule, header);
}

function canDecode(format: string, version: string, dialect: Dialect): boolean {
  if (format === 'webp') return dialect !== 'new' || compareVersions(version, '0.32.14') >= 0;
  if (format === 'gif') return dialect !== 'old';
  if (format === 'bmp') return dialect !== 'mlx';
  return true;
}

function undecodable(dialect: Dialect) {
  if (dialect === 'old') return answers.undecodableOld();
  return dialect === 'mlx' ? answers.undecodableMlx() : answers.undecodable();
}
