// @ts-check
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { delimiter, dirname, isAbsolute, join } from 'node:path';
import { root, runtimeFolder } from './places.mjs';

/** @typedef {{code: number | null, signal: NodeJS.Signals | null}} Ending */

/**
 * Signals of the same name within this time are one wish. A closed terminal or a killed process group reaches the
 * launcher several times at once: from the system, and again through npm.
 */
const sameWishMs = 500;

/**
 * The environment in which children find this Node before any other.
 * @param {string} node
 * @param {Record<string, string>} [extra]
 */
export function environmentFor(node, extra = {}) {
  const path = [dirname(node), process.env.PATH].filter(Boolean).join(delimiter);
  const usual = {
    // glibc keeps an arena per thread by default: with sharp's and our threads that is memory never given back.
    MALLOC_ARENA_MAX: '2',
    // Types are stripped and modules compiled once, not at every start: half of a start's processor time.
    NODE_COMPILE_CACHE: join(runtimeFolder, 'compile-cache'),
  };
  return { ...usual, ...process.env, ...extra, PATH: path };
}

/**
 * Node's arguments with the program's file made absolute, so that the caller's current directory stays the caller's.
 * @param {string[]} args
 */
export function fromRoot(args) {
  const file = args.findIndex((argument) => !argument.startsWith('--'));
  return args.map((argument, index) => (index === file && !isAbsolute(argument) ? join(root, argument) : argument));
}

/**
 * Runs a program of ours under this Node with the launcher's own input and output, handing signals on.
 * @param {string} node
 * @param {string[]} args the first that is no option is a file seen from the root
 * @param {Record<string, string>} [environment]
 * @returns {Promise<Ending>}
 */
export function runProgram(node, args, environment = {}) {
  return runChild(node, fromRoot(args), { stdio: 'inherit', env: environmentFor(node, environment) });
}

/**
 * Runs a child to its end; what signals the launcher meanwhile reaches the child, and the launcher lives on until the
 * child has ended in its own way.
 * @param {string} file
 * @param {string[]} args
 * @param {import('node:child_process').SpawnOptions} options
 * @param {(pid: number) => void} [onStart]
 * @returns {Promise<Ending>}
 */
export function runChild(file, args, options, onStart) {
  const child = spawn(file, args, options);
  const stopForwarding = forwardSignals((signal) => child.kill(signal));
  if (child.pid !== undefined) onStart?.(child.pid);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      stopForwarding();
      resolve({ code, signal });
    });
  });
}

/**
 * @param {(signal: NodeJS.Signals) => void} deliver
 * @returns {() => void} stops it
 */
function forwardSignals(deliver) {
  /** @type {Map<string, number>} */
  const deliveredAt = new Map();
  /** @param {NodeJS.Signals} signal */
  const forward = (signal) => {
    // Ctrl+C in a terminal has reached the whole foreground group, the program included.
    if (signal === 'SIGINT' && process.stdin.isTTY) return;
    if (Date.now() - (deliveredAt.get(signal) ?? 0) < sameWishMs) return;
    deliveredAt.set(signal, Date.now());
    deliver(signal);
  };
  /** @type {NodeJS.Signals[]} */
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of signals) process.on(signal, forward);
  return () => {
    for (const signal of signals) process.off(signal, forward);
  };
}

/**
 * Ends the launcher as its program ended.
 * @param {Ending} ending
 */
export function exitLike({ code, signal }) {
  if (code !== null || signal === null) {
    process.exitCode = code ?? 1;
    return;
  }
  process.exitCode = 128 + constants.signals[signal];
  process.kill(process.pid, signal);
}
