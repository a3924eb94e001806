import { openScene } from './scene.ts';

export const permissions = ['read:account', 'write:drive'];

/** A Misskey or Sharkey with Bob, whose token may read the account and write to the drive, and Alice. */
export async function openMisskeyScene(dialect: 'misskey' | 'sharkey', version?: string) {
  const scene = await openScene(dialect, version);
  const { instance, bob } = scene;
  const alice = instance.createAccount({ username: 'alice', password: 'alices password' });
  const token = instance.issueToken(bob, permissions);

  /** Calls an endpoint as Bob, or with another token, or with none. */
  const api = (endpoint: string, body: object = {}, i: string | null = token) =>
    scene.call('POST', `/api/${endpoint}`, { ...body, ...(i !== null && { i }) }, null);

  const show = async (noteId: string) => (await api('notes/show', { noteId })).json;
  const list = async (wish: object) => {
    const { json } = await api('users/notes', { userId: bob.id, ...wish });
    return json.map(({ id }: { id: string }) => id);
  };
  return { ...scene, alice, token, api, show, list };
}
