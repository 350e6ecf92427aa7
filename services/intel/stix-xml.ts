import sax from 'sax';
import type { ListReader, PlaceTaker } from './list-reader.ts';
import { parseEntry, rejectedEntry, withPort, type ListEntry } from './parse-entry.ts';

/**
 * Reads STIX 1 ("STIX Version 1.2.1"): the addresses, domains, host names and URLs among the observables of a package,
 * alone or inside indicators. The parser streams the document and never builds a tree, and it knows no entity beyond
 * the five of XML itself, so that a small file cannot become a large one.
 */
export function stixXmlReader(bytes: Uint8Array): ListReader {
  return (take) => {
    const parser = sax.parser(true, { position: true });
    const observables = new Observables(() => parser.line + 1, take);
    const outcome: { wrong?: string } = {};
    const takeText = (text: string) => observables.text(text);
    const handlers: Partial<sax.SAXParser> = {
      onopentag: ({ name, attributes }) => observables.open(localName(name), attributes),
      ontext: takeText,
      oncdata: takeText,
      onclosetag: () => observables.close(),
      onerror({ message }) {
        const [first = ''] = message.split('\n', 1);
        outcome.wrong ??= `it is not a complete XML document: ${first}, at line ${parser.line + 1}`;
      },
    };
    Object.assign(parser, handlers);
    for (const part of partsOf(bytes)) {
      if (outcome.wrong !== undefined) break;
      parser.write(part);
    }
    if (outcome.wrong === undefined) parser.close();
    return outcome.wrong;
  };
}

const PART_BYTES = 65_536;

/** The example of a list of addresses in the Amazon GuardDuty User Guide lacks a blank, and people start from it. */
const UNPARTED = 'Address_Valuecondition=';
const PARTED = 'Address_Value condition=';

/**
 * The document in parts, with that blank put in. The end of each part waits for the next one, since it may be the first
 * half of the place.
 */
function* partsOf(bytes: Uint8Array): Generator<string> {
  const decoder = new TextDecoder();
  let held = '';
  for (let start = 0; start < bytes.length; start += PART_BYTES) {
    const decoded = decoder.decode(bytes.subarray(start, start + PART_BYTES), { stream: true });
    const text = (held + decoded).replaceAll(UNPARTED, PARTED);
    held = text.slice(1 - UNPARTED.length);
    yield text.slice(0, text.length - held.length);
  }
  yield held;
}

type Attributes = Readonly<Record<string, string | sax.QualifiedAttribute>>;

/** Elements whose text is an address or a domain, in any kind of object. */
const VALUES: ReadonlySet<string> = new Set(['Address_Value', 'Hostname_Value', 'Value']);

/**
 * Kinds of objects with values that count, and categories of addresses that do: the other addresses are of mail or of
 * hardware.
 */
const KINDS = /(?:Address|DomainName|Hostname|URI|SocketAddress|Link)ObjectType$/;
const ADDRESS_CATEGORIES: ReadonlySet<string> = new Set(['', 'ipv4-addr', 'ipv6-addr', 'cidr']);

/** Elements about victims: addresses in them are the victims' own. */
const VICTIMS: ReadonlySet<string> = new Set(['Victim', 'Victims', 'Victim_Targeting', 'Affected_Assets']);

/** A longer text is neither an address nor a list of them. */
const TEXT_MAX = 2 ** 20;

/** Follows the elements of a document, and collects addresses and domains. */
class Observables {
  readonly #line: () => number;
  readonly #take: PlaceTaker;
  readonly #path: string[] = [];
  /** Number of open elements about victims. */
  #victims = 0;
  #kind = '';
  #value: { readonly depth: number; readonly condition: string; text: string } | undefined;
  /** Entries of the open object: they wait until it is known whether the object names a port. */
  #entries: { readonly line: number; readonly written: string; readonly entries: readonly ListEntry[] }[] = [];
  #port = '';

  constructor(line: () => number, take: PlaceTaker) {
    this.#line = line;
    this.#take = take;
  }

  open(name: string, attributes: Attributes): void {
    this.#path.push(name);
    if (VICTIMS.has(name)) this.#victims++;
    // The address within a socket address has properties of its own.
    if (name === 'Properties' || name === 'IP_Address') this.#kind = kindOf(name, attributes);
    const named = VALUES.has(name) && this.#kind !== '' && this.#victims === 0;
    if (named || name === 'Port_Value')
      this.#value = { depth: this.#path.length, condition: textOf(attributes['condition']) || 'Equals', text: '' };
  }

  text(text: string): void {
    if (this.#value !== undefined && this.#value.text.length < TEXT_MAX) this.#value.text += text;
  }

  close(): void {
    if (this.#value?.depth === this.#path.length) this.#endValue(this.#value);
    const name = this.#path.pop() ?? '';
    if (VICTIMS.has(name)) this.#victims--;
    if (name === 'Object') this.#endObject();
  }

  #endValue({ condition, text }: { readonly condition: string; readonly text: string }): void {
    this.#value = undefined;
    const written = text.trim();
    if (this.#path.at(-1) === 'Port_Value') this.#port = written;
    else if (written !== '')
      this.#entries.push({ line: this.#line(), written, entries: entriesOf(written, condition) });
  }

  #endObject(): void {
    for (const { line, written, entries } of this.#entries)
      this.#take(
        line,
        written,
        entries.map((entry) => withPort(entry, this.#port)),
      );
    this.#entries = [];
    this.#port = '';
    this.#kind = '';
  }
}

function kindOf(name: string, attributes: Attributes): string {
  const type = name === 'IP_Address' ? 'AddressObjectType' : textOf(attributes['xsi:type']);
  const isAddress = /(?:^|:)AddressObjectType$/.test(type);
  return KINDS.test(type) && (!isAddress || ADDRESS_CATEGORIES.has(textOf(attributes['category']))) ? type : '';
}

/** Splits values at `##comma##`: depending on the condition, two values are a range, or all of them are entries. */
function entriesOf(written: string, condition: string): readonly ListEntry[] {
  const parts = written.split('##comma##').map((part) => part.trim());
  if (condition === 'InclusiveBetween') return [parseEntry(parts.join('-'))];
  if (condition === 'Equals') return parts.map(parseEntry);
  return [rejectedEntry(`its condition is ${condition}; only Equals and InclusiveBetween are supported`)];
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

function textOf(attribute: string | sax.QualifiedAttribute | undefined): string {
  return typeof attribute === 'string' ? attribute : (attribute?.value ?? '');
}
