import { setImmediate as pause } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { z } from 'zod';
import { settingsSchema } from '#services/config/file-schema.ts';
import { createEngine } from '#services/engine/engine.ts';
import type { AnyDetector, Example } from '#services/model/detector.ts';
import type { FindingBody } from '#services/model/finding.ts';
import type { Trial } from '#services/model/installation.ts';
import { once } from '#services/model/once.ts';
import type { Decoder } from '#services/model/reading.ts';
import { severityLabel } from '#services/model/severity.ts';
import { SOURCES } from '#services/sources/index.ts';
import { sourceNamed } from '#services/sources/source-named.ts';
import { tallyBuilder } from '#services/tallies/kits/builder.ts';
import { foldObservations } from '#services/workers/turn/fold-observations.ts';
import { openDetection } from '../../detection.ts';
import { observeInOrder } from '../scan/scan-learning.ts';
import { exampleIntel } from './example-intel.ts';
import { exampleOrganization } from './example-organization.ts';

/** The detectors' examples, run through the engine one by one. */
export interface Examples {
  /**
   * The findings that all examples lead to: the attacks on which rules are tried. Takes some seconds, and yields to
   * other work in between.
   */
  readonly attacks: () => Promise<readonly FindingBody[]>;
  /**
   * The findings of one of a detector's examples, with the example's settings and those that the caller gives.
   *
   * @returns a sentence when there is no such story, or a setting is invalid
   */
  readonly trial: (
    detector: AnyDetector,
    story: string,
    settings: Readonly<Record<string, unknown>>,
  ) => Promise<Trial | string>;
}

/** Examples of these detectors. Nothing is loaded or run before it is needed. */
export function openExamples(detectors: readonly AnyDetector[]): Examples {
  const open = once(async () => {
    // All detectors are enabled, so that the fields of any detector that an example enables are read.
    const settings = { organization: Object.fromEntries(detectors.map(({ type }) => [type, { enabled: true }])) };
    return openDetection({ detectors, intel: exampleIntel({ records: [] }), settings });
  });
  return {
    attacks: once(async () => {
      const { decoder } = await open();
      const attacks: FindingBody[] = [];
      for (const detector of detectors) {
        for (const make of Object.values(detector.examples.fires))
          attacks.push(...findingsOf(detector, make(), decoder));
        await pause();
      }
      return attacks;
    }),
    async trial(detector, story, given) {
      const { fires, quiet } = detector.examples;
      const make = new Map([...Object.entries(fires), ...Object.entries(quiet)]).get(story);
      if (make === undefined) return `${detector.type} has no story "${story}".`;
      const { data, error } = settingsSchema(detector).safeParse(given);
      if (error) return `These settings cannot be tried: ${z.prettifyError(error)}`;
      const { decoder } = await open();
      const example = make();
      const { settings = {} } = example;
      const { type } = detector;
      const asked = { ...example, settings: { ...settings, [type]: { ...settings[type], ...data } } };
      const text = sourceNamed(detector.from.source).text(example);
      return {
        text: text.slice(0, TEXT_MAX),
        isWhole: text.length <= TEXT_MAX,
        found: findingsOf(detector, asked, decoder).map(({ severity, title, description, resource, service }) => ({
          severity: severityLabel(severity),
          title,
          description,
          resourceId: resource.id,
          count: service.count,
        })),
      };
    },
  };
}

/** Longer stories are cut for display. */
const TEXT_MAX = 20_000;

function findingsOf(detector: AnyDetector, example: Example, decoder: Decoder): readonly FindingBody[] {
  const { source } = detector.from;
  const engine = createEngine({
    detectors: [detector],
    sources: SOURCES,
    tallies: tallyBuilder,
    intel: exampleIntel(example),
    settings: { organization: example.settings ?? {} },
    organization: exampleOrganization(example),
  });
  const work = engine.newWork();
  const bytes = gzipSync(sourceNamed(source).text(example));
  const object = { ...OBJECT, source, sizeBytes: bytes.length };
  decoder.decode(object, bytes, HOME, (batch, read) => engine.step(batch, object, read, work));
  const observations = example.learned === undefined ? work.observe() : observeInOrder([detector], work);
  return foldObservations(engine, observations, new Map(), new Map(), new Date(0)).map(({ finding }) => finding);
}

const OBJECT = { bucket: '', key: 'example.log.gz', etag: '', accountId: undefined, region: undefined };

/** The account and Region of all examples. */
const HOME = { accountId: '111122223333', region: 'us-east-1' };
