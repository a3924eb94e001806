import { openPeople, speech } from '../compose.ts';
import { loadConfig } from '../config.ts';
import { AppError } from '../lib/errors.ts';
import { say } from '../lib/sentence.ts';
import { orExit } from './exit.ts';

type People = ReturnType<typeof openPeople>;

/** Prints a one-time link by which a new person joins. */
export function addUser({ admin }: { admin: boolean }): Promise<void> {
  return printLink(({ users, everybody }) =>
    users.members.invite(anAdministrator(everybody()), admin ? 'admin' : 'member'),
  );
}

/** Prints a one-time link by which a person sets a new password. */
export function resetUser(name: string): Promise<void> {
  return printLink(({ users, everybody }) => {
    const user = everybody().find((person) => person.name.toLowerCase() === name.toLowerCase());
    if (!user) throw new AppError('validation', say('cli.unknownUser', { name }));
    return users.members.resetLink(anAdministrator(everybody()), user.id);
  });
}

/** Who has the data folder at hand acts for the administrator. */
function anAdministrator(everybody: ReturnType<People['everybody']>) {
  const administrator = everybody.find(({ role }) => role === 'admin');
  if (!administrator) throw new AppError('validation', say('cli.notSetUp'));
  return administrator;
}

async function printLink(make: (people: People) => { token: string }): Promise<void> {
  const link = await orExit(async () => {
    const people = openPeople(loadConfig());
    try {
      return `${people.address}/invitations/${make(people).token}`;
    } finally {
      people.close();
    }
  });
  process.stdout.write(`${speech().t('cli.link')}\n  ${link}\n`);
}
