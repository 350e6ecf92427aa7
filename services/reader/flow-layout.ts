import type { ColumnRoom, FieldColumn } from './columns.ts';
import type { Dictionaries, Interned } from './dictionaries.ts';
import { flowKind, type FlowKind, type FlowPlan } from './plan.ts';
import type { Wasm } from './wasm.ts';

/** A header and the fields wanted of it, as the module takes them. */
export interface FlowLayout {
  readonly operations: number;
  readonly operationCount: number;
  readonly words: number;
  readonly blockLines: number;
  readonly fields: number;
  readonly addresses: number;
  readonly inquiries: number;
  readonly header: number;
  readonly columns: ReadonlyMap<string, FieldColumn>;
}

/** What the module calls the kinds, in its order: of a line that is no record no text may have been given an id. */
const KINDS = ['status', 'small', 'number', 'large', 'packet-address', 'address', 'text'] as const;
type Kind = (typeof KINDS)[number];

const WORD = 8;
/** Lines that are decoded together: many, for their addresses are waited for once, and few enough that their words stay in the first-level cache. */
const BLOCK_LINES = 128;
/** Words that a line may have too many before that is noticed. */
const WORDS_MORE = 64;
const ADDRESSES_PER_ROW = 4;
/** Bytes of what is asked about an address. */
const INQUIRY = 32;

/** @param recordsMax that one text may have: more than a batch, for which there is room at a time */
export function layFlow(
  wasm: Wasm,
  room: ColumnRoom,
  dictionaries: Dictionaries,
  { fields, wanted }: FlowPlan,
  recordsMax: number,
): FlowLayout {
  const addresses = dictionaries.get('flow address', ADDRESSES_PER_ROW * recordsMax, true);
  const texts = (field: string) => dictionaries.get(`flow ${field}`, recordsMax);
  const columns = new Map<string, FieldColumn>();
  const words = wasm.reserve((BLOCK_LINES * fields.length + WORDS_MORE) * WORD);
  const operations: Operation[] = [];
  for (const [index, field] of fields.entries()) {
    const word = index * WORD;
    const kind = flowKind(field);
    if (field === 'log-status') operations.push({ kind: 'status', word, column: undefined });
    // A name that stands twice is read where it stands first.
    if (!wanted.includes(field) || columns.has(field)) continue;
    const dictionary = dictionaryOf(field, kind, texts, addresses);
    const column = room.column(columns.size, kind, dictionary);
    columns.set(field, column);
    operations.push({ kind, word, column });
  }
  return {
    operations: wasm.placeWords(operations.toSorted(byTurn).flatMap(wordsOf)),
    operationCount: operations.length,
    words,
    blockLines: BLOCK_LINES,
    fields: fields.length,
    addresses: addresses.pointer,
    inquiries: wasm.reserve(BLOCK_LINES * ADDRESSES_PER_ROW * INQUIRY),
    header: wasm.place(Buffer.from(`${fields.join(' ')} `)),
    columns,
  };
}

interface Operation {
  readonly kind: Kind;
  /** Where it is among the words of a line. */
  readonly word: number;
  readonly column: FieldColumn | undefined;
}

function dictionaryOf(
  field: string,
  kind: FlowKind,
  texts: (field: string) => Interned,
  addresses: Interned,
): Interned | undefined {
  if (kind === 'text') return texts(field);
  return kind === 'address' || kind === 'packet-address' ? addresses : undefined;
}

/** Addresses keep the order of the header among themselves, for their dictionary is one. */
function byTurn(a: Operation, b: Operation): number {
  return turnOf(a.kind) - turnOf(b.kind);
}

function turnOf(kind: Kind): number {
  return KINDS.indexOf(kind === 'packet-address' ? 'address' : kind);
}

function wordsOf({ kind, word, column }: Operation): readonly number[] {
  return [KINDS.indexOf(kind), column?.pointer ?? 0, column?.dictionary?.pointer ?? 0, word, 0, 0, 0, 0];
}
