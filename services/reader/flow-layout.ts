import type { ColumnRoom, FieldColumn } from './columns.ts';
import type { Dictionaries, Interned } from './dictionaries.ts';
import { flowKind, type FlowKind, type FlowPlan } from './plan.ts';
import type { Wasm } from './wasm.ts';

/** A header and its wanted fields, in the form that the module needs. */
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

/**
 * Names of the module's kinds, in its order. Texts are last: when a line turns out to be no record, none of its texts
 * may have an id yet.
 */
const KINDS = ['status', 'small', 'number', 'large', 'packet-address', 'address', 'text'] as const;
type Kind = (typeof KINDS)[number];

const WORD = 8;
/**
 * Lines that are decoded together: many, so that the cache misses of their addresses overlap, but few enough that their
 * words stay in the first-level cache.
 */
const BLOCK_LINES = 128;
/** How many surplus words a line may have before that is noticed. */
const WORDS_MORE = 64;
const ADDRESSES_PER_ROW = 4;
/** Bytes of an inquiry about an address. */
const INQUIRY = 32;

/** @param recordsMax maximum of records in one text, which may be more than the rows of a batch */
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
    // A duplicate name refers to its first column.
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
  /** Its position among the words of a line. */
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

/** Addresses keep the order of the header, because they share one dictionary. */
function byTurn(a: Operation, b: Operation): number {
  return turnOf(a.kind) - turnOf(b.kind);
}

function turnOf(kind: Kind): number {
  return KINDS.indexOf(kind === 'packet-address' ? 'address' : kind);
}

function wordsOf({ kind, word, column }: Operation): readonly number[] {
  return [KINDS.indexOf(kind), column?.pointer ?? 0, column?.dictionary?.pointer ?? 0, word, 0, 0, 0, 0];
}
