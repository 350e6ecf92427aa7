import {
  getNamedType,
  isObjectType,
  Kind,
  type FieldNode,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  type SelectionSetNode,
} from 'graphql';
import { OUTLINE_MEMBERS } from '#services/model/finding-outline.ts';

/**
 * Declares that a computed field of a finding reads its outline and its disposition only: `extensions: IN_OUTLINE`. A
 * page with a field that does not declare it reads whole findings.
 */
export const IN_OUTLINE = { inOutline: true };

/** Cached by field node: repeated documents are kept parsed, so their nodes stay the same. */
const known = new WeakMap<FieldNode, boolean>();

/** Whether the selected fields of a connection read nothing but the outlines of its findings. */
export function readsOutlines(info: GraphQLResolveInfo): boolean {
  const [node, ...others] = info.fieldNodes;
  // When the field is selected twice, the second selection may need more: then the whole is read.
  if (node === undefined || others.length > 0) return false;
  const before = known.get(node);
  if (before !== undefined) return before;
  const enough = isEnough(node, info);
  known.set(node, enough);
  return enough;
}

function isEnough(connection: FieldNode, info: GraphQLResolveInfo): boolean {
  const finding = info.schema.getType('Finding');
  if (!isObjectType(finding)) return false;
  const asked = fieldsIn(connection.selectionSet, info).flatMap((field) => {
    if (field.name.value === 'nodes') return fieldsIn(field.selectionSet, info);
    if (field.name.value !== 'edges') return [];
    return fieldsIn(field.selectionSet, info)
      .filter(({ name }) => name.value === 'node')
      .flatMap(({ selectionSet }) => fieldsIn(selectionSet, info));
  });
  return asked.every((field) => isInOutline(field, finding, info));
}

/** Members that are returned as stored; `archived` is stored in the disposition. */
const STORED: ReadonlySet<string> = new Set(['service.archived', ...OUTLINE_MEMBERS]);

/** @param within the member of the finding that holds the field; absent when the finding itself holds it */
function isInOutline(field: FieldNode, type: GraphQLObjectType, info: GraphQLResolveInfo, within?: string): boolean {
  const { value: name } = field.name;
  if (name === '__typename' || (within === undefined && name === 'id')) return true;
  const { type: answers, extensions } = type.getFields()[name] ?? {};
  if (extensions?.inOutline === true) return true;
  const member = extensions?.pothosExposedField;
  if (typeof member !== 'string') return false;
  if (within !== undefined) return STORED.has(`${within}.${member}`);
  const inner = answers && getNamedType(answers);
  return (
    STORED.has(member) ||
    (isObjectType(inner) && fieldsIn(field.selectionSet, info).every((one) => isInOutline(one, inner, info, member)))
  );
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
