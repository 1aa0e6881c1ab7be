import { diag } from '../util/diag.ts';
import { errorMessage } from '../util/errors.ts';

/** Takes back what was done. */
export type Undo = () => void | Promise<void>;

/** Does one step after the other. When one rejects, those before it are taken back, the last first, and so does this. */
export async function allOrNothing(steps: readonly (() => Promise<Undo>)[]): Promise<void> {
  const done: Undo[] = [];
  try {
    for (const step of steps) done.unshift(await step());
  } catch (error) {
    for (const undo of done) await takeBack(undo);
    throw error;
  }
}

/** One that fails must not keep the others from it, nor hide why. */
async function takeBack(undo: Undo): Promise<void> {
  try {
    await undo();
  } catch (error) {
    diag('error', `going back to the old config: ${errorMessage(error)}`);
  }
}
