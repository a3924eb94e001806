export type Visibility = 'public' | 'unlisted' | 'private' | 'direct';

export type RemoteMedia = {
  id: string;
  type: 'image' | 'gifv' | 'video' | 'audio' | 'unknown';
  url: string | null;
  previewUrl: string | null;
  /** Pixels of the original. */
  width: number | null;
  height: number | null;
  /** Null when missing or blank. */
  description: string | null;
  blurhash: string | null;
};

export type RemotePost = {
  id: string;
  /** The post's name in the federation; stays when a server changes ids. */
  uri: string;
  url: string;
  createdAtMs: number;
  editedAtMs: number | null;
  visibility: Visibility;
  isReply: boolean;
  isBoost: boolean;
  spoilerText: string;
  sensitive: boolean;
  /** BCP 47 tag as the server gives it. */
  language: string | null;
  /** The content as plain text: for context and display, never for writing back. */
  text: string;
  hasPoll: boolean;
  boostsCount: number;
  /** What only some servers have and an edit may not keep: it quotes another post, or is for the people of a list. */
  peculiarity?: 'quote' | 'list';
  /** In the order of the post. */
  media: RemoteMedia[];
};
