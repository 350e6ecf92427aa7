import type { Aws } from '#services/aws/aws.ts';
import { SSH_BRUTE_FORCE } from '../../formats/findings.ts';
import { AwsEmulator } from '../../world/aws-emulator.ts';
import { hands } from '../../world/organization.ts';
import type { OtherSide } from '../sink.test.ts';

const { accountId, region } = SSH_BRUTE_FORCE;

/** The emulator's Security Hub, with every role assumed. */
export default async function open(): Promise<OtherSide> {
  const emulator = new AwsEmulator();
  await emulator.start();
  emulator.securityHub.enable(accountId, region);
  const aws: Aws = {
    settings: { region, partition: 'aws', memberRole: { name: 'Member', externalId: 'the-secret', sessionName: 'v' } },
    client: async (as, where = region) => ({
      ...hands(emulator, as, where),
      retryMode: 'standard',
      customUserAgent: 'test',
    }),
    close: async () => {},
  };
  return {
    settings: {},
    doors: { aws },
    secrets: ['the-secret'],
    taken: () =>
      emulator.securityHub.findings().map(({ body }) => String(Reflect.get(body, 'Id')).split('/').at(-1) ?? ''),
    away() {
      emulator.faults.push({ service: 'securityhub', status: 500, code: 'InternalException' });
      return () => void emulator.faults.splice(0);
    },
    refuse: (body) => ({ ...body, Title: 'x'.repeat(300) }),
    close: () => emulator.stop(),
  };
}
