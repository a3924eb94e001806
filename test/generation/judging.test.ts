import { describe, expect, it } from 'vitest';
import { judgeBySettings } from '../../src/generation/judging.ts';
import { saveSettings } from '../../src/generation/saved-settings.ts';
import { defaultSettings } from '../../src/generation/settings.ts';
import { runConnection } from '../../src/web/run-form.ts';
import { openRunWeb } from '../support/run-web.ts';

const long = 'A cup of dark coffee stands on a round wooden table beside a folded newspaper and a small spoon. '.repeat(
  3,
);

describe('the rules about a text of a connection', () => {
  async function findingsWith(changed: Partial<typeof defaultSettings>) {
    const { parts, bob, connection } = await openRunWeb({ withoutOllama: true });
    saveSettings(
      parts,
      { userId: bob.user.id, connection: runConnection(connection) },
      { ...defaultSettings, ...changed },
    );
    const about = { maxLength: 1500, postText: null, language: null, siblings: [], visibleText: null, kind: null };
    const context = { ...about, isSensitive: false, userId: bob.user.id, connectionId: connection.id };
    return judgeBySettings(parts.db, long.trim(), context).map(({ id }) => id);
  }

  it('find it too long by the length that is set', async () => {
    expect(await findingsWith({ length: 'normal' })).toContain('long');
    expect(await findingsWith({ length: 'full', maxCaptionLength: 1500 })).not.toContain('long');
    expect(await findingsWith({ optimalMaxLength: 400 })).not.toContain('long');
  });
});
