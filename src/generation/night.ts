/** Nights begin a little later for each connection, so that not everybody's server is asked at one moment. */
const spreadMinutes = 45;

/** The next time the hour of this machine's day begins, strictly after `nowMs`, and up to three quarters of an hour on. */
export function nextNight(nowMs: number, hour: number, random: number): number {
  const night = new Date(nowMs);
  night.setHours(hour, 0, 0, 0);
  if (night.getTime() <= nowMs) night.setDate(night.getDate() + 1);
  return night.getTime() + Math.floor(random * spreadMinutes * 60_000);
}
