import type { Place } from '../../src/captioner/hosts/places.ts';
import { table } from '../components/list.ts';
import { tag } from '../components/notice.ts';
import { type Content, type Html, html } from '../html.ts';
import type { Words } from '../words.ts';

export type ModelHostView = {
  place: Place;
  /** Null while it does not answer; undefined before it was asked. */
  models: string[] | null | undefined;
  /** Pictures there now, and at most at once. */
  held: number;
  atMost: number;
};

/** Where this machine has pictures described: which hosts answer, what they have and how busy they are. */
export function modelHostsSection(words: Words, hosts: ModelHostView[]): Html {
  const columns = [
    { heading: words.t('hosts.address'), cell: ({ place }: ModelHostView) => html`${place.name}` },
    { heading: words.t('hosts.where'), cell: ({ place }: ModelHostView) => html`${whereIs(words, place)}` },
    { heading: words.t('hosts.models'), cell: ({ models }: ModelHostView) => html`${modelNames(words, models)}` },
    {
      heading: words.t('hosts.pictures'),
      cell: ({ held, atMost }: ModelHostView) => html`${words.t('hosts.ofAtMost', { held, atMost })}`,
      isNumber: true,
    },
  ];
  return html`<section id="admin-hosts">${table(words.t('hosts.title'), columns, hosts)}</section>`;
}

function whereIs(words: Words, { kind }: Place): string {
  return words.t(kind === 'outside' ? 'hosts.outside' : kind === 'here' ? 'hosts.here' : 'hosts.network');
}

function modelNames(words: Words, models: ModelHostView['models']): Content {
  if (models === undefined) return words.t('hosts.notAsked');
  if (models === null) return tag('attention', words.t('hosts.away'));
  return models.length > 0 ? models.join(', ') : tag('attention', words.t('hosts.noModel'));
}
