import type { ServerResponse } from 'node:http';
import { midstreamError } from './answers.ts';
import type { Fault } from './faults.ts';
import { goJson, goTime } from './go-wire.ts';
import { createLineWriter, type Framing } from './line-writer.ts';
import type { Plan } from './plan.ts';
import type { RequestRecord } from './request-log.ts';
import type { SayRequest } from './say-request.ts';
import { waitForEver } from './wait.ts';
import type { Saying } from './world.ts';

function piece(request: SayRequest, content: string, thinking: string) {
  const head = { model: request.model, created_at: goTime(Date.now()) };
  const thought = thinking === '' ? {} : { thinking };
  if (request.kind === 'generate') return { ...head, response: content, ...thought, done: false };
  return { ...head, message: { role: 'assistant', content, ...thought }, done: false };
}

const framings: Framing[] = ['split-bytes', 'coalesce', 'no-final-newline', 'crlf', 'blank-line'];

/** The answer as a stream of lines, or as one object when the client asked for that. */
export function createAnswer({ request, record, response, signal }: Saying, fault: Fault | undefined) {
  record.status = 200;
  if (!request.isStream) return createWholeAnswer(request, record, response);
  const framing = framings.find((known) => known === fault?.kind) ?? 'lines';
  const lines = createLineWriter(response, framing);
  return {
    piece: (content: string, thinking: string) => lines.line(piece(request, content, thinking)),
    finish: async (plan: Plan, numbers: object) => {
      const last = piece(request, '', '');
      if (plan.ending === 'done')
        await lines.line({ ...last, done: true, done_reason: plan.doneReason, ...numbers }, true);
      if (plan.ending === 'error-line') await lines.line({ error: midstreamError });
      if (plan.ending === 'cut' || plan.ending === 'cut-and-reset') await lines.fragment(last);
      if (plan.ending === 'reset' || plan.ending === 'cut-and-reset') {
        await lines.reset();
        return waitForEver(signal);
      }
      lines.end();
    },
  };
}

function createWholeAnswer(request: SayRequest, record: RequestRecord, response: ServerResponse) {
  const said = { content: '', thinking: '' };
  return {
    piece: async (content: string, thinking: string) => {
      said.content += content;
      said.thinking += thinking;
    },
    finish: async (plan: Plan, numbers: object) => {
      if (plan.ending === 'error-line') {
        record.status = 500;
        response.writeHead(500, { 'content-type': 'application/json; charset=utf-8' });
        return void response.end(goJson({ error: midstreamError }));
      }
      if (plan.ending !== 'done' && plan.ending !== 'no-done') return void response.destroy();
      const end = plan.ending === 'done' ? { done: true, done_reason: plan.doneReason, ...numbers } : {};
      response.writeHead(200, { 'content-type': 'application/json; charset=utf-8' });
      response.end(goJson({ ...piece(request, said.content, said.thinking), ...end }));
    },
  };
}

/** The answer to a request without a message: the model was loaded or let go. */
export async function answerEmpty({ request, record, response }: Saying, reason: string): Promise<void> {
  const body = { ...piece(request, '', ''), done: true, done_reason: reason };
  record.status = 200;
  response.writeHead(200, { 'content-type': 'application/json; charset=utf-8' });
  response.end(goJson(body));
}
