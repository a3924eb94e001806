import type { IncomingMessage, ServerResponse } from 'node:http';
import { answers, Refusal } from './answers.ts';
import type { Fault } from './faults.ts';
import { wait, waitForEver } from './wait.ts';

/** What a proxy with a key, or a server bound to loopback, turns away unread. */
export function checkAtTheDoor(request: IncomingMessage, rules: { apiKey?: string; allowedHosts?: string[] }): void {
  if (rules.apiKey !== undefined && request.headers.authorization !== `Bearer ${rules.apiKey}`) {
    throw new Refusal(answers.unauthorised());
  }
  const host = (request.headers.host ?? '').replace(/:\d+$/, '');
  if (rules.allowedHosts && !rules.allowedHosts.includes(host)) throw new Refusal(answers.forbidden());
}

/** The body as an object, with its length in bytes. */
export async function readBody(request: IncomingMessage) {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const bytes = Buffer.concat(chunks);
  if (bytes.length === 0) throw new Refusal(answers.missingBody());
  return { body: parse(bytes.toString('utf8')), bytes: bytes.length };
}

function parse(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch (error) {
    throw new Refusal(answers.badJson('invalid character looking for beginning of value'), { cause: error });
  }
}

type Befallen = { response: ServerResponse; signal: AbortSignal };

/** The faults of the connection and of a proxy in front, before any route sees the request. */
export async function befall({ response, signal }: Befallen, fault: Fault | undefined, timeScale: number) {
  switch (fault?.kind) {
    case 'blackhole':
      return waitForEver(signal);
    case 'slow-headers':
      return wait(fault.ms * timeScale, signal);
    case 'stale-keepalive':
      // As if the client had used a connection that the server was just giving up: a reset instead of an answer.
      response.socket?.resetAndDestroy();
      return waitForEver(signal);
    default:
      return refuseAsProxy(fault);
  }
}

function refuseAsProxy(fault: Fault | undefined): void {
  switch (fault?.kind) {
    case 'text-404':
      throw new Refusal(answers.notFound());
    case 'proxy-502-html':
      throw new Refusal(answers.badGatewayPage());
    case '413-html':
      throw new Refusal(answers.tooLargePage());
    case '401':
      throw new Refusal(answers.unauthorised());
    case '403-empty':
      throw new Refusal(answers.forbidden());
    case 'cloud-401':
      throw new Refusal(answers.cloudSignIn());
    case 'html-200':
      throw new Refusal({ ...answers.badGatewayPage(), status: 200 });
    case 'show-404':
      throw new Refusal(answers.modelNotFound('x:latest'));
    default:
  }
}
