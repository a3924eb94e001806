import { addressOnServer, notAPostLink } from '../own-link.ts';
import type { Instance } from '../platform.ts';

const noteId = /^[0-9a-z]{8,32}$/i;
const words = 'platforms.notANoteLink';

/** The id in a link to a note (`https://host/notes/9abcdefghi`). */
export function noteIdInLink(link: string, instance: Instance): string {
  const [, room, id = ''] = addressOnServer(link, instance, words).pathname.split('/');
  if (room !== 'notes' || !noteId.test(id)) throw notAPostLink(new URL(instance.origin).host, words);
  return id;
}
