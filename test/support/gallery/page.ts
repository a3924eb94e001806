import { say } from '../../../src/lib/sentence.ts';
import { button, buttonRow, linkButton, postButton } from '../../../templates/components/button.ts';
import { connectionChip } from '../../../templates/components/connection.ts';
import { dialog } from '../../../templates/components/dialog.ts';
import {
  checkbox,
  choices,
  errorSummary,
  fieldGroup,
  input,
  select,
  textarea,
} from '../../../templates/components/field.ts';
import { disclosure, facts, pagination, pairs, table } from '../../../templates/components/list.ts';
import { emptyState, notice, tag } from '../../../templates/components/notice.ts';
import { type LabelState, pair } from '../../../templates/components/pair.ts';
import { progress } from '../../../templates/components/progress.ts';
import { type Html, html } from '../../../templates/html.ts';
import { page } from '../../../templates/layout.ts';
import { createWords, type Words } from '../../../templates/words.ts';

export type GalleryPicture = { src: string; width: number; height: number; thumbhash: string };

const nowMs = Date.UTC(2026, 10, 23, 14, 5);
const cat = 'A ginger cat with white whiskers looks past the camera, its head tilted a little to the right.';
const long = 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft'.repeat(2);
const arabic = 'قطة برتقالية ذات شوارب بيضاء تنظر إلى ما وراء الكاميرا.';
const reason = say('components.dueAt', { at: nowMs });
const doubtWords = { message: say('captioner.findingHedge', { word: 'seems to' }), marks: ['seems to'] };
const doubt = { id: 'hedge', severity: 'warning', ...doubtWords } as const;

const states: [LabelState, string][] = [
  [{ kind: 'draft', text: cat, lang: 'en', limit: 1500 }, 'Bob, 12 May 2026 · “Miso found the sunny spot again.”'],
  [
    {
      kind: 'draft',
      text: `${cat} `.repeat(6),
      lang: 'en',
      limit: 500,
      findings: [{ id: 'long', severity: 'warning', message: reason }],
    },
    'Over the limit, with a finding',
  ],
  [{ kind: 'writing', text: 'A rocket stands on its launch pad against a pale evening', lang: 'en' }, 'In the making'],
  [{ kind: 'waiting' }, 'Not fetched yet'],
  [{ kind: 'preparing' }, 'Just found'],
  [{ kind: 'draft', text: `It seems to rain. ${cat}`, lang: 'en', limit: 500, findings: [doubt] }, 'With a doubt'],
  [{ kind: 'drafted', text: cat, lang: 'en' }, 'Read only'],
  [{ kind: 'drafted', text: `It seems to rain. ${cat}`, lang: 'en', findings: [doubt] }, 'Read only, with a doubt'],
  [{ kind: 'approved', text: cat, lang: 'en', dueAtMs: nowMs }, 'Decided'],
  [{ kind: 'publishing', text: cat, lang: 'en', host: 'mastodon.example' }, 'Under way'],
  [{ kind: 'published', text: cat, lang: 'en', atMs: nowMs - 180_000, host: 'mastodon.example' }, 'Done'],
  [{ kind: 'failed', reason, text: '', limit: 1500 }, 'Failed, to be written by hand'],
  [{ kind: 'failed', reason }, 'Failed'],
  [{ kind: 'conflict', reason, text: cat, lang: 'en' }, 'Edited meanwhile'],
  [{ kind: 'rejected', text: cat, lang: 'en' }, 'Rejected'],
  [{ kind: 'notNeeded' }, 'Decorative'],
  [{ kind: 'described', text: cat, lang: 'en' }, 'Described by its owner'],
  [{ kind: 'gone', reason }, 'Gone'],
  [{ kind: 'draft', text: arabic, limit: 1500, lang: 'ar' }, 'Right to left'],
  [{ kind: 'drafted', text: long, lang: 'de' }, 'A very long word'],
];

/** Every component in every state on one page. */
export function galleryPage(pictures: GalleryPicture[], only?: string): Html {
  const words = createWords().for('en');
  return page({
    words,
    title: 'Every component, in every state',
    user: { name: 'Alice Administrator', isAdministrator: true },
    activeConnection: { id: '1', handle: 'alice', host: 'a.rather.long.mastodon.example' },
    connections: [
      { id: '1', handle: 'alice', host: 'a.rather.long.mastodon.example' },
      { id: '2', handle: 'alice_photographs_everything', host: 'gotosocial.example' },
    ],
    inboxCount: 1234,
    noticeCount: 2,
    path: '/inbox',
    streamUrl: '/events',
    standing: [reason],
    flash: { meaning: 'good', sentence: reason },
    banner: { meaning: 'attention', sentence: reason, details: reason },
    describedBy: { model: 'gemma3:4b', places: [{ kind: 'here', name: '127.0.0.1:11434' }] },
    body:
      only === 'pairs'
        ? hanging(words, pictures)
        : [runs(words), hanging(words, pictures), forms(words), furniture(words)],
  });
}

function hanging(words: Words, pictures: GalleryPicture[]): Html {
  const rows = states.map(([state, about], index) => {
    const hung = pictures[index % pictures.length];
    const isEmpty = state.kind === 'waiting' || state.kind === 'gone';
    const isEditable = state.kind === 'draft' || (state.kind === 'failed' && state.limit !== undefined);
    return pair(words, {
      imageId: String(index),
      state,
      nowMs,
      about,
      ...(isEditable && { action: `/images/${index}/caption` }),
      buttons: isEditable && decisions(index),
      picture: {
        ...hung,
        src: isEmpty || state.kind === 'preparing' ? undefined : hung?.src,
        thumbhash: isEmpty ? undefined : hung?.thumbhash,
        isSensitive: index === 1,
        name: `Picture ${index + 1} of ${states.length}`,
      },
    });
  });
  return html`<h2>The pair</h2>${pairs(rows)}`;
}

function decisions(index: number): Html[] {
  const live = { target: `#image-${index}` };
  const at = (deed: string) => `/images/${index}/${deed}`;
  return [
    button({
      label: 'Approve',
      kind: index === 0 ? 'primary' : 'plain',
      keys: 'A Control+Enter',
      action: at('approval'),
      live,
    }),
    button({ label: 'Write again', keys: 'G', action: at('regeneration'), live }),
    button({ label: 'Not needed', keys: 'N', action: at('not-needed'), live }),
    button({ label: 'Reject', kind: 'quiet', keys: 'X', action: at('rejection'), live }),
  ];
}

function runs(words: Words): Html {
  return html`<h2>Progress</h2>
${progress(words, { id: 'p1', sentence: reason, settled: 12, total: 40 })}
${progress(words, { id: 'p2', sentence: reason })}
${progress(words, { id: 'p3', sentence: reason, settled: 12, total: 40, state: 'failed' })}`;
}

function forms(words: Words): Html {
  const errors = [{ id: 'server', error: reason }];
  return html`<form method="post" action="/nowhere"><h2>Forms</h2>${errorSummary(words, errors)}
${input(words, { name: 'server', label: 'Server or handle', hint: 'For example @bob@mastodon.example', error: reason, value: 'mastodon,example', autocomplete: 'off' })}
${input(words, { name: 'delay', label: 'Pause between pages', type: 'number', min: 0, max: 60, value: 2, unit: 'seconds' })}
${textarea(words, { name: 'notes', label: 'Notes', value: 'Two\nlines' })}
${select(words, {
  name: 'model',
  label: 'Model',
  value: 'b',
  options: [
    { value: 'a', label: 'gemma3:4b' },
    { value: 'b', label: 'qwen3-vl:4b-instruct' },
  ],
})}
${fieldGroup(
  'Which posts',
  checkbox(words, { name: 'replies', label: 'Replies too', checked: true, hint: 'Answers to others' }),
  choices(words, {
    name: 'length',
    label: 'Length',
    value: 's',
    options: [
      { value: 's', label: 'Short', hint: 'One sentence' },
      { value: 'n', label: 'Normal' },
    ],
  }),
)}
${buttonRow(button({ label: 'Start describing' }), button({ label: 'Cannot now', disabled: true }), button({ label: 'Publish 12 descriptions to 9 posts', kind: 'danger' }), linkButton({ href: '#x', label: 'Look first' }), button({ label: 'Show a dialog', kind: 'quiet', opens: 'd1' }))}
</form>${postButton({ action: '/nowhere', label: 'A form of one button', fields: { id: 1 } })}
${dialog(words, { id: 'd1', title: 'A dialog', content: html`<p>Some words.</p>` })}`;
}

function furniture(words: Words): Html {
  const meanings = ['note', 'good', 'attention', 'wrong'] as const;
  const rows = [
    { name: 'mastodon.example', count: 1240, state: tag('good', 'Verified') },
    { name: long, count: 3, state: tag('wrong', 'Sign in again') },
  ];
  return html`<section><h2>Notices</h2>${meanings.map((meaning) => notice(words, { meaning, sentence: reason, details: reason }))}
${meanings.map((meaning) => html`<p>${tag(meaning, 'In a word')}</p>`)}</section>
<section><h2>Facts</h2>${facts([
    ['Model', 'gemma3:4b'],
    ['Connection', connectionChip({ handle: 'bob', host: 'mastodon.example' })],
    ['Absent', undefined],
  ])}
${disclosure('More about this', html`<p>Words that are there when wanted.</p>`, true)}</section>
${table(
  'Connections',
  [
    { heading: 'Server', cell: (row) => row.name },
    { heading: 'Pictures', cell: (row) => words.number(row.count), isNumber: true },
    { heading: 'State', cell: (row) => row.state },
  ],
  rows,
)}
${pagination(words, { newer: '#n', older: '#o', summary: 'Page 2' })}
${emptyState({ title: 'Nothing waits for you', text: 'Start a run, and drafts will hang here.', action: { href: '#run', label: 'Start a run' } })}`;
}
