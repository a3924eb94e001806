import { quickenImports } from '../../../src/lib/quick-imports.ts';

/** The program as `src/main.ts` starts it, with waits a proof can sit out: `hurried-server.ts MOMENT_IT_ALL_BEGAN`. */
quickenImports();
const { serve } = await import('../../../src/cli/serve.ts');
const { hurriedClock, hurriedQueue } = await import('./hurry.ts');
await serve({ around: hurriedQueue, publishingClock: hurriedClock(Number(process.argv[2])) });
