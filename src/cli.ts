import { Command } from 'commander';
import { migrate } from './cli/migrate.ts';
import { serve } from './cli/serve.ts';
import { addUser, resetUser } from './cli/users.ts';
import { speech } from './compose.ts';
import { version } from './lib/user-agent.ts';

const program = new Command('altwright').version(version).description('Alt text for the pictures you have posted.');

program.command('serve').description('start the web application and the runs').action(serve);
program.command('migrate').description('bring the database up to date and stop').action(migrate);
program
  .command('worker')
  .description('describe pictures for an Altwright on another machine')
  .action(() => {
    process.stderr.write(`${speech().t('cli.workerNeedsRedis')}\n`);
    process.exitCode = 2;
  });

const user = program.command('user').description('let people in');
user
  .command('add')
  .description('print a one-time link by which somebody joins')
  .option('--admin', 'as an administrator', false)
  .action(addUser);
user.command('reset').argument('<name>').description('print a one-time link to set a new password').action(resetUser);

await program.parseAsync();
