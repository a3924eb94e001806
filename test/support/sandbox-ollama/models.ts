import { createHash } from 'node:crypto';

/** How many tokens a picture costs. `patches`: one token for each square of `px`, between the two bounds. */
export type TokenRule =
  | { kind: 'fixed'; tokens: number }
  | { kind: 'patches'; px: number; minTokens: number; maxTokens: number };

/** An installed model of the sandbox. Times are milliseconds before scaling. */
export type SandboxModel = {
  name: string;
  sizeBytes: number;
  family: string;
  parameterSize: string;
  format: 'gguf' | 'safetensors';
  capabilities: string[];
  contextLength: number;
  loadMs: number;
  imageEncodeMs: number;
  promptTokensPerSecond: number;
  tokensPerSecond: number;
  tokenRule: TokenRule;
  /** When set, every picture takes exactly this long: 40 % in silence, then the words evenly. */
  msPerImage?: number;
  /** Old engines crash on a side shorter than this. */
  minSidePx?: number;
  /** A model that only the maker's servers can run. */
  remoteHost?: string;
};

const base = {
  format: 'gguf',
  contextLength: 131_072,
  loadMs: 900,
  imageEncodeMs: 120,
  promptTokensPerSecond: 4000,
  tokensPerSecond: 45,
} as const;

/** A model with sensible values for all that is not said. */
export function sandboxModel(given: Partial<SandboxModel> & { name: string }): SandboxModel {
  return {
    ...base,
    sizeBytes: 3_300_000_000,
    family: 'gemma3',
    parameterSize: '4.3B',
    capabilities: ['completion', 'vision'],
    tokenRule: { kind: 'fixed', tokens: 256 },
    ...given,
  };
}

/** What a fresh sandbox has installed: two that see, one that thinks, one that is blind, one that is elsewhere. */
export const defaultModels: SandboxModel[] = [
  sandboxModel({ name: 'gemma3:4b' }),
  sandboxModel({
    name: 'qwen3-vl:4b-instruct',
    sizeBytes: 3_200_000_000,
    family: 'qwen3vl',
    parameterSize: '4.4B',
    minSidePx: 32,
    tokenRule: { kind: 'patches', px: 32, minTokens: 1024, maxTokens: 4096 },
  }),
  sandboxModel({
    name: 'qwen3.5:4b',
    sizeBytes: 3_400_000_000,
    family: 'qwen35',
    parameterSize: '4.7B',
    capabilities: ['completion', 'vision', 'thinking', 'tools'],
    tokenRule: { kind: 'patches', px: 32, minTokens: 8, maxTokens: 4096 },
  }),
  sandboxModel({
    name: 'llama3.2:3b',
    sizeBytes: 2_000_000_000,
    family: 'llama',
    parameterSize: '3.2B',
    capabilities: ['completion', 'tools'],
  }),
  sandboxModel({
    name: 'qwen3-vl:235b-cloud',
    sizeBytes: 400,
    family: 'qwen3vlmoe',
    parameterSize: '235B',
    remoteHost: 'https://ollama.com:443',
  }),
];

/** Names as the server compares them: without a tag it is `latest`. */
export const normaliseName = (name: string): string => (name.includes(':') ? name : `${name}:latest`);

export const digestOf = (model: SandboxModel): string => createHash('sha256').update(model.name).digest('hex');

export const isThinking = (model: SandboxModel): boolean => model.capabilities.includes('thinking');
export const canSee = (model: SandboxModel): boolean => model.capabilities.includes('vision');

/** The `details` object of tags, ps and show. */
export function detailsOf(model: SandboxModel) {
  return {
    parent_model: '',
    format: model.format,
    family: model.family,
    families: [model.family],
    parameter_size: model.parameterSize,
    quantization_level: 'Q4_K_M',
  };
}

export function imageTokens(rule: TokenRule, size: { width: number; height: number }): number {
  if (rule.kind === 'fixed') return rule.tokens;
  const patches = Math.ceil(size.width / rule.px) * Math.ceil(size.height / rule.px);
  return Math.min(rule.maxTokens, Math.max(rule.minTokens, patches)) + 12;
}
