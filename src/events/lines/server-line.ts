/** What Fail2ban says of itself (server/server.py of 1.0.2 and 1.1: `__init__`, `quit`). */
export interface ServerLine {
  /** As in BanLine. */
  readonly at: readonly [seconds: string, millis: number] | undefined;
  readonly kind: 'started' | 'stopped';
}

const words = '(?:(Starting Fail2ban v)[\\w.-]{1,40}|Shutdown in progress\\.\\.\\.)';
const head = 'fail2ban\\.server *\\[\\d{1,10}\\]: INFO +';
const date = '\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d';
const fileShape = new RegExp(`^(${date}),(\\d{3}) ${head}${words}$`);
/** In the journal each of these may be missing, as in ban-line.ts. */
const journalShape = new RegExp(`^(?:(${date}),(\\d{3}) )?(?:${head})?${words}$`);

/** Reads a line of Fail2ban's own log; undefined for any that tells of neither. */
export const parseServerLine = (line: string): ServerLine | undefined => read(fileShape.exec(line));

/** The same for a message of its unit in the journal. */
export const parseServerMessage = (message: string): ServerLine | undefined =>
  read(journalShape.exec(message));

function read(match: RegExpExecArray | null): ServerLine | undefined {
  if (match === null) return undefined;
  const [, seconds, millis, isStart] = match;
  return {
    at: seconds === undefined ? undefined : [seconds, Number(millis)],
    kind: isStart === undefined ? 'stopped' : 'started',
  };
}
