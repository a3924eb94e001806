import { attributes, type Content, type Html, html } from '../html.ts';

export type Swap =
  | 'innerHTML'
  | 'outerHTML'
  | 'textContent'
  | 'innerMorph'
  | 'outerMorph'
  | 'prepend'
  | 'append'
  | 'before'
  | 'after'
  | 'delete'
  | 'none';

/** Where the answer to a live request goes. Without scripts the same form or link loads a whole page. */
export type Live = { target: string; swap?: Swap };

/**
 * One part of a page that an answer or a stream message replaces. A message is any number of these; what stands
 * outside of them is ignored by a page's stream.
 */
export function partial(target: string, swap: Swap, content: Content): Html {
  return html`<hx-partial hx-target="${target}" hx-swap="${swap}">${content}</hx-partial>`;
}

/** A sentence for who cannot see the change: put into the page's one polite live region. */
export function announce(said: Content): Html {
  return partial('#announcements', 'innerHTML', said);
}

/**
 * The attributes that make a form or button live. A 422 answer is shown in the same place, since it is the form
 * again with what was wrong; every other error leaves the page as it is (see the htmx settings of the layout).
 */
export function livePost(action: string, { target, swap = 'outerMorph' }: Live): Html {
  return attributes({ 'hx-post': action, 'hx-target': target, 'hx-swap': swap, 'hx-status:422': `swap:${swap}` });
}

/** The same where the form around it says with `liveForm` where answers go. */
export function livePostOfForm(action: string): Html {
  return attributes({ 'hx-post': action });
}

/** What a form says once for all its live buttons. */
export function liveForm({ target, swap = 'outerMorph' }: Live): Html {
  return attributes({
    'hx-target:inherited': target,
    'hx-swap:inherited': swap,
    'hx-status:422:inherited': `swap:${swap}`,
  });
}
