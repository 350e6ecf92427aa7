import { RESOURCE } from '../kits/credential-holder.ts';
import { RESOURCE_STORIES } from '../kits/credential-stories.ts';
import { usedInsideAws } from '../kits/stolen-credentials.ts';

export default usedInsideAws(RESOURCE, RESOURCE_STORIES);
