import { tagsOf } from '../visitor/html.ts';
import { formOf, type Page, type Visitor } from '../visitor/index.ts';

/** What a person calls herself in Altwright. */
export type Login = { name: string; password: string };
/** Her account on a server. */
export type ServerAccount = { origin: string; username: string; password: string };

/** Opens the set-up link, becomes the administrator and is signed in. */
export async function setUp(visitor: Visitor, link: string, login: Login): Promise<void> {
  const page = await visitor.open(link);
  const { origin } = page.url;
  const home = await visitor.submit(page, formOf(page, /^\/set-up\//), { fields: { ...login, address: origin } });
  expectPath(home, '/');
}

type Joining = { administrator: Visitor; visitor: Visitor; address: string; login: Login };

/** An administrator makes a one-time link, and somebody new comes in by it. */
export async function joinByInvitation({ administrator, visitor, address, login }: Joining): Promise<void> {
  const members = await administrator.open(`${address}/admin/members`);
  const form = members.forms.find((one) => one.fields.some(([name, value]) => name === 'role' && value === 'member'));
  if (!form) throw new Error(`Nobody can be invited: ${members.words.slice(0, 500)}`);
  const made = await administrator.submit(members, form);
  const link = tagsOf(made.html).find(({ attributes }) => attributes.id === 'link')?.attributes.value ?? '';
  const page = await visitor.open(link);
  expectPath(await visitor.submit(page, formOf(page, /^\/invitations\//), { fields: login }), '/');
}

/** Signs out and in again, by name and password. */
export async function signInAgain(visitor: Visitor, address: string, login: Login): Promise<void> {
  const home = await visitor.open(address);
  await visitor.submit(home, formOf(home, /^\/sign-out$/));
  const page = await visitor.open(`${address}/sign-in`);
  expectPath(await visitor.submit(page, formOf(page, /^\/sign-in$/), { fields: login }), '/');
}

/** Connects an account through the pages of both servers: name the server, sign in there, consent, come back. */
export async function connect(visitor: Visitor, address: string, account: ServerAccount): Promise<void> {
  const start = await visitor.open(`${address}/connections/new`);
  const signIn = await visitor.submit(start, formOf(start, /^\/connections$/), { fields: { server: account.origin } });
  if (signIn.url.origin !== account.origin) throw new Error(`The server was not reached: ${signIn.words}`);
  const { username, password } = account;
  const signInForm = signIn.forms.find(({ fields }) => fields.some(([name]) => name === 'password'));
  if (!signInForm) throw new Error(`The server shows no way to sign in: ${signIn.words}`);
  const consent = await visitor.submit(signIn, signInForm, { fields: { username, password } });
  const back = await visitor.submit(consent, formOf(consent, /authorize/), { button: 'allow' });
  expectPath(back, '/connections');
}

export function expectPath(page: Page, path: string): void {
  if (page.status === 200 && page.url.pathname === path) return;
  throw new Error(`${page.url.pathname} answered ${page.status} instead of ${path}: ${page.words.slice(0, 500)}`);
}
