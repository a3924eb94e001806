import type { SandboxInstance } from '../sandbox-instance/index.ts';
import type { PhotographName } from '../sandbox-instance/photographs.ts';
import type { Account } from '../sandbox-instance/records.ts';

type AlbumPost = { text: string; language: string; photos: PhotographName[]; spoilerText?: string };

/** The newest posts of the demo, the latest first: they say what their photographs show, so that the drafts fit. */
const album: AlbumPost[] = [
  { text: 'Our cat has opinions about breakfast.', language: 'en', photos: ['chelsea'] },
  { text: 'A coffee, a spoon, and nobody wants anything from me. #coffee', language: 'en', photos: ['coffee'] },
  {
    text: 'Found while tidying: the portrait of an astronaut in her orange suit.',
    language: 'en',
    photos: ['astronaut'],
  },
  { text: 'Die Rakete auf der Startrampe, kurz vor Mitternacht.', language: 'de', photos: ['rocket'] },
  {
    text: 'Every smudge in this picture is a galaxy. Hubble looked at an empty patch of sky for ten days.',
    language: 'en',
    photos: ['hubble_deep_field'],
  },
  {
    text: 'L’homme à l’appareil photo, que tout le monde connaît.',
    language: 'fr',
    photos: ['camera'],
    spoilerText: 'nostalgie',
  },
];

const minuteMs = 60_000;

/** Adds the album to an account: a post every eight minutes, the first of the list ten minutes ago. */
export function postAlbum(instance: SandboxInstance, account: Account, nowMs: number): void {
  for (const [index, { photos, ...words }] of [...album.entries()].reverse()) {
    const media = photos.map((photo) => ({ photo, mimeType: 'image/jpeg' }));
    // Not younger, or publishing would wait a while; not older, or the past filled in before would come between.
    const createdAt = nowMs - (10 + index * 8) * minuteMs;
    instance.createPost(account, { ...words, sensitive: words.spoilerText !== undefined, createdAt, media });
  }
}
