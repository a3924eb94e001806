import { button, buttonRow } from '../components/button.ts';
import { type ConnectionName, connectionChip } from '../components/connection.ts';
import { errorSummary } from '../components/field.ts';
import { type Html, html } from '../html.ts';
import type { Words } from '../words.ts';
import { inFormOrder, kindFields, lengthFields, mostPostsField, type RunFields } from './run-settings.ts';
import { wordingFields } from './wording-fields.ts';

/** What every run of a connection starts from. */
export function captionSettingsBody(
  words: Words,
  { connection, ...fields }: RunFields & { connection: ConnectionName },
): Html {
  const action = `/settings/connections/${connection.id}`;
  return html`<p class="lead">${words.t('generate.settingsLead')} ${connectionChip(connection)}</p>
<form class="form" method="post" action="${action}" novalidate>${errorSummary(words, inFormOrder(words, fields.errors))}
${mostPostsField(words, fields)}${kindFields(words, fields)}${lengthFields(words, fields)}${wordingFields(words, fields)}
${buttonRow(
  button({ label: words.t('generate.save'), kind: 'primary' }),
  button({ label: words.t('generate.defaults'), action: `${action}/defaults` }),
)}</form>`;
}
