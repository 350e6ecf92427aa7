import { INSTANCE } from '../kits/credential-holder.ts';
import { INSTANCE_STORIES } from '../kits/credential-stories.ts';
import { usedInsideAws } from '../kits/stolen-credentials.ts';

export default usedInsideAws(INSTANCE, INSTANCE_STORIES);
