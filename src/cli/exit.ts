import { speech } from '../compose.ts';
import { AppError, describeCause } from '../lib/errors.ts';

/** Does the work; an error ends the process with its sentence on standard error, and with the stack if it is ours. */
export async function orExit<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    const text = thrown instanceof AppError ? speech().sentence(thrown.sentence) : describeCause(thrown);
    process.stderr.write(`${text}\n`);
    process.exit(1);
  }
}
