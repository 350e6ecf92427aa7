import { FAULT_KINDS } from './step.ts';

/** The doors of a process: its database, AWS, and the receiver of findings. */
const DOORS = ['query', 'call', 'delivery'] as const;
export type DoorName = (typeof DOORS)[number];

/** Events in an organization, and faults of its notifications. */
const HAPPENINGS = [
  'account joined', 'account left', 'account suspended', 'role denied', 'bucket denied', 'flow log removed', 'trail stopped',
  'object late', 'object truncated', 'object repeated', 'object rewritten', 'object altered', 'object deleted',
  'told twice', 'told never', 'told garbled', 'told late', 'told out of order', 'words lost',
  'receiver away', 'receiver forgetful', 'receiver choosy', 'process restarted', 'clock stepped', 'days passed', 'retention passed',
] as const; // oxfmt-ignore

/** Everything that can go wrong in a run. If a thousand runs never meet a kind, they prove nothing about it. */
export const KINDS = [
  ...HAPPENINGS,
  ...FAULT_KINDS.flatMap((fault) => DOORS.map((door) => `${fault} at a ${door}` as const)),
] as const;
export type Kind = (typeof KINDS)[number];

/** Called for each thing that goes wrong. */
export type Met = (what: Kind) => void;
