import { quickenImports } from './lib/quick-imports.ts';

quickenImports();
const { serve } = await import('./cli/serve.ts');
await serve();
