import { stat } from 'node:fs/promises';
import { missingLists } from '#services/organization/missing-lists.ts';
import { days } from '#services/model/time.ts';
import { loadDetectors } from '../../detectors.ts';
import { ageOf } from '../age.ts';
import { describeIntel } from '../describe-intel.ts';
import { fine, look, type Check, type Verdict } from './check.ts';

/** Addresses change hands: a list of a month ago accuses those who came after. */
const AGE_MAX_MS = days(30);

export const lists: Check = {
  name: 'lists',
  async run({ config, intel, now }) {
    const description = intel.describe();
    const shipped = description.amazon.source !== 'ip-ranges.json';
    const described = describeIntel(description).map((detail) =>
      detail.startsWith('AWS') && shipped ? look(detail) : fine(detail),
    );
    const none =
      description.lists.length === 0
        ? [look('No threat lists: detectors that need one find nothing. Name files under lists in the configuration.')]
        : [];
    const missing = missingLists(await loadDetectors(), intel.intel).map(look);
    const troubles = intel.troubles.map(({ file, trouble }) => look(`${file}: ${trouble.message}`));
    return [
      ...described,
      ...none,
      ...missing,
      ...troubles,
      ...(await Promise.all(config.lists.map((list) => aged(list.file, now())))).flat(),
    ];
  },
};

async function aged(file: string, now: number): Promise<readonly Verdict[]> {
  const age = now - (await stat(file)).mtimeMs;
  return age <= AGE_MAX_MS ? [] : [look(`${file} was last written ${ageOf(age)} ago: fetch it anew.`)];
}
