import { SSH_BRUTE_FORCE } from '../../formats/findings.ts';
import { openHands, type OtherSide } from '../other-side.ts';

const { accountId, region } = SSH_BRUTE_FORCE;

/** The emulator's Security Hub. */
export default async function open(): Promise<OtherSide> {
  const { emulator, doors, secrets, away } = await openHands('securityhub');
  emulator.securityHub.enable(accountId, region);
  return {
    settings: {},
    doors,
    secrets,
    taken: () =>
      emulator.securityHub.findings().map(({ body }) => String(Reflect.get(body, 'Id')).split('/').at(-1) ?? ''),
    away,
    refuse: (body) => ({ ...body, Title: 'x'.repeat(300) }),
    close: () => emulator.stop(),
  };
}
