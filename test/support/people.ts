import type { Db } from '../../db/open.ts';
import { platformConnections, users } from '../../db/schema.ts';
import { familyOf } from '../../src/platforms/index.ts';
import type { Instance } from '../../src/platforms/platform.ts';

/** Adds a person without any of the ceremony; her password opens nothing. */
export function addPerson(db: Db, name: string, role: 'admin' | 'member' = 'member') {
  const row = { id: `user-${name}`, name, passwordHash: 'none', role, createdAt: 0 };
  db.insert(users).values(row).run();
  return row;
}

/** Adds a connection whose credentials are `sealed`; what opens them is the test's business. */
export function addConnection(
  db: Db,
  userId: string,
  account: { instance: Instance; accountId: string; handle: string; sealed?: string },
) {
  const { instance, accountId, handle, sealed = '' } = account;
  const { origin, family, software, version } = instance;
  const { unproven: isUnproven } = familyOf(instance).capabilities;
  const row = { id: `connection-${userId}-${handle}`, userId, origin, family, software, version, accountId, handle };
  db.insert(platformConnections)
    .values({ ...row, instance, isUnproven, credentialsSealed: sealed, createdAt: 0, verifiedAt: 0 })
    .run();
  return { ...row, instance, status: 'active' as const };
}
