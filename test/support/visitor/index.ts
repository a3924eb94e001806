import { cookieJar } from './cookies.ts';
import { type Button, type Form, formsOf } from './forms.ts';
import { wordsOf } from './html.ts';

export type { Form } from './forms.ts';

/** A page as a person without scripts has it before her. */
export type Page = { url: URL; status: number; html: string; words: string; forms: Form[] };

export type Submission = {
  /** What is typed or chosen, by the name of the field; null unticks. */
  fields?: Record<string, string | string[] | null>;
  /** The button pressed: its words or value, or a pattern of its words or address; without it the first one. */
  button?: string | RegExp;
  /** What is chosen in fields for files, by their names. */
  files?: Record<string, Uint8Array<ArrayBuffer>>;
};

export type Visitor = ReturnType<typeof createVisitor>;

const mostRedirects = 10;
const patienceMs = 30_000;

/**
 * A browser without scripts, over HTTP: keeps cookies, follows redirects and pages that go on by themselves, reads the
 * forms of a page and submits them with the Origin of the page they stand on.
 */
export function createVisitor() {
  const jar = cookieJar();

  async function ask(url: URL, init: RequestInit): Promise<Response> {
    const cookie = jar.headerFor(url);
    const headers = { accept: 'text/html', ...(init.headers as object), ...(cookie && { cookie }) };
    const signal = AbortSignal.timeout(patienceMs);
    const response = await fetch(url, { ...init, headers, redirect: 'manual', signal });
    jar.keep(url, response.headers.getSetCookie());
    return response;
  }

  async function follow(start: URL, init: RequestInit): Promise<Page> {
    let url = start;
    let response = await ask(url, init);
    for (let hops = 0; hops < mostRedirects; hops += 1) {
      const next = wayOn(response);
      if (next === undefined) return readPage(url, response);
      await response.body?.cancel();
      url = new URL(next, url);
      response = await ask(url, {});
    }
    throw new Error(`${start.href} leads in circles`);
  }

  return {
    open: (address: string | URL) => follow(new URL(address), {}),

    /** Takes a cookie, `name=value`, as if a page had set it. */
    keepCookie: (address: string, cookie: string) => jar.keep(new URL(address), [cookie]),

    /** Submits a form of the page as it stands, with what is typed put in. */
    submit(page: Page, form: Form, { fields = {}, button, files }: Submission = {}): Promise<Page> {
      const pressed = form.buttons.find((one) => isMeant(one, button)) ?? null;
      if (button !== undefined && !pressed) throw new Error(`${page.url.pathname} has no button ${button}`);
      const body = files ? withFiles(files) : new URLSearchParams();
      for (const [name, value] of filledIn(form, { ...fields, ...none(files) })) body.append(name, value);
      if (pressed?.name) body.append(pressed.name, pressed.value);
      const target = new URL(pressed?.action ?? form.action, page.url);
      if (form.method === 'get' && body instanceof URLSearchParams)
        return follow(new URL(`${target.pathname}?${body}`, target), {});
      return follow(target, { method: 'POST', body, headers: { origin: page.url.origin } });
    },
  };
}

/** Where a redirect, or a page that goes on by itself, leads. */
function wayOn({ status, headers }: Response): string | undefined {
  if (status >= 300 && status < 400) return headers.get('location') ?? undefined;
  return /^\s*0\s*;\s*url=(.+)$/i.exec(headers.get('refresh') ?? '')?.[1];
}

async function readPage(url: URL, response: Response): Promise<Page> {
  const html = await response.text();
  return {
    ...{ url, status: response.status, html },
    // Most pages are only read for a part.
    get words() {
      return wordsOf(html);
    },
    get forms() {
      return formsOf(html);
    },
  };
}

function withFiles(files: NonNullable<Submission['files']>): FormData {
  const body = new FormData();
  for (const [name, bytes] of Object.entries(files)) body.append(name, new Blob([bytes]), 'a picture.jpg');
  return body;
}

/** A field for a file holds no text. */
const none = (files: Submission['files']) => Object.fromEntries(Object.keys(files ?? {}).map((name) => [name, null]));

function filledIn(form: Form, fields: NonNullable<Submission['fields']>): [string, string][] {
  const kept = form.fields.filter(([name]) => !(name in fields));
  const typed = Object.entries(fields).flatMap(([name, value]) =>
    (value === null ? [] : [value].flat()).map((one): [string, string] => [name, one]),
  );
  return [...kept, ...typed];
}

function isMeant({ label, value, action }: Button, wanted: Submission['button']): boolean {
  if (wanted === undefined) return true;
  if (typeof wanted === 'string') return label === wanted || value === wanted;
  return wanted.test(label) || (action !== undefined && wanted.test(action));
}

/** The form of the page whose action matches; throws with the page's words when there is none. */
export function formOf(page: Page, action: RegExp): Form {
  const form = page.forms.find((one) => action.test(one.action));
  if (form) return form;
  throw new Error(`${page.url.pathname} (${page.status}) has no form to ${action}: ${page.words.slice(0, 500)}`);
}
