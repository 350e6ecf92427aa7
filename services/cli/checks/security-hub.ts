import { sentenceOf } from '#services/model/sentence.ts';
import { importState } from '#services/aws/security-hub.ts';
import { broken, fine, look, type Check } from './check.ts';

/** Security Hub takes findings. Tried in the accounts whose member role can be assumed, in each Region that is read. */
export const securityHub: Check = {
  name: 'Security Hub',
  async run(situation) {
    const { memberRole, sinks } = situation.config;
    if (memberRole === undefined) return [];
    if (sinks['security-hub']?.['enabled'] === false)
      return [fine('Not tried: the sink security-hub is switched off.')];
    const members = await situation.members().catch(() => []);
    const asked = members.filter(({ probe }) => probe.refusal === undefined);
    if (asked.length === 0) return [look('Not tried, because no account grants access.')];
    const aws = await situation.aws();
    const verdicts = asked.map(async ({ probe: { accountId, regions } }) => {
      const states = await Promise.all(
        regions.map(async ({ region }) => {
          const state = await aws
            .client(accountId, region)
            .then(importState)
            .catch((cause: unknown) => sentenceOf(cause));
          return { region, state };
        }),
      );
      const where = (wanted: string) => states.filter(({ state }) => state === wanted).map(({ region }) => region);
      const refused = states.find(({ state }) => state !== 'ready' && state !== 'not-enabled');
      if (refused !== undefined)
        return broken(`Account ${accountId} may not import in ${refused.region}: ${refused.state}`);
      const off = where('not-enabled');
      if (off.length === 0) return fine(`Account ${accountId} accepts findings in ${where('ready').join(', ')}.`);
      return look(
        `Account ${accountId} has not enabled Security Hub in ${off.join(', ')}: its findings wait until it does.`,
      );
    });
    return Promise.all(verdicts);
  },
};
