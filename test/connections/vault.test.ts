import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadKeys } from '../../src/connections/keys.ts';
import { createVault } from '../../src/connections/vault.ts';
import { AppError } from '../../src/lib/errors.ts';

const key = (byte: number) => Buffer.alloc(32, byte);
const place = { table: 'platform_connections', column: 'credentials_sealed', rowId: 'row-1' };
const secret = '{"accessToken":"the token of Bob – ü"}';

describe('the vault', () => {
  const vault = createVault(new Map([['k1', key(1)]]));

  it('opens what it sealed, and seals it differently every time', () => {
    const [one, other] = [vault.seal(place, secret), vault.seal(place, secret)];
    expect(one).toMatch(/^v1\.k1\.[\w-]+$/);
    expect(one).not.toBe(other);
    expect(one).not.toContain('token');
    expect(vault.open(place, one)).toBe(secret);
  });

  it('does not open in another row, column or table', () => {
    const envelope = vault.seal(place, secret);
    for (const other of [{ rowId: 'row-2' }, { column: 'verifier_sealed' }, { table: 'oauth_apps' }]) {
      expect(() => vault.open({ ...place, ...other }, envelope)).toThrow(AppError);
    }
  });

  it('does not open when any of its bytes was changed', () => {
    const [version, keyId, body = ''] = vault.seal(place, secret).split('.');
    const bytes = Buffer.from(body, 'base64url');
    for (let at = 0; at < bytes.length; at += 1) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(() => vault.open(place, `${version}.${keyId}.${changed.toString('base64url')}`)).toThrow(AppError);
    }
  });

  it.each(['', 'v1', 'v1.k1', 'v1.k1.', 'v1.k1.AAAA', 'v2.k1.AAAA', 'v1.other.AAAA'])(
    'does not open %j',
    (envelope) => {
      expect(() => vault.open(place, envelope)).toThrow(AppError);
    },
  );

  it('opens what an older key sealed and says that it is outdated', () => {
    const envelope = vault.seal(place, secret);
    const later = createVault(
      new Map([
        ['k2', key(2)],
        ['k1', key(1)],
      ]),
    );
    expect(later.open(place, envelope)).toBe(secret);
    expect(later.isOutdated(envelope)).toBe(true);
    expect(later.isOutdated(later.seal(place, secret))).toBe(false);
    expect(() => createVault(new Map([['k1', key(9)]])).open(place, envelope)).toThrow(AppError);
  });
});

describe('the keys', () => {
  let dataDir: string;
  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'altwright-keys-'));
  });
  afterEach(() => rmSync(dataDir, { recursive: true }));

  it('are made once, readable by their owner only', () => {
    const first = loadKeys({ configured: undefined, dataDir });
    const second = loadKeys({ configured: undefined, dataDir });
    expect([...first]).toEqual([...second]);
    expect(statSync(join(dataDir, 'keys')).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(dataDir, 'keys'), 'utf8')).toMatch(/^k1:[\w+/]{43}=\n$/);
  });

  it('come from the settings, the first one current', () => {
    const text = ['k2', 'k1'].map((id) => `${id}:${randomBytes(32).toString('base64')}`).join(', ');
    expect([...loadKeys({ configured: text, dataDir }).keys()]).toEqual(['k2', 'k1']);
  });

  it.each(['', 'k1', 'k1:', 'k1:c2hvcnQ=', `k1:${'A'.repeat(43)}=,k1:${'B'.repeat(43)}=`])(
    'are refused as %j',
    (text) => {
      expect(() => loadKeys({ configured: text, dataDir })).toThrow(AppError);
    },
  );

  it('are never made anew over a file that cannot be understood', () => {
    writeFileSync(join(dataDir, 'keys'), 'damaged');
    expect(() => loadKeys({ configured: undefined, dataDir })).toThrow(AppError);
    expect(readFileSync(join(dataDir, 'keys'), 'utf8')).toBe('damaged');
  });
});
