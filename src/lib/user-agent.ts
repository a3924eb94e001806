import packageJson from '../../package.json' with { type: 'json' };

export const version = packageJson.version;

/** How Altwright names itself to the servers it talks to. */
export const userAgent = `Altwright/${version} (alt text for one's own posts)`;
