import type { Sentence } from '../../src/lib/sentence.ts';
import { button } from '../components/button.ts';
import { errorSummary, input } from '../components/field.ts';
import { type Content, type Html, html } from '../html.ts';
import type { Words } from '../words.ts';

/** What was typed and what is wrong with it, by the name of the field. */
export type FormView = { typed: Record<string, string>; errors: Record<string, Sentence> };

/** A form that a page shows again with what was typed when something is wrong with it. */
export function form(words: Words, props: { action: string; view: FormView; fields: Content; button: Html }): Html {
  const errors = Object.entries(props.view.errors).map(([id, error]) => ({ id, error }));
  return html`<form class="stack" method="post" action="${props.action}" novalidate>
${errorSummary(words, errors)}${props.fields}${props.button}</form>`;
}

export function nameField(words: Words, { typed, errors }: FormView): Html {
  return input(words, {
    name: 'name',
    label: words.t('people.name'),
    value: typed.name,
    error: errors.name,
    required: true,
    autocomplete: 'username',
    spellcheck: 'false',
  });
}

export function newPasswordField(words: Words, { errors }: FormView, name = 'password'): Html {
  return input(words, {
    name,
    type: 'password',
    label: words.t('people.newPassword'),
    hint: words.t('people.passwordHint'),
    error: errors[name],
    required: true,
    autocomplete: 'new-password',
  });
}

export function currentPasswordField(words: Words, { errors }: FormView, name = 'password'): Html {
  return input(words, {
    name,
    type: 'password',
    label: words.t(name === 'password' ? 'people.password' : 'people.currentPassword'),
    error: errors[name],
    required: true,
    autocomplete: 'current-password',
  });
}

/** The first visit: the first administrator, and the address under which people come. */
export function setUpBody(words: Words, view: FormView & { token: string; fixedAddress: string | null }): Html {
  const address = view.fixedAddress
    ? html`<p>${words.t('people.addressFixed', { address: view.fixedAddress })}</p>`
    : input(words, {
        name: 'address',
        label: words.t('people.address'),
        hint: words.t('people.addressHint'),
        value: view.typed.address,
        error: view.errors.address,
        required: true,
        inputmode: 'url',
        spellcheck: 'false',
      });
  return html`<p class="lead">${words.t('people.setUpLead')}</p>
${form(words, {
  action: `/set-up/${view.token}`,
  view,
  fields: [nameField(words, view), newPasswordField(words, view), address],
  button: button({ label: words.t('people.setUpButton'), kind: 'primary' }),
})}`;
}

/** After a set-up for another address than the one it was done at. */
export function setUpDoneBody(words: Words, { address }: { address: string }): Html {
  return html`<p class="lead">${words.t('people.setUpElsewhere')}</p>
<p><a class="button button-primary" href="${address}/sign-in">${address}</a></p>`;
}

export function signInBody(words: Words, view: FormView & { next: string }): Html {
  return form(words, {
    action: '/sign-in',
    view,
    fields: [
      html`<input type="hidden" name="next" value="${view.next}">`,
      nameField(words, view),
      currentPasswordField(words, view),
      html`<p class="hint">${words.t('people.forgotten')}</p>`,
    ],
    button: button({ label: words.t('people.signIn'), kind: 'primary' }),
  });
}

export type InvitationView = FormView & {
  token: string;
  purpose: 'member' | 'reset' | 'sign-in';
  /** Whom the link is for; null for somebody new. */
  name: string | null;
};

/** What a one-time link offers. Looking changes nothing; the button uses it up. */
export function invitationBody(words: Words, view: InvitationView): Html {
  const name = view.name ?? '';
  const [lead, label, fields] = {
    member: [
      words.t('people.joinLead'),
      words.t('people.joinButton'),
      [nameField(words, view), newPasswordField(words, view)],
    ],
    reset: [words.t('people.resetLead', { name }), words.t('people.resetButton'), [newPasswordField(words, view)]],
    'sign-in': [words.t('people.linkLead', { name }), words.t('people.linkButton', { name }), []],
  }[view.purpose] as [string, string, Html[]];
  return html`<p class="lead">${lead}</p>
${form(words, { action: `/invitations/${view.token}`, view, fields, button: button({ label, kind: 'primary' }) })}`;
}
