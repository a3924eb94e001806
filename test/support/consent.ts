/** Walks through a sandbox's consent pages as a person does and returns the address she is sent back to. */
export async function consent(
  authorizeUrl: string,
  person: { username: string; password: string },
  decision: 'allow' | 'deny' = 'allow',
): Promise<string> {
  const { origin } = new URL(authorizeUrl);
  const toSignIn = await fetch(authorizeUrl, { redirect: 'manual' });
  const signInUrl = new URL(locationOf(toSignIn), origin);
  const form = new URLSearchParams({ ...person, next: signInUrl.searchParams.get('next') ?? '/' });
  const signedIn = await fetch(origin + signInUrl.pathname, { method: 'POST', body: form, redirect: 'manual' });
  const cookie = signedIn.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const page = await (await fetch(new URL(locationOf(signedIn), origin), { headers: { cookie } })).text();
  const body = new URLSearchParams({ ...hiddenFields(page), decision });
  const answer = await fetch(origin + actionOf(page), {
    method: 'POST',
    headers: { cookie },
    body,
    redirect: 'manual',
  });
  return locationOf(answer);
}

function locationOf(response: Response): string {
  const location = response.headers.get('location');
  if (!location) throw new Error(`No way on: ${response.status}`);
  return location;
}

function actionOf(page: string): string {
  return /<form method="post" action="([^"]+)">/.exec(page)?.[1] ?? '';
}

function hiddenFields(page: string): Record<string, string> {
  const fields = page.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)">/g);
  return Object.fromEntries([...fields].map(([, name = '', value = '']) => [name, value.replaceAll('&amp;', '&')]));
}
