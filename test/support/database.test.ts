import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readSystemSetting, writeSystemSetting } from '../../db/settings.ts';
import { makeTestDatabase, openTestDatabase } from './database.ts';

describe('a test database', () => {
  it('shows its reader what its writer wrote', async () => {
    const { db, reader } = await openTestDatabase();
    writeSystemSetting(db, 'colour', 'green', 1);
    expect(readSystemSetting(reader, 'colour', 'none')).toBe('green');
  });

  it('knows nothing of another one and leaves no folder behind', async () => {
    const one = await makeTestDatabase();
    const other = await makeTestDatabase();
    writeSystemSetting(one.db, 'colour', 'green', 1);
    expect(readSystemSetting(other.db, 'colour', 'none')).toBe('none');
    for (const { close, dataDir } of [one, other]) {
      close();
      expect(existsSync(dataDir)).toBe(false);
    }
  });
});
