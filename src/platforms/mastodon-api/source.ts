import type { ApiClient } from '../http.ts';
import type { EditablePost, RemotePost } from '../platform.ts';
import { type SourceAnswer, sourceAnswer } from './answers.ts';
import type { Dialect } from './dialect.ts';

/** What the author typed. Where a server does not tell, what it shows stands for it: enough to see a change by. */
export async function readSource(
  api: ApiClient,
  { hasSource = true }: Dialect,
  post: RemotePost,
  signal: AbortSignal | undefined,
): Promise<EditablePost['source']> {
  if (!hasSource) return { text: post.text, spoilerText: post.spoilerText, contentType: null };
  const path = `/api/v1/statuses/${encodeURIComponent(post.id)}/source`;
  const { data } = await api.get(path, sourceAnswer, { signal });
  return toSource(data, post);
}

function toSource(answer: SourceAnswer, post: RemotePost): EditablePost['source'] {
  return {
    text: answer.text ?? '',
    // The source's content warning is what was typed; the status may carry it escaped or with emoji resolved.
    spoilerText: answer.spoiler_text ?? post.spoilerText,
    contentType: answer.content_type || null,
  };
}
