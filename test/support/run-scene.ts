import {
  type EngineOptions,
  modelName,
  quickSettings,
  settlePerson,
  testEngine,
  testInstance,
  testOllama,
} from './engine.ts';
import type { SandboxInstance } from './sandbox-instance/index.ts';
import { variationOf } from './sandbox-instance/photographs.ts';
import type { NewMedia, NewPost } from './sandbox-instance/posting.ts';
import { seededRandom } from './sandbox-instance/random.ts';
import type { Account, Post } from './sandbox-instance/records.ts';
import { type SandboxOllama, sandboxModel, trialPictureSha256 } from './sandbox-ollama/index.ts';
import type { SandboxModel } from './sandbox-ollama/models.ts';
import type { RequestRecord } from './sandbox-ollama/request-log.ts';

const hourMs = 3_600_000;

/** A model that needs no loading and takes this long for a picture. */
export const quickModel = (msPerImage: number, more: Partial<SandboxModel> = {}) => [
  sandboxModel({ name: modelName, loadMs: 0, msPerImage, ...more }),
];

/** Pictures unlike each other; the same seed makes the same ones. */
export function differentPictures(count: number, seed: string): NewMedia[] {
  const random = seededRandom(`pictures ${seed}`);
  return Array.from({ length: count }, () => ({ photo: 'coffee', variation: variationOf('coffee', random) }));
}

/** One post for each picture, an hour apart, the last an hour ago. Answers them oldest first. */
export function postPictures(
  instance: SandboxInstance,
  account: Account,
  pictures: number | NewMedia[],
  more: Partial<NewPost> = {},
): Post[] {
  const media = typeof pictures === 'number' ? differentPictures(pictures, account.username) : pictures;
  return media.map((picture, index) =>
    instance.createPost(account, {
      text: `Picture ${index} of ${account.username}`,
      createdAt: Date.now() - (media.length - index) * hourMs,
      media: [picture],
      ...more,
    }),
  );
}

/** An instance, a model server and the task engine between them. */
export async function runScene(msPerImage: number, options: EngineOptions & { model?: Partial<SandboxModel> } = {}) {
  const { model, ...engineOptions } = options;
  const instance = await testInstance({ dialect: 'mastodon' });
  const ollama = await testOllama({ models: quickModel(msPerImage, model) });
  const engine = await testEngine(ollama, engineOptions);
  return {
    ...engine,
    db: engine.database.db,
    instance,
    ollama,
    /** Somebody with that many pictures that lack a description. */
    async person(name: string, pictures: number, role: 'admin' | 'member' = 'member') {
      const person = await settlePerson(engine.database, instance, name, role);
      postPictures(instance, person.account, pictures);
      return person;
    },
    start: (person: Awaited<ReturnType<typeof settlePerson>>, settings: object = {}, model = modelName) =>
      engine.generation.start(person.user, person.connection, { ...quickSettings, ...settings }, model),
  };
}

/** Whether a model was asked to describe something, and not only to be ready. */
export const isAsked = ({ route, messages, images }: Pick<RequestRecord, 'route' | 'messages' | 'images'>) =>
  route === '/api/chat' && messages.length > 0 && images[0]?.sha256 !== trialPictureSha256;

/** The times the model was asked to describe something. */
export const asked = (ollama: SandboxOllama) => ollama.log.filter(isAsked);
