import type { ActRates, Judging, TacticKind, Volume } from '#services/model/behaviour.ts';
import type { ActCode } from '../act-code.ts';
import { parseCode } from '../act-code.ts';
import { BIT } from '../bits.ts';
import { rememberedRates } from '../remembered-rates.ts';
import { tacticOf, type ObjectTactic } from './object-calls.ts';

/** An operation and its bucket: `s3:GetObject@invoices`. */
export function objectCallName(operation: string, bucket: string): string {
  return `s3:${operation}@${bucket}`;
}

export function parseObjectCall(name: string): { readonly operation: string; readonly bucket: string } {
  const at = name.indexOf('@');
  return { operation: name.slice('s3:'.length, at), bucket: name.slice(at + 1) };
}

/** Share of attacks that do it to a bucket, and of days on which people and machines begin doing it to another one. */
interface ObjectRates {
  readonly attacks: number;
  readonly person: number;
  readonly machine: number;
  /** Objects beyond the first that surprise nobody, by person and machine. */
  readonly usual?: readonly [person: number, machine: number];
}

/**
 * Reviewed estimates. The numbers of objects are those of a folder that somebody copies or clears away. The first use
 * of a bucket is never reported by itself, because buckets and programs are made every day: a finding needs another
 * network, very many objects, or many buckets.
 */
const RATES: Readonly<Record<ObjectTactic, ObjectRates>> = {
  Discovery: { attacks: 1 / 8, person: 0.03, machine: 0.02 },
  Exfiltration: { attacks: 1 / 8, person: 0.01, machine: 0.005, usual: [1000, 5000] },
  // Deleted objects are gone, and few people delete hundreds.
  Delete: { attacks: 1 / 8, person: 0.006, machine: 0.006, usual: [100, 2000] },
  // A program has little reason to begin changing who has access to a bucket.
  Permission: { attacks: 1 / 8, person: 0.006, machine: 0.001, usual: [100, 2000] },
  Write: { attacks: 1 / 16, person: 0.01, machine: 0.01, usual: [1000, 5000] },
};

/** Share of days for infrastructure-as-code tools: new buckets are their work. */
const BY_TOOLS = 0.05;

const TACTICS: Readonly<Record<ObjectTactic, TacticKind>> = {
  Discovery: 'looks',
  Exfiltration: 'takes',
  Delete: 'acts',
  Permission: 'acts',
  Write: 'acts',
};

/** Bound of estimated numbers of objects, far above any that matters. */
const OBJECTS_MAX = 10_000_000;

function ratesOf({ name, outcome, isTool }: ActCode, identityClass: string): ActRates {
  const tactic = tacticOf(parseObjectCall(name).operation);
  if (tactic === undefined) return { tactic: undefined, attacks: 0, days: 0.01, volume: undefined };
  const { attacks, person, machine, usual } = RATES[tactic];
  const isMachine = identityClass === 'machine';
  const days = isTool || identityClass === 'tool' ? BY_TOOLS : isMachine ? machine : person;
  const failed = outcome === 'success' ? 1 : 0.5;
  return {
    tactic,
    attacks: attacks * failed,
    days: days * failed,
    volume: usual && volumeOf(usual[isMachine ? 1 : 0]),
  };
}

function volumeOf(usual: number): Volume {
  return { most: OBJECTS_MAX, usual, spread: 'wide' };
}

/** How days of calls on objects are judged. */
export const OBJECT_JUDGING: Judging = {
  version: 3,
  tactics: TACTICS,
  rates: rememberedRates(ratesOf),
  circumstances: {
    network: { attacks: 0.8, usual: 0.02, most: 4 * BIT, name: 'network', guardduty: 'ASNs' },
    client: { attacks: 0.6, usual: 0.2, most: 3 * BIT, name: 'client', guardduty: 'UserAgents' },
  },
  // A new bucket is up to four new acts of a program: it is listed, read, written and cleaned up. A release brings some
  // buckets at once, so days that bring anything new differ by powers of two.
  newActs: { person: [6, 3], tool: [20, 3], machine: [8, 3], root: [10, 3] },
  newActsSpread: 'wide',
  refused: { person: 0.5, tool: 0.4, machine: 0.2, root: 0.3 },
  thresholds: { usual: 7 * BIT, firstWeek: 10 * BIT },
  // Moving objects means reading, writing and deleting them, and so does trying out a new bucket.
  chains: false,
  share: 0.25,
  words: { did: 'called', acts: 'calls', made: 'made', peers: 'role' },
  names(code) {
    const { operation, bucket } = parseObjectCall(parseCode(code).name);
    return { APIs: operation, Buckets: bucket };
  },
};
