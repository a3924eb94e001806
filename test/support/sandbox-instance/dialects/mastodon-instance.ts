import type { World } from '../world.ts';

const MIME_TYPES = [
  'image/jpeg',
  'image/png',
  'image/gif',
  'image/heic',
  'image/heif',
  'image/webp',
  'image/avif',
  'video/mp4',
];

/** GET /api/v1/instance: no version of it tells the limit of a description. */
export function mastodonInstanceV1({ origin, dialect }: World): object {
  return {
    uri: new URL(origin).host,
    title: 'Sandbox',
    short_description: 'A sandbox instance',
    email: 'admin@sandbox.example',
    version: dialect.version,
    urls: { streaming_api: origin.replace('http', 'ws') },
    languages: ['en'],
    registrations: false,
    configuration: configuration(dialect.limits, {}),
  };
}

/** GET /api/v2/instance: `description_limit` exists from 4.4 on. */
export function mastodonInstanceV2(world: World, since: (version: string) => boolean): object {
  const { origin, dialect, descriptionMax } = world;
  const level = since('4.6') ? 10 : since('4.5') ? 7 : since('4.4') ? 6 : since('4.3') ? 2 : null;
  return {
    domain: new URL(origin).host,
    title: 'Sandbox',
    version: dialect.version,
    source_url: 'https://github.com/mastodon/mastodon',
    description: 'A sandbox instance',
    languages: ['en'],
    configuration: {
      urls: { streaming: origin.replace('http', 'ws') },
      ...configuration(dialect.limits, since('4.4') ? { description_limit: descriptionMax } : {}),
    },
    registrations: { enabled: false },
    ...(level !== null && { api_versions: { mastodon: level } }),
  };
}

function configuration(limits: World['dialect']['limits'], description: object) {
  return {
    statuses: {
      max_characters: limits.characters,
      max_media_attachments: limits.mediaPerPost,
      characters_reserved_per_url: 23,
    },
    media_attachments: {
      ...description,
      supported_mime_types: MIME_TYPES,
      image_size_limit: 16_777_216,
      image_matrix_limit: 33_177_600,
      video_size_limit: 103_809_024,
    },
    polls: { max_options: 4, max_characters_per_option: 50, min_expiration: 300, max_expiration: 2_629_746 },
  };
}
