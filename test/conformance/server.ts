/** What `npm run conformance` reads from the environment: the server under test and a token of an account there. */
export type ServerUnderTest = { server: string; token: string };

export function readServerUnderTest(environment: Record<string, string | undefined>): ServerUnderTest {
  const { ALTWRIGHT_CONFORMANCE_SERVER: server = '', ALTWRIGHT_CONFORMANCE_TOKEN: token = '' } = environment;
  if (server === '' || token === '')
    throw new Error('ALTWRIGHT_CONFORMANCE_SERVER and ALTWRIGHT_CONFORMANCE_TOKEN are needed');
  return { server, token };
}
