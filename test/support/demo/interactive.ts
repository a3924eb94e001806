import { stopOnSignal } from '../../../src/cli/serve.ts';
import { newToken } from '../../../src/lib/ids.ts';
import type { DialectName } from '../sandbox-instance/dialects/index.ts';
import { openStage, type Stage } from './stage.ts';

/** Slow enough to read the words as they come. */
const msPerImage = 2500;
const scopes = 'read:accounts read:statuses write:statuses';

/** Starts everything, lets a person in by a one-time link and stays until a signal comes. */
export async function runInteractive(dialect: DialectName): Promise<void> {
  const stage = await openStage({ dialect, msPerImage, usual: {} });
  stopOnSignal(stage, stage.log);
  const link = await letIn(stage);
  const { account, instance, modelServer } = stage;
  const model = modelServer.isReal ? `your own Ollama at ${modelServer.url}` : 'a sandbox that makes sentences up';
  const lines = [
    'This is a demonstration: a server full of posts, a model and Altwright, all on this machine and gone when it ends.',
    '',
    `  Open this link once:    ${link}`,
    `  The server's own page:  ${instance.origin}/@${account.username}  (${dialect})`,
    `  To connect it yourself: user ${account.username}, password "${account.password}"`,
    `  The model:              ${model}`,
    '',
    'Ctrl-C ends it.',
  ];
  process.stderr.write(`\n${lines.join('\n')}\n\n`);
}

/** Somebody who has set Altwright up and connected her account; the link signs her in. */
async function letIn({ program, address, instance, account }: Stage): Promise<string> {
  const { users, publicAddress, connections } = program.parts;
  const link = users.prepareSetUp();
  if (!link) throw new Error('somebody has set this Altwright up already');
  const visit = { address: '127.0.0.1', userAgent: 'the demo' };
  const inside = publicAddress.isFixed ? undefined : () => publicAddress.confirm(address);
  // Nobody needs the password: the link opens a session, and the data are gone at the end.
  const { user } = await users.setUp({ token: link.token, name: 'Robin', password: newToken(), visit, inside });
  const token = instance.issueToken(account, scopes);
  await connections.addToken({ userId: user.id, server: instance.origin, token });
  return `${address}/invitations/${users.signInLink(user.id).token}`;
}
