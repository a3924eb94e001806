import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import pLimit from 'p-limit';
import type { Report } from './report.ts';

/** Proves each family in a process of its own, as many at once as there are cores; one that dies is a proof that failed. */
export async function proveFamilies(
  families: readonly string[],
  argumentsFor: (family: string) => string[],
): Promise<Report[]> {
  const limit = pLimit(availableParallelism());
  return Promise.all(families.map((family) => limit(() => inProcess(argumentsFor(family)))));
}

async function inProcess(args: string[]): Promise<Report> {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise<void>((resolve, reject) => child.once('error', reject).once('close', () => resolve()));
  const output = await text(child.stdout as Readable);
  await ended;
  const last = output.trim().split('\n').at(-1) ?? '';
  try {
    return JSON.parse(last) as Report;
  } catch (cause) {
    throw new Error(`${args.join(' ')} ended without a report`, { cause });
  }
}
