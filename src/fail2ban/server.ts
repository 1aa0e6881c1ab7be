import { type Process, processesHere } from '../sys/process/processes.ts';
import { type Ran, startProgram, startTalk } from '../util/program.ts';
import { type Client, clientOf, inFolder } from './client.ts';
import { parsePython } from './python.ts';

/** How Fail2ban's server is; `forbidden`: its socket is not for this user, `silent`: it took too long to say. */
export type ServerState = 'not installed' | 'down' | 'forbidden' | 'silent' | 'up';

/** What each of them means to who wants bans, and what to do about it. A slow server bans well: it is never to be restarted. */
export const serverTrouble: Readonly<
  Record<Exclude<ServerState, 'up'>, { readonly what: string; readonly fix: string }>
> = {
  'not installed': {
    what: 'Fail2ban is not installed, so nobody is banned',
    fix: '"apt install fail2ban", then "portjail install"',
  },
  down: {
    what: 'Fail2ban does not run, so nobody is banned',
    fix: '"systemctl start fail2ban" (or "service fail2ban start"); "fail2ban-client -t" says what keeps it, "journalctl -u fail2ban" why it ended',
  },
  forbidden: {
    what: "Fail2ban's socket is for root, so that what its server does cannot be asked",
    fix: 'ask as root (sudo)',
  },
  silent: {
    what: 'Fail2ban does not answer in time',
    fix: 'this host may be busy, or Fail2ban itself, with many bans or a name server that does not answer: its log says with what. What it has banned stays banned; ask again later',
  },
};

/** What an answer of the client says of the server: Fail2ban 1.0 and 1.1 exit with 255 for every reason. */
export function stateIn({ code, out, err }: Ran): ServerState {
  const said = out + err;
  if (code === 0 || /does not exist/.test(said)) return 'up';
  if (code === 127) return 'not installed';
  if (/Permission denied/.test(said)) return 'forbidden';
  return /Failed to access socket|Is fail2ban running|Connection refused/.test(said) ? 'down' : 'silent';
}

/** Asks for the state alone. */
export const serverState = (client: Client = clientOf()): ServerState => stateIn(client('ping'));

/** A server as it is asked by one client in one session. */
export interface Server {
  readonly state: ServerState;
  /** The jails that run. Of others nothing is to be asked: the server would write an ERROR into its log. */
  readonly running: readonly string[];
  /** What the server prints for a question such as `get sshd logpath`; empty where it has no answer. */
  readonly ask: (question: string) => Promise<string>;
}

/** A client takes a tenth of a second, and many times that where the host is busy: what takes longer is said (milliseconds). */
export const answerTime = 20_000;

export interface SessionOptions {
  /** How long it may last (milliseconds). */
  readonly limit?: number;
  /** The configuration whose server is asked, socket and all; the system's where there is none. */
  readonly folder?: string | undefined;
  /** Ends the session: what is asked then has no answer, and where there was none yet, its reason is thrown. */
  readonly ended?: AbortSignal;
}

/**
 * Opens a session, hands the server to `work` and closes it. A client that cannot hold a session (a Python without
 * readline) is called for each question.
 */
export async function withServer<T>(
  work: (server: Server) => Promise<T>,
  { limit = answerTime, folder, ended }: SessionOptions = {},
): Promise<T> {
  const talk = startTalk('fail2ban-client', [...inFolder(folder), '-i'], 'fail2ban> ', limit, ended);
  const said = await talk.ask('status');
  const running = jailList(said);
  try {
    if (running !== undefined) return await work({ state: 'up', running, ask: talk.ask });
  } finally {
    await talk.ask('exit');
  }
  const { code, err } = await talk.close();
  // The session itself ends well.
  const state = stateIn({ code: code || 255, out: said, err });
  return work(state === 'silent' && code !== 124 ? await oneByOne(limit, folder, ended) : closed(state));
}

const closed = (state: ServerState): Server => ({ state, running: [], ask: async () => '' });

async function oneByOne(
  limit: number,
  folder: string | undefined,
  ended: AbortSignal | undefined,
): Promise<Server> {
  const ask = (question: string): Promise<Ran> =>
    startProgram('fail2ban-client', [...inFolder(folder), ...question.split(' ')], limit, ended);
  const ran = await ask('status');
  const state = stateIn(ran);
  const running = jailList(ran.out) ?? [];
  return state === 'up'
    ? { state, running, ask: async question => (await ask(question)).out }
    : closed(state);
}

/** Undefined where it is no answer to `status`. */
export const jailList = (text: string): string[] | undefined =>
  /Jail list:[ \t]*(.*)$/m
    .exec(text)?.[1]
    ?.split(/,\s*/)
    .filter(name => name !== '');

/** What the server answered, by question; an empty text where it has no answer. */
export type Answers = (question: string) => string;

export async function answersTo(
  { ask }: Pick<Server, 'ask'>,
  questions: readonly string[],
): Promise<Answers> {
  const known = new Map<string, string>();
  for (const question of questions) known.set(question, await ask(question));
  return question => known.get(question) ?? '';
}

/** Every ban now, by jail: `banned` prints a list of one dictionary a jail. */
export function parseBanned(text: string): Map<string, string[]> {
  const jails = parsePython(text);
  const pairs = Array.isArray(jails) ? jails.flat() : [];
  return new Map(
    pairs.flatMap((pair: unknown): [string, string[]][] => {
      if (!Array.isArray(pair)) return [];
      const [name, list]: unknown[] = pair;
      return [[String(name), Array.isArray(list) ? list.map(String) : []]];
    }),
  );
}

/** Fail2ban's server process here, no matter who started it. */
export const serverProcess = (): Process | undefined =>
  processesHere().find(({ words }) => words.some(word => /(?:^|\/)fail2ban-server$/.test(word)));
