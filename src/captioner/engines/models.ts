import type { ModelResponse, Ollama } from 'ollama';
import type { VisionModel } from '../captioner.ts';

/** What servers say beyond the package's types. `capabilities` in the list only since Ollama 0.30. */
type Installed = ModelResponse & { capabilities?: string[]; remote_host?: string; remote_model?: string };
type Shown = { capabilities?: string[] };

/** The installed models that can see and run on the person's own machine, smallest first. */
export async function listVisionModels(client: Ollama): Promise<VisionModel[]> {
  const [{ models }, loaded, { version }] = await Promise.all([client.list(), client.ps(), client.version()]);
  const loadedNames = new Set(loaded.models.map(({ name }) => name));
  const candidates = (models as Installed[]).filter((model) => isLocal(model) && runs(model, version));
  const capable: VisionModel[] = [];
  // One after another: an old server with many models is asked for each.
  for (const model of candidates) {
    const capabilities = await capabilitiesOf(client, model);
    if (capabilities.includes('vision')) capable.push(toVisionModel(model, capabilities, loadedNames.has(model.name)));
  }
  return capable.sort((a, b) => a.sizeBytes - b.sizeBytes);
}

/** A local server passes the requests for cloud models on to their maker, pictures included. */
function isLocal({ name, remote_host, remote_model }: Installed): boolean {
  return !remote_host && !remote_model && !/[:-]cloud$/.test(name);
}

/** Models that are listed as seeing and yet cannot be shown a picture. */
function runs({ details }: Installed, version: string): boolean {
  const family = details?.family ?? '';
  // https://github.com/ollama/ollama/issues/16490
  if (family === 'mllama') return isOlderThan030(version);
  // The MLX engine takes pictures only for these families.
  if (details?.format === 'safetensors') return /^(qwen3_?5|qwen35|glimmer)/.test(family);
  return true;
}

function isOlderThan030(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major === 0 && minor < 30;
}

async function capabilitiesOf(client: Ollama, model: Installed): Promise<string[]> {
  if (model.capabilities) return model.capabilities;
  // A model that was removed meanwhile, or whose files are broken, must not hide the others.
  const shown: Shown = await client.show({ model: model.name }).catch(() => ({}));
  return shown.capabilities ?? [];
}

function toVisionModel(
  { name, size, details, digest }: Installed,
  capabilities: string[],
  loaded: boolean,
): VisionModel {
  return {
    name,
    sizeBytes: size,
    parameterSize: details?.parameter_size ?? '',
    family: details?.family ?? '',
    loaded,
    isThinking: capabilities.includes('thinking'),
    ...(digest && { digest }),
  };
}

/** Families by how well they describe for their time, best first. */
const preferred = [
  /gemma4/,
  /qwen3-?vl/,
  /gemma3/,
  /qwen3\.?[56]/,
  /qwen2\.?5-?vl|qwen25vl/,
  /mistral/,
  /minicpm/,
  /llava/,
];

/** The model to begin with when nobody has chosen: a good family, not one that thinks aloud, in memory already. */
export function chooseDefaultModel(models: VisionModel[]): VisionModel | undefined {
  const rank = ({ family, name }: VisionModel) => {
    const at = preferred.findIndex((pattern) => pattern.test(`${family} ${name}`.toLowerCase()));
    return at < 0 ? preferred.length : at;
  };
  // `think: false` is ignored by weights made for thinking; the instruct tags of the same family are not.
  const cost = (model: VisionModel) => [
    Number(isStubbornThinker(model)),
    rank(model),
    Number(!model.loaded),
    model.sizeBytes,
  ];
  return models.toSorted((a, b) => compareLists(cost(a), cost(b)))[0];
}

const isStubbornThinker = ({ isThinking, family }: VisionModel): boolean => isThinking && /qwen3vl/.test(family);

function compareLists(a: number[], b: number[]): number {
  const at = a.findIndex((value, index) => value !== b[index]);
  return at < 0 ? 0 : (a[at] ?? 0) - (b[at] ?? 0);
}

/** A model worth pulling, with the memory of the graphics card (or of the machine without one) it is meant for. */
export type RecommendedModel = { name: string; downloadBytes: number; memoryGigabytes: number; whyKey: string };

/** Smallest first. Sizes as the library of ollama.com gives them. */
export const recommendedModels: RecommendedModel[] = [
  { name: 'qwen3.5:2b', downloadBytes: 2_700_000_000, memoryGigabytes: 4, whyKey: 'captioner.whySmall' },
  { name: 'gemma3:4b', downloadBytes: 3_300_000_000, memoryGigabytes: 6, whyKey: 'captioner.whyBalanced' },
  { name: 'qwen3-vl:8b-instruct', downloadBytes: 6_100_000_000, memoryGigabytes: 10, whyKey: 'captioner.whyText' },
  { name: 'gemma4', downloadBytes: 9_600_000_000, memoryGigabytes: 12, whyKey: 'captioner.whyBest' },
];
