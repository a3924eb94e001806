import { attributes, type Content, type Html, html } from '../html.ts';
import { type Live, livePost, livePostOfForm } from './live.ts';

/** One primary a page. `danger` names exactly what it does; `quiet` is a button that looks like a link. */
export type ButtonKind = 'primary' | 'plain' | 'quiet' | 'danger';

type Shared = {
  label: Content;
  kind?: ButtonKind;
  id?: string;
  /** In the manner of aria-keyshortcuts: `A`, `Control+Enter`, or several with a space between. Shown in the tooltip. */
  keys?: string;
  /** What it does, when the label alone does not say it. */
  tooltip?: string;
};

export type ButtonProps = Shared & {
  type?: 'submit' | 'button' | 'reset';
  name?: string;
  value?: string;
  disabled?: boolean;
  /** Where this button sends its form instead of the form's own action. */
  action?: string;
  /** Makes the button live; needs `action`. The form itself may say where the answers to all its buttons go. */
  live?: Live | 'as its form says';
  /** The id of a dialog that this button opens or closes. */
  opens?: string;
  closes?: string;
};

/** A real button. Inside a form it submits it. */
export function button(props: ButtonProps): Html {
  const { action, live, opens, closes } = props;
  const own = attributes({
    type: props.type ?? (opens || closes ? 'button' : 'submit'),
    name: props.name,
    value: props.value,
    disabled: props.disabled,
    formaction: action,
    commandfor: opens ?? closes,
    command: opens ? 'show-modal' : closes ? 'close' : undefined,
  });
  const post = live && action && (live === 'as its form says' ? livePostOfForm(action) : livePost(action, live));
  return html`<button${shared(props)}${own}${post}>${props.label}</button>`;
}

/** A link that looks like a button: it goes somewhere and changes nothing. */
export function linkButton(props: Shared & { href: string }): Html {
  return html`<a href="${props.href}"${shared(props)}>${props.label}</a>`;
}

export type PostButtonProps = Omit<ButtonProps, 'live'> & {
  action: string;
  live?: Live;
  fields?: Record<string, string | number>;
};

/** A form of one button: a deed that needs no answer from the person. */
export function postButton({ action, fields = {}, live, ...props }: PostButtonProps): Html {
  const hidden = Object.entries(fields).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`,
  );
  return html`<form class="post-button" method="post" action="${action}"${live && livePost(action, live)}>${hidden}${button(props)}</form>`;
}

/** A row of buttons, the likeliest first. */
export function buttonRow(...buttons: Content[]): Html {
  return html`<div class="button-row">${buttons}</div>`;
}

function shared({ kind = 'plain', id, keys, tooltip, label }: Shared): Html {
  const key = keys && `(${keys.split(' ').join(', ')})`;
  const title = keys || tooltip ? [tooltip ?? String(label), key].filter(Boolean).join(' ') : undefined;
  return attributes({ class: `button button-${kind}`, id, 'aria-keyshortcuts': keys, title });
}
