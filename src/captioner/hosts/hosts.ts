import { type Clock, systemClock } from '../../lib/clock.ts';
import type { HostListing, HostRecord, HostReport } from './host-record.ts';
import { createLine } from './line.ts';
import { createRoster, type RosterOptions } from './roster.ts';
import { quickest } from './routing.ts';

/** A wish for a place at one of some hosts. */
export type SlotWish = {
  hosts: readonly string[];
  model: string;
  /** How many may be in flight at a host to begin with; the gate's own number where nobody says. */
  atMost?: number;
  /** How many pictures its task has yet to bring, this one included. */
  left?: number;
};

export type SlotRequest = SlotWish & {
  taskId: string;
  signal: AbortSignal;
  /** A small wish of somebody who is looking at the page: before all long runs. */
  isUrgent?: boolean;
};

/** A place at a host, to be given back with what became of the picture there; `null` where nobody knows. */
export type Slot = {
  host: string;
  /** How many pictures may be at the hosts of the wish together now. */
  room: number;
  release: (report: HostReport | null) => void;
};

export type ModelSlots = {
  /**
   * Resolves with the host and the release, to be called once the model has answered; with null where every host is
   * known to lack the model. Rejects with the signal's reason.
   */
  acquire: (request: SlotRequest) => Promise<Slot | null>;
  /** What a host was found to have, or that it did not answer. */
  note: (host: string, listing: HostListing) => void;
  /** How many hold a slot of a host, how many wait that may be sent there, and how many may be there at once. */
  load: (host: string) => { held: number; waiting: number; atMost: number };
};

export type ModelSlotsOptions = Omit<RosterOptions, 'clock' | 'onNews'> & { clock?: Clock };

type Waiter = Required<Omit<SlotRequest, 'signal'>> & {
  grant: (slot: Slot | null) => void;
  refuse: (reason: unknown) => void;
};

/**
 * The gate before the model hosts: decides who is next and to which host a picture goes, over all tasks, threads and
 * machines. Slots go round between the waiting tasks.
 */
export function createModelSlots({ clock = systemClock, ...options }: ModelSlotsOptions): ModelSlots {
  const { perHost } = options;
  const roster = createRoster({ ...options, clock, onNews: serveWaiting });
  const line = createLine<Waiter>();

  function serveWaiting(): void {
    while (serveNext());
  }

  /** Answers whether somebody's wish could be met. */
  function serveNext(): boolean {
    const lengths = line.lengths();
    // What one has to wait for, the next ones who want the same have to wait for as well.
    const waited = new Set<string>();
    for (const waiter of line.inOrder()) {
      const wanted = `${waiter.isUrgent} ${waiter.model} ${waiter.hosts}`;
      if (waited.has(wanted)) continue;
      if (serve(waiter, waiter.isUrgent ? lengths.urgent : lengths.all)) return true;
      waited.add(wanted);
    }
    return false;
  }

  function serve(waiter: Waiter, length: number): boolean {
    const candidates = roster.eligible(waiter.hosts, waiter.model);
    const chosen = quickest(candidates, waiter.model, length);
    if (!chosen && candidates.length > 0) return false;
    line.leave(waiter);
    if (!chosen) {
      waiter.grant(null);
      return true;
    }
    line.served(waiter);
    chosen.record.take(waiter.model);
    const room = candidates.reduce((sum, { record }) => sum + record.cap.now(), 0);
    waiter.grant({ host: chosen.name, room, release: createRelease(chosen.record, waiter) });
    return true;
  }

  function createRelease(record: HostRecord, { model }: Waiter): Slot['release'] {
    let isHeld = true;
    return (report) => {
      if (!isHeld) return;
      isHeld = false;
      record.release(model, report);
      serveWaiting();
    };
  }

  function acquire({ signal, ...request }: SlotRequest): Promise<Slot | null> {
    signal.throwIfAborted();
    const { atMost = perHost } = request;
    roster.expect(request.hosts, atMost);
    const { promise, resolve: grant, reject: refuse } = Promise.withResolvers<Slot | null>();
    const waiter: Waiter = { isUrgent: false, left: 1, ...request, atMost, grant, refuse };
    const giveUp = () => {
      line.leave(waiter);
      refuse(signal.reason);
    };
    signal.addEventListener('abort', giveUp, { once: true });
    line.join(waiter);
    serveWaiting();
    return promise.finally(() => signal.removeEventListener('abort', giveUp));
  }

  function load(name: string) {
    const record = roster.find(name);
    const { length: waiting } = line.filter(({ hosts }) => hosts.includes(name));
    return { held: record?.held() ?? 0, waiting, atMost: record?.cap.now() ?? perHost };
  }

  return { acquire: async (request) => acquire(request), note: roster.note, load };
}
