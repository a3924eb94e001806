import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import type { PictureKind } from '../../../src/captioner/captioner.ts';
import { chooseDefaultModel } from '../../../src/captioner/engines/models.ts';
import { createOllamaCaptioner } from '../../../src/captioner/engines/ollama.ts';
import { targetFor } from '../../../src/captioner/family.ts';
import { normaliseHost } from '../../../src/captioner/hosts/host-address.ts';
import { requestOf } from '../../../src/generation/request.ts';
import { runWish, type WishMeans, type WishSpec } from '../../../src/generation/run/wish.ts';
import { defaultSettings } from '../../../src/generation/settings.ts';
import { prepareRemakable } from '../../../src/images/remake.ts';
import { systemClock as clock } from '../../../src/lib/clock.ts';
import { createLog } from '../../../src/lib/log.ts';
import { createHostFetch } from '../../../src/lib/safe-fetch.ts';
import { createReader } from '../../../src/reading/reader.ts';
import { sandboxModel, startSandboxOllama } from '../../support/sandbox-ollama/index.ts';
import { hostileFiles, movingSubjects } from './moving.ts';
import { pagesOf } from './pages.ts';
import { photographSubjects } from './photographs.ts';
import { type Described, type End, lineOf, reportOf, titles } from './report.ts';
import { type Drafted, scoreOf } from './score.ts';
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

const root = join(import.meta.dirname, '../../..');
/** No picture may take longer, whatever the model does. */
const mostMs = 600_000;

/** Describes every picture of the set and counts what came of it. */
export async function proveCaptions({ browser, host, model, only, say }: CaptionsWish) {
  const goodCaptions = new Map<string, string>();
  const sandbox = host === null ? await startSandbox(goodCaptions) : null;
  let opened: Opened | undefined;
  try {
    opened = await open(sandbox?.url ?? host ?? '', model);
    const { model: chosen } = opened;
    const isWanted = ({ name }: { name: string }) => name.includes(only);
    const subjects = [...photographSubjects, ...pagesOf(browser), ...movingSubjects].filter(isWanted);
    say(titles);
    const described: Described[] = [];
    for (const [at, subject] of subjects.entries()) {
      const said = frames[at % frames.length]?.(subject.goodCaption) ?? '';
      const learn = (bytes: Uint8Array) => void goodCaptions.set(sha256(bytes), said);
      const startedMs = clock.now();
      const end = await describe(opened, await subject.bytes(), subject, learn);
      const seconds = (clock.now() - startedMs) / 1000;
      const one = { subject, seconds, end };
      described.push(one);
      say(lineOf(one));
    }
    const refused: boolean[] = [];
    for (const file of hostileFiles.filter(isWanted)) refused.push(await isRefused(opened, file, say));
    return reportOf({ model: chosen.name, isSandbox: sandbox !== null, described, refused });
  } finally {
    await opened?.reader.close();
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

type Opened = Awaited<ReturnType<typeof open>>;

async function open(address: string, wanted: string | null) {
  const modelHost = normaliseHost(address);
  if (!modelHost) throw new Error(`"${address}" is no address of an Ollama`);
  const fetch = createHostFetch({ userAgent: 'Altwright', allowedHosts: () => [new URL(modelHost.url).host] });
  const captioner = createOllamaCaptioner({ ...modelHost, fetch, clock });
  const models = await captioner.models();
  const model = wanted === null ? chooseDefaultModel(models) : models.find(({ name }) => name === wanted);
  if (!model) throw new Error(`${wanted ?? 'a model that sees'} is not among the models of ${modelHost.url}`);
  const reader = createReader({ folder: root, clock, log: createLog('error'), mostMs: 120_000 });
  return { captioner, modelHost, model, reader };
}

async function describe(
  { captioner, modelHost, model, reader }: Opened,
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
    ...{ wishId: 'wish', picture: { bytes }, postLanguage: language, request, model, modelHosts: [modelHost] },
    ...{ inFlight: 1, allowedHosts: [] },
  };
  const slot = async () => ({ host: captioner.host, room: 1, release: () => {} });
  const { readText } = reader;
  let drafted: Drafted | undefined;
  let kind: PictureKind | undefined;
  for await (const { event } of runWish(spec, means, { slot, readText }, AbortSignal.timeout(mostMs))) {
    if (event.type === 'prepared') kind = event.kind ?? undefined;
    if (event.type === 'drafted') drafted = event;
    if (event.type === 'ended' && event.error) return { error: event.error };
  }
  if (!drafted) throw new Error('it ended without a description and without a reason');
  return { drafted, kind, score: scoreOf(subject, drafted) };
}

async function isRefused(opened: Opened, { name, code, bytes }: HostileFile, say: (line: string) => void) {
  const about = { language: 'en', postText: '', text: null, facts: [] };
  const end = await describe(opened, await bytes(), about, () => {});
  const said = 'error' in end ? (end.error.code ?? end.error.category) : 'was described';
  const isRight = said === code;
  say(`${name.padEnd(44)} ${isRight ? 'refused:' : `wrong, ${code} was expected:`} ${said}`);
  return isRight;
}
