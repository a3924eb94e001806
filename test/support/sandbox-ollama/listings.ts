import { answers, Refusal } from './answers.ts';
import { goTime } from './go-wire.ts';
import { detailsOf, digestOf, normaliseName, type SandboxModel } from './models.ts';
import type { Runner } from './runners.ts';
import { compareVersions } from './see.ts';

/** Servers before this one say nothing of capabilities in their list, nor of the context in `ps`. */
const tellsMore = (version: string): boolean => compareVersions(version, '0.30.0') >= 0;

const rowOf = (model: SandboxModel) => ({
  name: normaliseName(model.name),
  model: normaliseName(model.name),
  size: model.sizeBytes,
  digest: digestOf(model),
  details: detailsOf(model),
});

const remoteOf = (model: SandboxModel) =>
  model.remoteHost === undefined ? {} : { remote_model: model.name, remote_host: model.remoteHost };

/** `/api/tags`: what is installed. */
export function tags(models: SandboxModel[], version: string) {
  return {
    models: models.map((model) => ({
      ...rowOf(model),
      modified_at: goTime(0),
      ...remoteOf(model),
      ...(tellsMore(version) && { capabilities: model.capabilities }),
    })),
  };
}

/** `/api/ps`: what is in memory, what expires last first. */
export function running(runners: Runner[], version: string) {
  return {
    models: runners
      .toSorted((a, b) => b.expiresAtMs - a.expiresAtMs)
      .map((runner) => ({
        ...rowOf(runner.model),
        expires_at: goTime(runner.expiresAtMs),
        size_vram: runner.model.sizeBytes,
        ...(tellsMore(version) && { context_length: runner.contextTokens }),
      })),
  };
}

/** `/api/show`: one model in detail. */
export function show(models: SandboxModel[], name: string) {
  const model = models.find((known) => normaliseName(known.name) === normaliseName(name));
  if (!model) throw new Refusal(answers.modelNotFound(normaliseName(name)));
  return {
    parameters: 'temperature 1',
    template: '{{ .Prompt }}',
    details: detailsOf(model),
    model_info: { 'general.architecture': model.family, [`${model.family}.context_length`]: model.contextLength },
    capabilities: model.capabilities,
    modified_at: goTime(0),
    ...remoteOf(model),
  };
}
