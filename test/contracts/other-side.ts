import type { Aws } from '#services/aws/aws.ts';
import type { SinkSettings } from '#services/sinks.ts';
import type { Doors } from '#services/sinks/kits/define-sink.ts';
import { SSH_BRUTE_FORCE } from '../formats/findings.ts';
import { AwsEmulator } from '../world/aws-emulator.ts';
import { hands } from '../world/organization.ts';

/** The receiving side of a sink, controlled by a test: `sinks/NAME.ts` opens it for the sink NAME. */
export interface OtherSide {
  /** The settings of one sink, even when there are several. */
  readonly settings: SinkSettings[string];
  readonly doors: Doors;
  /** Secrets that no error message may contain. */
  readonly secrets: readonly string[];
  /** Ids of the findings that arrived, in order. */
  taken(): readonly string[];
  /** Makes the receiver answer with errors. @returns a function that ends this */
  away(): () => void;
  /** Changes the document so that the receiver never accepts it. */
  refuse(body: object): object;
  close(): Promise<void>;
}

/** The emulator, with every role assumed: the receiving side of sinks that send to AWS. */
export async function openHands(service: string) {
  const { region } = SSH_BRUTE_FORCE;
  const emulator = new AwsEmulator();
  await emulator.start();
  const aws: Aws = {
    settings: { region, partition: 'aws', memberRole: { name: 'Member', externalId: 'the-secret', sessionName: 'v' } },
    client: async (as, where = region) => ({
      ...hands(emulator, as, where),
      retryMode: 'standard',
      customUserAgent: 'test',
    }),
    [Symbol.asyncDispose]: async () => {},
  };
  const away = () => {
    emulator.faults.push({ service, status: 500, code: 'InternalException' });
    return () => void emulator.faults.splice(0);
  };
  return { emulator, doors: { aws }, secrets: ['the-secret'], away };
}
