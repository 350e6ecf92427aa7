import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import { leavesOf } from './json.ts';
import { spelledShort, Untrusted } from './untrusted.tsx';

/** The contents of any JSON value, as names and values. */
export function Leaves({ value, columns = 3 }: { readonly value: unknown; readonly columns?: number }) {
  const leaves = leavesOf(value);
  if (leaves.length === 0) return null;
  return (
    <KeyValuePairs
      columns={columns}
      items={leaves.map((leaf) => ({ label: spelledShort(leaf.label), value: <Untrusted text={leaf.value} /> }))}
    />
  );
}
