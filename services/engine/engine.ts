import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import type { Batch } from '#services/model/column.ts';
import { lacksLists, type AnyDetector, type JudgedSetting } from '#services/model/detector.ts';
import type { FindingState } from '#services/model/finding-state.ts';
import type { Intel } from '#services/model/intel.ts';
import { nameOf } from '#services/model/log-object.ts';
import type { LogObject, SourceName } from '#services/model/log-object.ts';
import type { LogRecord } from '#services/model/log-record.ts';
import type { Contribution, Observation } from '#services/model/observation.ts';
import type { OrganizationView } from '#services/model/look.ts';
import type { TallyBuilder } from '#services/model/tally.ts';
import { Dispatch, fieldsOf } from './dispatch.ts';
import { contributionOf, Fold } from './fold.ts';
import { Follower } from './follower.ts';
import { Gatherer } from './gatherer.ts';
import { Grouping } from './grouping.ts';
import { intelViews, viewsFor, type IntelViews } from './intel-views.ts';
import { ask, askedOf } from './question.ts';
import type { AnySource, Question } from './question.ts';
import { mayBeAsked, NO_OVERRIDES, settingsInForce, variantsOf } from './settings.ts';
import type { SettingLayers, SettingVariants } from './settings.ts';
import { step } from './step.ts';
import type { Asking } from './step.ts';
import { BOUNDS } from './window.ts';
import type { Bounds } from './window.ts';
import { Work } from './work.ts';
import type { WorkOptions } from './work.ts';

export interface EngineParts {
  readonly detectors: readonly AnyDetector[];
  readonly sources: readonly AnySource[];
  /** Builds the tallies of detectors' `tally` clauses. */
  readonly tallies: TallyBuilder<LogRecord>;
  readonly intel: Intel;
  readonly organization: OrganizationView;
  /** Region of findings across Regions. In other partitions, and when it is absent, AWS's own first Region is used. */
  readonly homeRegion?: string;
  /** Settings without an override have the detector's default. */
  readonly settings?: Partial<SettingLayers>;
  readonly bounds?: Partial<Bounds>;
}

/**
 * Asks detectors' questions of batches. Besides its parts, it only remembers answers by the codes of batches. Batches of
 * different decoders may be mixed: the generation of a column tells whether its codes still mean the same.
 */
export interface Engine {
  /** Engines with equal versions ask with equal settings. */
  readonly settingsVersion: string;
  /** The fields that batches of a source must have columns of. */
  fields(source: SourceName): readonly string[];
  newWork(options?: WorkOptions): Work;
  /** Puts the records of one object to the questions; the batch is not needed afterwards. */
  step(batch: Batch, object: Pick<LogObject, 'bucket' | 'key'>, source: SourceName, work: Work): void;
  /**
   * Begins to fold the finding that an observation belongs to.
   *
   * @param stored the finding's state so far
   */
  fold(observation: Observation, stored: FindingState | undefined): Fold;
  /** What an observation adds to its finding; it is taken out when the observation is folded again. */
  contributionOf(observation: Observation): Contribution;
  /** The settings with which the observation's question is asked in its account. */
  settingsFor(observation: Pick<Observation, 'type' | 'accountId'>): readonly JudgedSetting[];
}

/** @throws when a detector names a source that is not among the parts */
export function createEngine(parts: EngineParts): Engine {
  const { detectors, sources, organization } = parts;
  const layers = { ...NO_OVERRIDES, ...parts.settings };
  const variants = detectors.map((detector) => variantsOf(detector, layers, organization));
  const views = intelViews(parts.intel, organization);
  const questions = detectors.flatMap((detector, i) => questionsOf(detector, variants[i], views, parts));
  const possible = detectors.filter((detector) => mayBeAsked(detector, layers));
  // Where settings differ by account, each of a detector's questions leads to the others by its `variantOf`.
  const byType = new Map(questions.map((question) => [question.detector.type, question]));
  const askings = new Map(sources.map((source) => [source.name, askingOf(source, questions, views, possible)]));
  const bounds = { ...BOUNDS, ...parts.bounds };
  const questionFor = ({ type, accountId }: Observation): Question => {
    const question = byType.get(type);
    const asked = question && askedOf(question, accountId);
    assert(asked !== undefined, `An observation of ${type} in ${accountId}, where no detector asks for it.`);
    return asked;
  };
  return {
    settingsVersion: versionOf(detectors, variants),
    fields: (source) => askings.get(source)?.fields ?? [],
    newWork: (options) => new Work(byType, bounds, options),
    step: (batch, object, source, work) => {
      const asking = askings.get(source);
      // Without this check, records of a missing source would count as read although no question was asked.
      assert(asking !== undefined, `The engine was made without the source ${source}, and is given records of it.`);
      step(batch, nameOf(object), asking, work);
    },
    fold: (observation, stored) => new Fold(questionFor(observation), observation, stored),
    contributionOf: (observation) => contributionOf(observation, questionFor(observation)),
    settingsFor({ type, accountId }) {
      const question = byType.get(type);
      assert(question !== undefined, `Nobody asks for ${type}.`);
      const units = organization.organizationalUnits.get(accountId) ?? [];
      return settingsInForce(question.detector, layers, accountId, units).map(({ name, value, setFor }) => ({
        name,
        value,
        setFor: setFor ?? null,
      }));
    },
  };
}

function questionsOf(
  detector: AnyDetector,
  variants: SettingVariants | undefined,
  views: IntelViews,
  { sources, tallies, organization, homeRegion }: EngineParts,
): readonly Question[] {
  const source = sources.find(({ name }) => name === detector.from.source);
  if (source === undefined) throw new Error(`"${detector.type}" asks of ${detector.from.source}, which is no source.`);
  if (variants === undefined) throw new Error(`"${detector.type}" has no settings in force.`);
  return ask(detector, source, { organization }, viewsFor(detector, views), variants, tallies, homeRegion);
}

/** @param possible detectors asked in some account now, or once the accounts below an organizational unit are known */
function askingOf(
  source: AnySource,
  all: readonly Question[],
  views: IntelViews,
  possible: readonly AnyDetector[],
): Asking {
  const questions = all.filter((question) => question.source === source);
  // A question that lacks its lists is asked of no record, but its earlier observations may still be folded.
  const groupings = questions
    .filter(({ detector, look }) => !lacksLists(detector, look.intel))
    .map((question) => new Grouping(question));
  const followers = [...Map.groupBy(groupings, ({ question }) => question.detector.hops)].flatMap(([hops, its]) =>
    hops === undefined ? [] : [new Follower(its)],
  );
  const gatherers = [...Map.groupBy(groupings, ({ question }) => question.detector.learned?.profile)].flatMap(
    ([profile, its]) => (profile === undefined ? [] : [new Gatherer(its)]),
  );
  // Questions that judge days get their records from gatherers.
  const asked = groupings.filter(({ question }) => question.detector.learned === undefined);
  const byQuestion = new Map([...asked, ...followers].map((each) => [each.question, each]));
  const gathererOf = new Map(gatherers.map((each) => [each.question, each]));
  const dispatch = new Dispatch(source, [...byQuestion.keys()], views, [...gathererOf.keys()]);
  const words = dispatch.words.map(({ questions: inWord }) => ({
    asked: inWord.map((question) => byQuestion.get(question)),
    gatherers: inWord.map((question) => gathererOf.get(question)),
    gathers: inWord.reduce((bits, question, i) => (gathererOf.has(question) ? bits | (1 << i) : bits), 0),
  }));
  // Fields do not depend on the present lists and accounts: these come and go, while a decoder is made once.
  const detectorsOf = [...questions, ...[...followers, ...gatherers].map(({ question }) => question)].map(
    ({ detector }) => detector,
  );
  const fields = fieldsOf(source, [...detectorsOf, ...possible.filter(({ from }) => from.source === source.name)]);
  return { dispatch, words, fields };
}

function versionOf(detectors: readonly AnyDetector[], variants: readonly SettingVariants[]): string {
  const inForce = detectors.map(({ type }, i) => [type, variants[i]?.common, [...(variants[i]?.byAccount ?? [])]]);
  return hash('sha256', JSON.stringify(inForce));
}
