// @ts-check
import { check } from './check.mjs';
import { requireServerUnderTest, runConformance } from './conformance.mjs';
import { LaunchError } from './errors.mjs';
import { namesIn, requireName } from './named-programs.mjs';
import { exitLike, runProgram } from './run.mjs';
import { runTests } from './tests.mjs';

/**
 * @typedef {object} Command
 * @property {boolean} dev whether development packages are needed
 * @property {(args: string[]) => void} [verify] refuses wrong arguments before anything is installed
 * @property {(node: string, args: string[]) => Promise<void>} run
 */

/**
 * A command that is one program.
 * @param {(args: string[]) => string[]} toArguments what Node is started with
 * @param {{dev?: boolean, environment?: Record<string, string>, verify?: (args: string[]) => void}} [options]
 * @returns {Command}
 */
function program(toArguments, { dev = false, environment = {}, ...rest } = {}) {
  return { dev, run: async (node, args) => exitLike(await runProgram(node, toArguments(args), environment)), ...rest };
}

/**
 * A command that runs one of the programs of a folder by its name.
 * @param {string} word
 * @param {string} folder
 */
const named = (word, folder) =>
  program(([name, ...args]) => [`${folder}/${name}.ts`, ...args], {
    dev: true,
    verify: ([name]) => requireName(word, name, namesIn(folder)),
  });

/** @type {Record<string, Command>} */
export const commands = {
  start: program((args) => ['src/main.ts', ...args], { environment: { NODE_ENV: 'production' } }),
  dev: program((args) => ['--watch', 'src/main.ts', ...args], { dev: true, environment: { NODE_ENV: 'development' } }),
  demo: program((args) => ['test/support/demo/main.ts', ...args]),
  altwright: program((args) => ['src/cli.ts', ...args], { environment: { NODE_ENV: 'production' } }),
  fix: program((args) => ['node_modules/@biomejs/biome/bin/biome', 'check', '--write', ...args], { dev: true }),
  bench: named('bench', 'bench'),
  prove: named('prove', 'test/prove'),
  conformance: {
    dev: true,
    verify: () => requireServerUnderTest(process.env),
    run: async (node, args) => exitLike(await runConformance(node, args)),
  },
  test: { dev: true, run: async (node, args) => exitLike(await runTests(node, args)) },
  check: {
    dev: true,
    run: async (node) => {
      if (!(await check(node))) throw new LaunchError('The check found something to mend.');
    },
  },
};
