export type { Fault } from './faults.ts';
export { defaultModels, type SandboxModel, sandboxModel } from './models.ts';
export type { SandboxOllama, SandboxOllamaOptions } from './options.ts';
export type { RequestRecord } from './request-log.ts';
export { startSandboxOllama } from './server.ts';
