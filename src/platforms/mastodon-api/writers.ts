import type { Clock } from '../../lib/clock.ts';
import type { ApiClient } from '../http.ts';
import type { EditablePost, Instance, RemotePost } from '../platform.ts';
import type { Writer } from '../safe-edit/writer.ts';
import type { Dialect } from './dialect.ts';
import { mediaThenStatusWriter } from './embedding.ts';
import { mediaWriter } from './picture-by-picture.ts';
import { putStatus } from './puts.ts';

type Tools = {
  api: ApiClient;
  dialect: Dialect;
  instance: Instance;
  clock: Clock;
  readPost: (postId: string) => Promise<RemotePost>;
  readForEdit: (postId: string) => Promise<EditablePost>;
};
type Way = (tools: Tools) => Writer;

/** The ways in which servers of the Mastodon API are told descriptions, by `capabilities.mode`. */
export function writerOf(tools: Tools): Writer {
  const { name, capabilities } = tools.dialect;
  const ways: Partial<Record<Dialect['capabilities']['mode'], Way>> = {
    statusEdit: statusEditWriter,
    mediaThenStatus: mediaThenStatusWriter,
    mediaOnly: mediaWriter,
  };
  const way = ways[capabilities.mode];
  if (!way) throw new TypeError(`${name} does not write over the Mastodon API`);
  return way(tools);
}

/** One PUT of the post carries everything. */
function statusEditWriter({ api, dialect }: Tools): Writer {
  return { isAtomic: true, send: (edit) => putStatus(api, dialect, edit) };
}
