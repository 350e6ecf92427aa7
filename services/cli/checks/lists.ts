import { FEED_CATEGORIES } from '#services/intel/feed-categories.ts';
import { missingLists } from '#services/organization/missing-lists.ts';
import { agedFiles } from '#services/workers/adapters/pinned-intel.ts';
import { loadDetectors } from '../../detectors.ts';
import { describeIntel } from '../describe-intel.ts';
import { fine, look, type Check } from './check.ts';

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
        ? [look('No threat lists: detectors that need one find nothing. Add files under lists in the configuration.')]
        : [];
    const missing = missingLists(await loadDetectors(), intel.intel, FEED_CATEGORIES).map(look);
    const troubles = intel.troubles.map(({ file, trouble }) => look(`${file}: ${trouble.message}`));
    return [...described, ...none, ...missing, ...troubles, ...agedFiles(intel.from, config.lists, now()).map(look)];
  },
};
