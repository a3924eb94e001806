import type { LaneMember } from '../../db/publications.ts';
import { familyOf } from '../platforms/index.ts';

/**
 * The name of the lane a connection is in: what is in one lane shares one budget and one rest, and writes one after the
 * other. Usually that is the connection alone; some servers count the requests of all of Altwright's together.
 */
export function laneOf(connection: LaneMember): string {
  return isShared(connection) ? `${connection.family} ${connection.origin}` : connection.id;
}

/** Whether the lane belongs to everybody's connections to this server. */
export function isShared(connection: LaneMember): boolean {
  return familyOf(connection).capabilities.pace.sharedBy === 'server';
}
