import type { Batch } from '#services/model/column.ts';
import type { AnyDetector } from '#services/model/detector.ts';
import type { Intel } from '#services/model/intel.ts';
import { nameOf } from '#services/model/log-object.ts';
import type { LogObject, SourceName } from '#services/model/log-object.ts';
import type { LogRecord } from '#services/model/log-record.ts';
import type { OrganizationView } from '#services/model/look.ts';
import type { TallyBuilder } from '#services/model/tally.ts';
import { Dispatch } from './dispatch.ts';
import { Grouping } from './grouping.ts';
import { ask } from './question.ts';
import type { AnySource, Question } from './question.ts';
import { checkSettings, settingsOf } from './settings.ts';
import type { SettingOverrides } from './settings.ts';
import { step } from './step.ts';
import type { Asking } from './step.ts';
import { BOUNDS } from './window.ts';
import type { Bounds } from './window.ts';
import { Work } from './work.ts';
import type { WindowKey } from './work.ts';

export interface EngineParts {
  readonly detectors: readonly AnyDetector[];
  readonly sources: readonly AnySource[];
  /** What detectors' `tally` clauses are built with. */
  readonly tallies: TallyBuilder<LogRecord>;
  readonly intel: Intel;
  readonly organization: OrganizationView;
  /** Where findings across Regions are told of; in partitions that it is not of, and where nobody chose, AWS's own first Region. */
  readonly homeRegion?: string;
  /** By finding type; what is not overridden is as the detector says. */
  readonly settings?: SettingOverrides;
  readonly bounds?: Partial<Bounds>;
}

/**
 * Asks detectors' questions of batches. Holds no state but what follows from its parts and from the codes of the
 * batches, whichever decoder they come from: codes are told apart by their column's generation.
 */
export interface Engine {
  /** The fields that batches of a source must have columns of. */
  fields(source: SourceName): readonly string[];
  /** @param isStored whether state of a window may be stored somewhere, to be absorbed: of any, if it is not said */
  newWork(isStored?: (window: WindowKey) => boolean): Work;
  /** Puts the records of one object to the questions; the batch is not needed afterwards. */
  step(batch: Batch, object: Pick<LogObject, 'bucket' | 'key'>, source: SourceName, work: Work): void;
}

/** @throws when a setting does not fit its detector, or a detector asks of a source that is not there. */
export function createEngine(parts: EngineParts): Engine {
  const { detectors, sources, settings = {} } = parts;
  checkSettings(detectors, settings);
  const questions = new Map(detectors.map((detector) => [detector.type, questionOf(detector, parts)]));
  const askings = new Map(sources.map((source) => [source.name, askingOf(source, [...questions.values()])]));
  const bounds = { ...BOUNDS, ...parts.bounds };
  return {
    fields: (source) => askings.get(source)?.dispatch.fields ?? [],
    newWork: (isStored) => new Work(questions, bounds, isStored),
    step: (batch, object, source, work) => {
      const asking = askings.get(source);
      if (asking !== undefined) step(batch, nameOf(object), asking, work);
    },
  };
}

function questionOf(
  detector: AnyDetector,
  { sources, tallies, intel, organization, homeRegion, settings = {} }: EngineParts,
): Question {
  const source = sources.find(({ name }) => name === detector.from.source);
  if (source === undefined) throw new Error(`"${detector.type}" asks of ${detector.from.source}, which is no source.`);
  return ask(detector, source, { intel, organization, settings: settingsOf(detector, settings) }, tallies, homeRegion);
}

function askingOf(source: AnySource, questions: readonly Question[]): Asking {
  const dispatch = new Dispatch(
    source,
    questions.filter((question) => question.source === source),
  );
  const groupings = dispatch.lanes.map((lane) => lane.questions.map((question) => new Grouping(question)));
  return { dispatch, groupings, all: groupings.flat() };
}
