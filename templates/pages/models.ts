import type { RecommendedModel } from '../../src/captioner/engines/models.ts';
import type { Pull } from '../../src/generation/model-pull.ts';
import type { ModelOverview } from '../../src/generation/models.ts';
import type { TrialOutcome } from '../../src/generation/trials.ts';
import { say } from '../../src/lib/sentence.ts';
import { postButton } from '../components/button.ts';
import { disclosure } from '../components/list.ts';
import { partial } from '../components/live.ts';
import { notice } from '../components/notice.ts';
import { type DescribedBy, whereDescribed } from '../components/places.ts';
import { progress } from '../components/progress.ts';
import { type Content, type Html, html } from '../html.ts';
import type { Words } from '../words.ts';

export type ModelsView = {
  overview: ModelOverview;
  pull: Pull | null;
  isAdministrator: boolean;
  /** Where Ollama is looked for. */
  hosts: string[];
  describedBy: DescribedBy | null;
  /** The names of the models for which pictures leave the person's own network. */
  leaving: string[];
  /** Whether the text in pictures is read. */
  canRead: boolean;
  /** Models worth fetching that are not installed. */
  recommended: RecommendedModel[];
  /** What became of those that were shown the test picture. */
  trials: { name: string; outcome: TrialOutcome }[];
  /** Those that only helpers have, which are not shown it. */
  untried: string[];
};

/** What stands in the way of describing, and what to do about it. Nothing when a model is ready. `here`: the page's address. */
export function modelTrouble(words: Words, view: ModelsView, here: string): Content {
  const { overview } = view;
  if (overview.kind === 'unreachable') return unreachable(words, view, overview, here);
  return overview.kind === 'none' && noModel(words, view, here);
}

function unreachable(
  words: Words,
  { hosts }: ModelsView,
  { error }: Extract<ModelOverview, { kind: 'unreachable' }>,
  here: string,
) {
  return html`<section class="model-trouble">${notice(words, { meaning: 'attention', sentence: error.sentence })}
<ol><li>${words.t('models.install')} <a href="https://ollama.com/download" rel="noreferrer">ollama.com/download</a></li>
<li>${words.t('models.serve')} ${command('ollama serve')}</li>
<li>${words.t('models.address', { hosts: words.list(hosts) })} ${command('OLLAMA_HOST')}</li></ol>
${lookAgain(words, here)}</section>`;
}

const lookAgain = (words: Words, here: string): Html =>
  html`<p><a class="button button-plain" href="${here}">${words.t('models.lookAgain')}</a></p>`;

function noModel(words: Words, view: ModelsView, here: string): Html {
  const first = view.recommended.find(({ name }) => name === 'gemma3:4b') ?? view.recommended[0];
  const own = first && [
    html`<p>${words.t('models.pullYourself')}</p>`,
    html`<p>${command(`ollama pull ${first.name}`)}</p>`,
  ];
  return html`<section class="model-trouble">${notice(words, { meaning: 'attention', sentence: say('models.none') })}
${offersOrAdvice(words, view)}${own}
${lookAgain(words, here)}</section>`;
}

/** One download at a time: while one is under way there is nothing to choose. */
function offersOrAdvice(words: Words, { isAdministrator, pull, recommended }: ModelsView): Content {
  if (pull?.outcome === 'running') return false;
  return isAdministrator ? offers(words, recommended) : html`<p>${words.t('models.askAdministrator')}</p>`;
}

/** Which models saw the test picture, and which did not. */
export function modelTrials(words: Words, { trials, untried, isAdministrator }: ModelsView): Content {
  const named = (wanted: TrialOutcome) => trials.filter(({ outcome }) => outcome === wanted).map(({ name }) => name);
  const [saw, trusted] = [named('saw'), named('trusted')];
  const blind = named('blind').map((model) => {
    const label = words.t('models.trust', { model });
    const action = isAdministrator && postButton({ action: '/admin/models/trust', fields: { model }, label });
    return notice(words, { meaning: 'attention', sentence: say('models.blind', { model }), action });
  });
  return [
    ...blind,
    saw.length > 0 && html`<p class="hint">${words.t('models.saw', { models: saw.join(', ') })}</p>`,
    trusted.length > 0 && html`<p class="hint">${words.t('models.trusted', { models: trusted.join(', ') })}</p>`,
    untried.length > 0 && html`<p class="hint">${words.t('models.untried', { models: untried.join(', ') })}</p>`,
  ];
}

/** More models for administrators, where one is ready already. */
export function moreModels(words: Words, { overview, isAdministrator, recommended }: ModelsView): Content {
  if (overview.kind !== 'ready' || !isAdministrator || recommended.length === 0) return false;
  return disclosure(words.t('models.more'), offers(words, recommended));
}

/** How pictures come to be read, for administrators, where they are not. */
export function readingHint(words: Words, { canRead, isAdministrator, overview }: ModelsView): Content {
  if (canRead || !isAdministrator || overview.kind !== 'ready') return false;
  return html`<p class="hint">${words.t('models.notRead')} ${command('./altwright extras ocr')}</p>`;
}

function offers(words: Words, recommended: RecommendedModel[]): Html {
  const items = recommended.map(({ name, downloadBytes, memoryGigabytes, whyKey }) => {
    const size = words.t('models.size', {
      download: words.bytes(downloadBytes),
      memory: words.bytes(memoryGigabytes * 1e9),
    });
    const label = words.t('models.fetch', { model: name });
    return html`<li><p>${words.t(whyKey)} <span class="hint">${size}</span></p>
${postButton({ action: '/admin/models/pulls', fields: { model: name }, label })}</li>`;
  });
  return html`<ul class="offers">${items}</ul>`;
}

/** A download under way, or how the last one ended. */
export function pullStatus(words: Words, pull: Pull | null, isAdministrator: boolean): Html {
  return html`<div id="pull" aria-live="polite">${pull && pullContent(words, pull, isAdministrator)}</div>`;
}

/** The same in a live message. */
export function pullPartial(words: Words, pull: Pull | null, isAdministrator: boolean): Html {
  return partial('#pull', 'outerMorph', pullStatus(words, pull, isAdministrator));
}

function pullContent(words: Words, { model, progress: now, outcome }: Pull, isAdministrator: boolean): Content {
  if (outcome === 'done') {
    const action = html`<p><a href="/generate">${words.t('models.useIt')}</a></p>`;
    return notice(words, { meaning: 'good', sentence: say('models.fetched', { model }), action });
  }
  if (outcome !== 'running') return notice(words, { meaning: 'wrong', sentence: outcome.sentence });
  const [settled, total] = [now?.completedBytes ?? null, now?.totalBytes ?? null];
  const isKnown = settled !== null && total !== null && total > 0;
  const values = { model, done: words.bytes(settled ?? 0), total: words.bytes(total ?? 0) };
  const sentence = isKnown ? say('models.fetching', values) : say('models.fetchingStarts', { model });
  const line = progress(words, { id: 'pull-progress', sentence, ...(isKnown && { settled, total }) });
  const stop =
    isAdministrator && postButton({ action: '/admin/models/pulls/cancellation', label: words.t('models.stop') });
  return [line, stop];
}

function command(text: string): Html {
  return html`<code class="command">${text}</code>`;
}

/** A model to choose, with what speaks for or against it; that pictures leave the network for it is always said. */
export function modelOption(words: Words, { leaving }: ModelsView, name: string, facts: string[] = []) {
  const warning = leaving.includes(name) ? words.t('places.leaves') : '';
  return { value: name, label: [name, ...facts, warning].filter(Boolean).join(' · ') };
}

/** One line about where pictures go. */
export function describedWhere(words: Words, { describedBy }: Pick<ModelsView, 'describedBy'>): Content {
  return describedBy && whereDescribed(words, describedBy);
}
