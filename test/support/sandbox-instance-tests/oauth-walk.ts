import { createHash } from 'node:crypto';
import type { SandboxInstance } from '../sandbox-instance/index.ts';

export const CALLBACK = 'http://127.0.0.1:9/back';
const VERIFIER = 'a-verifier-of-the-length-that-the-standard-wants-43';
export const SCOPES = 'read:accounts read:statuses write:statuses';

type App = { client_id: string; client_secret: string };
export type TokenAnswer = { access_token: string; created_at: number };

export async function register(instance: SandboxInstance, more: object = {}) {
  const body = JSON.stringify({ client_name: 'Altwright', redirect_uris: CALLBACK, scopes: SCOPES, ...more });
  const answer = await fetch(`${instance.origin}/api/v1/apps`, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', accept: 'application/json' },
  });
  return { status: answer.status, app: (await answer.json()) as App & { error?: string } };
}

/** Posts a form the way a browser does and follows nothing. */
export function postForm(url: string, fields: Record<string, string>, cookie = '') {
  return fetch(url, { method: 'POST', body: new URLSearchParams(fields), headers: { cookie }, redirect: 'manual' });
}

/** The hidden fields and the first checked account of a page's form. */
function formFields(page: string): Record<string, string> {
  const plain = (text: string) => text.replaceAll('&amp;', '&').replaceAll('&quot;', '"');
  const fields = [...page.matchAll(/<input type="(?:hidden|radio)"[^>]*?name="([^"]+)" value="([^"]*)"/g)];
  return Object.fromEntries(fields.map(([, name, value]) => [name, plain(value ?? '')]));
}

/** Walks the pages, as Bob unless told, and answers where the consent leads. */
export async function walk(
  instance: SandboxInstance,
  clientId: string,
  more: Record<string, string> = {},
  decision = 'allow',
  username = 'bob',
) {
  const challenge = createHash('sha256').update(VERIFIER).digest('base64url');
  const query = new URLSearchParams({
    client_id: clientId,
    redirect_uri: CALLBACK,
    response_type: 'code',
    scope: SCOPES,
    state: 'xyz',
    code_challenge: challenge,
    code_challenge_method: 'S256',
    ...more,
  });
  const toSignIn = await fetch(`${instance.origin}/oauth/authorize?${query}`, { redirect: 'manual' });
  const signInUrl = new URL(toSignIn.headers.get('location') ?? '', instance.origin);
  const signIn = await (await fetch(signInUrl)).text();
  const credentials = { ...formFields(signIn), username, password: `${username}s password` };
  const signedIn = await postForm(signInUrl.href, credentials);
  const cookie = signedIn.headers.get('set-cookie')?.split(';')[0] ?? '';
  const consentUrl = new URL(signedIn.headers.get('location') ?? '', instance.origin);
  const consent = await fetch(consentUrl, { headers: { cookie }, redirect: 'manual' });
  if (consent.status !== 200) return consent;
  return postForm(`${instance.origin}/oauth/authorize`, { ...formFields(await consent.text()), decision }, cookie);
}

export async function redeem(instance: SandboxInstance, app: App, code: string, more: Record<string, string> = {}) {
  const { client_id, client_secret } = app;
  const answer = await postForm(`${instance.origin}/oauth/token`, {
    grant_type: 'authorization_code',
    client_id,
    client_secret,
    code,
    redirect_uri: CALLBACK,
    code_verifier: VERIFIER,
    ...more,
  });
  return { status: answer.status, json: (await answer.json()) as TokenAnswer };
}

export function codeOf(answer: Response): string {
  return new URL(answer.headers.get('location') ?? '').searchParams.get('code') ?? '';
}
