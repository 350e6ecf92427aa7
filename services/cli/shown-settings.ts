import type { AnyDetector } from '#services/model/detector.ts';
import type { ShownSetting } from '#services/model/installation.ts';
import type { Config } from '../config.ts';
import { PROGRAM } from '../config/program.ts';
import { settingsInForce } from '../engine/settings.ts';
import { holdsSecret } from '../model/described.ts';
import { namedSinks, settingsOf } from '../sinks.ts';
import type { AnySink } from '#services/sinks/kits/define-sink.ts';

const NOT_SHOWN = 'set, not shown';

/**
 * The settings of the program, its lists, its sinks, and of detectors: for the organization, or for an account below
 * units.
 */
export function shownSettings(
  config: Config,
  {
    sinks,
    detectors,
    achieved = new Map(),
  }: {
    readonly sinks: readonly AnySink[];
    readonly detectors: readonly AnyDetector[];
    /** By name of a setting of the program. */
    readonly achieved?: ReadonlyMap<string, number>;
  },
  accountId?: string,
  units: readonly string[] = [],
): readonly ShownSetting[] {
  return [
    ...programRows(config).map((row) => ({ ...row, achieved: achieved.get(row.setting) })),
    ...listRows(config),
    ...sinkRows(sinks, config),
    ...detectors.flatMap((each) => setRows(each, config, accountId, units)),
  ];
}

function programRows(config: Config): readonly ShownSetting[] {
  const values = new Map<string, unknown>(Object.entries(config));
  return [...PROGRAM].map(([setting, { schema, because }]) => {
    const origin = config.origins.get(setting);
    const value = origin !== undefined && holdsSecret(schema) ? NOT_SHOWN : values.get(setting);
    return { setting, value: value ?? null, from: origin ?? 'default', because };
  });
}

function listRows({ lists, file }: Config): readonly ShownSetting[] {
  return lists.map((list) => ({
    setting: `lists: ${list.category}`,
    value: list.file,
    from: file ?? '',
    because:
      list.category === 'trusted' ? 'Its entries never lead to findings.' : 'Its entries belong to this category.',
  }));
}

/** Every setting of each sink, with its value. */
export function sinkRows(
  all: readonly AnySink[],
  { sinks, file }: Pick<Config, 'sinks' | 'file'>,
): readonly ShownSetting[] {
  return namedSinks(all, sinks).flatMap(({ name: sink, definition, given }) =>
    settingsOf(definition).map(({ name, default: preset, because, hidden }) => {
      const isGiven = Object.hasOwn(given, name);
      return {
        setting: `sinks: ${sink.replace('/', ': ')}: ${name}`,
        value: isGiven && hidden ? NOT_SHOWN : (given[name] ?? preset ?? null),
        from: isGiven ? (file ?? '') : 'default',
        because,
      };
    }),
  );
}

/** All settings of a detector, with their effective values. */
export function detectorRows(
  detector: AnyDetector,
  config: Config,
  accountId: string | undefined,
  units: readonly string[],
): readonly ShownSetting[] {
  return settingsInForce(detector, config.settings, accountId, units).map(({ name, value, because, setFor }) => ({
    setting: `${detector.type}: ${name}`,
    value,
    from: setFor === undefined ? 'default' : `${config.file ?? ''} (${setFor})`,
    because,
  }));
}

/** The settings of a detector that differ from the defaults. */
function setRows(...asked: Parameters<typeof detectorRows>): readonly ShownSetting[] {
  return detectorRows(...asked).filter(({ from }) => from !== 'default');
}
