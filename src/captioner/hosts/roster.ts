import type { Clock } from '../../lib/clock.ts';
import type { CapRange } from './cap.ts';
import { createHostRecord, type HostListing, type HostRecord } from './host-record.ts';
import { type Candidate, eligible } from './routing.ts';

export type RosterOptions = {
  perHost: number;
  /** Between which numbers a host's own may move; without it, it stays as it is. */
  range?: CapRange;
  clock: Clock;
  /** Asks a host of this machine what it has, without work for its graphics card; undefined for another machine's. */
  probe?: (host: string) => Promise<HostListing> | undefined;
  /** Told when more is known of a host. */
  onNews: () => void;
};

/** The model hosts of all machines, by their names, with what is known of each. */
export function createRoster({ perHost, range = null, clock, probe, onNews }: RosterOptions) {
  const hosts = new Map<string, HostRecord>();

  function recordOf(name: string, start = perHost): HostRecord {
    const known = hosts.get(name) ?? createHostRecord(clock, start, range);
    hosts.set(name, known);
    return known;
  }

  function note(name: string, listing: HostListing): void {
    recordOf(name).note(listing);
    onNews();
  }

  function ask(name: string, record: HostRecord): void {
    const asked = probe?.(name);
    // Nobody here can ask it: a picture will show.
    if (!asked) return record.answered();
    record.asking();
    void asked.then(
      (listing) => note(name, listing),
      () => note(name, 'away'),
    );
  }

  return {
    find: (name: string) => hosts.get(name),
    /** `atMost`: how many may be there at once to begin with. */
    expect(names: readonly string[], atMost: number): void {
      for (const name of names) recordOf(name, atMost).cap.startAt(atMost);
    },
    /** The hosts of these that a picture may be sent to now; asks those that may be there again. */
    eligible(names: readonly string[], model: string): Candidate[] {
      const candidates = names.map((name) => ({ name, record: recordOf(name) }));
      for (const { name, record } of candidates) if (record.isToBeAsked()) ask(name, record);
      return eligible(candidates, model);
    },
    note,
  };
}
