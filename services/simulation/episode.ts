import type { Activity } from './activity.ts';
import type { Account } from './organization.ts';
import type { Random } from './random.ts';

/** Attackers at work in one account: what they leave in the logs, and what should be found. */
export interface Episode {
  readonly accountId: string;
  /** Start of the day it happens on, ms since the epoch. */
  readonly day: number;
  activity(): Activity;
  readonly expected: Expected;
}

export interface Expected {
  readonly type: string;
  readonly accountId: string;
  readonly region: string;
  /** The id of the resource in the finding. */
  readonly resource: string;
  readonly role: 'ACTOR' | 'TARGET';
  /** ISO 8601, of the first and the last record that shows it. */
  readonly firstTime: string;
  readonly lastTime: string;
  /** The list that must be given for it to be found, as `--list` takes it. */
  readonly list?: string;
}

/** A story that can be told of any account: where it starts and by what chance is decided elsewhere. */
export interface Story {
  readonly type: string;
  readonly list?: string;
  /** TARGET unless given. */
  readonly role?: Expected['role'];
  tell(account: Account, start: number, random: Random): Narrative;
}

export interface Narrative {
  readonly resource: string;
  /** The Region of the finding, when it is not the account's. */
  readonly region?: string;
  readonly activity: Partial<Activity>;
}
