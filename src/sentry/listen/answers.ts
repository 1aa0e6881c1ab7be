/** Whether a datagram from that port may be answered with the banner; `time` in milliseconds. */
export type MayAnswer = (sourcePort: number, time: number) => boolean;

const firstClientPort = 1024;
const answersPerSecond = 10;

/**
 * A forged source makes the answer a question to somebody else. An echo service or another sentry, which `isWatched`
 * ports stand for, would answer in turn, for ever; and nobody else is to be flooded by us.
 */
export function createAnswers(isWatched: (port: number) => boolean): MayAnswer {
  let second = 0;
  let answers = 0;
  return (sourcePort, time) => {
    if (sourcePort < firstClientPort || isWatched(sourcePort)) return false;
    const now = Math.floor(time / 1000);
    answers = now === second ? answers + 1 : 1;
    second = now;
    return answers <= answersPerSecond;
  };
}
