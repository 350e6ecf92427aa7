import { gzipSync } from 'node:zlib';
import { createEngine, type Engine } from '#services/engine/engine.ts';
import type { AnyDetector, Example } from '#services/model/detector.ts';
import type { SourceName } from '#services/model/log-object.ts';
import type { Decoder } from '#services/model/reading.ts';
import { organizationView } from '#services/organization/view.ts';
import type { ToldExample, ToldFinding } from '#services/simulation/told-example.ts';
import { SOURCES } from '#services/sources/index.ts';
import { sourceNamed } from '#services/sources/source-named.ts';
import { tallyBuilder } from '#services/tallies/kits/builder.ts';
import { observeInOrder } from '../scan/scan-learning.ts';
import { openDetection } from '../../detection.ts';
import { exampleIntel } from './example-intel.ts';
import { EXAMPLE_MEMBERS } from './example-organization.ts';

/** An example as a log file, and the findings that it leads to by itself. */
export type Telling = Pick<ToldExample, 'source' | 'text' | 'begins' | 'lists' | 'findings'>;

/** Runs examples by themselves: their findings must also be found when they stand among other logs. */
export class Teller {
  readonly #detectors: readonly AnyDetector[];
  readonly #decoder: Decoder;
  /** By lists: most examples have none. */
  readonly #engines = new Map<string, Engine>();

  /**
   * @param detectors those whose findings are wanted
   * @param decoder which decodes what these detectors ask for
   */
  constructor(detectors: readonly AnyDetector[], decoder: Decoder) {
    this.#detectors = detectors;
    this.#decoder = decoder;
  }

  tell(source: SourceName, example: Example): Telling {
    const text = sourceNamed(source).text(example);
    const bytes = gzipSync(text);
    const object = { ...EXAMPLE, sizeBytes: bytes.length, source };
    const engine = this.#engineWith(example);
    const work = engine.newWork();
    const { firstTime = 0 } = this.#decoder.decode(object, bytes, HOME, (batch, read) =>
      engine.step(batch, object, read, work),
    );
    const observations = example.learned === undefined ? work.observe() : observeInOrder(this.#detectors, work);
    const byName = Map.groupBy(
      observations,
      ({ type, subject, region }) => `${type} ${subject.resource.id} ${subject.role} ${region}`,
    );
    const findings = [...byName.values()].flatMap(([first, ...others]): readonly ToldFinding[] => {
      if (first === undefined) return [];
      const { type, region, subject, firstSeen, lastSeen } = first;
      return [
        {
          type,
          region,
          resource: subject.resource.id,
          role: subject.role,
          firstSeen: Math.min(firstSeen, ...others.map((each) => each.firstSeen)),
          lastSeen: Math.max(lastSeen, ...others.map((each) => each.lastSeen)),
        },
      ];
    });
    const begins = Math.min(...findings.map(({ firstSeen }) => firstSeen));
    return { source, text, begins: findings.length > 0 ? begins : firstTime, lists: example.lists ?? {}, findings };
  }

  #engineWith(example: Example): Engine {
    const name = JSON.stringify(example.lists ?? {});
    const known = this.#engines.get(name);
    if (known !== undefined) return known;
    const engine = createEngine({
      detectors: this.#detectors,
      sources: SOURCES,
      tallies: tallyBuilder,
      intel: exampleIntel(example),
      organization: organizationView({ read: EXAMPLE_MEMBERS }),
    });
    this.#engines.set(name, engine);
    return engine;
  }
}

/** A decoder of all that these detectors ask for. */
export async function decoderFor(detectors: readonly AnyDetector[]): Promise<Decoder> {
  return (await openDetection({ detectors, intel: exampleIntel({ records: [] }) })).decoder;
}

/** The account and Region of all examples. */
const HOME = { accountId: '111122223333', region: 'us-east-1' };
const EXAMPLE = { bucket: '', key: 'example.log.gz', etag: '', accountId: undefined, region: undefined };
