import { checkDetector } from '#services/detector-files.ts';
import type { AnyDetector } from '#services/model/detector.ts';
import type { Reader } from '#services/reader/reader.ts';
import { aboutFollowsFromBy, groupsKeepEnough } from '../../contracts/promises.ts';
import { exampleReader, storyteller } from '../../example-run.ts';

/** One thing that tests check of a detector: an example by its name, or the promises. */
export type Trial = 'promises' | `${'fires' | 'quiet'}: ${string}`;

export function trialsOf({ examples }: AnyDetector): readonly Trial[] {
  return [
    ...Object.keys(examples.fires).map((name) => `fires: ${name}` as const),
    ...Object.keys(examples.quiet).map((name) => `quiet: ${name}` as const),
    'promises',
  ];
}

/**
 * What tests see of a trial, as text: whether the detector fires, the severity, the subject and the wording. Without a
 * bug the text is the same as before. Each trial gets an engine of its own, because an engine caches the results of
 * conditions.
 *
 * @param path the path of the detector, without `.ts`
 * @throws when the detector throws or breaks a promise
 */
export function tryDetector(detector: AnyDetector, path: string, reader: Reader): (trial: Trial) => string {
  const read = exampleReader(reader, [detector]);
  const tell = storyteller(read);
  return (trial) => {
    if (trial === 'promises') {
      groupsKeepEnough(detector, read);
      aboutFollowsFromBy(detector, read);
      return checkDetector(detector, path) ?? '';
    }
    const [name] = trial.split(': ', 1);
    const example = detector.examples[name === 'fires' ? 'fires' : 'quiet'][trial.slice('fires: '.length)];
    if (example === undefined) throw new Error(`${detector.type} has no example "${trial}"`);
    return JSON.stringify(
      tell(detector.from.source, example()).findings.map(({ severity, description, resource, service }) => [
        severity,
        description,
        resource.resourceType,
        resource.id,
        service.resourceRole,
        service.evidence.threatIntelligenceDetails.map(({ threatListName }) => threatListName),
      ]),
    );
  };
}
