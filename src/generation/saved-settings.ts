import { deleteCaptionSettings, writeCaptionSettings } from '../../db/caption-settings.ts';
import type { Db } from '../../db/open.ts';
import type { Clock } from '../lib/clock.ts';
import { checkSettings, type RunConnection } from './service.ts';

type Owner = { userId: string; connection: RunConnection };

/** Keeps what every run of a connection starts from. Throws `invalid-settings`, whose cause maps fields to sentences. */
export function saveSettings({ db, clock }: { db: Db; clock: Clock }, { userId, connection }: Owner, wish: object) {
  const once = { fromDate: null, toDate: null, postUrl: null };
  const settings = checkSettings({ ...wish, ...once }, connection.instance.descriptionLimit);
  writeCaptionSettings(db, { userId, connectionId: connection.id, settings }, clock.now());
}

/** Back to the defaults of the connection's server. */
export function resetSettings({ db }: { db: Db }, { userId, connection }: Owner): void {
  deleteCaptionSettings(db, userId, connection.id);
}
