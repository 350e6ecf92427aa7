import type { AnyDetector, SettingValue } from '#services/model/detector.ts';
import type { SettingValues } from './question.ts';

/** Overrides of detectors' settings, by finding type. */
export type SettingOverrides = Readonly<Record<string, SettingValues>>;

/** @throws with a sentence for each override that fits no setting. */
export function checkSettings(detectors: readonly AnyDetector[], overrides: SettingOverrides): void {
  const byType = new Map<string, AnyDetector>(detectors.map((detector) => [detector.type, detector]));
  const wrong = Object.entries(overrides).flatMap(([type, values]) => {
    const detector = byType.get(type);
    if (detector === undefined) return [`Settings are given for "${type}", but no detector has this finding type.`];
    return Object.entries(values).flatMap(([name, value]) => complaint(detector, name, value) ?? []);
  });
  if (wrong.length > 0) throw new Error(wrong.join('\n'));
}

/** A detector's settings with the organization's overrides. */
export function settingsOf({ type, settings = {} }: AnyDetector, overrides: SettingOverrides = {}): SettingValues {
  const defaults = Object.entries(settings).map(([name, setting]) => [name, setting.default]);
  return { ...Object.fromEntries(defaults), ...overrides[type] };
}

function complaint({ type, settings = {} }: AnyDetector, name: string, value: SettingValue): string | undefined {
  const preset = Object.hasOwn(settings, name) ? settings[name]?.default : undefined;
  if (preset === undefined) {
    const names = Object.keys(settings).join(', ') || 'none';
    return `"${type}" has no setting "${name}"; it has: ${names}.`;
  }
  if (kindOf(preset) === kindOf(value)) return undefined;
  return `Setting "${name}" of "${type}" must be a ${kindOf(preset)} such as ${JSON.stringify(preset)}, not ${JSON.stringify(value)}.`;
}

function kindOf(value: SettingValue): string {
  if (Array.isArray(value)) return value.every((item) => typeof item === 'string') ? 'list of texts' : 'list';
  return typeof value === 'number' && !Number.isFinite(value) ? 'number without end' : typeof value;
}
