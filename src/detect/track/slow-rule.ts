import { remembered } from './ports/recent-ports.ts';

/**
 * The rule that does not need speed, a sequential test in the manner of TRW (Jung, Paxson, Berger, Balakrishnan, "Fast
 * Portscan Detection Using Sequential Hypothesis Testing", 2004).
 *
 * TRW multiplies, for each first touch of a new place, how likely its outcome is of a scanner and how likely of an honest
 * host: L = product of P(outcome | scanner) / P(outcome | honest). Of its own figures 0.8 of a scanner's first touches and
 * 0.2 of an honest host's fail, so that each failure makes L four times as large, and a source is named when L reaches
 * 0.99 / 0.01, the ratio of the chances to be right and to be wrong. That takes log(99) / log(4) = 3.3 failures: four.
 *
 * Every touch that gets here is a failure, since only ports that nobody uses are watched. So the score, log L in steps of
 * one failure, grows by 1 with each distinct port, and `trigger.packet` - 0.5, 3.5 for its default of four ports, lies
 * above those 3.3: L = 4^3.5 = 128, more than 99 to 1. The same port again says nothing new and adds nothing.
 *
 * TRW never forgets. Here waiting halves the score every 24 hours, L becomes its square root: an address may be somebody
 * else's tomorrow, and one stray touch a day shall never add up. 1 + d + d^2 + ... with d = 2^(-gap / 24 h) reaches 3.5
 * with the fourth port up to a gap of 3 hours, with the fifth up to 6.8, with any number of them up to 11.6.
 */
const halfLife = 24 * 3_600_000;

/** What is left of a score after so many milliseconds; a clock that was set back takes nothing away. */
export const waited = (score: number, milliseconds: number): number =>
  milliseconds > 0 ? score * 2 ** (-milliseconds / halfLife) : score;

/** The score after one more distinct port. Not more is saved up than it takes: who was named once is not named for weeks. */
export const raised = (score: number, ports: number): number => Math.min(score + 1, ports);

/**
 * True when the score names a source. More distinct ports than are remembered cannot be told from the same ones coming
 * round again, so a trigger above that leaves this rule out.
 * @param ports `trigger.packet`
 */
export const isNamedSlowly = (score: number, ports: number): boolean =>
  ports <= remembered && score >= ports - 0.5;

/** True when so little is left that the source is a stranger again, whose ports are new once more. */
export const isFaded = (score: number): boolean => score < 0.5;
