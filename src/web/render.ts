import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { Connection } from '../../db/connections.ts';
import { countToReview } from '../../db/dashboard.ts';
import { countUnread } from '../../db/notifications.ts';
import type { BarProps } from '../../templates/components/bar.ts';
import type { ConnectionName } from '../../templates/components/connection.ts';
import type { Html } from '../../templates/html.ts';
import { type PageProps, page } from '../../templates/layout.ts';
import { isLoopback } from '../lib/addresses.ts';
import { say } from '../lib/sentence.ts';
import type { Env, PageContext } from './context.ts';
import type { Parts } from './parts.ts';
import { ownOrigin } from './request.ts';

/** What a page says itself; the rest (bar, banner, assets) is the same everywhere. */
export type OwnProps = Omit<PageProps, keyof BarProps | 'words' | 'banner' | 'standing' | 'describedBy' | 'assetRoot'>;

/** Answers a whole page in the frame of the program. */
export function renderPage(
  c: PageContext,
  parts: Parts,
  own: OwnProps,
  status: ContentfulStatusCode = 200,
): Response | Promise<Response> {
  const { pathname, search } = new URL(c.req.url);
  const whole = page({
    ...own,
    ...barOf(c, parts),
    words: c.var.words,
    path: pathname + search,
    standing: c.var.visitor ? parts.standing.list() : [],
    streamUrl: c.var.visitor ? withStanding(own.streamUrl) : own.streamUrl,
    banner: isExposed(c, parts) ? { meaning: 'attention', sentence: say('web.notEncrypted') } : undefined,
    describedBy: parts.describedBy?.(),
    assetRoot: parts.assets.root,
  });
  return answerHtml(c, whole, status);
}

/** Answers a page or a fragment, as bytes: of a string @hono/node-server would count them first, then make them. */
export function answerHtml(c: PageContext, answer: Html, status: ContentfulStatusCode = 200): Response {
  return c.body(Buffer.from(String(answer)), status, { 'content-type': 'text/html; charset=UTF-8' });
}

/** Every page of somebody signed in follows what everybody is told. */
function withStanding(streamUrl: string | undefined): string {
  return streamUrl ? `${streamUrl},standing` : '/events?topics=standing';
}

/** A connection as the bar and the forms name it. */
export function connectionName({ id, handle, origin }: Pick<Connection, 'id' | 'handle' | 'origin'>): ConnectionName {
  const at = handle.lastIndexOf('@');
  if (at < 1) return { id, handle, host: new URL(origin).host };
  return { id, handle: handle.slice(0, at), host: handle.slice(at + 1) };
}

/** Trouble may come before the session was read or the connections were; the bar then shows what there is. */
function barOf(c: { var: Partial<Env['Variables']> }, { reader }: Parts): Omit<BarProps, 'path'> {
  const user = c.var.visitor?.user;
  if (!user) return {};
  const { activeConnection, connections = [] } = c.var;
  return {
    user: { name: user.name, isAdministrator: user.role === 'admin' },
    activeConnection: activeConnection ? connectionName(activeConnection) : undefined,
    connections: connections.map(connectionName),
    inboxCount: countToReview(reader, user.id),
    noticeCount: countUnread(reader, user),
  };
}

/** Plain http beyond this machine: works, and everybody on the way can read along. */
function isExposed(c: PageContext, parts: Parts): boolean {
  const origin = new URL(ownOrigin(c, parts));
  return origin.protocol === 'http:' && !isLoopback(origin.hostname);
}
