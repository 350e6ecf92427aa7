import { isDeepStrictEqual } from 'node:util';
import { ACCOUNT_ID, OU_ID } from '#services/model/account-ids.ts';
import type { SettingValue } from '#services/model/detector.ts';
import type { GivenValues, SettingsChange } from '#services/model/installation.ts';
import { withEntry, withoutEntry } from './splice-yaml.ts';
import { readYaml } from './yaml-file.ts';

export interface EditedSettings {
  readonly text: string;
  /** The values in the text before the change, of the settings that change. */
  readonly before: GivenValues;
}

/**
 * The text of the file with other values for one detector. Everything else stays letter for letter. The values are not
 * checked.
 *
 * @returns a sentence when the text is written in a way that only people should change
 */
export function editSettings(text: string, change: Omit<SettingsChange, 'version'>): EditedSettings | string {
  const before = readYaml(text);
  if (before.mistakes.length > 0) return `The file has mistakes: ${before.mistakes.join(' ')}`;
  const path = pathOf(change);
  if (path === undefined) return `"${change.scope}" is neither an account nor an organizational unit.`;
  const lines = text.replaceAll('\r\n', '\n');
  const withEnds = (other: string) => (text.includes('\r\n') ? other.replaceAll('\n', '\r\n') : other);
  // Some lines end with CRLF and some without.
  if (withEnds(lines) !== text) return BY_HAND;
  let edited: string | undefined = lines;
  for (const [name, value] of Object.entries(change.values)) {
    if (edited === undefined) break;
    const place: readonly string[] = [...path, name];
    // JSON is YAML, and on one line.
    edited = value === null ? withoutEntry(edited, place) : withEntry(edited, place, JSON.stringify(value));
  }
  if (edited === undefined) return BY_HAND;
  // If another part of the file refers to the section (a YAML alias), that part would change too.
  const after = readYaml(edited);
  if (
    after.mistakes.length > 0 ||
    !isDeepStrictEqual(filled(after.data), filled(withValues(before.data, path, change.values)))
  )
    return BY_HAND;
  const given = sectionAt(before.data, path);
  return {
    text: withEnds(edited),
    before: Object.fromEntries(
      Object.keys(change.values).map((name) => [name, valueOf(isSection(given) ? memberOf(given, name) : null)]),
    ),
  };
}

const BY_HAND =
  'The file uses YAML features, such as anchors or comments within a value, that prevent an automatic change: edit it by hand.';

/** The names of the sections from the top of the file down to the detector. */
function pathOf({ scope, type }: Pick<SettingsChange, 'scope' | 'type'>): readonly string[] | undefined {
  if (scope === undefined) return ['settings', type];
  if (ACCOUNT_ID.test(scope)) return ['accounts', scope, type];
  return OU_ID.test(scope) ? ['organizationalUnits', scope, type] : undefined;
}

/** The data with other values at a path. */
function withValues(data: unknown, [name, ...path]: readonly string[], values: GivenValues): object {
  const section = isSection(data) ? data : {};
  if (name !== undefined) return { ...section, [name]: withValues(memberOf(section, name), path, values) };
  return Object.fromEntries(Object.entries({ ...section, ...values }).filter(([, value]) => value !== null));
}

/** The data without sections that hold nothing: they mean the same as none. */
function filled(data: unknown): unknown {
  if (!isSection(data)) return data;
  const members = Object.entries(data).map(([name, member]) => [name, filled(member)] as const);
  const kept = members.filter(([, member]) => member !== undefined);
  return kept.length === 0 ? undefined : Object.fromEntries(kept);
}

function sectionAt(data: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((section, name) => (isSection(section) ? memberOf(section, name) : undefined), data);
}

/** An own member: names come from callers, and may be `constructor`. */
function memberOf(section: Readonly<Record<string, unknown>>, name: string): unknown {
  return Object.hasOwn(section, name) ? section[name] : undefined;
}

function valueOf(value: unknown): SettingValue | null {
  if (typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean') return value;
  return Array.isArray(value) ? value.map(String) : null;
}

function isSection(data: unknown): data is Readonly<Record<string, unknown>> {
  return typeof data === 'object' && data !== null && !Array.isArray(data);
}
