import { RESOURCE } from '../kits/credential-holder.ts';
import { RESOURCE_STORIES } from '../kits/credential-stories.ts';
import { usedOutsideAws } from '../kits/stolen-credentials.ts';

export default usedOutsideAws(RESOURCE, RESOURCE_STORIES);
