import type { ContentfulStatusCode } from 'hono/utils/http-status';

/** An answer other than success, in the dialect's own words; thrown by handlers, answered by the application. */
export class Refusal extends Error {
  readonly status: ContentfulStatusCode;
  readonly body: unknown;
  readonly headers: Record<string, string>;

  constructor(status: ContentfulStatusCode, body: string | object, headers: Record<string, string> = {}) {
    super(`${status} ${JSON.stringify(body)}`);
    this.status = status;
    this.body = typeof body === 'string' ? { error: body } : body;
    this.headers = headers;
  }
}

/** A refusal as a page for people, which some servers give their clients too. */
export class PageRefusal extends Refusal {
  readonly page: string;

  constructor(status: ContentfulStatusCode, page: string) {
    super(status, page);
    this.page = page;
  }
}
