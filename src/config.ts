import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { z } from 'zod';
import { AppError } from './lib/errors.ts';
import { say } from './lib/sentence.ts';

type Setting<T extends z.ZodType> = { name: string; type: T; secret: boolean; help: string };

function setting<T extends z.ZodType>(name: string, type: T, help: string): Setting<T> {
  return { name, type, secret: false, help };
}

function secret<T extends z.ZodType>(name: string, type: T, help: string): Setting<T> {
  return { name, type, secret: true, help };
}

const whole = (fallback: number, min: number, max: number) =>
  z.coerce.number().int().min(min).max(max).default(fallback);
const words = z
  .string()
  .default('')
  .transform((text) => text.split(/[\s,]+/).filter(Boolean));

/** What administrators may change while the program runs, and the smallest and largest value of each. */
export const limitRanges = {
  runningTasks: [1, 32],
  waitingTasks: [1, 100_000],
  runsPerDay: [1, 10_000],
  picturesPerDay: [1, 1_000_000],
  memoryPercent: [10, 100],
  diskReserveMb: [0, 1_000_000],
} as const satisfies Record<string, readonly [min: number, max: number]>;

const changeable = 'Administrators may change it while the program runs.';

/** Every setting once. docs/configuration.md is made from this list and checked against it. */
export const settings = {
  host: setting(
    'HOST',
    z.string().default('127.0.0.1'),
    'The address to listen on. 127.0.0.1 serves this machine only, 0.0.0.0 the whole network.',
  ),
  port: setting('PORT', whole(3000, 0, 65_535), 'The port to listen on. 0 takes a free one.'),
  dataDir: setting(
    'DATA_DIR',
    z
      .string()
      .default('data')
      .transform((path) => resolve(import.meta.dirname, '..', path)),
    "The folder of the database, the pictures and the key; a relative one is taken from Altwright's own folder.",
  ),
  publicUrl: setting(
    'PUBLIC_URL',
    z.url({ protocol: /^https?$/ }).optional(),
    'The address people type to reach Altwright, without a path. Without this setting, the address confirmed at set-up is used.',
  ),
  ollamaHost: setting(
    'OLLAMA_HOST',
    z.string().default('127.0.0.1:11434'),
    'Where Ollama listens: host, host:port or a whole address, by the rules of the ollama command. Several, comma separated, share the work; each picture goes to one that has its model.',
  ),
  visionEndpoints: setting(
    'VISION_ENDPOINTS',
    words,
    "Servers that speak OpenAI's API (llama.cpp, LM Studio, vLLM) and describe pictures beside Ollama: whole addresses, comma separated, such as http://192.168.1.20:8080/v1. Without this setting none. Pictures are sent there.",
  ),
  visionModels: setting(
    'VISION_MODELS',
    words,
    'Which of the models at VISION_ENDPOINTS see pictures, comma separated. Without this setting those that the server says can see; a single model of which it does not say so is tried with a known picture.',
  ),
  visionApiKey: secret(
    'VISION_API_KEY',
    z.string().optional(),
    'The key for VISION_ENDPOINTS, where they ask for one. It is sent to each of them.',
  ),
  keys: secret(
    'ALTWRIGHT_KEYS',
    z.string().optional(),
    'Keys that seal credentials, each as id:base64 of 32 bytes, comma separated, the current one first. Without this setting a key is made once, in the data folder.',
  ),
  allowedHosts: setting(
    'ALLOWED_HOSTS',
    words,
    'Servers at private addresses that may be reached all the same: host, host:port or CIDR, comma separated.',
  ),
  tlsCert: setting('TLS_CERT', z.string().optional(), 'A PEM certificate file, to serve https directly.'),
  tlsKey: setting('TLS_KEY', z.string().optional(), 'The PEM key file that belongs to TLS_CERT.'),
  trustProxy: setting(
    'TRUST_PROXY',
    z.stringbool().default(false),
    'Whether a reverse proxy in front sets X-Forwarded-For, X-Forwarded-Proto and X-Forwarded-Host. Only then are they believed.',
  ),
  logLevel: setting(
    'LOG_LEVEL',
    z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
    'How much is logged, as one JSON object a line on standard output.',
  ),
  runningTasks: setting(
    'RUNNING_TASKS',
    whole(3, ...limitRanges.runningTasks),
    `How many runs may work at the same time. ${changeable}`,
  ),
  waitingTasks: setting(
    'WAITING_TASKS',
    whole(1000, ...limitRanges.waitingTasks),
    `How many runs may wait in all; more are refused with a sentence. ${changeable}`,
  ),
  runsPerDay: setting(
    'RUNS_PER_DAY',
    whole(100, ...limitRanges.runsPerDay),
    `How many runs one person may start in a day of UTC. ${changeable}`,
  ),
  picturesPerDay: setting(
    'PICTURES_PER_DAY',
    whole(10_000, ...limitRanges.picturesPerDay),
    `How many pictures may be described for one person in a day of UTC; a run that meets it waits for the next. ${changeable}`,
  ),
  memoryPercent: setting(
    'MEMORY_PERCENT',
    whole(85, ...limitRanges.memoryPercent),
    `While the program takes more than so many percent of the memory of its machine or container, no new run begins. ${changeable}`,
  ),
  diskReserveMb: setting(
    'DISK_RESERVE_MB',
    whole(1000, ...limitRanges.diskReserveMb),
    `While fewer megabytes are free on the disk of the data folder, no new run begins and none can be started. ${changeable}`,
  ),
  modelSlots: setting(
    'MODEL_SLOTS',
    whole(1, 1, 64),
    "How many pictures a model host describes at once, to begin with: the value of Ollama's OLLAMA_NUM_PARALLEL. What each host really does is measured.",
  ),
  leaseMs: setting(
    'LEASE_MS',
    whole(15_000, 100, 600_000),
    'After so many milliseconds without a sign of life a run is taken from its thread.',
  ),
  publishAfterMs: setting(
    'PUBLISH_AFTER_MS',
    whole(600_000, 0, 86_400_000),
    'A post with undecided pictures is published so many milliseconds after the last decision about it; one without, at once.',
  ),
  editsPerHour: setting(
    'EDITS_PER_HOUR',
    whole(60, 1, 600),
    'How many edits a connection makes in any hour at most; fewer where its server takes fewer.',
  ),
  watchMinutes: setting(
    'WATCH_MINUTES',
    whole(5, 1, 1440),
    'How many minutes pass from one look for new posts of a watched connection to the next, a fifth more or less.',
  ),
  threads: setting(
    'THREADS',
    z.coerce.number().int().min(0).max(32).optional(),
    'How many runs this machine works on itself at the same time. Without this setting as many as RUNNING_TASKS; 0 leaves all of them to helpers.',
  ),
  redisUrl: secret(
    'REDIS_URL',
    z.url({ protocol: /^rediss?$/ }).optional(),
    'A Redis that passes runs to helpers, machines that describe pictures too: redis://host:6379, rediss:// for TLS. Without it the queue is in the database. It should keep an append-only file, and serve no other Altwright in the same database: redis://host:6379/1 is another one.',
  ),
  workerKey: secret(
    'ALTWRIGHT_WORKER_KEY',
    z.string().optional(),
    'The key that this machine and its helpers share, 32 bytes in base64 (openssl rand -base64 32). What goes through Redis is sealed with it.',
  ),
  inactiveHours: setting(
    'INACTIVE_HOURS',
    whole(24, 0, 8760),
    'After so many hours in which a person was signed in nowhere her run is cancelled. What was described is kept, scheduled runs go on. 0: never.',
  ),
  keepFinishedHours: setting(
    'KEEP_FINISHED_HOURS',
    whole(24, 1, 8760),
    'After so many hours a finished run loses its details; its drafts and decisions stay.',
  ),
} satisfies Record<string, Setting<z.ZodType>>;

export type Config = { [Name in keyof typeof settings]: z.output<(typeof settings)[Name]['type']> };

/**
 * Reads every setting from the environment; `NAME_FILE` names a file that holds the value of `NAME`.
 * Throws one validation AppError that names every setting that is wrong.
 */
export function loadConfig(env: Record<string, string | undefined> = process.env): Config {
  const problems: string[] = [];
  const values: Record<string, unknown> = {};
  for (const [key, { name, type }] of Object.entries(settings)) {
    const read = readValue(env, name);
    const parsed = 'problem' in read ? undefined : type.safeParse(read.value);
    if (parsed?.success) values[key] = parsed.data;
    else problems.push('problem' in read ? read.problem : `${name}: ${parsed?.error?.issues[0]?.message}`);
  }
  if (Boolean(values.tlsCert) !== Boolean(values.tlsKey)) problems.push('TLS_CERT and TLS_KEY belong together.');
  if (problems.length > 0) throw new AppError('validation', say('errors.config', { problems: problems.join('; ') }));
  return values as Config;
}

function readValue(
  env: Record<string, string | undefined>,
  name: string,
): { value: string | undefined } | { problem: string } {
  const file = env[`${name}_FILE`];
  if (!file) return { value: env[name] === '' ? undefined : env[name] };
  try {
    return { value: readFileSync(file, 'utf8').trim() };
  } catch {
    return { problem: `${name}_FILE: the file ${file} cannot be read` };
  }
}
