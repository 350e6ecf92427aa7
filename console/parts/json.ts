/** A member of a value whose only known type is JSON. */
export function member(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (inner, name) => (isObject(inner) && Object.hasOwn(inner, name) ? inner[name] : undefined),
    value,
  );
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** One value and its label: `Network interface 1, private IP address`. */
export interface Leaf {
  readonly label: string;
  readonly value: string;
}

/** The non-empty values within a value, up to a maximum. */
export function leavesOf(value: unknown, most = 60): readonly Leaf[] {
  const leaves: Leaf[] = [];
  walk(value, [], leaves, most);
  return leaves;
}

function walk(value: unknown, path: readonly string[], leaves: Leaf[], most: number): void {
  if (value === null || value === undefined || value === '' || leaves.length >= most) return;
  if (Array.isArray(value)) {
    if (value.length === 0) return;
    if (value.every((each) => typeof each !== 'object'))
      leaves.push({ label: labelOf(path), value: value.map(String).join(', ') });
    else
      value.forEach((each, index) => walk(each, value.length === 1 ? path : [...path, `${index + 1}`], leaves, most));
  } else if (isObject(value))
    for (const [name, inner] of Object.entries(value)) walk(inner, [...path, name], leaves, most);
  else leaves.push({ label: labelOf(path), value: textOf(value) });
}

/** The last steps of the path suffice: the values above show their parents. */
function labelOf(path: readonly string[]): string {
  const words = path.slice(-3).map(wordsOf).join(' · ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function textOf(value: unknown): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return String(value);
}

const ACRONYM = /^(?:[A-Z]{2,}|[Ii][dp]|[Aa](?:rn|pi|mi)|[Vv]pc|[Dd]ns|[Uu]ri)$/;

/** Turns `networkInterfaceId` into words: network interface ID. Drops `Details`, which says nothing. */
export function wordsOf(name: string): string {
  // A type of resource, such as AWS::S3::Bucket, is a name already.
  if (name.includes('::')) return name;
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .split(' ')
    .filter((word) => word !== 'Details')
    .map((word) => (ACRONYM.test(word) ? word.toUpperCase() : word.toLowerCase()))
    .join(' ');
}
