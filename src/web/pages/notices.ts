import { Hono } from 'hono';
import { listNotifications, markAllRead } from '../../../db/notifications.ts';
import { noticesBody } from '../../../templates/pages/notices.ts';
import type { Env } from '../context.ts';
import type { Parts } from '../parts.ts';
import { renderPage } from '../render.ts';

const shown = 100;

/** A person's notices, and for administrators those about the whole program. */
export function noticesPage(parts: Parts): Hono<Env> {
  const { db, reader, clock } = parts;
  return new Hono<Env>()
    .get('/', (c) => {
      const { words, user } = c.var;
      const notices = listNotifications(reader, user, shown);
      const body = noticesBody(words, { notices, nowMs: clock.now() });
      return renderPage(c, parts, { title: words.t('layout.notices'), body });
    })
    .post('/read', (c) => {
      markAllRead(db, c.var.user, clock.now());
      return c.redirect('/notices', 303);
    });
}
