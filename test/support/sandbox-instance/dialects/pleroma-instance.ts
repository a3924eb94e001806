import type { World } from '../world.ts';

/** GET /api/v1/instance: the limit of a description stands at the top level, and nowhere else in it. */
export function pleromaInstanceV1(world: World): object {
  const { characters, mediaPerPost } = world.dialect.limits;
  return {
    uri: new URL(world.origin).host,
    title: 'Sandbox',
    description: 'A sandbox instance',
    version: versionFor(world),
    urls: { streaming_api: world.origin.replace('http', 'ws') },
    max_toot_chars: characters,
    max_media_attachments: mediaPerPost,
    description_limit: world.descriptionMax,
    pleroma: { metadata: metadataOf(world), stats: {}, vapid_public_key: '' },
  };
}

/** GET /api/v2/instance: the limit of a description stands in Pleroma's own metadata. */
export function pleromaInstanceV2(world: World): object {
  const { characters, mediaPerPost } = world.dialect.limits;
  return {
    domain: new URL(world.origin).host,
    title: 'Sandbox',
    version: versionFor(world),
    source_url: 'https://git.pleroma.social/pleroma/pleroma',
    configuration: {
      urls: { streaming: world.origin.replace('http', 'ws') },
      statuses: { max_characters: characters, max_media_attachments: mediaPerPost },
      media_attachments: { image_size_limit: 16_000_000, supported_mime_types: ['application/octet-stream'] },
    },
    pleroma: { metadata: { ...metadataOf(world), description_limit: world.descriptionMax } },
  };
}

function versionFor({ dialect }: World): string {
  const name = dialect.software === 'akkoma' ? 'Akkoma' : 'Pleroma';
  return `2.7.2 (compatible; ${name} ${dialect.version})`;
}

function metadataOf(_world: World): object {
  return {
    account_activation_required: false,
    features: ['pleroma_api', 'mastodon_api', 'editing', 'quote_posting'],
    post_formats: ['text/plain', 'text/markdown'],
  };
}
