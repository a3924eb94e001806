import { applyDraft, draftOf, mediaAttributes, type StatusEdit, withText } from '../edit.ts';
import type { Post } from '../records.ts';
import { type RequestBody, textField } from '../request-body.ts';
import { placeIn } from './snac-names.ts';

/**
 * snac's edit: a text that is not sent is erased, and without a real `sensitive: true` the warning goes too, so a form
 * loses it. Language and pictures stay whatever is sent. Descriptions are for places: a name that has none is taken for
 * the first, and from a form none is read. No history; the id changes with the time of the edit.
 */
export function editSnacStatus({ world, post, body }: StatusEdit, knowsAttributes: boolean) {
  const draft = withText(world, draftOf(world, post), textField(body, 'status') ?? '');
  draft.sensitive = body.fields.sensitive === true;
  draft.spoilerText = draft.sensitive ? (textField(body, 'spoiler_text') ?? '') : '';
  for (const { id, description } of knowsAttributes ? wantedOnSnac(body, post) : []) {
    const picture = draft.media.find((media) => media.id === id);
    if (picture) picture.description = description;
  }
  applyDraft(world, post, draft, { history: false });
  return 'changed' as const;
}

/** The pictures that an edit means, whatever it calls them. */
export function wantedOnSnac(body: RequestBody, { mediaIds }: Post) {
  return mediaAttributes(body).flatMap(({ id, description }) => {
    const meant = mediaIds[placeIn(id)];
    return meant === undefined || description === undefined ? [] : { id: meant, description: description ?? '' };
  });
}
