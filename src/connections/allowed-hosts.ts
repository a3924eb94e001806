import { isIP } from 'node:net';
import { writeAudit } from '../../db/audit.ts';
import { type Db, transact } from '../../db/open.ts';
import { readSystemSetting, writeSystemSetting } from '../../db/settings.ts';
import { bareHost, isListed } from '../lib/addresses.ts';
import type { Clock } from '../lib/clock.ts';
import { AppError } from '../lib/errors.ts';
import { say } from '../lib/sentence.ts';

const settingKey = 'allowedHosts';

export type AllowedHosts = {
  /** The entries of the configuration and those administrators added: for the guarded fetch, asked at each connect. */
  list: () => readonly string[];
  /** Whether a host (`nas.local:8080`) is on the list; such a host may also be reached by plain http. */
  includes: (host: string) => boolean;
  /** Adds a host, for an administrator. Throws `host` when it is not one. */
  allow: (wish: { userId: string; host: string }) => void;
};

/** Servers at private addresses that may be reached all the same. */
export function createAllowedHosts(parts: { db: Db; clock: Clock; configured: readonly string[] }): AllowedHosts {
  const { db, clock, configured } = parts;
  let added = readSystemSetting<string[]>(db, settingKey, []);
  const list = () => [...configured, ...added];
  return {
    list,
    includes: (host) => {
      const url = URL.parse(`http://${host}`);
      if (!url) return false;
      const hostname = bareHost(url.hostname);
      const isAddress = isIP(hostname) !== 0;
      // A range says something about addresses only; what a name leads to is not known here.
      const entries = list().filter((entry) => isAddress || !entry.includes('/'));
      return isListed({ hostname, port: Number(url.port || 80), address: hostname }, entries);
    },
    allow: ({ userId, host }) => {
      const url = URL.parse(`http://${host.trim()}`);
      if (url?.pathname !== '/' || url.search !== '' || url.username !== '') {
        throw new AppError('validation', say('connections.badHost', { host }), { code: 'host' });
      }
      if (list().includes(url.host)) return;
      transact(db, () => {
        writeSystemSetting(db, settingKey, [...added, url.host], clock.now());
        writeAudit(db, { userId, action: 'host.allowed', subject: url.host }, clock.now());
      });
      added = [...added, url.host];
    },
  };
}
