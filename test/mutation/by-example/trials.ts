import { checkDetector } from '#services/detector-files.ts';
import type { AnyDetector } from '#services/model/detector.ts';
import type { Reader } from '#services/reader/reader.ts';
import { aboutFollowsFromBy, groupsKeepEnough } from '../../contracts/promises.ts';
import { exampleReader, storyteller } from '../../example-run.ts';

/** One thing that tests look at of a detector: an example by its name, or its promises. */
export type Trial = 'promises' | `${'fires' | 'quiet'}: ${string}`;

export function trialsOf({ examples }: AnyDetector): readonly Trial[] {
  return [
    ...Object.keys(examples.fires).map((name) => `fires: ${name}` as const),
    ...Object.keys(examples.quiet).map((name) => `quiet: ${name}` as const),
    'promises',
  ];
}

/**
 * What tests see of a trial, as text: whether and what the detector finds, how bad it is, of what, and in which words.
 * Where nothing is wrong it is what it was before. Each of these begins with an engine of its own, for an engine
 * remembers what conditions said.
 *
 * @param path where the detector is, without `.ts`
 * @throws where the detector does, or breaks a promise
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
