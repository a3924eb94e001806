import { readFileSync } from 'node:fs';
import { onTestFinished } from 'vitest';
import { type SandboxOllamaOptions, startSandboxOllama } from '../sandbox-ollama/index.ts';

const folder = new URL('../photos/', import.meta.url);
export const picture = (name: string): string => readFileSync(new URL(`${name}.jpg`, folder)).toString('base64');

export async function startScene(options: SandboxOllamaOptions = {}) {
  const sandbox = await startSandboxOllama({ timeScale: 0.01, ...options });
  onTestFinished(() => sandbox.close());
  const post = (path: string, body: object | string, signal?: AbortSignal) =>
    fetch(`${sandbox.url}${path}`, {
      method: 'POST',
      body: typeof body === 'string' ? body : JSON.stringify(body),
      ...(signal && { signal }),
    });
  const chat = (more: object = {}, content = 'Describe it.', images = [picture('coffee')], signal?: AbortSignal) =>
    post('/api/chat', { model: 'gemma3:4b', messages: [{ role: 'user', content, images }], ...more }, signal);
  return { sandbox, post, chat };
}

export type Line = {
  message?: { content: string; thinking?: string };
  done?: boolean;
  done_reason?: string;
  error?: string;
  [number: string]: unknown;
};

export async function linesOf(response: Response): Promise<Line[]> {
  const text = await response.text();
  return text.split('\n').flatMap((line) => (line.trim() === '' ? [] : [JSON.parse(line) as Line]));
}

export const textOf = (lines: Line[]): string => lines.map((line) => line.message?.content ?? '').join('');
