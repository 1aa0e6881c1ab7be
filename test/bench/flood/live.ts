import { costOf, lossOf, type Outcome } from './table.ts';

/** Up to so many packets a second, none may be dropped, and each may take so many microseconds of CPU at most. */
const [easy, dear] = [100_000, 3];

/** Whether the sentry lives up to what is wanted of it; above that rate it may lose no more than a counter in C. */
export function live(rate: number, ours: Outcome, peer: Outcome | undefined): string {
  const [cost, lost] = [`${costOf(ours).toFixed(2)} us a packet`, `${share(lossOf(ours))} lost`];
  if (rate <= easy) {
    const isMet = costOf(ours) <= dear && ours.unseen.dropped === 0;
    return `live: ${cost} (aim: ${dear} at most), ${lost} (aim: none): ${word(isMet)}`;
  }
  if (peer === undefined) return `live: ${cost}, ${lost}`;
  return `live: ${cost}, ${lost} (aim: at most the ${share(lossOf(peer))} of ${peer.name}): ${word(lossOf(ours) <= lossOf(peer))}`;
}

const share = (value: number): string => `${(value * 100).toFixed(2)} %`;
const word = (isMet: boolean): string => (isMet ? 'met' : 'MISSED');
