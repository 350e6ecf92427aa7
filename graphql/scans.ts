import {
  getNamedType,
  isObjectType,
  Kind,
  type DocumentNode,
  type GraphQLSchema,
  type SelectionSetNode,
} from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { isTimeout } from '#db/database-error.ts';
import { tooComplex } from './builder.ts';
import { busy, Gate } from './gate.ts';

/** Marks a field that makes the database look at many rows for a small answer: a total, a facet. */
export const SCANS = { scans: true } as const;

/** An overview asks for a total and a handful of facets. */
const PER_REQUEST = 12;

/** Scans that run at once: fewer than the connections, so that pages are still answered meanwhile. */
const AT_ONCE = 3;
const WAITING_MAX = 100;

/** Refuses a request with too many scans before the database is asked. */
export function fewScans(): Plugin {
  return {
    onExecute({ args: { document, schema } }) {
      const asked = scansOf(document, schema);
      if (asked > PER_REQUEST)
        throw tooComplex(`The query has ${asked} totals and facets; the limit is ${PER_REQUEST}.`);
    },
  };
}

/** Cached by document: repeated documents are kept parsed. */
const counted = new WeakMap<DocumentNode, number>();

function scansOf(document: DocumentNode, schema: GraphQLSchema): number {
  const scans = counted.get(document) ?? countScans(document, schema);
  counted.set(document, scans);
  return scans;
}

/** @returns the number of fields that scan. A fragment counts each time that it is spread, but is walked once. */
function countScans(document: DocumentNode, schema: GraphQLSchema): number {
  const fragments = new Map(
    document.definitions.flatMap((node) => (node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node]] : [])),
  );
  const known = new Map<string, number>();
  const inFragment = (name: string): number => {
    const fragment = fragments.get(name);
    if (fragment === undefined) return 0;
    const scans = known.get(name) ?? inSet(fragment.selectionSet, fragment.typeCondition.name.value);
    known.set(name, scans);
    return scans;
  };
  const inSet = ({ selections }: SelectionSetNode, typeName: string): number =>
    selections.reduce((sum, selection) => {
      if (selection.kind === Kind.FRAGMENT_SPREAD) return sum + inFragment(selection.name.value);
      if (selection.kind === Kind.INLINE_FRAGMENT)
        return sum + inSet(selection.selectionSet, selection.typeCondition?.name.value ?? typeName);
      const type = schema.getType(typeName);
      const field = isObjectType(type) ? type.getFields()[selection.name.value] : undefined;
      if (field === undefined) return sum;
      const own = field.extensions['scans'] === true ? 1 : 0;
      return sum + own + (selection.selectionSet ? inSet(selection.selectionSet, getNamedType(field.type).name) : 0);
    }, 0);
  return document.definitions.reduce((sum, node) => {
    if (node.kind !== Kind.OPERATION_DEFINITION) return sum;
    return sum + inSet(node.selectionSet, schema.getRootType(node.operation)?.name ?? '');
  }, 0);
}

/** Limits how many scans run at once, and reports the ones that the database cancelled because they took too long. */
export class ScanGate {
  readonly #gate = new Gate(AT_ONCE, WAITING_MAX, 'Too many totals and facets are being counted: try again later.');

  /** @throws GraphQLError when too many wait, and when the database cancelled the scan */
  async run<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
    return this.#gate.run(async () => {
      try {
        return await ask();
      } catch (error) {
        if (isTimeout(error)) throw busy('Counting took too long: narrow the filter, or leave out the total.');
        throw error;
      }
    });
  }
}
