import { createHash } from 'node:crypto';
import type { Browser } from 'playwright-core';
import { targetFor } from '../../../src/captioner/family.ts';
import { normaliseHost } from '../../../src/captioner/host-address.ts';
import { chooseDefaultModel } from '../../../src/captioner/models.ts';
import { createOllamaCaptioner } from '../../../src/captioner/ollama.ts';
import { requestOf } from '../../../src/generation/request.ts';
import { defaultSettings } from '../../../src/generation/settings.ts';
import { runWish, type WishMeans, type WishSpec } from '../../../src/generation/wish.ts';
import { prepareRemakable } from '../../../src/images/remake.ts';
import { systemClock as clock } from '../../../src/lib/clock.ts';
import type { ErrorRecord } from '../../../src/lib/errors.ts';
import { createHostFetch } from '../../../src/lib/safe-fetch.ts';
import { sandboxModel, startSandboxOllama } from '../../support/sandbox-ollama/index.ts';
import { hostileFiles, movingSubjects } from './moving.ts';
import { pagesOf } from './pages.ts';
import { photographSubjects } from './photographs.ts';
import { type Drafted, mean, type Score, scoreOf } from './score.ts';
import type { HostileFile, Subject } from './subject.ts';

export type CaptionsWish = {
  browser: Browser;
  /** A real Ollama's address; null for the sandbox's. */
  host: string | null;
  /** Null: the one that Altwright would begin with. */
  model: string | null;
  only: string;
  say: (line: string) => void;
};

/** No picture may take longer, whatever the model does. */
const mostMs = 600_000;

/** Describes every picture of the set and counts what came of it. */
export async function proveCaptions({ browser, host, model, only, say }: CaptionsWish) {
  const goodCaptions = new Map<string, string>();
  const sandbox = host === null ? await startSandbox(goodCaptions) : null;
  try {
    const captioner = await openCaptioner(sandbox?.url ?? host ?? '', model);
    const isWanted = ({ name }: { name: string }) => name.includes(only);
    const subjects = [...photographSubjects, ...pagesOf(browser), ...movingSubjects].filter(isWanted);
    say(titles);
    const described: Described[] = [];
    for (const [at, subject] of subjects.entries()) {
      const said = frames[at % frames.length]?.(subject.goodCaption) ?? '';
      const learn = (bytes: Uint8Array) => void goodCaptions.set(sha256(bytes), said);
      const startedMs = clock.now();
      const end = await describe(captioner, await subject.bytes(), subject, learn);
      const seconds = (clock.now() - startedMs) / 1000;
      described.push({ subject, seconds, end });
      say(lineOf(subject, seconds, end));
    }
    const refused = await Promise.all(hostileFiles.filter(isWanted).map((file) => isRefused(captioner, file, say)));
    return reportOf(captioner.model.name, sandbox !== null, described, refused);
  } finally {
    await sandbox?.close();
  }
}

/** What small models put around a description, for the sandbox's to do the same. */
const frames: ((caption: string) => string)[] = [
  (caption) => caption,
  (caption) => `Sure! Here is the alt text for this picture:\n\n${caption}`,
  (caption) => `<think>The user wants a description. Let me look.</think>\n${caption}`,
  (caption) => `**Alt text:** ${caption}`,
  (caption) => `${caption}\n\nLet me know if you would like a shorter version!`,
];

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

function startSandbox(goodCaptions: Map<string, string>) {
  const models = [sandboxModel({ name: 'gemma3:4b', loadMs: 0, msPerImage: 20 })];
  return startSandboxOllama({ models, sees: (picture) => goodCaptions.get(picture) });
}

type Opened = Awaited<ReturnType<typeof openCaptioner>>;

async function openCaptioner(address: string, wanted: string | null) {
  const modelHost = normaliseHost(address);
  if (!modelHost) throw new Error(`"${address}" is no address of an Ollama`);
  const fetch = createHostFetch({ userAgent: 'Altwright', allowedHosts: () => [new URL(modelHost.url).host] });
  const captioner = createOllamaCaptioner({ ...modelHost, fetch, clock });
  const models = await captioner.models();
  const model = wanted === null ? chooseDefaultModel(models) : models.find(({ name }) => name === wanted);
  if (!model) throw new Error(`${wanted ?? 'a model that sees'} is not among the models of ${modelHost.url}`);
  return { captioner, modelHost, model };
}

type End = { drafted: Drafted; score: Score } | { error: ErrorRecord };

async function describe(
  { captioner, modelHost, model }: Opened,
  bytes: Uint8Array,
  subject: Pick<Subject, 'language' | 'postText' | 'text' | 'facts'>,
  learn: (bytes: Uint8Array) => void,
): Promise<End> {
  const means: WishMeans = {
    ...{ captioners: new Map([[captioner.host, captioner]]), clock },
    fetchPicture: () => Promise.reject(new Error('every picture is here')),
    async preparePicture(original, how) {
      const picture = await prepareRemakable(original, targetFor(model.family, model.name, how));
      learn(picture.forModel);
      return picture;
    },
  };
  const { language, postText: text } = subject;
  const request = requestOf(defaultSettings, { language, text, isSensitive: false, siblings: [] });
  const spec: WishSpec = {
    ...{ wishId: 'wish', picture: { bytes }, request, model, modelHosts: [modelHost] },
    ...{ inFlight: 1, allowedHosts: [] },
  };
  const slot = async () => ({ host: captioner.host, room: 1, release: () => {} });
  const readText = async () => null;
  let drafted: Drafted | undefined;
  for await (const { event } of runWish(spec, means, { slot, readText }, AbortSignal.timeout(mostMs))) {
    if (event.type === 'drafted') drafted = event;
    if (event.type === 'ended' && event.error) return { error: event.error };
  }
  if (!drafted) throw new Error('it ended without a description and without a reason');
  return { drafted, score: scoreOf(subject, drafted) };
}

async function isRefused(opened: Opened, { name, code, bytes }: HostileFile, say: (line: string) => void) {
  const about = { language: 'en', postText: '', text: null, facts: [] };
  const end = await describe(opened, await bytes(), about, () => {});
  const said = 'error' in end ? (end.error.code ?? end.error.category) : 'was described';
  const isRight = said === code;
  say(`${name.padEnd(44)} ${isRight ? 'refused:' : `wrong, ${code} was expected:`} ${said}`);
  return isRight;
}

const titles = `${'picture'.padEnd(18)} ${'kind'.padEnd(10)} lang text facts length seconds rules broken`;
const percent = (share: number | null) => (share === null ? '   –' : `${Math.round(share * 100)}%`.padStart(4));

function lineOf({ name, kind, language }: Subject, seconds: number, end: End): string {
  const start = `${name.padEnd(18)} ${kind.padEnd(10)}`;
  if ('error' in end) return `${start} failed: ${end.error.code ?? end.error.category}`;
  const { score, drafted } = end;
  const { textRecall, factRecall, characters, rulesBroken, isInLanguage } = score;
  const retry = drafted.changedRetry ? ` (asked twice: ${drafted.changedRetry})` : '';
  const figures = `${percent(textRecall)} ${percent(factRecall)}  ${String(characters).padStart(6)} ${seconds.toFixed(1).padStart(7)}`;
  return `${start} ${language}${isInLanguage ? '  ' : '! '} ${figures} ${rulesBroken.join(', ') || 'none'}${retry}\n    ${drafted.text}`;
}

type Described = { subject: Subject; seconds: number; end: End };

function reportOf(model: string, isSandbox: boolean, described: Described[], refused: boolean[]) {
  const scores = described.flatMap(({ end }) => ('score' in end ? [end.score] : []));
  const failed = described.length - scores.length;
  const rulesBroken = scores.flatMap((score) => score.rulesBroken).length;
  const textRecall = mean(scores.flatMap((score) => score.textRecall ?? []));
  const factRecall = mean(scores.map((score) => score.factRecall));
  const differs = ({ end, subject }: Described) => 'drafted' in end && end.drafted.text !== subject.goodCaption;
  const changedBySelf = isSandbox ? described.filter(differs).length : null;
  const wrongReasons = refused.filter((isRight) => !isRight).length;
  // What a real model makes of the pictures is for people to judge; that nothing fails or hangs is for us.
  const isGood = !isSandbox || (changedBySelf === 0 && rulesBroken === 0 && textRecall >= 0.95 && factRecall === 1);
  const round = (share: number) => Math.round(share * 1000) / 1000;
  return {
    ...{ name: 'captions', ok: failed + wrongReasons === 0 && isGood, model, isSandbox },
    ...{
      pictures: described.length,
      failed,
      rulesBroken,
      textRecall: round(textRecall),
      factRecall: round(factRecall),
    },
    otherLanguage: scores.filter(({ isInLanguage }) => !isInLanguage).length,
    ...{ changedBySelf, hostile: refused.length, wrongReasons },
    secondsPerPicture: round(mean(described.map(({ seconds }) => seconds))),
  };
}
