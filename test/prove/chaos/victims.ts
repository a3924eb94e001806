import type { StartingServer } from '../../support/server-process.ts';
import type { Ground } from './ground.ts';
import type { Machines } from './machines.ts';

export type VictimKind = 'server' | 'worker' | 'redis' | 'model' | 'instance';

/** Something that can go at any moment without a last word, and come back with all it had kept. */
export type Victim = { strike: () => Promise<void>; recover: () => Promise<void> };

/** A program that is started again each time it was killed. Striking throws when it has ended without that. */
export function standingProgram(begin: () => StartingServer) {
  let endedByItself: Error | undefined;
  let current = start();

  function start() {
    const life = { process: begin(), isStruck: false };
    void life.process.ended.then((code) => {
      if (!life.isStruck) endedByItself = new Error(`a program ended by itself (${code})`);
    });
    return life;
  }

  async function end() {
    current.isStruck = true;
    await current.process.kill();
  }

  return {
    ready: () => current.process.ready,
    async strike() {
      if (endedByItself) throw endedByItself;
      await end();
    },
    recover: async () => {
      current = start();
    },
    end,
  };
}

export type StandingProgram = ReturnType<typeof standingProgram>;

/** Who can be struck: the program, what its engine needs, the model server and each of the other servers. */
export function victimsOf(
  { ollama, instances }: Ground,
  server: StandingProgram,
  { redis, workers }: Machines,
): Record<VictimKind, Victim[]> {
  const cuttable = ({ refuseConnections, acceptConnections }: Cuttable): Victim => ({
    strike: refuseConnections,
    recover: acceptConnections,
  });
  return { server: [server], worker: workers, redis, model: [cuttable(ollama)], instance: instances.map(cuttable) };
}

type Cuttable = { refuseConnections: () => Promise<void>; acceptConnections: () => Promise<void> };
