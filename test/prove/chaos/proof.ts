import { setTimeout as sleep } from 'node:timers/promises';
import { systemClock } from '../../../src/lib/clock.ts';
import { seededRandom } from '../../support/sandbox-instance/random.ts';
import { beginServerProcess } from '../../support/server-process.ts';
import { connect, joinByInvitation, setUp } from '../../support/story/coming-in.ts';
import { createVisitor, type Visitor } from '../../support/visitor/index.ts';
import { type Ground, type Household, openGround } from './ground.ts';
import { hurriedClock } from './hurry.ts';
import { describeLeftovers } from './leftovers.ts';
import { type Engine, type Machines, startMachines } from './machines.ts';
import { type Kill, killsOf, modelCalls, untilMoment } from './moments.ts';
import { livePerson, type Stay } from './person.ts';
import { untilQuiet } from './quiet.ts';
import { type Counts, countHarm } from './verdict.ts';
import { type StandingProgram, standingProgram, type Victim, type VictimKind, victimsOf } from './victims.ts';
import { createWitness, type Witness } from './witness.ts';

export type Report = Counts & {
  ok: boolean;
  kills: number;
  runs: number;
  /** Model calls before the last kill: kills that meet no work prove nothing. */
  callsUnderFire: number;
  stuck: number;
  seed: number;
};

export type Ordeal = {
  kills: number;
  seed: number;
  engine: Engine;
  household: Household;
  imagesPerKill: number;
  /** Who is killed; who stands here twice is killed twice as often. */
  victims: readonly [VictimKind, ...VictimKind[]];
  /** Whether waits go by faster than in life: needed where others than the program itself go away. */
  isHurried: boolean;
  tell?: (line: string) => void;
};

/**
 * Runs the program as a process of its own between sandboxes that live here, kills one of them at seeded moments while
 * pictures are described, approved and published, lets it come back each time, and counts what went wrong.
 */
export async function proveAgainst(ordeal: Ordeal): Promise<Report> {
  const { engine, kills, seed, household, imagesPerKill, isHurried, victims: kinds, tell = () => {} } = ordeal;
  const beganAtMs = Date.now();
  const clock = isHurried ? hurriedClock(beganAtMs) : systemClock;
  const ground = await openGround({ household, images: kills * imagesPerKill, seed, clock });
  const program = isHurried ? ['test/prove/chaos/hurried-server.ts', String(beganAtMs)] : ['src/main.ts'];
  const machines = await startMachines(engine, ground);
  const settings = { ...ground.settings, ...machines.settings };
  const server = standingProgram(() => beginServerProcess(settings, [process.execPath, ...program]));
  const witness = createWitness(ground.dataDir);
  const tooLong = new AbortController();
  try {
    const visitors = await letIn(ground, server);
    const people = visitors.map(({ visitor, address }, index) =>
      livePerson({
        ...{ visitor, address, witness, signal: tooLong.signal, random: seededRandom(`person ${seed} ${index}`) },
        ...{ name: ground.people[index]?.login.name ?? '', accounts: ground.people[index]?.accounts.length ?? 0 },
      }),
    );
    const lives = Promise.all(people.map(({ life }) => life));
    // Awaited after the last kill; a person who gives up before must not end the process.
    lives.catch(() => {});
    const stays = people.map(({ stay }) => stay);
    const isAllDone = () => stays.every(({ left }) => left === 0);
    await strikeAll(killsOf(kills, seed, kinds), { ground, server, machines, witness, isHurried, isAllDone, tell });
    const callsUnderFire = modelCalls(ground).length;
    await Promise.race([lives, untilQuiet(ground, stays, isAllDone)]);
    tooLong.abort();
    await lives;
    const decisions = new Map(stays.flatMap((stay) => [...stay.decisions]));
    const counts = countHarm({ ground, witness, decisions });
    const result = report({ kills, seed, stays, callsUnderFire, counts });
    if (!result.ok) for (const line of describeLeftovers(ground.dataDir)) tell(line);
    return result;
  } finally {
    tooLong.abort();
    await server.end();
    await machines.close();
    await ground.close();
  }
}

/** The first person sets the program up and invites the others; each connects her accounts. */
async function letIn(ground: Ground, server: StandingProgram): Promise<{ visitor: Visitor; address: string }[]> {
  const { link } = await server.ready();
  const { origin: address } = new URL(link);
  const visitors: Visitor[] = [];
  for (const { login, accounts } of ground.people) {
    const visitor = createVisitor();
    const [first] = visitors;
    if (first) await joinByInvitation({ administrator: first, visitor, address, login });
    else await setUp(visitor, link, login);
    for (const account of accounts) await connect(visitor, address, account);
    visitors.push(visitor);
  }
  return visitors.map((visitor) => ({ visitor, address }));
}

type Scene = {
  ground: Ground;
  server: StandingProgram;
  machines: Machines;
  witness: Witness;
  isHurried: boolean;
  isAllDone: () => boolean;
  tell: (line: string) => void;
};

/** Strikes at each moment. Who was struck comes back by itself; others may be struck meanwhile. */
async function strikeAll(kills: Kill[], scene: Scene): Promise<void> {
  const { ground, server, machines, witness, tell } = scene;
  const victims = victimsOf(ground, server, machines);
  const comingBack = new Map<Victim, Promise<void>>();
  for (const kill of kills) {
    const victim = chosen(victims[kill.victim], kill.which);
    if (kill.after !== 'boot') await server.ready();
    await untilMoment(kill, ground, scene);
    await comingBack.get(victim);
    await victim.strike();
    witness.lookIntoDatabase();
    tell(
      `${at(Date.now())} ${kill.victim} for ${kill.awayMs} ms, ${kill.count} × ${kill.after} later; ${stateOf(ground)}`,
    );
    const back = sleep(kill.awayMs).then(victim.recover);
    comingBack.set(victim, back);
    if (kill.awayMs === 0) await back;
  }
  await Promise.all(comingBack.values());
  await server.ready();
}

const at = (ms: number) => new Date(ms).toISOString().slice(11, 23);

function chosen(victims: Victim[], which: number): Victim {
  const victim = victims[Math.floor(which * victims.length)];
  if (!victim) throw new Error('there is nobody of this kind to kill');
  return victim;
}

function stateOf(ground: Ground): string {
  const edits = ground.instances.reduce((sum, instance) => sum + instance.edits.length, 0);
  return `${modelCalls(ground).length} model calls, ${edits} edits so far`;
}

type Findings = { kills: number; seed: number; stays: Stay[]; callsUnderFire: number; counts: Counts };

function report({ kills, seed, stays, callsUnderFire, counts }: Findings): Report {
  const { lost, captionedTwice, publishedTwice, changedOtherwise } = counts;
  const stuck = stays.reduce((sum, { left }) => sum + left, 0);
  const runs = stays.reduce((sum, stay) => sum + stay.runs, 0);
  const ok = lost + captionedTwice + publishedTwice + changedOtherwise + stuck === 0;
  return { ok, kills, runs, callsUnderFire, ...counts, stuck, seed };
}
