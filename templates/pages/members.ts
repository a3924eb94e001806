import { buttonRow, linkButton, postButton } from '../components/button.ts';
import { table } from '../components/list.ts';
import { speak, time } from '../components/sentence.ts';
import { type Html, html } from '../html.ts';
import type { Words } from '../words.ts';

type Role = 'admin' | 'member';

export type MemberView = { id: string; name: string; role: Role; createdAt: number };
export type OpenInvitationView = { id: string; role: Role; createdAt: number; expiresAt: number };

export type MembersView = {
  members: MemberView[];
  invitations: OpenInvitationView[];
  /** A link just made; shown this once. */
  link: { url: string; expiresAtMs: number } | null;
};

/** Who belongs here, for administrators. */
export function membersBody(words: Words, { members, invitations, link }: MembersView): Html {
  const columns = [
    { heading: words.t('people.name'), cell: ({ name }: MemberView) => name },
    { heading: words.t('people.role'), cell: ({ role }: MemberView) => roleName(words, role) },
    { heading: words.t('people.memberSince'), cell: ({ createdAt }: MemberView) => time(words, createdAt) },
    { heading: words.t('people.actions'), cell: (member: MemberView) => actions(words, member) },
  ];
  return html`${link && newLink(words, link)}
${table(words.t('people.everybody'), columns, members)}
<section><h2>${words.t('people.invite')}</h2><p class="hint">${words.t('people.inviteHint')}</p>
${buttonRow(invite('member', words.t('people.inviteButton')), invite('admin', words.t('people.inviteAdministrator')))}</section>
${invitations.length > 0 && openInvitations(words, invitations)}`;
}

function roleName(words: Words, role: Role): string {
  return words.t(role === 'admin' ? 'people.administrator' : 'people.member');
}

function newLink(words: Words, { url, expiresAtMs }: NonNullable<MembersView['link']>): Html {
  return html`<div class="notice notice-good" role="status"><p><strong>${words.t('people.linkMade')}</strong></p>
<div class="field"><label for="link">${words.t('people.oneTimeLink')}</label><input class="input" id="link" readonly value="${url}"></div>
<p>${speak(words, { key: 'people.linkFor', values: { until: expiresAtMs } })}</p></div>`;
}

function actions(words: Words, { id }: MemberView): Html {
  return buttonRow(
    postButton({ action: `/admin/members/${id}/reset-link`, label: words.t('people.resetLink') }),
    linkButton({ href: `/admin/members/${id}/removal`, label: words.t('people.remove'), kind: 'quiet' }),
  );
}

function invite(role: Role, label: string): Html {
  return postButton({ action: '/admin/members/invitations', fields: { role }, label });
}

function openInvitations(words: Words, invitations: OpenInvitationView[]): Html {
  const items = invitations.map(({ id, role, createdAt, expiresAt }) => {
    const values = { role: roleName(words, role), at: createdAt, until: expiresAt };
    return html`<li>${speak(words, { key: 'people.invitationFor', values })}
${postButton({ action: `/admin/members/invitations/${id}/removal`, label: words.t('people.takeBack'), kind: 'quiet' })}</li>`;
  });
  return html`<section><h2>${words.t('people.invitations')}</h2><ul>${items}</ul></section>`;
}

/** What goes with a person, before she goes. */
export function memberRemovalBody(words: Words, view: { id: string; name: string; connections: number }): Html {
  const { id, name, connections } = view;
  return html`<p class="lead">${words.t('people.removeLead', { name, count: connections })}</p>
${buttonRow(
  postButton({
    action: `/admin/members/${id}/removal`,
    label: words.t('people.removeButton', { name }),
    kind: 'danger',
  }),
  linkButton({ href: '/admin/members', label: words.t('people.keep') }),
)}`;
}
