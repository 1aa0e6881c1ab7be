/** An option of a command: what node:util parseArgs takes of it, and what people are told of it. */
export interface Option {
  readonly type: 'string' | 'boolean';
  readonly short?: string;
  readonly multiple?: boolean;
  /** What stands for its value, where it has one: shells complete FILE, DIR and USER as such. */
  readonly value?: string;
  /** The values it takes, where they are a few words. */
  readonly words?: readonly string[];
  /** What it does, as a part of a sentence. */
  readonly what: string;
}

/** The options of a command, by their long names. */
export type Options = Readonly<Record<string, Option>>;
