/** Number of states that fit one byte, and two bytes. */
const FEW = 1 << 8;
const MOST = 1 << 16;

type States = Uint8Array | Uint16Array;

/**
 * Answers about values, by their codes: which questions were asked about a value, and which of them accept it. Few
 * combinations of the two occur, however many values there are. So each combination has a number, its state, and a code
 * is mapped to a state: that is one byte for each code instead of two words, so more of them fit into the CPU cache.
 */
export class Answers {
  /** State by code. State 0: nothing was asked. */
  stateOf: States = new Uint8Array(0);
  /** By state: a bit for each question. */
  accepting = new Int32Array(FEW);
  asked = new Int32Array(FEW);
  /** State by the bits of what was asked, then of what is accepted. */
  readonly #states = new Map<number, Map<number, number>>();
  #size = 1;

  /** Makes room for codes below `limit`. */
  makeRoom(limit: number): void {
    if (this.stateOf.length >= limit) return;
    const length = Math.max(limit, this.stateOf.length * 2);
    this.stateOf = enlarged(this.stateOf, this.#size > FEW ? new Uint16Array(length) : new Uint8Array(length));
  }

  /** Forgets all values. */
  forget(): void {
    this.stateOf.fill(0);
  }

  /** Remembers that of the `asked` questions, the `accepting` ones accept the value. */
  set(code: number, asked: number, accepting: number): void {
    const state = this.#states.get(asked)?.get(accepting) ?? this.#claim(asked, accepting);
    this.stateOf[code] = state;
  }

  #claim(asked: number, accepting: number): number {
    if (this.#size === FEW) this.#widen();
    else if (this.#size === MOST) this.#begin();
    const state = this.#size++;
    this.asked[state] = asked;
    this.accepting[state] = accepting;
    const known = this.#states.get(asked) ?? new Map<number, number>();
    this.#states.set(asked, known.set(accepting, state));
    return state;
  }

  #widen(): void {
    this.stateOf = enlarged(this.stateOf, new Uint16Array(this.stateOf.length));
    this.asked = enlarged(this.asked, new Int32Array(MOST));
    this.accepting = enlarged(this.accepting, new Int32Array(MOST));
  }

  /** Starts over when there are more states than two bytes can number. Forgotten answers are asked for again. */
  #begin(): void {
    this.forget();
    this.#states.clear();
    this.#size = 1;
  }
}

function enlarged<Some extends States | Int32Array>(words: States | Int32Array, larger: Some): Some {
  larger.set(words);
  return larger;
}
