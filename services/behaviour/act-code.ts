export type Outcome = 'success' | 'denied' | 'failed';

/** An act as profiles know it: `iam:CreateAccessKey[other]!denied~tool`. */
export interface ActCode {
  readonly name: string;
  readonly outcome: Outcome;
  /** Whether an infrastructure-as-code tool did it, on anybody's behalf. */
  readonly isTool: boolean;
}

export function codeOf({ name, outcome, isTool }: ActCode): string {
  return `${name}${outcome === 'success' ? '' : `!${outcome}`}${isTool ? '~tool' : ''}`;
}

export function parseCode(code: string): ActCode {
  const isTool = code.endsWith('~tool');
  const [name = '', outcome] = (isTool ? code.slice(0, -5) : code).split('!');
  return { name, outcome: outcome === 'denied' || outcome === 'failed' ? outcome : 'success', isTool };
}
