import {
  getNamedType,
  isObjectType,
  Kind,
  type FieldNode,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  type SelectionSetNode,
} from 'graphql';
import { FINDING_PARTS, type FindingPart } from '#services/model/finding-parts.ts';

/**
 * Declares which parts of the body a computed field reads: `extensions: reads('severity')`. The disposition, the id and
 * the time of the last change are always read. A field without this declaration gets the whole finding.
 */
export function reads(...parts: readonly FindingPart[]): { readonly reads: readonly FindingPart[] } {
  return { reads: parts };
}

/** Cached by field node: repeated documents are kept parsed, so their nodes stay the same. */
const known = new WeakMap<FieldNode, ReadonlySet<FindingPart> | 'whole'>();

/** The parts of each finding that the selected fields of a connection read; undefined means the whole finding. */
export function partsAsked(info: GraphQLResolveInfo): ReadonlySet<FindingPart> | undefined {
  const [node, ...others] = info.fieldNodes;
  // When the field is selected twice, the second selection may need other parts: then the whole is read.
  if (node === undefined || others.length > 0) return undefined;
  const parts = known.get(node) ?? partsOf(node, info) ?? 'whole';
  known.set(node, parts);
  return parts === 'whole' ? undefined : parts;
}

function partsOf(connection: FieldNode, info: GraphQLResolveInfo): ReadonlySet<FindingPart> | undefined {
  const finding = info.schema.getType('Finding');
  if (!isObjectType(finding)) return undefined;
  const asked = fieldsIn(connection.selectionSet, info).flatMap((field) => {
    if (field.name.value === 'nodes') return fieldsIn(field.selectionSet, info);
    if (field.name.value !== 'edges') return [];
    return fieldsIn(field.selectionSet, info)
      .filter(({ name }) => name.value === 'node')
      .flatMap(({ selectionSet }) => fieldsIn(selectionSet, info));
  });
  const parts = asked.map((field) => partsRead(field, finding, info));
  return parts.includes(undefined) ? undefined : new Set(['id', ...parts.flatMap((some) => some ?? [])]);
}

const ALWAYS_THERE = new Set(['__typename', 'id', 'updatedAt', 'service.archived']);

/** @param within the member of the finding that holds the field; absent when the finding itself holds it */
function partsRead(
  field: FieldNode,
  type: GraphQLObjectType,
  info: GraphQLResolveInfo,
  within?: string,
): readonly FindingPart[] | undefined {
  const definition = type.getFields()[field.name.value];
  const { reads: said, pothosExposedField: exposed } = definition?.extensions ?? {};
  if (isParts(said)) return said;
  const path = [within, exposed ?? field.name.value].filter(Boolean).join('.');
  if (ALWAYS_THERE.has(path)) return [];
  if (definition === undefined || exposed === undefined) return undefined;
  const inner = getNamedType(definition.type);
  if (within === undefined && isObjectType(inner)) {
    const parts = fieldsIn(field.selectionSet, info).map((one) => partsRead(one, inner, info, path));
    if (!parts.includes(undefined)) return parts.flatMap((some) => some ?? []);
  }
  return isPart(path) ? [path] : undefined;
}

/**
 * The fields of a selection, including those in fragments. Each fragment is walked once, however often it is spread.
 */
function fieldsIn(
  set: SelectionSetNode | undefined,
  info: GraphQLResolveInfo,
  walked = new Set<string>(),
): readonly FieldNode[] {
  return (set?.selections ?? []).flatMap((selection) => {
    if (selection.kind === Kind.FIELD) return [selection];
    if (selection.kind === Kind.INLINE_FRAGMENT) return fieldsIn(selection.selectionSet, info, walked);
    const { value: name } = selection.name;
    if (walked.has(name)) return [];
    walked.add(name);
    return fieldsIn(info.fragments[name]?.selectionSet, info, walked);
  });
}

function isPart(path: string): path is FindingPart {
  return FINDING_PARTS.some((part) => part === path);
}

function isParts(said: unknown): said is readonly FindingPart[] {
  return Array.isArray(said) && said.every((part) => typeof part === 'string' && isPart(part));
}
