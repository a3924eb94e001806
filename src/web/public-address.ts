import { isIP } from 'node:net';
import type { Db } from '../../db/open.ts';
import { readSystemSetting, writeSystemSetting } from '../../db/settings.ts';
import { bareHost, isLoopback } from '../lib/addresses.ts';
import type { Clock } from '../lib/clock.ts';
import { AppError } from '../lib/errors.ts';
import { say } from '../lib/sentence.ts';

const settingKey = 'publicAddress';

export type PublicAddress = {
  /** The origin people type, such as `https://alt.example`; null until set-up has confirmed one. */
  current: () => string | null;
  /** Whether PUBLIC_URL decides it, so that set-up need not ask. */
  isFixed: boolean;
  /** The origin that was typed. Throws a validation error of the code `address`. */
  check: (typed: string) => string;
  /** Keeps the address confirmed at set-up. Throws like `check`. */
  confirm: (typed: string) => void;
};

/** Where people reach Altwright: decides cookies, origin checks and the addresses that servers send people back to. */
export function createPublicAddress(parts: { db: Db; clock: Clock; publicUrl: string | undefined }): PublicAddress {
  const { db, clock, publicUrl } = parts;
  const fixed = publicUrl === undefined ? null : new URL(publicUrl).origin;
  let confirmed = readSystemSetting<string | null>(db, settingKey, null);
  return {
    isFixed: fixed !== null,
    current: () => fixed ?? confirmed,
    check: readOrigin,
    confirm: (typed) => {
      const origin = readOrigin(typed);
      writeSystemSetting(db, settingKey, origin, clock.now());
      confirmed = origin;
    },
  };
}

function readOrigin(typed: string): string {
  const url = URL.parse(typed.trim());
  const isWeb = url?.protocol === 'https:' || url?.protocol === 'http:';
  if (url && isWeb && url.pathname === '/' && url.search === '' && url.username === '') return url.origin;
  throw new AppError('validation', say('people.addressOdd'), { code: 'address' });
}

/**
 * Hosts that no stranger's name server can point at this machine: loopback names and IP addresses. A page that was
 * reached under such a host may be trusted to be reached under it, whatever the public address is.
 */
export function isLiteralHost(hostname: string): boolean {
  return isLoopback(hostname) || isIP(bareHost(hostname)) !== 0;
}
