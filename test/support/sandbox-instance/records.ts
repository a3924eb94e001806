import type { PictureFault, PictureSource } from './photographs.ts';

export type Visibility = 'public' | 'unlisted' | 'private' | 'direct';

export type Account = {
  id: string;
  username: string;
  password: string;
  admin: boolean;
  createdAtMs: number;
  /** What a server fills in where a post or an edit names no language. */
  defaultLanguage: string;
  /** Why writes (or, on Mastodon, everything) are refused with 403. */
  restriction: 'disabled' | 'pending' | 'moving' | null;
  /** Misskey: a role of the account marks every file as sensitive, and nobody may take the mark away. */
  alwaysSensitive: boolean;
};

export type Media = {
  id: string;
  accountId: string;
  type: 'image' | 'gifv' | 'video' | 'audio' | 'unknown';
  mimeType: string;
  source: PictureSource;
  width: number;
  height: number;
  description: string | null;
  focus: { x: number; y: number };
  /** The unguessable part of its public addresses. */
  key: string;
  fault: PictureFault | null;
  attachedTo: string | null;
  /** Where a post shows its own copy of what was uploaded: the upload this id leads to; null when it leads nowhere. */
  upload?: Upload | null;
};

/** `key`: of the file it is; another than the post's where an old post's invented id happens to be somebody's upload. */
export type Upload = { description: string; key: string };

export type Poll = {
  id: string;
  options: { title: string; votes: number }[];
  expiresAtMs: number;
  multiple: boolean;
};

/** One state of a post as its edit history shows it. */
export type Revision = {
  atMs: number;
  text: string;
  spoilerText: string;
  sensitive: boolean;
  descriptions: (string | null)[];
};

export type Post = {
  id: string;
  /** The last part of its address, where that is not its id. */
  slug: string | null;
  accountId: string;
  createdAtMs: number;
  editedAtMs: number | null;
  text: string;
  spoilerText: string;
  sensitive: boolean;
  language: string | null;
  visibility: Visibility;
  contentType: 'text/plain' | 'text/markdown';
  inReplyToId: string | null;
  boostOf: string | null;
  /** Misskey: posted in this channel, and listed only where channels are asked for. */
  channelId: string | null;
  mediaIds: string[];
  poll: Poll | null;
  mentions: string[];
  tags: string[];
  history: Revision[];
  /** How often other servers were told of a change. */
  federatedUpdates: number;
  /** A direct post whose edit was sent to all followers. */
  leakedToFollowers: boolean;
  /** The post it quotes. */
  quoteOf?: string;
  /** Shown on its own server and sent to no other. */
  localOnly?: boolean;
  /** From before the server kept what the author typed. */
  withoutSource?: boolean;
  /** The application it was last written with, where an edit changes that. */
  application?: string;
};

export type App = { clientId: string; clientSecret: string; name: string; redirectUris: string[]; scopes: string[] };

export type Token = {
  value: string;
  /** null for an application's own token (client_credentials). */
  accountId: string | null;
  clientId: string;
  scopes: string[];
  createdAtMs: number;
  state: 'valid' | 'revoked' | 'expired';
  /** null: never. */
  expiresAtMs: number | null;
  refresh: { value: string; expiresAtMs: number } | null;
};
