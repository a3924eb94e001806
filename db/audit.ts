import { newId } from '../src/lib/ids.ts';
import { auditLog, monthTable } from './months.ts';
import { type Db, transact } from './open.ts';

export type AuditEntry = { userId: string | null; action: string; subject?: string; details?: Record<string, unknown> };

/** Notes who did what; never with a secret in the details. */
export function writeAudit(db: Db, entry: AuditEntry, nowMs: number): void {
  transact(db, () => {
    const table = monthTable(db, auditLog, nowMs);
    db.$client
      .prepare(`insert into ${table} (id, at, user_id, action, subject, details) values (?, ?, ?, ?, ?, ?)`)
      .run(newId(nowMs), nowMs, entry.userId, entry.action, entry.subject ?? null, JSON.stringify(entry.details ?? {}));
  });
}
