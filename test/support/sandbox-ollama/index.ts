export { type Fault, faultKinds } from './faults.ts';
export { defaultModels, sandboxModel } from './models.ts';
export type { SandboxOllama, SandboxOllamaOptions } from './options.ts';
export { trialPictureSha256 } from './plan.ts';
export { startSandboxOllama } from './server.ts';
