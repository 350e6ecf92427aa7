import type { Activity } from './activity.ts';
import type { Account } from './organization.ts';
import type { Random } from './random.ts';

/** An attack in one account: its records, and the expected finding. */
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
  /** ISO 8601, of the first and the last record of the attack. */
  readonly firstTime: string;
  readonly lastTime: string;
  /** The list that detection needs, in the form of `--list`. */
  readonly list?: string;
}

/** A story that fits any account; its time and its random choices are given. */
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
