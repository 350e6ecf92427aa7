import { Buffer } from 'node:buffer';
import type { CarrierItem } from './carriers.ts';
import type { Whereabouts } from './home.ts';
import type { AnySource } from './log-source.ts';

/** Carried items that are read together: of one source and one home. */
export interface CarriedGroup {
  /** Undefined: lines, whose source is recognized later. */
  readonly source: AnySource | undefined;
  readonly home: Partial<Whereabouts>;
  /** The items, one a line. */
  readonly bytes: Uint8Array;
  /** The position of each item in the object. */
  readonly positions: readonly number[];
}

/**
 * Line numbers when each item has a line of its own; otherwise indexes, from 0 for records as in `Records`, from 1 for
 * others.
 */
export function positionsOf(found: readonly CarrierItem[], positionOf: (line: number) => number): readonly number[] {
  const ownLines = found.length > 1 && new Set(found.map(({ line }) => line)).size === found.length;
  const first = found.find(({ kind }) => kind === 'record' || kind === 'line');
  const from = first?.kind === 'record' && first.source.json?.enveloped === true ? 0 : 1;
  return found.map(({ line }, index) => (ownLines ? positionOf(line) : index + from));
}

/** Groups in the order of their first items. */
export function groupsOf(found: readonly CarrierItem[], positions: readonly number[]): readonly CarriedGroup[] {
  const homes = new Set<string>();
  const groups = new Map<string, BegunGroup>();
  for (const [at, one] of found.entries()) {
    if (one.kind !== 'record' && one.kind !== 'line') continue;
    const home = homes.has(nameOf(one.home)) || homes.size < HOMES_MAX ? one.home : NO_HOME;
    homes.add(nameOf(home));
    const source = one.kind === 'record' ? one.source : undefined;
    const header = one.kind === 'line' ? one.header : undefined;
    const name = `${source?.name ?? ''} ${nameOf(home)} ${header ?? ''}`;
    const group = groups.get(name) ?? begun(source, home, header);
    groups.set(name, group);
    group.lines.push(one.kind === 'record' ? one.bytes : Buffer.from(one.text.replaceAll('\n', ' ')), NEWLINE);
    group.positions.push(positions[at] ?? 0);
  }
  // The bytes are views of the text, which become invalid when another text is opened, so they are copied.
  return Array.from(groups.values(), ({ lines, ...group }) => ({ ...group, bytes: Buffer.concat(lines) }));
}

interface BegunGroup extends CarriedGroup {
  readonly lines: Uint8Array[];
  readonly positions: number[];
}

/** A new group. A header takes its first line, and has no position in the object. */
function begun(source: AnySource | undefined, home: Partial<Whereabouts>, header: string | undefined): BegunGroup {
  const before = header === undefined ? [] : [Buffer.from(header), NEWLINE];
  return { source, home, bytes: NOTHING, lines: before, positions: header === undefined ? [] : [1] };
}

function nameOf({ accountId = '', region = '', logGroup = '' }: Partial<Whereabouts>): string {
  return `${accountId} ${region} ${logGroup}`;
}

/**
 * Each home is read separately. An organization has fewer accounts; beyond this number, homes from carriers are
 * ignored.
 */
const HOMES_MAX = 20_000;
const NO_HOME: Partial<Whereabouts> = {};
const NEWLINE = Buffer.from('\n');
const NOTHING = new Uint8Array(0);
