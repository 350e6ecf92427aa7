import type { Aws } from '#services/aws/aws.ts';
import type { SinkSettings } from '#services/sinks.ts';
import type { Doors } from '#services/sinks/kits/define-sink.ts';
import { SSH_BRUTE_FORCE } from '../formats/findings.ts';
import { AwsEmulator } from '../world/aws-emulator.ts';
import { hands } from '../world/organization.ts';

/** What a sink sends to, held in a test's hands: `sinks/NAME.ts` opens that of the sink NAME. */
export interface OtherSide {
  /** Of one sink, also where there are several. */
  readonly settings: SinkSettings[string];
  readonly doors: Doors;
  /** What no error may tell. */
  readonly secrets: readonly string[];
  /** Ids of the findings that arrived, in order. */
  taken(): readonly string[];
  /** Answers as one that is not well. @returns what ends that */
  away(): () => void;
  /** The document as one that is never taken. */
  refuse(body: object): object;
  close(): Promise<void>;
}

/** The emulator, with every role assumed: what sinks that send to AWS have on the other side. */
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
    close: async () => {},
  };
  const away = () => {
    emulator.faults.push({ service, status: 500, code: 'InternalException' });
    return () => void emulator.faults.splice(0);
  };
  return { emulator, doors: { aws }, secrets: ['the-secret'], away };
}
