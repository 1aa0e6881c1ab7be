import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { type Message, type Protocol, protocolOf } from './protocol.ts';

const program = '/usr/bin/chromium';
export const hasChromium = existsSync(program);

const options = [
  '--headless=new',
  '--remote-debugging-pipe',
  // Root has no sandbox; the page is our own.
  '--no-sandbox',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--disable-background-networking',
  '--disable-component-update',
  '--no-first-run',
  '--hide-scrollbars',
];

/** How a page is looked at. */
export interface Look {
  readonly width: number;
  readonly scheme: 'light' | 'dark';
  readonly media?: 'screen' | 'print';
}

export interface Page {
  readonly look: (look: Look) => Promise<void>;
  /** The value of an expression, as JSON has it; of a promise, what it gives. */
  readonly evaluate: (expression: string) => Promise<unknown>;
  /** Writes the page as a PNG, down to a height, or the whole of it. */
  readonly picture: (path: string, height?: number) => Promise<void>;
  /** What was asked for beside the page itself. */
  readonly requests: readonly string[];
  /** Errors and warnings: the console's, those of the policy among them. */
  readonly complaints: string[];
}

/** A page in a headless Chromium, which ends with the test. */
export async function openPage(t: TestContext, url: string): Promise<Page> {
  const { call, listen } = start(t);
  const { targetId } = await call('Target.createTarget', { url: 'about:blank' });
  const session = String((await call('Target.attachToTarget', { targetId, flatten: true }))['sessionId']);
  const ask = (method: string, params: object = {}) => call(method, params, session);
  const [requests, complaints]: [string[], string[]] = [[], []];
  const loaded = new Promise<void>(resolve => {
    listen(({ method, params = {} }) => {
      if (method === 'Page.loadEventFired') resolve();
      if (method === 'Network.requestWillBeSent') requests.push(urlIn(params));
      if (complainers.has(method ?? '')) complaints.push(JSON.stringify(params));
    });
  });
  for (const part of ['Page', 'Network', 'Runtime', 'Log', 'Audits']) await ask(`${part}.enable`);
  await ask('Page.navigate', { url });
  await loaded;
  return {
    look: look => show(ask, look),
    evaluate: async expression => {
      const asked = { expression, returnByValue: true, awaitPromise: true };
      const { result, exceptionDetails } = await ask('Runtime.evaluate', asked);
      if (exceptionDetails !== undefined) throw new Error(JSON.stringify(exceptionDetails));
      return (result as { value?: unknown }).value;
    },
    picture: async (path, height) => {
      const { cssContentSize } = await ask('Page.getLayoutMetrics');
      const whole = cssContentSize as { width: number; height: number };
      const clip = { x: 0, y: 0, ...whole, height: Math.min(whole.height, height ?? whole.height), scale: 1 };
      const { data } = await ask('Page.captureScreenshot', { captureBeyondViewport: true, clip });
      writeFileSync(path, Buffer.from(String(data), 'base64'));
    },
    get requests() {
      return requests.filter(asked => asked !== url);
    },
    complaints,
  };
}

const complainers = new Set([
  'Log.entryAdded',
  'Audits.issueAdded',
  'Runtime.exceptionThrown',
  'Runtime.consoleAPICalled',
]);

const urlIn = (params: NonNullable<Message['params']>): string => {
  const { request } = params as { request?: { url?: string } };
  return request?.url ?? '';
};

type Ask = (method: string, params?: object) => Promise<Record<string, unknown>>;

async function show(ask: Ask, { width, scheme, media = 'screen' }: Look): Promise<void> {
  await ask('Emulation.setDeviceMetricsOverride', {
    width,
    height: 900,
    deviceScaleFactor: 1,
    mobile: false,
  });
  const features = [{ name: 'prefers-color-scheme', value: scheme }];
  await ask('Emulation.setEmulatedMedia', { media, features });
}

function start(t: TestContext): Protocol {
  const profile = mkdtempSync(join(tmpdir(), 'portjail-chromium-'));
  const child = spawn(program, [...options, `--user-data-dir=${profile}`], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
    // A process group of its own: what it has started ends with it, and none keeps a pipe open.
    detached: true,
  });
  t.after(async () => {
    if (child.pid !== undefined && child.exitCode === null) {
      process.kill(-child.pid, 'SIGKILL');
      await once(child, 'exit');
    }
    for (const pipe of child.stdio) pipe?.destroy();
    rmSync(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
  });
  return protocolOf(child);
}
