import { afterAll, beforeAll, expect, it } from 'vitest';
import { findTask } from '../../db/tasks.ts';
import { until } from '../support/engine.ts';
import { describeWithRedis } from '../support/redis-server.ts';
import { startServerProcess } from '../support/server-process.ts';
import { startWorkerProcess, type WorkerProcess } from '../support/worker-process.ts';
import { type Ground, openGround, picturesOfTask } from './machines/ground.ts';
import { type Move, readMoves, runningAfterEach } from './machines/witness.ts';

const patience = 240_000;
/** A lease of 15 seconds, and what it takes to notice and to begin. */
const startsElsewhereWithinMs = 20_000;

describeWithRedis('two helpers and a web machine with twelve tasks of six people', () => {
  let ground: Ground;
  let moves: Move[];
  /** One takes a task at a time and is killed; the other has room for all that may run. */
  let [doomed, other]: WorkerProcess[] = [];
  let orphan: string;
  let killedAtMs: number;
  beforeAll(async () => {
    ground = await openGround();
    ground.endings.push((await startServerProcess(ground.webSettings)).stop);
    doomed = startHelper(ground.slowSettings);
    await until(() => doomed?.begun().length);
    other = startHelper(ground.workerSettings);
    orphan = await until(() => bothAtWork() && doomed?.begun().find(isHalfDone));
    await doomed.kill();
    killedAtMs = Date.now();
    await until(areAllOver);
    moves = readMoves(ground.reader);
  }, patience);
  afterAll(() => ground?.close(), 60_000);

  function startHelper(settings: Record<string, string>): WorkerProcess {
    const helper = startWorkerProcess(settings);
    ground.endings.push(helper.kill);
    return helper;
  }

  function task(id: string) {
    const row = findTask(ground.reader, id);
    if (!row) throw new Error('the task is gone');
    return row;
  }

  const areAllOver = () => ground.taskIds.every((id) => task(id).completedAt !== null);

  function bothAtWork(): boolean {
    if (areAllOver()) throw new Error('all is done, and the helpers were never at work at the same time');
    return other?.begun().some((id) => task(id).status === 'running') ?? false;
  }

  function isHalfDone(id: string): boolean {
    const { status, imagesDrafted } = task(id);
    return status === 'running' && imagesDrafted > 0 && imagesDrafted < picturesOfTask - 1;
  }

  it('complete all of them, each picture described once and kept', () => {
    const ends = ground.taskIds.map((id) => task(id));
    expect(ends.map(({ status, imagesDrafted }) => `${status} ${imagesDrafted}`)).toEqual(
      ground.taskIds.map(() => `completed ${picturesOfTask}`),
    );
  });

  it('never run more than three at once, nor two of one person', () => {
    const running = runningAfterEach(moves);
    expect(Math.max(...running.map((owners) => owners.length))).toBe(3);
    expect(running.filter((owners) => new Set(owners).size < owners.length)).toEqual([]);
  });

  it('begin with those of administrators', () => {
    const begun = moves.filter(({ status }) => status === 'running').map(({ userId }) => userId);
    expect(begun.slice(0, ground.administratorIds.length).sort()).toEqual([...ground.administratorIds].sort());
  });

  it('share them', () => {
    expect([doomed?.begun().length, other?.begun().length]).not.toContain(0);
  });

  it('go on elsewhere within 20 seconds with what a killed helper had in hand', () => {
    const beginnings = moves.filter(({ taskId, status }) => taskId === orphan && status === 'running');
    expect(beginnings).toHaveLength(2);
    const [first, again] = beginnings as [Move, Move];
    expect(again.workerId).not.toBe(first.workerId);
    expect(again.at - killedAtMs).toBeLessThan(startsElsewhereWithinMs);
  });
});
