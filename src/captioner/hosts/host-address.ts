import { Buffer } from 'node:buffer';
import type { DescribeLimits } from '../engines/watchdog.ts';

/** Where a model server is, as clients need it. */
export type ModelHost = {
  /** A server that speaks OpenAI's API; Ollama where nothing is said. */
  speaks?: 'openai';
  /** Of such a server: the models that see, by the operator's word; without it the server is asked. */
  models?: readonly string[];
  /** Its name at the gate. Scheme, host, port and path, without a slash at the end. */
  url: string;
  /** `Authorization` of an address that carried a name and password: fetch refuses those in the address itself. */
  headers: Record<string, string>;
  /** How long its silences may be, if not as usual. */
  limits?: Partial<DescribeLimits>;
};

const defaultPort = '11434';

/**
 * `OLLAMA_HOST` by the rules of Ollama's own command line
 * (https://github.com/ollama/ollama/blob/main/envconfig/config.go): without a scheme http and port 11434, with one the
 * scheme's own port, a bad port becomes the default, a path stays. An address that means "listen everywhere" becomes
 * this machine. Answers undefined for what cannot be an address.
 */
export function normaliseHost(given: string): ModelHost | undefined {
  const trimmed = given
    .trim()
    .replace(/^["']+|["']+$/g, '')
    .trim();
  const [, scheme = 'http', address = ''] = /^(?:([a-z][a-z0-9+.-]*):\/\/)?(.*)$/is.exec(trimmed) ?? [];
  if (!/^https?$/i.test(scheme)) return undefined;
  const hasScheme = trimmed.includes('://');
  const schemePort = scheme.toLowerCase() === 'https' ? '443' : '80';
  const fallbackPort = hasScheme ? schemePort : defaultPort;

  const slash = address.search(/[/?#]/);
  const authority = slash < 0 ? address : address.slice(0, slash);
  const path = slash < 0 ? '' : address.slice(slash).replace(/[?#].*$/, '');
  const at = authority.lastIndexOf('@');
  const { host, port } = splitPort(authority.slice(at + 1), fallbackPort);
  const url = `${scheme.toLowerCase()}://${toClientHost(host)}:${port}${path.replace(/\/+$/, '')}`;
  if (!URL.canParse(url)) return undefined;
  return { url, headers: at < 0 ? {} : basicAuthorization(authority.slice(0, at)) };
}

/** Several of them, comma separated, each once. Answers the first that cannot be an address as it was given. */
export function normaliseHosts(given: string): ModelHost[] | { wrong: string } {
  const hosts = new Map<string, ModelHost>();
  const parts = given.split(',').filter((part) => part.trim() !== '');
  for (const part of parts.length > 0 ? parts : ['']) {
    const host = normaliseHost(part);
    if (!host) return { wrong: part.trim() };
    hosts.set(host.url, host);
  }
  return [...hosts.values()];
}

/** The addresses of servers that speak OpenAI's API: a whole one each, `/v1` where it has no path. */
export function normaliseEndpoints(
  given: readonly string[],
  { apiKey, models }: { apiKey?: string | undefined; models: readonly string[] },
): ModelHost[] | { wrong: string } {
  const hosts = new Map<string, ModelHost>();
  for (const text of given) {
    const parsed = URL.parse(text);
    if (!parsed || !/^https?:$/.test(parsed.protocol)) return { wrong: text };
    const path = parsed.pathname.replace(/\/+$/, '') || '/v1';
    const { username, password, protocol, host } = parsed;
    const login = username ? basicAuthorization(`${username}:${password}`) : {};
    const headers = { ...login, ...(apiKey && { authorization: `Bearer ${apiKey}` }) };
    const url = `${protocol}//${host}${path}`;
    hosts.set(url, { url, headers, speaks: 'openai', models });
  }
  return [...hosts.values()];
}

function splitPort(authority: string, fallbackPort: string): { host: string; port: string } {
  const bracketed = /^\[([^\]]*)\](?::(.*))?$/.exec(authority);
  if (bracketed) return { host: `[${bracketed[1]}]`, port: validPort(bracketed[2], fallbackPort) };
  // More than one colon without brackets: a bare IPv6 address.
  if ((authority.match(/:/g) ?? []).length > 1) return { host: `[${authority}]`, port: fallbackPort };
  const [host = '', port] = authority.split(':');
  return { host, port: validPort(port, fallbackPort) };
}

function validPort(port: string | undefined, fallbackPort: string): string {
  if (port === undefined || !/^\d+$/.test(port)) return fallbackPort;
  return Number(port) <= 65_535 ? String(Number(port)) : fallbackPort;
}

function toClientHost(host: string): string {
  if (host === '' || host === '0.0.0.0') return '127.0.0.1';
  return host === '[::]' ? '[::1]' : host;
}

function basicAuthorization(userInfo: string): Record<string, string> {
  const [user = '', ...password] = userInfo.split(':');
  const credentials = `${decode(user)}:${decode(password.join(':'))}`;
  return { authorization: `Basic ${Buffer.from(credentials).toString('base64')}` };
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    // A percent sign that is one: taken as typed.
    return part;
  }
}
