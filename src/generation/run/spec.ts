import type { ModelHost } from '../../captioner/hosts/host-address.ts';
import type { Credentials, Instance, RemoteMedia, RemotePost } from '../../platforms/platform.ts';
import type { CaptionSettings } from '../settings.ts';
import type { Scope } from './scope.ts';

/** A picture this run will describe, with its post. */
export type ChosenImage = { imageId: string; media: RemoteMedia; post: RemotePost };

/** What an earlier attempt left: pictures it had chosen, how much it had taken, and where its listing goes on. */
export type Resume = {
  /** Null when everything was listed. */
  cursor: string | null;
  pending: ChosenImage[];
  taken: { posts: number; pictures: number };
};

/** One order to describe: everything a worker needs, so that it needs no database and no settings of its own. */
export type TaskSpec = {
  taskId: string;
  attempt: number;
  /** Tries used up since the task last got on. */
  tries: number;
  instance: Instance;
  accountId: string;
  /** Opened. A spec is handed to a thread of this process and never written down. */
  credentials: Credentials;
  settings: CaptionSettings;
  /** Which posts a scheduled run looks at; null for a person's own. */
  scope: Scope | null;
  /** Where an earlier attempt came to; null where the listing begins at the start. */
  resume: Resume | null;
  model: { name: string; family: string };
  /** The hosts of the machine that works on it. The gate knows which of them have the model and are well. */
  modelHosts: ModelHost[];
  /** How many pictures may be at a model host at once to begin with: one more than it describes at a time. */
  inFlight: number;
  /** Hosts at private addresses that may be reached. */
  allowedHosts: string[];
};
