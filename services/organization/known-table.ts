import { glob } from '#services/model/glob.ts';
import type { Known, KnownCaller, Purpose } from '#services/model/known.ts';

interface Row {
  readonly purposes: ReadonlySet<Purpose>;
  /** ms since the epoch */
  readonly until: number;
  /** Undefined for an account. */
  readonly principal: string | undefined;
  readonly accountId: string | undefined;
}

/** The owner's table of known principals and their purposes, indexed for lookup. */
export class KnownTable {
  readonly #rows: readonly Row[];

  constructor(known: readonly Known[]) {
    this.#rows = known.map(({ who, purposes, until }) => ({
      purposes: new Set(purposes),
      until: until === undefined ? Infinity : Date.parse(until),
      ...(/^\d{12}$/.test(who) ? { accountId: who, principal: undefined } : { accountId: undefined, principal: who }),
    }));
  }

  /** Whether the account is in the table, for any purpose. */
  knows(accountId: string, time: number): boolean {
    return this.#rows.some((row) => row.accountId === accountId && time < row.until);
  }

  /** Whether the table has the purpose at all. */
  gives(purpose: Purpose): boolean {
    return this.#rows.some(({ purposes }) => purposes.has(purpose));
  }

  /** Whether the table gives the purpose to the caller's account or principal at this time. */
  serves(purpose: Purpose, caller: KnownCaller, time: number): boolean {
    return this.#rows.some(
      (row) =>
        row.purposes.has(purpose) &&
        time < row.until &&
        (row.principal === undefined ? row.accountId === caller.accountId : isNamed(caller, row.principal)),
    );
  }
}

function isNamed({ arn }: KnownCaller, who: string): boolean {
  if (arn === undefined) return false;
  if (glob(who, arn)) return true;
  return SECRET.test(who) && (glob(who, arn.replace(SECRET_ENDING, '')) || glob(who.replace(SECRET_ENDING, ''), arn));
}

const SECRET = /^arn:[^:]+:secretsmanager:/;
/** AWS adds this to the name of a secret. Owners and callers may both leave it off. */
const SECRET_ENDING = /-[A-Za-z0-9]{6}$/;
