import { describe, expect, it } from 'vitest';
import { countCharacters } from '../../src/lib/characters.ts';
import type { EditablePost, RemoteMedia, RemotePost } from '../../src/platforms/platform.ts';
import { differencesAfter } from '../../src/platforms/safe-edit/compare.ts';
import { fingerprintOf, sameBesidesDescriptions } from '../../src/platforms/safe-edit/fingerprint.ts';
import { cleanDescription, htmlToText } from '../../src/platforms/text.ts';

const picture = (id: string, description: string | null): RemoteMedia => ({
  id,
  type: 'image',
  url: `https://social.example/${id}`,
  previewUrl: null,
  width: 1,
  height: 1,
  description,
  blurhash: null,
});

const post: RemotePost = {
  id: '1',
  uri: 'https://social.example/1',
  url: 'https://social.example/1',
  createdAtMs: 0,
  editedAtMs: null,
  visibility: 'public',
  isReply: true,
  isBoost: false,
  spoilerText: 'sky',
  sensitive: true,
  language: 'en',
  text: 'Fog',
  hasPoll: false,
  boostsCount: 0,
  media: [picture('a', null), picture('b', 'by its owner')],
};
const source = { text: 'Fog', spoilerText: 'sky', contentType: 'text/plain' };
const editable = (change: Partial<RemotePost> = {}, typed: Partial<typeof source> = {}): EditablePost => {
  const state = { post: { ...post, ...change }, source: { ...source, ...typed } };
  return { ...state, fingerprint: fingerprintOf(state.post, state.source), refusal: null };
};
const wanted = [{ mediaId: 'a', description: 'Grey water' }];
const described = [picture('a', 'Grey water'), picture('b', 'by its owner')];

describe('the comparison after a write', () => {
  it('finds nothing when only the wanted text was added, trimmed and with the line ends of the server', () => {
    const media = [picture('a', ' Grey water\r\n'), picture('b', 'by its owner')];
    expect(differencesAfter(editable(), editable({ media, editedAtMs: 5 }, { text: 'Fog\r\n' }), wanted)).toEqual([]);
  });

  it.each<[string, Partial<RemotePost>, Partial<typeof source>]>([
    ['differsText', {}, { text: 'Mist' }],
    ['differsWarning', {}, { spoilerText: '' }],
    ['differsWarning', { spoilerText: '' }, {}],
    ['differsFormat', {}, { contentType: 'text/markdown' }],
    ['differsSensitive', { sensitive: false }, {}],
    ['differsLanguage', { language: 'de' }, {}],
    ['differsVisibility', { visibility: 'unlisted' }, {}],
    ['differsReply', { isReply: false }, {}],
    ['differsPoll', { hasPoll: true }, {}],
    ['differsMedia', { media: [...described].reverse() }, {}],
    ['differsDescription', { media: post.media }, {}],
    ['differsOtherDescription', { media: [picture('a', 'Grey water'), picture('b', null)] }, {}],
  ])('finds %s', (key, change, typed) => {
    const after = editable({ media: described, ...change }, typed);
    expect(differencesAfter(editable(), after, wanted)).toEqual([{ key: `platforms.${key}` }]);
  });
});

describe('a fingerprint', () => {
  it.each<[Partial<RemotePost>, Partial<typeof source>]>([
    [{}, { text: 'Mist' }],
    [{}, { spoilerText: '' }],
    [{ sensitive: false }, {}],
    [{ language: null }, {}],
    [{ hasPoll: true }, {}],
    [{ media: [...post.media].reverse() }, {}],
  ])('changes with what an edit could lose (%#)', (change, typed) => {
    const { fingerprint } = editable(change, typed);
    expect(fingerprint).not.toBe(editable().fingerprint);
    expect(sameBesidesDescriptions(fingerprint, editable().fingerprint)).toBe(false);
  });

  it.each([{ media: described }, { editedAtMs: 5 }])(
    'tells descriptions and edit times apart from the rest (%#)',
    (change) => {
      const { fingerprint } = editable(change);
      expect(fingerprint).not.toBe(editable().fingerprint);
      expect(sameBesidesDescriptions(fingerprint, editable().fingerprint)).toBe(true);
    },
  );

  it('does not change with what is not the author’s', () => {
    expect(editable({ boostsCount: 9, text: 'Fog with a resolved mention' }).fingerprint).toBe(editable().fingerprint);
  });
});

describe('text', () => {
  it('of a post is readable', () => {
    const html =
      '<p>Fog &amp; <a href="x">#mist</a><br>two</p><p>&quot;three&quot; &#39;4&#x27; &unknown; &lt;b&gt;</p>';
    expect(htmlToText(html)).toBe('Fog & #mist\ntwo\n\n"three" \'4\' &unknown; <b>');
  });

  it('of a post that was made to take for ever is read at once', () => {
    expect(htmlToText('<'.repeat(500_000))).toHaveLength(500_000);
  });

  it('knows no entities but those of HTML', () => {
    expect(htmlToText('&constructor; &__proto__;')).toBe('&constructor; &__proto__;');
  });

  it('of a description is made fit to send', () => {
    expect(cleanDescription(' a\0b\r\n\uD83Cc ')).toBe('ab\n\uFFFDc');
  });

  it('is counted as servers count it', () => expect(countCharacters('🌫é')).toBe(2));
});
