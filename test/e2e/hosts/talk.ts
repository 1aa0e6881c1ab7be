/** Talks over a network for a test: `serve PORT`, `ask tcp|udp FROM TO PORT [WITNESS]`, `hear TO PORT FILE`. */
import { createSocket, type Socket } from 'node:dgram';
import { appendFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises';
import { isInVain } from './in-vain.ts';

const [role, ...args] = process.argv.slice(2);

if (role === 'serve') serve(Number(args[0]));
else if (role === 'ask') void ask(args);
else hear(args);

/** Answers with what it was sent, over TCP and UDP, and speaks of its own accord over TCP. */
function serve(port: number): void {
  createServer(socket => {
    const tick = setInterval(() => socket.write('.'), 100);
    socket.on('error', () => {}).on('close', () => clearInterval(tick));
    socket.pipe(socket);
  }).listen(port, '::');
  const udp = createSocket('udp6');
  // A route that leads nowhere is an error of the answer's.
  udp.on('error', () => {});
  udp.on('message', (data, from) => udp.send(data, from.port, from.address)).bind(port, '::');
}

/** Ends well when it is answered, and with 1 as soon as it is clear that it will not be. FROM may be "" for any. */
function ask([protocol, from = '', to = '', port = '', witness]: string[]): Promise<void> {
  return protocol === 'tcp' ? askTcp(from, to, Number(port)) : askUdp(from, to, Number(port), witness);
}

function end(answered: boolean): never {
  process.stdout.write(answered ? 'answered\n' : 'in vain\n');
  process.exit(answered ? 0 : 1);
}

async function askTcp(from: string, to: string, port: number): Promise<void> {
  const socket = connect({ port, host: to, ...(from !== '' && { localAddress: from }) });
  socket
    .on('connect', () => socket.write('hi'))
    .on('data', () => end(true))
    .on('error', () => end(false))
    .on('close', () => end(false));
  // Not at once: until it has been told to connect it has no port, and goes on to say so.
  do await sleep(20);
  while (!isInVain(socket));
  await endInVain();
}

/** What came meanwhile is read first. */
async function endInVain(): Promise<void> {
  for (let i = 0; i < 3; i++) await turn();
  end(false);
}

/** Without a witness it asks until it is answered. A witness asks behind us, and its answer says that ours would be here. */
async function askUdp(from: string, to: string, port: number, witness: string | undefined): Promise<void> {
  const ours = await bound(from, to);
  ours.once('message', () => end(true));
  const behind = witness === undefined ? undefined : await bound(witness, to);
  behind?.once('message', () => void endInVain());
  for (;;) {
    ours.send('hi', port, to);
    behind?.send('hi', port, to);
    await sleep(500);
  }
}

function bound(from: string, to: string): Promise<Socket> {
  const socket = createSocket(to.includes(':') ? 'udp6' : 'udp4').on('error', () => end(false));
  return new Promise(resolve => socket.bind(0, from === '' ? undefined : from, () => resolve(socket)));
}

/** Says nothing at all, and writes what it hears to a file. */
function hear([to = '', port, file = '']: string[]): void {
  connect(Number(port), to).on('data', data => appendFileSync(file, data));
}
