type Version = [major: number, minor: number, patch: number];

/**
 * Whether a version string as servers give it (`4.6.5+glitch`, `0.20.0-rc1-8-g57cb4fe74+git-57cb4fe`, `v4.2.0`) is at
 * least the wanted one. Pre-release marks are ignored; a string without a number is not at least anything.
 */
export function isAtLeast(version: string, wanted: string): boolean {
  const found = parseVersion(version);
  const needed = parseVersion(wanted);
  if (!found || !needed) return false;
  for (const [place, number] of needed.entries()) {
    const own = found[place] ?? 0;
    if (own !== number) return own > number;
  }
  return true;
}

function parseVersion(text: string): Version | null {
  const match = /(\d+)\.(\d+)(?:\.(\d+))?/.exec(text);
  return match ? [Number(match[1]), Number(match[2]), Number(match[3] ?? 0)] : null;
}
