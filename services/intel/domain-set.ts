export interface DomainSet {
  /** The entry, as it was written, that is the name or the nearest parent of it. */
  find(name: string): string | undefined;
}

export interface Domain {
  readonly text: string;
  /** Normal form: see `normalizeDomain`. */
  readonly name: string;
}

/** Makes a set in which a name stands for itself and for everything below it. */
export class DomainSetBuilder {
  readonly #entries = new Map<string, string>();

  get size(): number {
    return this.#entries.size;
  }

  add({ name, text }: Domain): void {
    if (!this.#entries.has(name)) this.#entries.set(name, text);
  }

  build(): DomainSet {
    const entries = new Map(this.#entries);
    return {
      find(name) {
        if (entries.size === 0) return undefined;
        for (let rest = normalizeDomain(name); rest !== ''; rest = parentOf(rest)) {
          const text = entries.get(rest);
          if (text !== undefined) return text;
        }
        return undefined;
      },
    };
  }
}

/** Lower case, without the final dot. */
function normalizeDomain(name: string): string {
  const lower = name.toLowerCase();
  return lower.endsWith('.') ? lower.slice(0, -1) : lower;
}

/**
 * Reads a name as lists write it: `bad.example`, `bad.example.`, `*.bad.example`, `.bad.example` and the filter form
 * `||bad.example^`. At least two labels, for a list that named a top-level domain or `localhost` would hold half the
 * world by a slip.
 */
export function parseDomain(text: string): Domain | undefined {
  const name = normalizeDomain(text.replace(/^(?:\|\||\*?\.)|\^$/g, ''));
  const ascii = /^[\x20-\x7e]*$/.test(name) ? name : toAscii(name);
  return DOMAIN.test(ascii) && ascii.length <= 253 ? { text, name: ascii } : undefined;
}

/** The last label has a letter: four numbers are an address, and a mistyped one is no domain. */
const DOMAIN =
  /^(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)+(?=[a-z0-9-]*[a-z])[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/** Logs hold internationalized names in their ASCII form. */
function toAscii(name: string): string {
  return URL.parse(`http://${name}/`)?.hostname ?? '';
}

function parentOf(name: string): string {
  const dot = name.indexOf('.');
  return dot < 0 ? '' : name.slice(dot + 1);
}
