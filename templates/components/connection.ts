import { type Html, html } from '../html.ts';

export type ConnectionName = { id: string; handle: string; host: string };

/** A connection by name: the handle first, since a person may have several on one server. */
export function connectionChip({ handle, host }: Omit<ConnectionName, 'id'>): Html {
  return html`<span class="connection"><span class="connection-handle">@${handle}</span><span class="connection-host">${host}</span></span>`;
}
