import { z } from 'zod';
import { type Software, unlessSilent, versionText } from './discovery.ts';
import { parseJson } from './http-errors.ts';
import { type PublicReading, readAbsence, readPublicJson } from './public-json.ts';
import { createTransport } from './transport.ts';

/** A server that speaks the Mastodon API. `software` is null where nothing in its answer names it. */
export type ApiSpeaker = Omit<Software, 'software'> & { software: string | null };

const instance = z.object({
  version: versionText.min(1),
  /** Where its source code lies; its last part is the software's name. */
  source_url: z.string().nullish().catch(null),
});

/** By the instance API of Mastodon, which others speak too; null where a server does not. */
export async function readInstanceApi(origin: string, reading: PublicReading): Promise<ApiSpeaker | null> {
  for (const path of ['/api/v2/instance', '/api/v1/instance']) {
    const answer = await unlessSilent(() => readPublicJson(new URL(path, origin), instance, reading));
    if (!answer) continue;
    const { version, source_url: sourceUrl } = answer.data;
    const named = nameIn(version);
    return {
      origin: answer.origin,
      software: named?.software ?? repositoryName(sourceUrl),
      version: named?.version ?? version,
    };
  }
  return null;
}

/**
 * Who speaks Mastodon's API gives its version and adds its own name: `3.5.3 (compatible; Pixelfed 0.12.4)`,
 * `4.2.1 (compatible; Iceshrimp.NET/2024.1)`, `4.0.0 (not true; really snac/2.96)`.
 */
function nameIn(version: string): { software: string; version: string } | null {
  const [, software, own] =
    /\((?:compatible|not true); (?:really )?([^\s/;()]+)[/ ]v?(\d[^)\s]*)\)/i.exec(version) ?? [];
  return software && own ? { software: software.toLowerCase(), version: own } : null;
}

function repositoryName(address: string | null | undefined): string | null {
  const path = URL.parse(address ?? '')?.pathname.replace(/(\.git)?\/*$/, '') ?? '';
  return path.split('/').at(-1)?.toLowerCase() || null;
}

const meta = z.object({
  version: versionText.min(1),
  /** Misskey and its relatives answer with the limits of a note; what else has a POST /api/meta has not. */
  maxNoteTextLength: z.number(),
  repositoryUrl: z.string().nullish().catch(null),
});

/** By POST /api/meta, which Misskey and its relatives answer; `isRelative` says which names are known. */
export async function probeMisskey(
  origin: string,
  isRelative: (software: string) => boolean,
  reading: PublicReading,
): Promise<Software | null> {
  const url = new URL('/api/meta', origin);
  const { send } = createTransport({ ...reading, origin, readError: readAbsence });
  const answer = await unlessSilent(() => send({ method: 'POST', url, body: {}, signal: reading.signal }));
  if (!answer) return null;
  const read = meta.safeParse(parseJson(answer.text));
  if (!read.success) return null;
  const { version, repositoryUrl } = read.data;
  const name = repositoryName(repositoryUrl);
  return { origin, software: name && isRelative(name) ? name : 'misskey', version };
}
