import { afterEach, beforeEach, describe } from 'vitest';
import type { DialectName } from '../support/sandbox-instance/dialects/index.ts';
import { type Differences, differencesOf } from './differences.ts';
import type { Ground } from './platform/cases.ts';
import { itCanBeRead } from './platform/reading.ts';
import { itGetsIntoTrouble } from './platform/trouble.ts';
import { itLosesAnswers } from './platform/unsure.ts';
import { itCanBeWrittenTo } from './platform/writing.ts';
import { openSandboxStage, type Stage } from './stage.ts';

/** What every family must do, against a sandbox of that family. */
export function platformContract(dialect: DialectName): void {
  playContract(`a ${dialect} account`, () => openSandboxStage(dialect), differencesOf(dialect), true);
}

/** The contract on any ground; `Differences` say where this family is honestly another. */
export function playContract(
  name: string,
  openStage: () => Promise<Stage>,
  differences: Differences,
  isSandbox: boolean,
): void {
  describe(name, () => {
    let stage: Stage;
    beforeEach(async () => {
      stage = await openStage();
    });
    afterEach(() => stage.close());
    const ground: Ground = { stage: () => stage, differences, isSandbox };

    describe('being read', () => itCanBeRead(ground));
    describe('being written to', () => itCanBeWrittenTo(ground));
    describe('losing answers', () => itLosesAnswers(ground));
    describe('in trouble', () => itGetsIntoTrouble(ground));
  });
}
