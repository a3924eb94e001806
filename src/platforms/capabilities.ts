/** How fast descriptions may be written; what the headers of a server say comes on top of it. */
export type Pace = {
  editsPerHour: number;
  /** What a server takes at once. */
  bursts?: { most: number; perMs: number };
  /** What the server counts: one edit of a post, or each picture's own request. */
  counts: 'posts' | 'pictures';
  /** `server`: it counts the requests of Altwright's address, whoever's account they are for. */
  sharedBy: 'connection' | 'server';
};

/** What an edit does on a server family; the pages warn by it and the publisher paces by it. */
export type Capabilities = {
  mode: 'statusEdit' | 'mediaThenStatus' | 'mediaOnly' | 'driveFile';
  /** Other servers get the description. */
  federates: boolean;
  /** Fallback for `Instance.descriptionLimit`, in code points. */
  altMax: number;
  conflictCheck: 'editedAt' | 'fingerprint';
  /** People who boosted or interacted may get a notification about the edit. */
  notifiesOthers: boolean;
  /** The description belongs to the file and changes in every post that uses it. */
  sharedFile: boolean;
  /** Tokens expire and `Credentials.refreshToken` must be used. */
  needsRefresh: boolean;
  /** The former version of the post stays readable on the server. */
  editsShownInHistory: boolean;
  /** Altwright has not been proved against this software: it writes only where the person has agreed to the risk. */
  unproven: boolean;
  pace: Pace;
};

/** Whether an edit sends the whole post again, so that what cannot be sent again would be lost. */
export function resendsPost({ mode }: Capabilities): boolean {
  return mode === 'statusEdit' || mode === 'mediaThenStatus';
}

/** More than any server takes; whatever one claims, texts of this length are still judged within a blink. */
const longestDescription = 20_000;

/** The longest description of a server, which may state its limit. */
export function descriptionLimitOf(stated: number | null | undefined, { altMax }: Capabilities): number {
  return Math.min(stated ?? altMax, longestDescription);
}
