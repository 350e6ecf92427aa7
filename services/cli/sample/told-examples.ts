import type { AnyDetector, Example } from '#services/model/detector.ts';
import { createRandom } from '#services/simulation/random.ts';
import type { ToldExample } from '#services/simulation/told-example.ts';
import { storiesOfCalls } from './stories-of-calls.ts';
import { decoderFor, Teller } from './telling.ts';

/** For each detector, the first example that can be written into an organization's logs. */
export async function toldExamples(
  asked: readonly AnyDetector[],
  detectors: readonly AnyDetector[] = asked,
): Promise<readonly ToldExample[]> {
  const decoder = await decoderFor(detectors);
  return asked.flatMap(({ type, from, examples }) => {
    const [example] = tellable(examples.fires);
    if (example === undefined) return [];
    const wanted: readonly string[] = [type, ...(example.also ?? [])];
    const teller = new Teller(
      detectors.filter((each) => wanted.includes(each.type)),
      decoder,
    );
    return [{ type, name: type, ...teller.tell(from.source, example) }];
  });
}

/**
 * For each detector, an attack with each call that it asks about, and one of the harmless stories in which it must stay
 * quiet.
 *
 * @param seed chooses the harmless stories
 */
export async function everyExample(detectors: readonly AnyDetector[], seed: string): Promise<readonly ToldExample[]> {
  const teller = new Teller(detectors, await decoderFor(detectors));
  const judging = new Set<string>(detectors.flatMap(({ type, learned }) => (learned === undefined ? [] : [type])));
  return detectors.flatMap(({ type, from, examples }) => {
    const attacks = storiesOfCalls(from, tellable(examples.fires), (example) => {
      const told = teller.tell(from.source, example);
      return told.findings.some((finding) => finding.type === type) ? told : undefined;
    });
    const harmless = tellable(examples.quiet);
    const first = createRandom(`${seed}/quiet/${type}`).int(0, Math.max(0, harmless.length - 1));
    const quiet = [...harmless.slice(first), ...harmless.slice(0, first)].find((example) => {
      // Among other logs the days of the story are judged, so it must stay quiet then too.
      const { findings } = teller.tell(from.source, { ...example, learned: 'nothing' });
      return findings.every((finding) => finding.type !== type && !judging.has(finding.type));
    });
    return [
      ...attacks.map(({ call, told }) => ({ type, name: `${type} ${call}`, ...told })),
      ...(quiet === undefined ? [] : [{ type, name: `${type} quiet`, ...teller.tell(from.source, quiet) }]),
    ];
  });
}

/**
 * The examples that depend only on their logs and lists. The others are left out: those that depend on locations or
 * owners of addresses, because documentation addresses have none (UnauthorizedAccess:IAMUser/ConsoleLoginSuccess.B);
 * those that depend on the owner's settings, which are not in the logs (CredentialAccess:IAMUser/CompromisedCredentials);
 * and those that depend on earlier days, because the account has a history of its own.
 */
function tellable(stories: AnyDetector['examples']['fires']): readonly Example[] {
  return Object.values(stories)
    .map((make) => make())
    .filter(
      ({ places, settings, known, amazon, addresses, learned }) =>
        (places ?? settings ?? known ?? amazon ?? addresses) === undefined && learned !== 'days-before',
    );
}
