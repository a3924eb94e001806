// @ts-check
/**
 * The one door of every npm script and of ./altwright: makes sure of Node and of the packages, then runs the program.
 *
 * Runs on whatever Node (18 or newer) the machine has, so it and everything it imports is plain JavaScript on built-in
 * modules. Its own words go to standard error; standard output belongs to the program.
 */
import { commands } from './launch/commands.mjs';
import { LaunchError } from './launch/errors.mjs';
import { ensurePackages } from './launch/packages.mjs';
import { ensureNode } from './launch/runtime.mjs';

const [name = '', ...args] = process.argv.slice(2);

try {
  const command = commands[name];
  if (!command)
    throw new LaunchError(`There is no command "${name}". There are: ${Object.keys(commands).join(', ')}.`, 2);
  command.verify?.(args);
  const node = await ensureNode();
  await ensurePackages(node, { dev: command.dev });
  await command.run(node, args);
} catch (error) {
  if (!(error instanceof LaunchError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = error.exitCode;
}
