import { Argument, Command } from 'commander';
import { quickenImports } from './lib/quick-imports.ts';
import { version } from './lib/user-agent.ts';

quickenImports();

const program = new Command('altwright').version(version).description('Alt text for the pictures you have posted.');

program
  .command('serve')
  .description('start the web application and the runs')
  .action(async () => (await import('./cli/serve.ts')).serve());
program
  .command('migrate')
  .description('bring the database up to date and stop')
  .action(async () => (await import('./cli/migrate.ts')).migrate());
program
  .command('worker')
  .description('describe pictures for an Altwright on another machine')
  .action(async () => (await import('./cli/worker.ts')).worker());

const extras = program.command('extras').description('install or remove what is optional');
extras
  .command('ocr')
  .description('read the text in pictures: 100 MB on the disk, a gigabyte of memory while it reads')
  .action(async () => (await import('./cli/extras.ts')).installOcr());
extras
  .command('remove')
  .addArgument(new Argument('<extra>').choices(['ocr']))
  .description('remove it again')
  .action(async () => (await import('./cli/extras.ts')).removeOcr());

const user = program.command('user').description('let people in');
user
  .command('add')
  .description('print a one-time link by which somebody joins')
  .option('--admin', 'as an administrator', false)
  .action(async (options) => (await import('./cli/users.ts')).addUser(options));
user
  .command('reset')
  .argument('<name>')
  .description('print a one-time link to set a new password')
  .action(async (name) => (await import('./cli/users.ts')).resetUser(name));

await program.parseAsync();
