import { html } from 'hono/html';
import type { Account, Post } from './records.ts';
import { postUrl } from './status-json.ts';
import { accountOf, mediaOf, type World } from './world.ts';

type Html = ReturnType<typeof html>;

function page(title: string, body: Html): Html {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>
body { font: 16px/1.5 system-ui, sans-serif; max-width: 40rem; margin: 2rem auto; padding: 0 1rem; color: #1b1b1f; background: #fff }
label { display: block; margin: .75rem 0 .25rem } input:not([type=radio]) { font: inherit; padding: .4rem; width: 100%; box-sizing: border-box }
button { font: inherit; padding: .5rem 1rem; margin: 1rem .5rem 0 0 } img { max-width: 100%; height: auto; display: block }
figure { margin: 1rem 0 } figcaption { color: #45454d } article { border-bottom: 1px solid #d0d0d6; padding-bottom: 1rem }
</style>
</head>
<body><main>${body}</main></body>
</html>`;
}

/** The sign-in form; `next` is where the person wanted to go. */
export function signInPage(world: World, next: string, mistake: boolean): Html {
  return page(
    'Sign in',
    html`<h1>Sign in to ${new URL(world.origin).host}</h1>
${mistake ? html`<p role="alert">The user name or the password is not right.</p>` : ''}
<form method="post" action="${world.dialect.oauth.signInPath}">
<input type="hidden" name="next" value="${next}">
<label for="username">User name</label>
<input id="username" name="username" autocomplete="username" required autofocus>
<label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password" required>
<button type="submit">Sign in</button>
</form>`,
  );
}

type Consent = {
  appName: string;
  scopes: string[];
  accounts: Account[];
  fields: [string, string][];
  /** Where the answer goes. */
  action?: string;
};

/** Asks the signed-in person; a server with several accounts lets them choose which one. */
export function consentPage({ appName, scopes, accounts, fields, action = '/oauth/authorize' }: Consent): Html {
  const choice = (
    account: Account,
    index: number,
  ) => html`<p><input type="radio" id="account-${account.id}" name="account_id" value="${account.id}" ${index === 0 ? 'checked' : ''}>
<label for="account-${account.id}" style="display:inline">@${account.username}</label></p>`;
  return page(
    'Authorize',
    html`<h1>Authorize ${appName}</h1>
<p>${appName} would like to:</p>
<ul>${scopes.map((scope) => html`<li><code>${scope}</code></li>`)}</ul>
<form method="post" action="${action}">
${fields.map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}
<fieldset><legend>As this account</legend>${accounts.map(choice)}</fieldset>
<button type="submit" name="decision" value="allow">Authorize</button>
<button type="submit" name="decision" value="deny">Deny</button>
</form>`,
  );
}

export function codePage(code: string): Html {
  return page(
    'Authorization code',
    html`<h1>Authorization code</h1><p>Copy this code:</p><p><code id="code">${code}</code></p>`,
  );
}

export function messagePage(title: string, message: string): Html {
  return page(title, html`<h1>${title}</h1><p>${message}</p>`);
}

export function mistakePage(message: string): Html {
  return page('Error', html`<h1>Error</h1><p role="alert">${message}</p>`);
}

/** A post as people see it: its words and its pictures with their descriptions. */
export function postPage(world: World, post: Post): Html {
  const title = `Post by @${accountOf(world, post).username}`;
  return page(title, html`<h1>${title}</h1>${article(world, post)}`);
}

export function profilePage(world: World, account: Account, posts: Post[]): Html {
  return page(`@${account.username}`, html`<h1>@${account.username}</h1>${posts.map((post) => article(world, post))}`);
}

function article(world: World, post: Post): Html {
  const { username } = accountOf(world, post);
  return html`<article data-post-id="${post.id}">
<p><a href="/@${username}">@${username}</a> · <a href="${postUrl(world, post)}"><time datetime="${new Date(post.createdAtMs).toISOString()}">${new Date(post.createdAtMs).toUTCString()}</time></a>${post.editedAtMs === null ? '' : ' · edited'}</p>
${post.spoilerText ? html`<p><strong>Content warning: ${post.spoilerText}</strong></p>` : ''}
<p lang="${post.language ?? 'en'}" style="white-space: pre-line">${post.text}</p>
${mediaOf(world, post).map((media) => figure(world, media))}
</article>`;
}

function figure(world: World, media: { id: string; key: string; description: string | null }): Html {
  return html`<figure data-media-id="${media.id}"><img src="${world.origin}/media/${media.key}/small.jpg" alt="${media.description ?? ''}">
<figcaption>${media.description ? `ALT: ${media.description}` : 'No description'}</figcaption></figure>`;
}
