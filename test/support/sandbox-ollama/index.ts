export { type Fault, faultKinds } from './faults.ts';
export { defaultModels, sandboxModel } from './models.ts';
export type { SandboxOllama, SandboxOllamaOptions } from './options.ts';
export { startSandboxOllama } from './server.ts';
export { trialPictureSha256 } from './trial.ts';
