import { FAULT_KINDS } from './step.ts';

/** What a process asks of the outside: its database, AWS, whoever findings are sent to. */
const DOORS = ['query', 'call', 'delivery'] as const;
export type DoorName = (typeof DOORS)[number];

/** What can happen to an organization, and to what is heard of it. */
const HAPPENINGS = [
  'account joined', 'account left', 'account suspended', 'role denied', 'bucket denied', 'flow log removed', 'trail stopped',
  'object late', 'object truncated', 'object repeated', 'object rewritten', 'object altered', 'object deleted',
  'told twice', 'told never', 'told garbled', 'told late', 'told out of order', 'words lost',
  'receiver away', 'receiver forgetful', 'receiver choosy', 'process restarted', 'clock stepped', 'days passed', 'retention passed',
] as const; // oxfmt-ignore

/** Everything that goes wrong in some run. Where one is met by none of a thousand, the runs say nothing of it. */
export const KINDS = [
  ...HAPPENINGS,
  ...FAULT_KINDS.flatMap((fault) => DOORS.map((door) => `${fault} at a ${door}` as const)),
] as const;
export type Kind = (typeof KINDS)[number];

/** Told of each thing that goes wrong. */
export type Met = (what: Kind) => void;
