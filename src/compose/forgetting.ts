import type { Connections } from '../connections/connections.ts';
import type { Users } from '../users/users.ts';

/** Whoever has signed out everywhere leaves no opened credentials in memory. */
export function forgetAtSignOut({ users, connections }: { users: Users; connections: Connections }): void {
  users.sessions.onEnded(({ userId }) => {
    if (users.sessions.list(userId).length === 0) connections.forgetAllOf(userId);
  });
}
