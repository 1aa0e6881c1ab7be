/** What one question came to. A warning is no failure: the hub does as it should. */
export interface Finding {
  readonly verdict: 'ok' | 'warning' | 'wrong';
  readonly text: string;
}

export const fine = (text: string): Finding => ({ verdict: 'ok', text });
export const warning = (text: string): Finding => ({ verdict: 'warning', text });
export const wrong = (text: string): Finding => ({ verdict: 'wrong', text });

const marks = { ok: 'ok      ', warning: 'warning ', wrong: 'WRONG   ' } as const;

export const findingText = ({ verdict, text }: Finding): string => `${marks[verdict]}${text}\n`;
