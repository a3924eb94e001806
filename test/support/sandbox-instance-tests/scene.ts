import { afterEach } from 'vitest';
import { testClock } from '../clock.ts';
import { type SandboxInstance, startSandboxInstance } from '../sandbox-instance/index.ts';
import type { NewPost } from '../sandbox-instance/posting.ts';

const opened: SandboxInstance[] = [];

afterEach(async () => {
  await Promise.all(opened.splice(0).map((instance) => instance.close()));
});

export type Dialect = SandboxInstance['dialect'];

/** A running sandbox with Bob, who has a token that may do everything. Closed after the test. */
export async function openScene(dialect: Dialect, version?: string) {
  const clock = testClock();
  const instance = await startSandboxInstance({ dialect, clock, ...(version !== undefined && { version }) });
  opened.push(instance);
  const bob = instance.createAccount({ username: 'bob', password: 'bobs password' });
  const token = instance.issueToken(bob, 'read write');

  async function call(method: string, path: string, body?: object, bearer: string | null = token) {
    const response = await fetch(instance.origin + path, {
      method,
      headers: {
        accept: 'application/json',
        ...(bearer !== null && { authorization: `Bearer ${bearer}` }),
        ...(body && { 'content-type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json');
    return { status: response.status, headers: response.headers, text, json: isJson ? JSON.parse(text) : undefined };
  }

  /** Publishes a rich post: words, a warning, German, two pictures of which the second is described. */
  function richPost(more: Partial<NewPost> = {}) {
    return instance.createPost(bob, {
      text: 'Am Meer mit @bob #urlaub',
      spoilerText: 'food',
      language: dialect === 'akkoma' ? 'en' : 'de',
      media: [{ photo: 'chelsea' }, { photo: 'rocket', description: 'a rocket' }],
      ...more,
    });
  }

  /** The body of an edit that loses nothing, with a description for the first picture. */
  function carefulEdit(post: ReturnType<typeof richPost>, description = 'a cat') {
    return {
      status: post.text,
      spoiler_text: post.spoilerText,
      sensitive: post.sensitive,
      language: post.language,
      media_ids: post.mediaIds,
      media_attributes: [{ id: post.mediaIds[0], description }],
    };
  }

  /** Sends an edit and answers what it did beside the answer itself. Where posts embed uploads, those come first. */
  async function edit(postId: string, body: object) {
    const before = instance.snapshot();
    const embeds = dialect === 'pleroma' || dialect === 'akkoma';
    for (const { id, description } of embeds ? attributesIn(body) : []) {
      await call('PUT', `/api/v1/media/${id}`, { description });
    }
    const sent = embeds ? without(body, 'media_attributes', 'language') : body;
    const answer = await call('PUT', `/api/v1/statuses/${postId}`, sent);
    const [difference] = instance.diff(before, instance.snapshot());
    return { ...answer, descriptions: difference?.descriptions ?? [], otherwise: difference?.otherwise ?? [] };
  }

  return { instance, clock, bob, token, call, richPost, carefulEdit, edit };
}

/** A body without some of its keys. */
export function without(body: object, ...keys: string[]): object {
  return Object.fromEntries(Object.entries(body).filter(([key]) => !keys.includes(key)));
}

function attributesIn(body: { media_attributes?: { id: string; description: string }[] }) {
  return body.media_attributes ?? [];
}
